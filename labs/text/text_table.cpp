#include "labs/text/text_table.h"

#include <algorithm>
#include <ostream>

#include "labs/text/ink.h"
#include "labs/text/paragraph.h"

namespace postlab::labs {

void TextTable::print(std::ostream& out) const {
    std::vector<std::string> heads;
    std::vector<std::size_t> widths;
    for (const Head& head : heads_) {
        heads.push_back(head.text);
        widths.push_back(columns(head.text));
        for (const auto& row : rows_) widths.back() = std::max(widths.back(), columns(row[widths.size() - 1]));
    }
    out << inked(out, Ink::heading, line(heads, widths)) << "\n";
    for (const auto& row : rows_) out << line(row, widths) << "\n";
}

std::string TextTable::line(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) const {
    std::string text;
    for (std::size_t column = 0; column < cells.size(); ++column) {
        const std::string blanks(widths[column] - columns(cells[column]), ' ');
        text.append(column > 0 ? "  " : "");
        text += heads_[column].align == Align::right ? blanks + cells[column] : cells[column] + blanks;
    }
    return text.substr(0, text.find_last_not_of(' ') + 1);
}

}  // namespace postlab::labs
