#include "labs/course/mail/mime.h"

#include <algorithm>
#include <optional>
#include <set>

#include "labs/course/mail/encodings.h"
#include "labs/course/mail/structured_field.h"
#include "shared/text/text.h"
#include "shared/text/text_encoding.h"

namespace postlab::course {

namespace {

constexpr int deepest = 8;
constexpr std::size_t longest_boundary = 70;

/// The next line, without its CRLF; text begins behind it.
std::string_view take_line(std::string_view& text) {
    const std::size_t end = std::min(text.find("\r\n"), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 2, text.size()));
    return line;
}

bool is_field_name(std::string_view name) {
    return !name.empty() && std::ranges::all_of(name, [](char c) { return c > ' ' && c < '\x7f'; });
}

/// bchars of RFC 2046 5.1.1.
bool may_be_in_boundary(char c) {
    return is_ascii_letter(c) || is_digit(c) || std::string_view("'()+_,-./:=? ").find(c) != std::string_view::npos;
}

/// RFC 2045 6.4; what has parts or is a message has lines as they are.
bool is_composite(std::string_view type) { return type.starts_with("multipart/") || type == "message/rfc822"; }

class MessageParser {
public:
    /// `message`: where the whole begins.
    MessageParser(const char* message, int depth, std::string_view default_type)
        : message_(message), depth_(depth), default_type_(default_type) {}

    Part parse(std::string_view text) {
        const bool line_end = text.ends_with("\r\n");
        headers(text);
        part_.body = text;
        part_.body_at = place(text);
        if (depth_ > 0 && !part_.divided && !part_.headers.empty() && text.empty() && !line_end)
            complain({"mail.no_empty_line"}, part_.headers.back().at);
        content_type();
        const std::string encoding = transfer_encoding();
        if (part_.type.starts_with("multipart/"))
            multipart();
        else
            leaf(encoding);
        return std::move(part_);
    }

private:
    std::size_t place(std::string_view text) const { return static_cast<std::size_t>(text.data() - message_); }
    static void note(Flaw& first, Note what, std::size_t at) {
        if (first.note.empty() && !what.empty()) first = {std::move(what), at};
    }
    void complain(Note what, std::size_t at) { note(part_.wrong, std::move(what), at); }
    void remark(Note what, std::size_t at) { note(part_.remark, std::move(what), at); }

    void headers(std::string_view& text) {
        while (!text.empty()) {
            const std::string_view before = text, line = take_line(text);
            if (line.empty()) return void(part_.divided = true);
            if (line.front() == ' ' || line.front() == '\t') {
                if (part_.headers.empty()) return void(text = before);  // a body without a header
                part_.headers.back().text += line;
                continue;
            }
            const std::size_t colon = line.find(':');
            if (colon == line.npos || !is_field_name(line.substr(0, colon))) {
                complain({"mail.no_field", {{"line", std::string(beginning(line, 40))}}}, place(line));
                text = before;
                return;
            }
            part_.headers.push_back(
                {std::string(line.substr(0, colon)), std::string(trimmed(line.substr(colon + 1))), place(line)});
        }
    }

    /// A field that may stand once, taken apart; nothing: there is none.
    std::optional<StructuredField> field(std::string_view name) {
        const Part::Header* first = part_.header(name);
        if (first == nullptr) return std::nullopt;
        for (const Part::Header& other : part_.headers)
            if (&other != first && equal_ignoring_case(other.name, name))
                complain({"mail.two_fields", {{"name", std::string(name)}}}, other.at);
        StructuredField parsed = structured_field(first->text);
        const Note in_field("mail.in_field", {{"in", std::string(name)}});
        if (!parsed.wrong.empty()) complain(because(in_field, parsed.wrong), first->at);
        if (!parsed.remark.empty()) remark(because(in_field, parsed.remark), first->at);
        return parsed;
    }

    void content_type() {
        const auto type = field("Content-Type"), disposition = field("Content-Disposition");
        part_.type = type ? type->value : default_type_;
        if (const std::size_t slash = part_.type.find('/'); slash == 0 || slash >= part_.type.size() - 1) {
            complain({"mail.no_type", {{"type", part_.type}}}, part_.header("Content-Type")->at);
            part_.type = "text/plain";  // RFC 2045 5.2
        }
        if (type) part_.charset = lower_case(type->parameter("charset"));
        if (type) boundary_ = type->parameter("boundary");
        if (disposition) file_name(disposition->parameter("filename"), "Content-Disposition");
        if (type && part_.name.empty()) file_name(type->parameter("name"), "Content-Type");
    }

    void file_name(const std::string& text, std::string_view field) {
        part_.name = decoded_header(text).text;
        if (part_.name != text) remark({"mail.word_in_name"}, part_.header(field)->at);
    }

