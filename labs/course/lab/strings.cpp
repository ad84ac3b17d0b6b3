#include "labs/course/lab/strings.h"

#include <algorithm>

#include "labs/course/lab/parameters.h"
#include "labs/course/lab/yaml_place.h"

namespace postlab::course {

namespace {

std::vector<std::string> sorted_names(std::string_view text) {
    std::vector<std::string> names = names_in(text);
    std::ranges::sort(names);
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

std::string dollars(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "$" : ", $") + name;
    return text.empty() ? "none" : text;
}

}  // namespace

Strings Strings::read(const std::filesystem::path& folder, const std::string& name, std::vector<std::string>& errors) {
    Strings strings;
    for (std::string_view language : languages) {
        const std::string file = "strings." + std::string(language) + ".yaml";
        auto& texts = strings.by_language_[std::string(language)];
        for (const auto& [key, place] : YamlPlace::file(folder / file, name + "/" + file, errors).entries()) {
            std::string text = place.text();
            while (text.ends_with('\n')) text.pop_back();
            texts[key] = {std::move(text), place.at()};
            if (texts[key].text.empty()) place.expected("a text");
        }
    }
    strings.compare(errors);
    return strings;
}

void Strings::compare(std::vector<std::string>& errors) const {
    const auto& english = by_language_.at(std::string(languages[0]));
    for (const auto& [language, texts] : by_language_) {
        for (const auto& [key, entry] : english) {
            auto other = texts.find(key);
            if (other == texts.end()) {
                errors.push_back(entry.place + ": " + key + ": is missing in strings." + language + ".yaml");
            } else if (const auto want = sorted_names(entry.text), got = sorted_names(other->second.text);
                       want != got) {
                errors.push_back(other->second.place + ": " + key + ": expected the $names of the English text (" +
                                 dollars(want) + "), not " + dollars(got));
            }
        }
        for (const auto& [key, entry] : texts)
            if (!english.contains(key)) errors.push_back(entry.place + ": " + key + ": is missing in strings.en.yaml");
    }
}

bool Strings::has(std::string_view key) const { return find(key, languages[0]) != nullptr; }

const Strings::Entry* Strings::find(std::string_view key, std::string_view language) const {
    auto texts = by_language_.find(language);
    if (texts == by_language_.end()) return nullptr;
    auto entry = texts->second.find(key);
    return entry == texts->second.end() ? nullptr : &entry->second;
}

std::string Strings::text(std::string_view key, std::string_view language) const {
    const Entry* entry = find(key, language);
    if (entry == nullptr) entry = find(key, languages[0]);
    return entry == nullptr ? std::string(key) : entry->text;
}

std::string Strings::line(std::string_view key, std::string_view language, const Values& values) const {
    if (!has(key)) return "";
    std::string line = text(key, language);
    if (!values.empty()) line = substituted(line, values);
    std::replace(line.begin(), line.end(), '\n', ' ');
    while (line.ends_with(' ')) line.pop_back();
    return line;
}

std::vector<std::string> Strings::keys() const {
    std::vector<std::string> all;
    if (auto english = by_language_.find(languages[0]); english != by_language_.end())
        for (const auto& [key, entry] : english->second) all.push_back(key);
    return all;
}

std::string Strings::place(std::string_view key) const {
    const Entry* entry = find(key, languages[0]);
    return entry == nullptr ? std::string() : entry->place;
}

}  // namespace postlab::course
