#include <algorithm>

#include "labs/compare/compare_page.h"
#include "labs/text/visible.h"

namespace postlab::labs {

namespace {

/// A cell of a table: code that may hold backticks and bars.
std::string code(const ComparePage::Line& line) {
    if (line.who.empty()) return "*" + line.text + "*";
    std::string text = line.who + ": " + visible(line.text, false);
    const std::string fence = text.find('`') == text.npos ? "`" : "``";
    for (std::size_t at = 0; (at = text.find('|', at)) != text.npos; at += 2) text.insert(at, "\\");
    if (text.ends_with('`')) text += ' ';
    return fence + text + fence;
}

std::string cell(const std::vector<ComparePage::Line>& lines, std::size_t i) {
    return i < lines.size() ? code(lines[i]) : "";
}

void put(std::string& out, const ComparePage::Sheet& sheet, const ComparePage::Part& part) {
    const bool marked = std::ranges::any_of(part.rows, [](const auto& row) { return !row.mark.empty(); });
    out += "## " + part.title + "\n\n| " + sheet.left + " | " + (marked ? "| " : "") + sheet.right + " |\n| --- | " +
           (marked ? "--- | " : "") + "--- |\n";
    for (const ComparePage::Row& row : part.rows)
        for (std::size_t i = 0; i < std::max(row.left.size(), row.right.size()); ++i)
            out += "| " + cell(row.left, i) + " | " + (marked ? (i == 0 ? row.mark : "") + " | " : "") +
                   cell(row.right, i) + " |\n";
    out += "\n";
    if (!part.remark.empty()) out += part.remark + "\n\n";
}

}  // namespace

std::string as_markdown(const ComparePage& page) {
    std::string out = "# " + page.title + "\n\n";
    for (const ComparePage::Sheet& sheet : page.sheets) {
        for (const ComparePage::Part& part : sheet.parts) put(out, sheet, part);
        if (!sheet.summary.empty()) out += sheet.summary + "\n\n";
    }
    out.pop_back();
    return out;
}

}  // namespace postlab::labs
