#pragma once
#include <string>
#include <string_view>

namespace postlab::labs {

/// One line from the wire with its hidden characters made visible: as pictures (␍ ␊ ␉ ␀ ␡, and ␠ at the end of a line)
/// or as <XX>; when `plain`, as <CR> <LF> <HT> <NUL> <DEL> <SP>. Other UTF-8 text stays as it is, but for characters
/// that a terminal obeys or that have no width.
std::string visible(std::string_view line, bool plain);

}  // namespace postlab::labs
