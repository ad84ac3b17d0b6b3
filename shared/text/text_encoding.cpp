#include "shared/text/text_encoding.h"

#include <Poco/TextIterator.h>
#include <Poco/UTF8Encoding.h>
#include <iconv.h>

#include <algorithm>
#include <memory>

#include "shared/text/sayable_error.h"
#include "shared/text/sentences.h"

namespace postlab {

namespace {

struct CloseConversion {
    using pointer = iconv_t;
    void operator()(iconv_t conversion) const { iconv_close(conversion); }
};

/// Null: there is no such encoding.
using Conversion = std::unique_ptr<iconv_t, CloseConversion>;

Conversion conversion_from(const std::string& encoding) {
    const iconv_t opened = iconv_open("UTF-8", encoding.empty() ? "US-ASCII" : encoding.c_str());
    return Conversion(opened == reinterpret_cast<iconv_t>(-1) ? nullptr : opened);
}

constexpr const char* usual_encodings[] = {"cp1251", "cp1252", "gb18030"};

/// Empty: neither says so.
std::string found_out(std::string_view bytes) {
    if (bytes.starts_with("\xFF\xFE")) return "UTF-16LE";
    if (bytes.starts_with("\xFE\xFF")) return "UTF-16BE";
    return to_utf8(bytes, "UTF-8") ? "UTF-8" : "";
}

/// The first word of the text that isn't ASCII.
std::string_view first_foreign(std::string_view bytes) {
    constexpr std::string_view between = " \t\r\n,;\"";
    const auto at =
        static_cast<std::size_t>(std::ranges::find_if(bytes, [](unsigned char c) { return c > 127; }) - bytes.begin());
    const std::size_t before = bytes.substr(0, at).find_last_of(between);
    bytes.remove_prefix(before == bytes.npos ? 0 : before + 1);
    return bytes.substr(0, std::min<std::size_t>(bytes.find_first_of(between), 40));
}

/// What the text would be in each usual encoding: "cp1251 (Иван), ...".
std::string readings(std::string_view bytes) {
    std::string all;
    for (const char* encoding : usual_encodings)
        if (const auto read = to_utf8(first_foreign(bytes), encoding); read && to_utf8(bytes, encoding))
            all += (all.empty() ? "" : ", ") + std::string(encoding) + " (" + *read + ")";
    return all.empty() ? "gb18030, cp1251" : all;
}

}  // namespace

std::optional<std::string> to_utf8(std::string_view bytes, const std::string& encoding) {
    const Conversion conversion = conversion_from(encoding);
    if (!conversion) return std::nullopt;
    constexpr auto invalid = static_cast<std::size_t>(-1);
    std::string text(bytes.size() * 4 + 16, '\0');  // no character of four octets comes from less than one
    char *from = const_cast<char*>(bytes.data()), *to = text.data();
    std::size_t left = bytes.size(), room = text.size();
    if (iconv(conversion.get(), &from, &left, &to, &room) == invalid ||
        iconv(conversion.get(), nullptr, nullptr, &to, &room) == invalid)
        return std::nullopt;
    text.resize(text.size() - room);
    return text;
}

Decoded decoded(std::string_view bytes, const std::string& encoding) {
    if (!conversion_from(encoding)) throw SayableError("text.no_encoding"_sentence, {encoding});
    const std::string from = encoding.empty() ? found_out(bytes) : encoding;
    if (from.empty()) throw SayableError("text.no_utf8"_sentence, {readings(bytes)});
    auto text = to_utf8(bytes, from);
    if (!text) throw SayableError("text.not_in"_sentence, {from});
    if (text->starts_with("\xEF\xBB\xBF")) text->erase(0, 3);
    return {std::move(*text), from};
}

std::string text_of(std::string_view bytes) {
    const std::string text = decoded(bytes).text;
    std::string lines;
    lines.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\r') lines += text[i];
        if (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n')) lines += '\n';
    }
    return lines;
}

std::string_view beginning(std::string_view text, std::size_t octets) {
    std::size_t end = std::min(text.size(), octets);
    while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return text.substr(0, end);
}

bool has_controls(std::string_view text) {
    static const Poco::UTF8Encoding utf8;
    const std::string characters(text);
    Poco::TextIterator at(characters, utf8);
    for (const Poco::TextIterator end(characters); at != end; ++at) {
        const int code = *at;
        const bool control = (code >= 0 && code < 0x20) || (code >= 0x7f && code < 0xa0);
        const bool direction = code == 0x61c || code == 0x200e || code == 0x200f ||
                               (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
        if (control || direction) return true;
    }
    return false;
}

}  // namespace postlab
