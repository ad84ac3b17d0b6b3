#include "shared/http/request.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTMLForm.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/MediaType.h>
#include <Poco/URI.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <utility>

#include "shared/text/text.h"

namespace postlab::http {

namespace {

using Poco::Net::HTTPRequest;
using Poco::Net::HTTPResponse;

constexpr std::string_view form_type = "application/x-www-form-urlencoded";
constexpr Refusal malformed{HTTPResponse::HTTP_BAD_REQUEST, "This is no HTTP request as RFC 9112 has it."};
constexpr Refusal head_too_long{HTTPResponse::HTTP_REQUEST_HEADER_FIELDS_TOO_LARGE,
                                "A request's head has at most 16 KiB here."};
constexpr Refusal unknown_version{HTTPResponse::HTTP_VERSION_NOT_SUPPORTED, "This server speaks HTTP/1.1."};
constexpr Refusal unknown_method{HTTPResponse::HTTP_NOT_IMPLEMENTED, "This server knows GET, HEAD and POST."};
constexpr Refusal chunked{HTTPResponse::HTTP_NOT_IMPLEMENTED, "This server takes no body in chunks: say its length."};
constexpr Refusal no_length{HTTPResponse::HTTP_LENGTH_REQUIRED, "A POST says its body's length."};
constexpr Refusal body_too_long{HTTPResponse::HTTP_REQUEST_ENTITY_TOO_LARGE, "A body has at most 64 KiB here."};
constexpr Refusal no_form{HTTPResponse::HTTP_UNSUPPORTED_MEDIA_TYPE,
                          "A POST brings application/x-www-form-urlencoded here."};
constexpr Refusal no_expectations{HTTPResponse::HTTP_EXPECTATION_FAILED, "Send the body at once."};

bool is_token(char c) {
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";  // RFC 9110 5.6.2
    return is_ascii_letter(c) || is_digit(c) || marks.find(c) != marks.npos;
}

/// "Name: value": no folding (RFC 9112 5.2), no blank before the colon (5.1), and no controls but a tab.
bool is_field(std::string_view line) {
    const std::size_t colon = line.find(':');
    return colon != line.npos && colon > 0 && std::ranges::all_of(line.substr(0, colon), is_token) &&
           std::ranges::none_of(line, [](char c) { return (c >= 0 && c < ' ' && c != '\t') || c == '\x7f'; });
}

/// The head as lines that POCO can't misread.
bool is_clean(std::string_view head) {
    for (bool first = true;; first = false) {
        const std::size_t end = head.find('\n');
        if (end == head.npos) return true;
        std::string_view line = head.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        head.remove_prefix(end + 1);
        if (line.empty()) return true;
        // "GET /path HTTP/1.1": two single spaces, and nothing that isn't visible ASCII besides.
        if (first ? std::ranges::count(line, ' ') != 2 || line.front() == ' ' || line.ends_with(' ') ||
                        std::ranges::any_of(line, [](char c) { return c < ' ' || c > '~'; })
                  : !is_field(line))
            return false;
    }
}

/// Behind the empty line that ends the head; npos: it has not come.
std::size_t end_of_head(std::string_view head) {
    const std::size_t crlf = head.find("\n\r\n"), lf = head.find("\n\n");
    if (crlf == head.npos && lf == head.npos) return head.npos;
    return lf < crlf ? lf + 2 : crlf + 3;
}

std::size_t how_many(const Fields& fields, std::string_view name) {
    return static_cast<std::size_t>(
        std::ranges::count_if(fields, [&](const auto& field) { return equal_ignoring_case(field.first, name); }));
}

/// Of the body. Nothing: it is no length.
std::optional<std::size_t> length_of(const std::string& text) {
    if (!all_digits(text)) return std::nullopt;
    return number_in<std::size_t>(text).value_or(RequestReader::longest_body +
                                                 1);  // of more digits than can be counted
}

std::optional<Refusal> what_is_wrong_with(const HTTPRequest& head) {
    const std::string& version = head.getVersion();
    if (version != HTTPRequest::HTTP_1_1 && version != HTTPRequest::HTTP_1_0)
        return version.starts_with("HTTP/") ? unknown_version : malformed;
    constexpr std::array methods{"GET", "HEAD", "POST"};
    if (std::ranges::find(methods, head.getMethod()) == methods.end()) return unknown_method;
    if (!head.getURI().starts_with('/')) return malformed;
    if (how_many(head, "Host") != 1 || how_many(head, "Content-Length") > 1) return malformed;
    if (head.has("Transfer-Encoding")) return chunked;
    if (head.has("Expect")) return no_expectations;
    return std::nullopt;
}

/// The body's length, or why it is not wanted.
std::variant<std::size_t, Refusal> body_of(const HTTPRequest& head) {
    const bool brings = head.getMethod() == HTTPRequest::HTTP_POST;
    if (!head.has("Content-Length")) {
        if (brings) return no_length;
        return std::size_t{0};
    }
    const auto length = length_of(head.get("Content-Length"));
    if (!length || (*length > 0 && !brings)) return malformed;
    if (*length > RequestReader::longest_body) return body_too_long;
    if (*length > 0 &&
        !Poco::Net::MediaType(head.get("Content-Type", "x/x")).matches(Poco::Net::MediaType(std::string(form_type))))
        return no_form;
    return *length;
}

/// "a=1&b=2" as its fields.
Fields form_of(const std::string& text) {
    Poco::Net::HTMLForm form;
    form.read(text);
    return form;
}

Request request_of(const HTTPRequest& head) {
    Request request;
    request.method = head.getMethod();
    request.target = head.getURI();
    const std::size_t question = request.target.find('?');
    Poco::URI::decode(request.target.substr(0, question), request.path);
    if (question != std::string::npos) request.query = form_of(request.target.substr(question + 1));
    request.fields = head;
    head.getCookies(request.cookies);
    request.goes_on = head.getVersion() == HTTPRequest::HTTP_1_1 && head.getKeepAlive();
    return request;
}

}  // namespace

std::string Request::host() const {
    std::string host = lower_case(field("Host"));
    const std::size_t colon = host.rfind(':');
    if (colon != std::string::npos && host.find(']', colon) == std::string::npos) host.resize(colon);
    return host;
}

std::optional<RequestReader::Taken> RequestReader::take(std::string_view& input) {
    // POCO throws where it finds something it can't read; so do its media types and forms.
    try {
        if (!request_) {
            auto taken = take_head(input);
            if (taken || !request_) return taken;
        }
        return take_body(input);
    } catch (const Poco::Exception&) {
        return malformed;
    }
}

std::optional<RequestReader::Taken> RequestReader::take_head(std::string_view& input) {
    // An empty line or two before a request mean nothing (RFC 9112 2.2).
    if (head_.empty()) input.remove_prefix(std::min(input.find_first_not_of("\r\n"), input.size()));
    const std::size_t before = head_.size(), searched = before < 2 ? 0 : before - 2;
    head_ += input.substr(0, longest_head + 1 - before);
    const std::size_t end = end_of_head(std::string_view(head_).substr(searched));
    if (end == head_.npos && head_.size() > longest_head) return head_too_long;
    input.remove_prefix(std::min(input.size(), end == head_.npos ? head_.size() - before : searched + end - before));
    if (end == head_.npos) return std::nullopt;
    head_.resize(searched + end);
    if (head_.size() > longest_head) return head_too_long;
    const std::string text = std::exchange(head_, {});
    if (!is_clean(text)) return malformed;
    std::istringstream stream(text);
    HTTPRequest head;
    head.read(stream);
    if (auto wrong = what_is_wrong_with(head)) return *wrong;
    const auto length = body_of(head);
    if (const auto* refusal = std::get_if<Refusal>(&length)) return *refusal;
    length_ = std::get<std::size_t>(length);
    request_ = request_of(head);
    return std::nullopt;
}

std::optional<RequestReader::Taken> RequestReader::take_body(std::string_view& input) {
    const std::string_view more = input.substr(0, length_ - body_.size());
    body_ += more;
    input.remove_prefix(more.size());
    if (body_.size() < length_) return std::nullopt;
    request_->form = form_of(std::exchange(body_, {}));
    Request whole = std::move(*request_);
    request_.reset();
    return whole;
}

}  // namespace postlab::http
