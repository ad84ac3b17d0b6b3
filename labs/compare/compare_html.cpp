#include <algorithm>

#include "labs/compare/compare_page.h"
#include "labs/text/look.h"
#include "labs/text/visible.h"

namespace postlab::labs {

namespace {

Markup said(const ComparePage::Line& line) {
    if (line.who.empty()) return element("p", {{"class", "words"}}, line.text);
    return element("p", {{"class", line.who.find('C') == line.who.npos ? "line server" : "line"}},
                   line.who + ": " + visible(line.text, true));
}

Markup cell(const std::vector<ComparePage::Line>& lines) {
    Markup cell;
    for (const ComparePage::Line& line : lines) cell += said(line);
    return element("td", cell);
}

Markup heading(const std::string& text) { return element("th", {{"scope", "col"}}, text); }

Markup section(const ComparePage::Sheet& sheet, const ComparePage::Part& part) {
    const bool marked = std::ranges::any_of(part.rows, [](const auto& row) { return !row.mark.empty(); });
    Markup headings = heading(sheet.left), rows = "\n";
    if (marked) headings += element("th", {{"scope", "col"}, {"class", "mark"}, {"aria-label", "comparison"}}, {});
    headings += heading(sheet.right);
    for (const ComparePage::Row& row : part.rows) {
        const Markup mark = marked ? element("td", {{"class", "mark"}}, row.mark) : Markup();
        rows += element("tr", cell(row.left) + mark + cell(row.right)) + "\n";
    }
    const Markup table =
        element("table", "\n" + element("thead", element("tr", headings)) + "\n" + element("tbody", rows) + "\n");
    const Markup remark = part.remark.empty() ? Markup() : element("p", part.remark) + "\n";
    return element("section", "\n" + element("h2", part.title) + "\n" + table + "\n" + remark) + "\n";
}

}  // namespace

std::string as_html(const ComparePage& page) {
    Markup body = "\n" + element("h1", page.title) + "\n";
    for (const ComparePage::Sheet& sheet : page.sheets) {
        for (const ComparePage::Part& part : sheet.parts) body += section(sheet, part);
        if (!sheet.summary.empty()) body += element("p", sheet.summary) + "\n";
    }
    return html_page(page.language, page.title, "compare", body).str();
}

}  // namespace postlab::labs
