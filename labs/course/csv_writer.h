#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace postlab::course {

/// A cell as RFC 4180 has it, quoted where it must be. One that begins with = + - @ or a tab gets an apostrophe in
/// front: names and subjects come from students, and a spreadsheet would run them.
std::string csv_cell(std::string_view text, char separator = ',');

/// A row with its CRLF.
std::string csv_row(const std::vector<std::string>& cells, char separator = ',');

}  // namespace postlab::course
