#include "shared/text/text_encoding.h"

#include <iconv.h>

#include <memory>
#include <stdexcept>

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

bool is_letter(unsigned char c) { return c >= 0xC0 || c == 0xA8 || c == 0xB8; }
bool is_capital(unsigned char c) { return (c >= 0xC0 && c < 0xE0) || c == 0xA8; }

/// Whether a run of octets above 127 would be a Russian word in CP1251: letters only, and after the second one
/// either all capital or all small. In GB18030 the octets of a character hardly ever come like that.
bool russian_word(std::string_view run) {
    for (std::size_t i = 0; i < run.size(); ++i) {
        const auto c = static_cast<unsigned char>(run[i]);
        if (!is_letter(c)) return false;
        if (i > 1 && is_capital(c) != is_capital(static_cast<unsigned char>(run[1]))) return false;
    }
    return true;
}

bool looks_russian(std::string_view bytes) {
    std::size_t words = 0, russian = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        std::size_t end = i;
        while (end < bytes.size() && static_cast<unsigned char>(bytes[end]) > 127) ++end;
        if (end == i) continue;
        ++words;
        russian += russian_word(bytes.substr(i, end - i));
        i = end;
    }
    return russian * 10 >= words * 9;
}

std::string found_out(std::string_view bytes) {
    if (bytes.starts_with("\xFF\xFE")) return "UTF-16LE";
    if (bytes.starts_with("\xFE\xFF")) return "UTF-16BE";
    if (to_utf8(bytes, "UTF-8")) return "UTF-8";
    if (!looks_russian(bytes) && to_utf8(bytes, "GB18030")) return "GB18030";
    return "CP1251";
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
    if (!conversion_from(encoding))
        throw std::invalid_argument("there is no encoding \"" + encoding + "\"; utf-8, gb18030 and cp1251 are usual");
    const std::string from = encoding.empty() ? found_out(bytes) : encoding;
    auto text = to_utf8(bytes, from);
    if (!text)
        throw std::invalid_argument("this is no text in " + from +
                                    "; --encoding utf-8, gb18030 or cp1251 says what it is");
    if (text->starts_with("\xEF\xBB\xBF")) text->erase(0, 3);
    return {std::move(*text), from};
}

}  // namespace postlab