    std::string transfer_encoding() {
        static const std::set<std::string> as_they_are{"7bit", "8bit", "binary"};
        const auto encoding = field("Content-Transfer-Encoding");
        if (!encoding) return "7bit";
        const std::size_t at = part_.header("Content-Transfer-Encoding")->at;
        const std::string& name = encoding->value;
        if (!as_they_are.contains(name) && is_composite(part_.type))
            complain({"mail.composite", {{"type", part_.type}, {"encoding", name}}}, at);
        else if (!as_they_are.contains(name) && name != "base64" && name != "quoted-printable")
            complain({"mail.encoding", {{"encoding", name}}}, at);
        return name;
    }

    void leaf(const std::string& encoding) {
        DecodedText decoded{part_.body};
        if (encoding == "base64") decoded = from_base64(part_.body);
        if (encoding == "quoted-printable") decoded = from_quoted_printable(part_.body);
        complain(decoded.wrong, part_.body_at);
        remark(decoded.remark, part_.body_at);
        const auto high = std::ranges::find_if(part_.body, beyond_ascii);
        if (encoding == "7bit" && high != part_.body.end())
            complain({"mail.not_7bit"}, part_.body_at + static_cast<std::size_t>(high - part_.body.begin()));
        part_.decoded = std::move(decoded.text);
    }

    bool is_boundary_good() {
        const std::size_t at = part_.header("Content-Type")->at;
        if (boundary_.empty()) return complain({"mail.no_boundary"}, at), false;
        if (depth_ == deepest) return complain({"mail.too_deep"}, at), false;
        if (boundary_.size() > longest_boundary)
            complain({"mail.long_boundary", {{"count", std::to_string(boundary_.size())}}}, at);
        if (!std::ranges::all_of(boundary_, may_be_in_boundary) || boundary_.ends_with(' '))
            complain({"mail.bad_boundary", {{"boundary", boundary_}}}, at);
        return true;
    }

    void multipart() {
        if (!is_boundary_good()) return;
        std::string_view rest(message_ + part_.body_at, part_.body.size());
        std::optional<const char*> begin;  // of the part under way
        while (!rest.empty()) {
            const char* line_begin = rest.data();
            std::string_view line = take_line(rest);
            line = line.substr(0, line.find_last_not_of(" \t") + 1);
            const bool closing = line == "--" + boundary_ + "--";
            if (!closing && line != "--" + boundary_) continue;
            if (begin) add_part(*begin, line_begin);
            begin = rest.data();
            if (closing && part_.parts.empty()) complain({"mail.no_parts"}, part_.body_at);
            if (closing) return;
        }
        complain({begin ? "mail.not_closed" : "mail.not_begun", {{"boundary", boundary_}}},
                 begin ? static_cast<std::size_t>(*begin - message_) : part_.body_at);
    }

    void add_part(const char* begin, const char* end) {
        std::string_view text(begin, static_cast<std::size_t>(end - begin));
        if (text.empty()) complain({"mail.nothing_between", {{"boundary", boundary_}}}, place(text));
        if (text.ends_with("\r\n")) text.remove_suffix(2);  // the line end belongs to the boundary (RFC 2046 5.1.1)
        const std::string_view type = part_.type == "multipart/digest" ? "message/rfc822" : "text/plain";  // 5.1.5
        part_.parts.push_back(MessageParser(message_, depth_ + 1, type).parse(text));
    }

    const char* message_;
    int depth_;
    std::string default_type_, boundary_;
    Part part_;
};

}  // namespace

const Part::Header* Part::header(std::string_view name) const {
    for (const Header& header : headers)
        if (equal_ignoring_case(header.name, name)) return &header;
    return nullptr;
}

std::size_t Part::header_at(std::string_view name) const {
    const Header* found = header(name);
    return found == nullptr ? body_at : found->at;
}

std::string Part::tree() const {
    if (parts.empty()) return type;
    return type + "[" + joined(parts, ", ", &Part::tree) + "]";
}

std::vector<const Part*> Part::leaves() const {
    if (parts.empty()) return {this};
    std::vector<const Part*> all;
    for (const Part& part : parts)
        for (const Part* leaf : part.leaves()) all.push_back(leaf);
    return all;
}

const Flaw& Part::first(Flaw Part::*kind) const {
    if (!(this->*kind).note.empty()) return this->*kind;
    for (const Part& part : parts)
        if (const Flaw& flaw = part.first(kind); !flaw.note.empty()) return flaw;
    return this->*kind;
}

std::string unstuffed(std::string_view sent) {
    std::string text;
    text.reserve(sent.size() + 16);
    while (!sent.empty()) {
        const std::size_t end = sent.find('\n');
        std::string_view line = sent.substr(0, end);
        sent.remove_prefix(end == sent.npos ? sent.size() : end + 1);
        if (line.starts_with('.')) line.remove_prefix(1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        text += line;
        text += "\r\n";
    }
    return text;
}

Part parse_message(std::string_view message) { return MessageParser(message.data(), 0, "text/plain").parse(message); }

}  // namespace postlab::course
