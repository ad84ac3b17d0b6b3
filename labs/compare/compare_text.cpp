#include <algorithm>

#include "labs/compare/compare_page.h"
#include "labs/text/paragraph.h"
#include "labs/text/visible.h"

namespace postlab::labs {

namespace {

constexpr std::size_t narrowest = 60, margin = 2, between = 3;

using Lines = std::vector<std::string>;

/// Lines of at most `width` characters, cut where they must be.
Lines folded(const ComparePage::Line& line, std::size_t width) {
    const std::string indent = "    ";
    const std::string head = line.who.empty() ? "(" : line.who + ": ", tail = line.who.empty() ? ")" : "";
    Lines lines;
    for (std::string& part : wrapped(head + visible(line.text, false) + tail, width - indent.size())) {
        std::string rest = lines.empty() ? std::move(part) : indent + part;
        for (; columns(rest) > width; rest.insert(0, indent)) lines.push_back(taken(rest, width));
        lines.push_back(std::move(rest));
    }
    return lines;
}

Lines folded(const std::vector<ComparePage::Line>& cell, std::size_t width) {
    Lines lines;
    for (const ComparePage::Line& line : cell)
        for (std::string& part : folded(line, width)) lines.push_back(std::move(part));
    return lines;
}

void put(std::string& out, std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
}

void put(std::string& out, const ComparePage::Row& row, std::size_t column) {
    const Lines left = folded(row.left, column), right = folded(row.right, column);
    for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i)
        put(out, std::string(margin, ' ') + padded(i < left.size() ? left[i] : "", column) + " " +
                     padded(i == 0 ? row.mark : "", between - 2) + " " + (i < right.size() ? right[i] : ""));
}

}  // namespace

std::string as_text(const ComparePage& page, std::size_t width) {
    const std::size_t column = (std::max(width, narrowest) - margin - between) / 2;
    const std::size_t page_end = 2 * column + margin + between;
    std::string out = page.title + "\n\n";
    for (const ComparePage::Sheet& sheet : page.sheets) {
        put(out, std::string(margin, ' ') + padded(sheet.left, column + between) + sheet.right);
        put(out,
            std::string(margin, ' ') + std::string(column, '-') + std::string(between, ' ') + std::string(column, '-'));
        for (const ComparePage::Part& part : sheet.parts) {
            out += part.title + "\n";
            for (const ComparePage::Row& row : part.rows) put(out, row, column);
            for (const std::string& line : wrapped(part.remark, page_end - margin)) put(out, "  " + line);
            out += "\n";
        }
        for (const std::string& line : wrapped(sheet.summary, page_end)) put(out, line);
        if (!sheet.summary.empty()) out += "\n";
    }
    return out;
}

}  // namespace postlab::labs
