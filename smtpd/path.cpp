#include "smtpd/path.h"

#include <Poco/UTF8Encoding.h>
#include <arpa/inet.h>

#include <algorithm>
#include <optional>

#include "shared/text/text.h"

namespace postlab::smtpd {

namespace {

constexpr std::size_t longest_local_part = 64, longest_domain = 255, longest_path = 256;
constexpr std::size_t longest_label = 63;  // RFC 1035 2.3.4

bool is_alnum(char c) { return is_digit(c) || is_ascii_letter(c); }
bool is_graphic(char c) { return c > ' ' && c <= '~'; }
bool is_atext(char c) {
    return is_alnum(c) || (c != '\0' && std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos);
}

/// Octets of the UTF-8 character beyond ASCII at the front; 0: there is none.
std::size_t utf8_length(std::string_view text) {
    auto first = static_cast<unsigned char>(text.empty() ? '\0' : text[0]);
    if (first < 0x80) return 0;
    std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (text.size() < length) return 0;
    auto bytes = reinterpret_cast<const unsigned char*>(text.data());
    return Poco::UTF8Encoding::isLegal(bytes, static_cast<int>(length)) ? length : 0;
}

/// Snum 3("." Snum), where leading zeros are fine.
bool is_ipv4(std::string_view text) {
    for (int part = 0; part < 4; ++part) {
        int value = 0;
        std::size_t digits = 0;
        for (; digits < text.size() && is_digit(text[digits]); ++digits) {
            value = value * 10 + (text[digits] - '0');
            if (digits == 3 || value > 255) return false;
        }
        if (digits == 0) return false;
        text.remove_prefix(digits);
        if (part < 3 && (text.empty() || text[0] != '.')) return false;
        if (part < 3) text.remove_prefix(1);
    }
    return text.empty();
}

bool is_ipv6(std::string_view text) {
    in6_addr address;
    return inet_pton(AF_INET6, std::string(text).c_str(), &address) == 1;
}

/// Standardized-tag ":" 1*dcontent
bool is_general_literal(std::string_view tag, std::string_view content) {
    if (tag.empty() || content.empty() || tag.back() == '-') return false;
    for (char c : tag)
        if (!is_alnum(c) && c != '-') return false;
    for (char c : content)
        if (!is_graphic(c) || c == '[' || c == '\\' || c == ']') return false;
    return true;
}

/// What stands between the brackets of an address literal (RFC 5321 4.1.3).
bool is_address(std::string_view text) {
    std::size_t colon = text.find(':');
    if (colon == text.npos) return is_ipv4(text);
    std::string_view tag = text.substr(0, colon), content = text.substr(colon + 1);
    if (equal_ignoring_case(tag, "IPv6")) return content.find('\0') == content.npos && is_ipv6(content);
    return is_general_literal(tag, content);
}

/// Goes once over an argument, from left to right, and stops at the first error.
class Parser {
public:
    enum class Form { reverse_path, forward_path };

    explicit Parser(std::string_view text) : text_(text) {}

    std::variant<PathArgument, SyntaxError> parse(std::string_view keyword, Form form) {
        bool good = take_keyword(keyword) && take_path(form) && take_parameters();
        if (!good) return *error_;
        return std::move(result_);
    }

    bool is_host() { return take_host() && at_ == text_.size() && path().ascii; }

private:
    Path& path() { return result_.path; }
    char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    std::string_view since(std::size_t start) const { return text_.substr(start, at_ - start); }

