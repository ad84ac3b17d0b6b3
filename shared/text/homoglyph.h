#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace postlab {

/// A character that is not ASCII but was meant to be, by its looks.
struct Homoglyph {
    std::size_t position;   ///< in the line, in characters, from 1
    char32_t code_point;    ///< of Unicode
    std::string_view kind;  ///< "Cyrillic letter", "full-width character"
    char looks_like;        ///< ASCII
};

/// The first such character of a line in UTF-8: any full-width one, as a Chinese keyboard types them, and a Cyrillic or
/// Greek letter in a word that has Latin letters too, or consists of homoglyphs altogether. So "Маша" has none, while
/// "RСPT" and "ТОР" have. Pure: any thread, any bytes.
std::optional<Homoglyph> find_homoglyph(std::string_view line);

/// The line with ASCII in place of all its homoglyphs: what was meant, perhaps.
std::string without_homoglyphs(std::string_view line);

/// The line as a US keyboard would have typed it, where a Russian one was left on: "зфыы" is "pass".
std::string as_on_us_keyboard(std::string_view line);

}  // namespace postlab
