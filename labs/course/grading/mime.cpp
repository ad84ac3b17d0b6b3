#include "labs/course/grading/mime.h"

#include <algorithm>
#include <cctype>

#include "labs/course/lab/words.h"
#include "shared/text/text.h"
#include "shared/text/text_encoding.h"

namespace postlab::course {

namespace {

constexpr int deepest = 8;

/// The next line, without its CRLF; text begins behind it.
std::string_view take_line(std::string_view& text) {
    const std::size_t end = std::min(text.find("\r\n"), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 2, text.size()));
    return line;
}

std::optional<std::string> from_base64(std::string_view text) {
    static constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    unsigned bits = 0, count = 0, padding = 0;
    for (char c : text) {
        if (c == '\r' || c == '\n' || c == ' ' || c == '\t') continue;
        if (c == '=') {
            ++padding;
            continue;
        }
        const std::size_t value = alphabet.find(c);
        if (value == alphabet.npos || padding > 0) return std::nullopt;
        bits = bits << 6 | static_cast<unsigned>(value);
        if (++count % 4 == 0)
            for (int shift : {16, 8, 0}) out += static_cast<char>(bits >> shift & 0xff);
    }
    if ((count + padding) % 4 != 0 || padding > 2) return std::nullopt;
    if (count % 4 >= 2) out += static_cast<char>(count % 4 == 2 ? bits >> 4 & 0xff : bits >> 10 & 0xff);
    if (count % 4 == 3) out += static_cast<char>(bits >> 2 & 0xff);
    return out;
}

/// RFC 2045 6.7; in encoded-words `_` is a space (RFC 2047 4.2).
std::optional<std::string> from_quoted_printable(std::string_view text, bool encoded_word) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '=') {
            if (text.substr(i + 1).starts_with("\r\n")) {
                i += 2;  // a soft line break
                continue;
            }
            const auto octet = from_hex(text.substr(i + 1, 2));
            if (!octet || octet->empty()) return std::nullopt;
            out += *octet;
            i += 2;
        } else {
            out += encoded_word && text[i] == '_' ? ' ' : text[i];
        }
    }
    return out;
}

/// =?charset?B or Q?text?= at the front of `text`, decoded; taken away from it.
std::optional<std::string> take_encoded_word(std::string_view& text) {
    if (!text.starts_with("=?")) return std::nullopt;
    const std::size_t charset_end = text.find('?', 2);
    const std::size_t encoding_end = charset_end == text.npos ? text.npos : text.find('?', charset_end + 1);
    const std::size_t end = encoding_end == text.npos ? text.npos : text.find("?=", encoding_end + 1);
    if (end == text.npos || encoding_end != charset_end + 2 || end + 2 > 75) return std::nullopt;  // 75: RFC 2047 2
    const std::string_view encoded = text.substr(encoding_end + 1, end - encoding_end - 1);
    if (encoded.find_first_of(" \t") != encoded.npos) return std::nullopt;
    const char encoding = ascii_lower(text[charset_end + 1]);
    std::optional<std::string> bytes;
    if (encoding == 'b') bytes = from_base64(encoded);
    if (encoding == 'q') bytes = from_quoted_printable(encoded, true);
    if (!bytes) return std::nullopt;
    auto decoded = to_utf8(*bytes, lower_case(text.substr(2, charset_end - 2)));
    if (decoded) text.remove_prefix(end + 2);
    return decoded;
}

/// A parameter of a Content-Type or Content-Disposition field: `; boundary="b 1"`. Empty: it is not there.
std::string parameter(std::string_view field, std::string_view name) {
    for (std::size_t at = field.find(';'); at != field.npos;) {
        std::string_view rest = field.substr(at + 1);
        const std::size_t equals = rest.find('=');
        if (equals == rest.npos) return {};
        const bool found = lower_case(trimmed(rest.substr(0, equals))) == name;
        const std::string_view value = rest.substr(std::min(rest.find_first_not_of(" \t", equals + 1), rest.size()));
        const bool quoted = value.starts_with('"');
        const std::size_t end = quoted ? value.find('"', 1) : value.find_first_of("; \t");
        if (found) return std::string(quoted ? value.substr(1, end - 1) : value.substr(0, end));
        at = field.find(';', at + 1 + static_cast<std::size_t>(value.data() - rest.data()) +
                                 (quoted && end != value.npos ? end : 0));
    }
    return {};
}

class MessageParser {
public:
    explicit MessageParser(int depth) : depth_(depth) {}

    Part parse(std::string_view text) {
        headers(text);
        part_.body = text;
        content_type();
        if (part_.type.starts_with("multipart/"))
            multipart();
        else
            leaf();
        return std::move(part_);
    }

private:
    void complain(const std::string& what) {
        if (part_.wrong.empty()) part_.wrong = what;
    }