    bool take(char c) {
        if (at_ == text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }

    bool expected(std::string_view what) {
        error_ = {kind_, what, at_ + argument_column};
        return false;
    }

    bool within(std::size_t octets, std::string_view what, std::size_t limit) {
        if (octets > limit) error_ = {SyntaxError::Kind::too_long, what, limit};
        return octets <= limit;
    }

    bool take_keyword(std::string_view keyword) {
        if (!starts_ignoring_case(text_, keyword)) return expected(keyword);
        at_ = keyword.size();
        return true;
    }

    bool take_path(Form form) {
        kind_ = SyntaxError::Kind::path;
        std::size_t start = at_;
        if (!take('<')) return expected("'<'");
        bool null = form == Form::reverse_path && peek() == '>';
        if (!null && !(take_source_route() && take_mailbox(form))) return false;
        if (!take('>')) return expected("'>'");
        kind_ = SyntaxError::Kind::argument;
        return within(at_ - start, "Path", longest_path);
    }

    /// A-d-l ":", which a mailbox may follow.
    bool take_source_route() {
        if (peek() != '@') return true;
        do {
            if (!take('@')) return expected("'@'");
            if (!take_domain()) return false;
        } while (take(','));
        return take(':') || expected("':'");
    }

    bool take_mailbox(Form form) {
        std::size_t start = at_;
        if (!(peek() == '"' ? take_quoted_string() : take_dot_string())) return false;
        if (!within(at_ - start, "Local-part", longest_local_part)) return false;
        bool postmaster = form == Form::forward_path && equal_ignoring_case(path().local_part, "postmaster");
        if (!postmaster || peek() != '>') {
            if (!take('@')) return expected("'@'");
            std::size_t host = at_;
            if (!take_host()) return false;
            path().domain = since(host);
        }
        path().text = since(start);
        return true;
    }

    bool take_dot_string() {
        std::size_t start = at_;
        do {
            if (!take_atom()) return expected("a mailbox name");
        } while (take('.'));
        path().local_part = since(start);
        return true;
    }

    bool take_atom() {
        std::size_t start = at_;
        for (;;) {
            if (is_atext(peek()))
                ++at_;
            else if (!take_utf8())
                return at_ > start;
        }
    }

    bool take_quoted_string() {
        take('"');
        while (!take('"')) {
            bool escaped = take('\\');
            std::size_t start = at_;
            if (peek() >= ' ' && peek() <= '~')
                ++at_;
            else if (escaped || !take_utf8())
                return expected(at_ == text_.size() ? "'\"'" : "a printable character");
            path().local_part += since(start);
        }
        return true;
    }

    bool take_utf8() {
        std::size_t length = utf8_length(text_.substr(at_));
        at_ += length;
        if (length > 0) path().ascii = false;
        return length > 0;
    }

    bool take_host() { return peek() == '[' ? take_literal() : take_domain(); }

    bool take_literal() {
        std::size_t start = at_, end = text_.find(']', at_);
        if (end == text_.npos) {
            at_ = text_.size();
            return expected("']'");
        }
        ++at_;
        if (!is_address(text_.substr(at_, end - at_))) return expected("an IPv4 address or IPv6:address");
        at_ = end + 1;
        return within(at_ - start, "Domain", longest_domain);  // RFC 5321 4.5.3.1.2: "a domain name or number"
    }

    bool take_domain() {
        std::size_t start = at_;
        do {
            const std::size_t label = at_;
            if (!take_label()) return expected("a letter or digit of a domain");
            if (!fits_as_label(since(label))) return within(at_ - label, "Part of a domain", longest_label);
        } while (take('.'));
        return within(at_ - start, "Domain", longest_domain);
    }

    /// sub-domain: it neither begins nor ends with a hyphen.
    bool take_label() {
        if (peek() == '-') return false;
        std::size_t start = at_;
        while (is_alnum(peek()) || peek() == '-' || utf8_length(text_.substr(at_)) > 0)
            if (!take_utf8()) ++at_;
        return at_ > start && text_[at_ - 1] != '-';
    }

    /// A label beyond ASCII is counted in the form that DNS has of it (RFC 5890 2.3.2.1), which nobody asks for here.
    static bool fits_as_label(std::string_view label) {
        return label.size() <= longest_label || std::ranges::any_of(label, [](unsigned char c) { return c > '~'; });
    }

    bool take_parameters() {
        while (at_ < text_.size()) {
            if (!take(' ')) return expected("a space or the end of the line");
            if (!take_parameter()) return false;
        }
        return true;
    }

    bool take_parameter() {
        std::size_t start = at_;
        while (is_alnum(peek()) || (at_ > start && peek() == '-')) ++at_;
        Parameter parameter{since(start), {}};
        if (parameter.keyword.empty()) return expected("a parameter");
        if (take('=')) {
            start = at_;
            while (is_graphic(peek()) && peek() != '=') ++at_;
            parameter.value = since(start);
            if (parameter.value.empty()) return expected("a value");
        }
        result_.parameters.push_back(parameter);
        return true;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    SyntaxError::Kind kind_ = SyntaxError::Kind::argument;
    PathArgument result_;
    std::optional<SyntaxError> error_;
};

}  // namespace

std::variant<PathArgument, SyntaxError> parse_mail(std::string_view argument) {
    return Parser(argument).parse("FROM:", Parser::Form::reverse_path);
}

std::variant<PathArgument, SyntaxError> parse_rcpt(std::string_view argument) {
    return Parser(argument).parse("TO:", Parser::Form::forward_path);
}

std::optional<Mended> mend(std::string_view argument, std::string_view keyword) {
    auto without_blanks = [](std::string_view text) {
        return text.substr(std::min(text.find_first_not_of(' '), text.size()));
    };
    if (!starts_ignoring_case(argument, keyword)) return std::nullopt;
    std::string_view colon = without_blanks(argument.substr(keyword.size()));
    if (!colon.starts_with(':')) return std::nullopt;
    std::string_view path = without_blanks(colon.substr(1));
    std::string_view bare = path.starts_with('<') ? "" : path.substr(0, path.find(' '));
    bool ascii = std::ranges::all_of(bare, [](unsigned char c) { return c < 0x80; });  // else "<" may be full-width
    Mended mended{.argument = std::string(keyword) + ":"};
    mended.moved = argument.size() - path.size() - mended.argument.size();
    mended.blank = mended.moved > 0;
    if ((!mended.blank && bare.empty()) || !ascii || bare.find_first_of("<>") != bare.npos) return std::nullopt;
    if (!bare.empty()) {
        mended.opening = argument_column + mended.argument.size();
        mended.closing = mended.opening + 1 + bare.size();
        mended.argument.append("<").append(bare).append(">");
    }
    mended.argument += path.substr(bare.size());
    return mended;
}

bool names_a_host(std::string_view text) { return Parser(text).is_host(); }

}  // namespace postlab::smtpd
