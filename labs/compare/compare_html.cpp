#include <algorithm>

#include "labs/compare/compare_page.h"
#include "labs/text/markup.h"
#include "labs/text/visible.h"

namespace postlab::labs {

namespace {

constexpr const char* table_style = R"(@page { size: A4; margin: 15mm }
body { font: 10pt sans-serif; color: #000; background: #fff; max-width: 180mm; margin: 5mm auto }
h1 { font-size: 15pt; margin: 0 0 3mm }
h2 { font-size: 11.5pt; margin: 0 0 1mm }
section { break-inside: avoid; margin: 0 0 6mm }
table { border-collapse: collapse; width: 100%; table-layout: fixed }
th, td { border-bottom: .5pt solid #999; padding: 1mm; text-align: left; vertical-align: top; overflow-wrap: anywhere }
th { border-bottom: 1pt solid #000 }
td.mark, th.mark { width: 7mm; text-align: center; font-weight: bold }
p { margin: 1mm 0 }
p.line { font: 8.5pt monospace; white-space: pre-wrap; margin: 0 0 .5mm; padding-left: 7mm; text-indent: -7mm }
p.server { font-weight: bold }
p.words { font-style: italic; margin: 0 }
)";

std::string cell(const std::vector<ComparePage::Line>& lines) {
    std::string out = "<td>";
    for (const ComparePage::Line& line : lines)
        if (line.who.empty())
            out += "<p class=\"words\">" + escaped(line.text) + "</p>";
        else
            out += "<p class=\"line" + std::string(line.who.starts_with('S') ? " server" : "") + "\">" + line.who +
                   ": " + escaped(visible(line.text, true)) + "</p>";
    return out + "</td>";
}

std::string section(const ComparePage::Sheet& sheet, const ComparePage::Part& part) {
    const bool marked = std::ranges::any_of(part.rows, [](const auto& row) { return !row.mark.empty(); });
    std::string out = "<section>\n<h2>" + escaped(part.title) + "</h2>\n<table>\n<thead><tr><th scope=\"col\">" +
                      escaped(sheet.left) + "</th>" +
                      (marked ? "<th scope=\"col\" class=\"mark\" aria-label=\"comparison\"></th>" : "") +
                      "<th scope=\"col\">" + escaped(sheet.right) + "</th></tr></thead>\n<tbody>\n";
    for (const ComparePage::Row& row : part.rows)
        out += "<tr>" + cell(row.left) + (marked ? "<td class=\"mark\">" + escaped(row.mark) + "</td>" : "") +
               cell(row.right) + "</tr>\n";
    out += "</tbody>\n</table>\n";
    if (!part.remark.empty()) out += "<p>" + escaped(part.remark) + "</p>\n";
    return out + "</section>\n";
}

}  // namespace

std::string as_html(const ComparePage& page) {
    std::string out = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<title>" +
                      escaped(page.title) + "</title>\n<style>\n" + table_style + "</style>\n</head>\n<body>\n<h1>" +
                      escaped(page.title) + "</h1>\n";
    for (const ComparePage::Sheet& sheet : page.sheets) {
        for (const ComparePage::Part& part : sheet.parts) out += section(sheet, part);
        if (!sheet.summary.empty()) out += "<p>" + escaped(sheet.summary) + "</p>\n";
    }
    return out + "</body>\n</html>\n";
}

}  // namespace postlab::labs