    void headers(std::string_view& text) {
        while (!text.empty()) {
            const std::string_view before = text, line = take_line(text);
            if (line.empty()) return;
            if (line.front() == ' ' || line.front() == '\t') {
                if (part_.headers.empty()) return void(text = before);  // a body without a header
                part_.headers.back().second += line;
                continue;
            }
            const std::size_t colon = line.find(':');
            if (colon == line.npos || colon == 0 || line.substr(0, colon).find_first_of(" \t") != line.npos) {
                complain("\"" + std::string(line.substr(0, 40)) + "\" stands where a header field is expected");
                text = before;
                return;
            }
            part_.headers.emplace_back(line.substr(0, colon), trimmed(line.substr(colon + 1)));
        }
    }

    void content_type() {
        const std::string* field = part_.header("Content-Type");
        part_.type = field == nullptr ? "text/plain" : lower_case(trimmed(field->substr(0, field->find(';'))));
        if (field != nullptr) part_.charset = lower_case(parameter(*field, "charset"));
        if (part_.type.find('/') == part_.type.npos) complain("Content-Type \"" + part_.type + "\" has no slash");
        const std::string* disposition = part_.header("Content-Disposition");
        if (disposition != nullptr) part_.name = decoded_header(parameter(*disposition, "filename"));
        if (part_.name.empty() && field != nullptr) part_.name = decoded_header(parameter(*field, "name"));
    }

    void leaf() {
        const std::string* field = part_.header("Content-Transfer-Encoding");
        const std::string encoding = field == nullptr ? "7bit" : lower_case(trimmed(*field));
        std::optional<std::string> decoded = part_.body;
        if (encoding == "base64") decoded = from_base64(part_.body);
        if (encoding == "quoted-printable") decoded = from_quoted_printable(part_.body, false);
        if (!decoded) complain("the body is not " + encoding);
        part_.decoded = decoded.value_or("");
    }

    void multipart() {
        const std::string boundary = parameter(*part_.header("Content-Type"), "boundary");
        if (boundary.empty()) return complain("the multipart has no boundary parameter");
        if (depth_ == deepest) return complain("multiparts within multiparts, too deep");
        std::string_view rest = part_.body;
        std::optional<const char*> begin;  // of the part under way
        while (!rest.empty()) {
            const char* line_begin = rest.data();
            std::string_view line = take_line(rest);
            line = line.substr(0, line.find_last_not_of(" \t") + 1);
            const bool closing = line == "--" + boundary + "--";
            if (!closing && line != "--" + boundary) continue;
            if (begin) add_part(*begin, line_begin);
            begin = rest.data();
            if (closing) return void(part_.parts.empty() ? complain("the multipart has no parts") : void());
        }
        complain(begin ? "the closing boundary --" + boundary + "-- is missing"
                       : "no line is --" + boundary + ", which begins a part");
    }

    void add_part(const char* begin, const char* end) {
        std::string_view text(begin, static_cast<std::size_t>(end - begin));
        if (text.ends_with("\r\n")) text.remove_suffix(2);  // the line end belongs to the boundary (RFC 2046 5.1.1)
        part_.parts.push_back(MessageParser(depth_ + 1).parse(text));
    }

    int depth_;
    Part part_;
};

}  // namespace

const std::string* Part::header(std::string_view name) const {
    for (const auto& [field, text] : headers)
        if (lower_case(field) == lower_case(name)) return &text;
    return nullptr;
}

std::string Part::tree() const {
    if (parts.empty()) return type;
    std::string inside;
    for (const Part& part : parts) inside += (inside.empty() ? "" : ", ") + part.tree();
    return type + "[" + inside + "]";
}

std::vector<const Part*> Part::leaves() const {
    if (parts.empty()) return {this};
    std::vector<const Part*> all;
    for (const Part& part : parts)
        for (const Part* leaf : part.leaves()) all.push_back(leaf);
    return all;
}

std::string Part::first_wrong() const {
    if (!wrong.empty()) return wrong;
    for (const Part& part : parts)
        if (std::string inside = part.first_wrong(); !inside.empty()) return inside;
    return {};
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

Part parse_message(std::string_view message) { return MessageParser(0).parse(message); }

std::string decoded_header(std::string_view text) {
    std::string out;
    bool after_word = false;
    while (!text.empty()) {
        const std::size_t blank = std::min(text.find_first_not_of(" \t"), text.size());
        std::string_view rest = text.substr(blank);
        if (auto word = take_encoded_word(rest)) {
            if (!after_word) out += text.substr(0, blank);  // blanks between two encoded-words are nothing
            out += *word;
            after_word = true;
            text = rest;
            continue;
        }
        const std::size_t end = std::min(text.find_first_of(" \t", blank), text.size());
        out += text.substr(0, end);
        text.remove_prefix(end);
        after_word = false;
    }
    return out;
}

}  // namespace postlab::course
