#include "labs/screen/scenarios.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <sstream>
#include <vector>

#include "labs/compare/compare.h"
#include "labs/screen/json.h"
#include "labs/screen/rows.h"

namespace postlab::screen {

namespace {

using labs::ComparePage;
using Poco::JSON::Array;
using Poco::JSON::Object;

void add(const std::vector<ComparePage::Line>& lines, Array& side) {
    for (const ComparePage::Line& line : lines) {
        Object shown;
        if (line.who.empty()) {
            shown.set("said", line.text);
        } else {
            shown.set("who", line.who);
            shown.set("parts", parts_of(line.text));
        }
        side.add(shown);
    }
}

Object part_of(const ComparePage::Part& part) {
    Object shown;
    Array left, right;
    for (const ComparePage::Row& row : part.rows) {
        add(row.left, left);
        add(row.right, right);
    }
    shown.set("title", part.title);
    shown.set("remark", part.remark);
    shown.set("left", left);
    shown.set("right", right);
    return shown;
}

Object sheet_of(const ComparePage::Sheet& sheet) {
    Object shown;
    Array parts;
    for (const ComparePage::Part& part : sheet.parts) parts.add(part_of(part));
    shown.set("left", sheet.left);
    shown.set("right", sheet.right);
    shown.set("parts", parts);
    return shown;
}

}  // namespace

const std::string& Scenarios::json(const labs::Language& language) {
    std::string& kept = by_language_[language.code()];
    if (!kept.empty()) return kept;
    Object shown;
    Array sheets;
    for (const ComparePage::Sheet& sheet : labs::scenarios_in_memory(language).sheets) sheets.add(sheet_of(sheet));
    shown.set("sheets", sheets);
    return kept = json_text(shown);
}

}  // namespace postlab::screen
