#include "labs/course/mail/encodings.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "shared/text/text.h"
#include "shared/text/text_encoding.h"

namespace postlab::course {

namespace {

constexpr std::size_t longest_line = 76, longest_word = 75;

void say(Note& first, Note what) {
    if (first.empty()) first = std::move(what);
}

/// A line of quoted-printable without its line end. `ended`: it has one, which a soft line break takes away.
void add_line(std::string_view line, bool ended, DecodedText& decoded) {
    if (line.size() > longest_line) say(decoded.wrong, {"mail.long_line", {{"count", std::to_string(line.size())}}});
    if (std::ranges::any_of(line, beyond_ascii)) say(decoded.wrong, {"mail.high_in_quoted"});
    const std::string_view kept = line.substr(0, line.find_last_not_of(" \t") + 1);
    if (kept.size() != line.size()) say(decoded.remark, {"mail.blanks_deleted"});
    const bool soft = kept.ends_with('=');
    const auto octets = from_hex_escapes(kept.substr(0, kept.size() - soft), '=');
    if (!octets) say(decoded.wrong, {"mail.bad_escape"});
    decoded.text += octets.value_or(std::string(kept));
    if (ended && !soft) decoded.text += "\r\n";
}

/// The octets that four characters of base64 or fewer stand for.
void add_group(unsigned bits, std::size_t count, std::string& octets) {
    bits <<= 6 * (4 - count);
    for (std::size_t i = 1; i < count; ++i) octets += static_cast<char>(bits >> (24 - 8 * i) & 0xff);
}

/// =?charset*language?B or Q?text?= in front of a text.
struct EncodedWord {
    std::string_view charset, encoded;
    char encoding;
    std::size_t length;
};

std::optional<EncodedWord> encoded_word(std::string_view text) {
    if (!text.starts_with("=?")) return std::nullopt;
    const std::size_t charset_end = text.find('?', 2);
    if (charset_end == text.npos || charset_end + 2 >= text.size() || text[charset_end + 2] != '?') return std::nullopt;
    const std::size_t begin = charset_end + 3, end = text.find("?=", begin);
    if (end == text.npos) return std::nullopt;
    const std::string_view charset = text.substr(2, charset_end - 2);
    return EncodedWord{charset.substr(0, charset.find('*')), text.substr(begin, end - begin),
                       ascii_lower(text[charset_end + 1]), end + 2};
}

/// Its text in UTF-8. Without one: why.
DecodedText meaning_of(const EncodedWord& word) {
    if (word.length > longest_word) return {{}, {"mail.long_word", {{"count", std::to_string(word.length)}}}};
    if (word.encoded.find_first_of(" \t") != word.encoded.npos) return {{}, {"mail.blank_in_word"}};
    std::optional<std::string> octets;
    if (word.encoding == 'b') {
        if (const DecodedText base64 = from_base64(word.encoded); base64.wrong.empty() && base64.remark.empty())
            octets = base64.text;
    } else if (word.encoding == 'q') {
        std::string text(word.encoded);
        std::ranges::replace(text, '_', ' ');  // RFC 2047 4.2
        octets = from_hex_escapes(text, '=');
    }
    if (!octets) return {{}, {"mail.bad_word"}};
    const std::string charset = lower_case(word.charset);
    const auto text = text_in(charset, *octets);
    if (!text) return {{}, {"mail.word_charset", {{"charset", charset}}}};
    return {*text};
}

std::string plain_name(std::string_view charset) {
    std::string name = lower_case(charset);
    std::erase_if(name, [](char c) { return !is_ascii_letter(c) && !is_digit(c); });
    return name;
}

}  // namespace

std::optional<std::string> from_hex_escapes(std::string_view text, char mark) {
    std::string octets;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != mark) {
            octets += text[i];
            continue;
        }
        const auto octet = from_hex(text.substr(i + 1, 2));
        if (!octet || octet->empty()) return std::nullopt;
        octets += *octet;
        i += 2;
    }
    return octets;
}

DecodedText from_base64(std::string_view body) {
    static constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    DecodedText decoded;
    unsigned bits = 0;
    std::size_t count = 0, padding = 0;
    for (char c : body) {
        if (c == '\r' || c == '\n' || c == ' ' || c == '\t') continue;
        const std::size_t value = alphabet.find(c);
        if (c == '=') {
            ++padding;
        } else if (value == alphabet.npos) {
            say(decoded.remark, {"mail.foreign_ignored"});
        } else if (padding > 0) {
            say(decoded.wrong, {"mail.behind_end"});
        } else {
            bits = bits << 6 | static_cast<unsigned>(value);
            if (++count % 4 == 0) add_group(std::exchange(bits, 0), 4, decoded.text);
        }
    }
    if (count % 4 > 1) add_group(bits, count % 4, decoded.text);
    if ((count + padding) % 4 != 0 || padding > 2) say(decoded.wrong, {"mail.no_groups"});
    return decoded;
}

DecodedText from_quoted_printable(std::string_view body) {
    DecodedText decoded;
    while (!body.empty()) {
        const std::size_t end = body.find("\r\n");
        add_line(body.substr(0, end), end != body.npos, decoded);
        body.remove_prefix(end == body.npos ? body.size() : end + 2);
    }
    return decoded;
}

DecodedText decoded_header(std::string_view text) {
    DecodedText header;
    bool after_word = false;
    while (!text.empty()) {
        const std::size_t blank = std::min(text.find_first_not_of(" \t"), text.size());
        if (const auto word = encoded_word(text.substr(blank))) {
            DecodedText meant = meaning_of(*word);
            if (meant.wrong.empty()) {
                if (!after_word) header.text += text.substr(0, blank);  // blanks between two are nothing
                header.text += meant.text;
                text.remove_prefix(blank + word->length);
                after_word = true;
                continue;
            }
            say(header.wrong, meant.wrong);
        }
        const std::size_t end = std::min(text.find_first_of(" \t", blank), text.size());
        header.text += text.substr(0, end);
        text.remove_prefix(end);
        after_word = false;
    }
    return header;
}

std::optional<std::string> text_in(const std::string& charset, std::string_view octets) {
    static const std::map<std::string, const char*> names{{"ks_c_5601-1987", "uhc"},
                                                          {"iso-8859-8-i", "iso-8859-8"},
                                                          {"x-gbk", "gbk"},
                                                          {"x-big5", "big5"},
                                                          {"x-sjis", "shift_jis"}};
    const std::string name = lower_case(charset);
    const auto known = names.find(name);
    return to_utf8(octets, known == names.end() ? name : known->second);
}

bool same_charset(std::string_view a, std::string_view b) { return plain_name(a) == plain_name(b); }

}  // namespace postlab::course
