#include "labs/course/roster/csv_writer.h"

#include <algorithm>

namespace postlab::course {

bool would_be_formula(std::string_view cell) {
    static constexpr std::string_view beginnings[] = {"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"};
    return std::ranges::any_of(beginnings, [&](std::string_view beginning) { return cell.starts_with(beginning); });
}

std::string csv_cell(std::string_view text, char separator) {
    std::string cell;
    if (would_be_formula(text)) cell = "'";
    cell += text;
    if (cell.find_first_of(std::string("\"\r\n") + separator) == cell.npos) return cell;
    std::string quoted = "\"";
    for (char c : cell) quoted += c == '"' ? "\"\"" : std::string(1, c);
    return quoted + '"';
}

std::string csv_row(const std::vector<std::string>& cells, char separator) {
    std::string row;
    for (const std::string& cell : cells) {
        if (&cell != &cells.front()) row += separator;
        row += csv_cell(cell, separator);
    }
    return row + "\r\n";
}

}  // namespace postlab::course
