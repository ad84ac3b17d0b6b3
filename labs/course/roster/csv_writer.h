#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace postlab::course {

/// Whether a spreadsheet would run the cell: it begins with = + - @, their full-width forms, a tab or a CR.
bool would_be_formula(std::string_view cell);

/// A cell as RFC 4180 has it, quoted where it must be. One that would be a formula gets an apostrophe in front: names
/// and subjects come from students.
std::string csv_cell(std::string_view text, char separator = ',');

/// A row with its CRLF.
std::string csv_row(const std::vector<std::string>& cells, char separator = ',');

}  // namespace postlab::course
