#include "labs/language/translations.h"

#include <algorithm>
#include <map>
#include <set>

namespace postlab::labs {

namespace {

using ById = std::map<std::string_view, const PoEntry*>;

ById by_id(const std::vector<PoEntry>& entries) {
    ById all;
    for (const PoEntry& entry : entries) all.emplace(entry.id, &entry);
    return all;
}

/// Which details a text has a hole for, from 1; a plural's ending, as in "letter{}", only where `plurals` says so.
std::set<std::size_t> holes_in(std::string_view text, bool plurals) {
    std::set<std::size_t> holes;
    std::size_t next = 0;
    for (std::size_t at = text.find('{'); at != text.npos; at = text.find('{', at + 1)) {
        const std::string_view rest = text.substr(at + 1);
        const bool in_order = rest.starts_with('}'), numbered = rest.size() > 1 && rest[0] >= '1' && rest[1] == '}';
        if (!in_order && !numbered) continue;
        const std::size_t hole = in_order ? ++next : static_cast<std::size_t>(rest[0] - '0');
        const bool ending = at > 0 && text[at - 1] >= 'a' && text[at - 1] <= 'z';
        if (plurals || !ending) holes.insert(hole);
    }
    return holes;
}

/// Without all that it has to have, or with more than it may.
bool has_other_holes(std::string_view english, std::string_view translation) {
    const std::set<std::size_t> all = holes_in(english, true), needed = holes_in(english, false);
    const std::set<std::size_t> got = holes_in(translation, true);
    return !std::ranges::includes(all, got) || !std::ranges::includes(got, needed);
}

}  // namespace

std::string translation_file(const std::string& code, std::span<const Text> texts, const Language& language) {
    const ById entries = by_id(language.entries());
    std::string file = po_head(code);
    for (const Text& text : texts) {
        const auto entry = entries.find(text.id);
        const std::string translation = entry == entries.end() ? "" : entry->second->translation;
        const bool stale = !translation.empty() && entry->second->english != text.english;
        file += po_entry({text.id, std::string(text.english), translation}, stale ? entry->second->english : "");
    }
    return file;
}

std::vector<std::string> flaws_of(const Language& language, std::span<const Text> texts) {
    std::vector<std::string> flaws;
    ById entries = by_id(language.entries());
    if (entries.size() != language.entries().size()) flaws.emplace_back("a name stands twice");
    for (const Text& text : texts) {
        const auto entry = entries.find(text.id);
        if (entry == entries.end() || entry->second->translation.empty()) {
            flaws.push_back(text.id + ": is missing");
        } else if (entry->second->english != text.english) {
            flaws.push_back(text.id + ": look at it again, it was made from \"" + entry->second->english +
                            "\"; now it is \"" + std::string(text.english) + "\"");
        } else if (has_other_holes(text.english, entry->second->translation)) {
            flaws.push_back(text.id + ": expected the holes of \"" + std::string(text.english) + "\"");
        }
        if (entry != entries.end()) entries.erase(entry);
    }
    for (const auto& [id, entry] : entries) flaws.push_back(std::string(id) + ": nothing is called so");
    return flaws;
}

}  // namespace postlab::labs
