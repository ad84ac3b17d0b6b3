#include "shared/text/homoglyph.h"

#include <algorithm>
#include <vector>

#include "shared/text/text.h"

namespace postlab {

namespace {

struct Twin {
    char32_t code_point;
    char ascii;
};

constexpr std::string_view cyrillic = "Cyrillic letter", greek = "Greek letter", full_width = "full-width character",
                           punctuation = "sign";

constexpr Twin cyrillic_letters[] = {
    {U'А', 'A'}, {U'В', 'B'}, {U'Е', 'E'}, {U'К', 'K'}, {U'М', 'M'}, {U'Н', 'H'}, {U'О', 'O'}, {U'Р', 'P'}, {U'С', 'C'},
    {U'Т', 'T'}, {U'У', 'Y'}, {U'Х', 'X'}, {U'а', 'a'}, {U'е', 'e'}, {U'о', 'o'}, {U'р', 'p'}, {U'с', 'c'}, {U'у', 'y'},
    {U'х', 'x'}, {U'і', 'i'}, {U'І', 'I'}, {U'ј', 'j'}, {U'Ј', 'J'}, {U'ѕ', 's'}, {U'Ѕ', 'S'},
};
constexpr Twin greek_letters[] = {
    {U'Α', 'A'}, {U'Β', 'B'}, {U'Ε', 'E'}, {U'Ζ', 'Z'}, {U'Η', 'H'}, {U'Ι', 'I'}, {U'Κ', 'K'}, {U'Μ', 'M'},
    {U'Ν', 'N'}, {U'Ο', 'O'}, {U'Ρ', 'P'}, {U'Τ', 'T'}, {U'Υ', 'Y'}, {U'Χ', 'X'}, {U'ο', 'o'}, {U'ν', 'v'},
};
constexpr Twin signs[] = {
    {U'。', '.'}, {U'、', ','}, {U'《', '<'}, {U'》', '>'}, {U'〈', '<'},     {U'〉', '>'},
    {U'「', '<'}, {U'」', '>'}, {U'“', '"'},  {U'”', '"'},  {U'‘', '\''},     {U'’', '\''},
    {U'–', '-'},  {U'—', '-'},  {U'‹', '<'},  {U'›', '>'},  {U'\u00A0', ' '},
};

struct Character {
    char32_t code_point;
    std::string_view bytes;
    std::string_view kind = {};  ///< of a homoglyph
    char ascii = 0;              ///< what it is, or looks like; 0: neither
};

/// Full-width ASCII as a Chinese Windows sends it, in GBK; no UTF-8 begins like that.
char32_t full_width_in_gbk(unsigned char first, unsigned char second) {
    if (first == 0xA3 && second >= 0xA1 && second <= 0xFE) return 0xFF00 + (second - 0xA0u);
    if (first == 0xA1 && second == 0xA1) return 0x3000;
    return first == 0xA1 && second == 0xA3 ? 0x3002 : 0;
}

/// The character at the front. A byte that begins none counts as one.
Character decode(std::string_view text) {
    auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    if (text.size() > 1)
        if (char32_t code_point = full_width_in_gbk(byte(0), byte(1))) return {code_point, text.substr(0, 2)};
    std::size_t length = byte(0) < 0x80 ? 1 : byte(0) < 0xC2 ? 0 : byte(0) < 0xE0 ? 2 : byte(0) < 0xF0 ? 3 : 4;
    if (length == 0 || byte(0) > 0xF4 || length > text.size()) return {0xFFFD, text.substr(0, 1)};
    char32_t code_point = length == 1 ? byte(0) : byte(0) & (0x7F >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0) != 0x80) return {0xFFFD, text.substr(0, 1)};
        code_point = code_point << 6 | (byte(i) & 0x3F);
    }
    return {code_point, text.substr(0, length)};
}

char twin_in(const Twin* begin, const Twin* end, char32_t code_point) {
    const Twin* found = std::find_if(begin, end, [&](const Twin& twin) { return twin.code_point == code_point; });
    return found == end ? '\0' : found->ascii;
}

void judge(Character& c) {
    auto try_as = [&](std::string_view kind, char ascii) {
        if (ascii == 0 || c.ascii != 0) return;
        c.kind = kind;
        c.ascii = ascii;
    };
    if (c.code_point < 0x80) {
        c.ascii = static_cast<char>(c.code_point);
        return;
    }
    if (c.code_point >= 0xFF01 && c.code_point <= 0xFF5E) try_as(full_width, static_cast<char>(c.code_point - 0xFEE0));
    if (c.code_point == 0x3000) try_as(full_width, ' ');
    try_as(punctuation, twin_in(std::begin(signs), std::end(signs), c.code_point));
    try_as(cyrillic, twin_in(std::begin(cyrillic_letters), std::end(cyrillic_letters), c.code_point));
    try_as(greek, twin_in(std::begin(greek_letters), std::end(greek_letters), c.code_point));
}

bool is_other_letter(const Character& c) { return c.kind == cyrillic || c.kind == greek; }
bool is_in_word(const Character& c) { return is_ascii_letter(c.ascii) || (c.code_point >= 0x80 && c.ascii == 0); }

/// A word in another script is no word of homoglyphs: its letters become themselves again.
void acquit(std::vector<Character>& line, std::size_t from, std::size_t to) {
    bool latin = false, foreign = false;
    for (std::size_t i = from; i < to; ++i) {
        latin |= is_ascii_letter(line[i].ascii) && !is_other_letter(line[i]);
        foreign |= line[i].ascii == 0;
    }
    if (latin || !foreign) return;
    for (std::size_t i = from; i < to; ++i)
        if (is_other_letter(line[i])) line[i].kind = {};
}

std::vector<Character> characters_of(std::string_view text) {
    std::vector<Character> line;
    while (!text.empty()) {
        line.push_back(decode(text));
        text.remove_prefix(line.back().bytes.size());
        judge(line.back());
    }
    for (std::size_t from = 0, to = 0; from < line.size(); from = to + 1) {
        for (to = from; to < line.size() && is_in_word(line[to]); ++to) {
        }
        acquit(line, from, to);
    }
    return line;
}

}  // namespace

std::optional<Homoglyph> find_homoglyph(std::string_view text) {
    const std::vector<Character> line = characters_of(text);
    const auto found = std::ranges::find_if(line, [](const Character& c) { return !c.kind.empty(); });
    if (found == line.end()) return std::nullopt;
    return Homoglyph{static_cast<std::size_t>(found - line.begin()) + 1, found->code_point, found->kind, found->ascii};
}

std::string without_homoglyphs(std::string_view text) {
    const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    if (std::ranges::all_of(text, is_ascii)) return std::string(text);
    std::string meant;
    for (const Character& c : characters_of(text)) {
        if (c.kind.empty())
            meant += c.bytes;
        else
            meant += c.ascii;
    }
    return meant;
}

std::string as_on_us_keyboard(std::string_view text) {
    static constexpr std::u32string_view russian = U"йцукенгшщзхъфывапролджэячсмитьбю";
    static constexpr std::string_view american = "qwertyuiop[]asdfghjkl;'zxcvbnm,.";
    std::string meant;
    while (!text.empty()) {
        const Character c = decode(text);
        const bool capital = c.code_point >= U'А' && c.code_point <= U'Я';
        const std::size_t key = russian.find(c.code_point + (capital ? U'а' - U'А' : 0));
        meant += key == russian.npos ? c.bytes : american.substr(key, 1);
        text.remove_prefix(c.bytes.size());
    }
    return meant;
}

}  // namespace postlab
