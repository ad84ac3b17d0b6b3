#include "labs/course/lab/words.h"

#include <Poco/UnicodeConverter.h>

#include <algorithm>

#include "shared/text/text.h"
#include "shared/text/text_encoding.h"

namespace postlab::course {

namespace {

Poco::UTF32Char folded_character(Poco::UTF32Char c) {
    if (c >= 0xff01 && c <= 0xff5e) return c - 0xff01 + '!';
    if (c == 0xa0 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x205f || c == 0x3000) return ' ';
    return c == 0x3002 ? '.' : c;
}

}  // namespace

bool is_among(std::string_view word, std::string_view words) {
    while (!words.empty()) {
        const std::size_t end = std::min(words.find(' '), words.size());
        if (words.substr(0, end) == word) return true;
        words.remove_prefix(std::min(end + 1, words.size()));
    }
    return false;
}

bool has_form(std::string_view text, std::string_view form) {
    const std::size_t first = form.find("...");
    if (first == form.npos) return text == form;
    if (!text.starts_with(form.substr(0, first))) return false;
    text.remove_prefix(first);
    form.remove_prefix(first + 3);
    for (std::size_t next = form.find("..."); next != form.npos; next = form.find("...")) {
        const std::size_t at = text.find(form.substr(0, next));
        if (at == text.npos) return false;
        text.remove_prefix(at + next);
        form.remove_prefix(next + 3);
    }
    return text.ends_with(form);
}

std::string folded(std::string_view text) {
    if (!to_utf8(text, "UTF-8")) return std::string(text);
    Poco::UTF32String characters;
    Poco::UnicodeConverter::convert(std::string(text), characters);
    std::ranges::transform(characters, characters.begin(), folded_character);
    std::string plain;
    Poco::UnicodeConverter::convert(characters, plain);
    return plain;
}

std::string_view bare_word(std::string_view text) {
    text = trimmed(text);
    if (text.find_first_of(" \t") != text.npos) return text;
    constexpr std::string_view around = "()[]{}<>.;:\"'`";
    const std::size_t first = text.find_first_not_of(around);
    return first == text.npos ? text : text.substr(first, text.find_last_not_of(around) + 1 - first);
}

bool code_matches(std::string_view form, std::string_view code) {
    if (form == "any") return !code.empty();
    if (form.size() != code.size()) return false;
    for (std::size_t i = 0; i < form.size(); ++i)
        if (form[i] != '.' && form[i] != code[i]) return false;
    return true;
}

}  // namespace postlab::course
