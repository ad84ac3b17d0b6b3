#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace postlab::labs {

/// A part of a line: text that can be shown as it stands, or a hidden character by its name.
struct VisiblePart {
    std::string_view octets;  ///< of the line
    std::string name;  ///< "CR", "LF", "HT", "NUL", "DEL", "SP", or an octet as two hex digits; empty: it is text
};

/// A line from the wire, taken apart: all of its octets, in their order. What is text is UTF-8 without characters that
/// a terminal obeys or that have no width. Spaces have a name at the end of the line, where nobody would see them.
std::vector<VisiblePart> visible_parts(std::string_view line);

/// The same in a row: hidden characters as pictures (␍ ␊ ␉ ␀ ␡, and ␠ at the end of a line) or as <XX>; when `plain`,
/// as <CR> <LF> <HT> <NUL> <DEL> <SP>.
std::string visible(std::string_view line, bool plain);

}  // namespace postlab::labs
