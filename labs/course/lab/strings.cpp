#include "labs/course/lab/strings.h"

#include <algorithm>

#include "labs/course/lab/parameters.h"
#include "labs/course/lab/yaml_place.h"
#include "labs/language/sentences.h"
#include "shared/text/text.h"

namespace postlab::course {

namespace {

using labs::operator""_sentence;

std::vector<std::string> sorted_names(std::string_view text) {
    std::vector<std::string> names = names_in(text);
    std::ranges::sort(names);
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

Phrase dollars(const std::vector<std::string>& names) {
    if (names.empty()) return "lab.none"_sentence;
    return list_of(names, [](const std::string& name) { return "$" + name; });
}

std::string file_of(std::string_view language) { return "strings." + std::string(language) + ".yaml"; }

/// English first, which the others are compared with.
std::vector<std::string> languages_in(const std::filesystem::path& folder) {
    std::vector<std::string> languages;
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(folder, none)) {
        const std::string name = entry.path().filename().string(), language = entry.path().stem().extension().string();
        if (language.size() > 1 && name == file_of(language.substr(1))) languages.push_back(language.substr(1));
    }
    std::ranges::sort(languages, {},
                      [](const std::string& language) { return std::pair(language != english, language); });
    return languages;
}

}  // namespace

Strings Strings::read(const std::filesystem::path& folder, const std::string& name, std::vector<Phrase>& errors) {
    Strings strings;
    strings.read_over(folder, name, errors);
    if (!strings.speaks(english))
        errors.push_back(Phrase::list({name + "/" + file_of(english), "lab.unreadable"_sentence}, ": "));
    return strings;
}

void Strings::read_over(const std::filesystem::path& folder, const std::string& name, std::vector<Phrase>& errors) {
    for (const std::string& language : languages_in(folder)) {
        auto& texts = by_language_[language];
        const std::string file = file_of(language);
        for (const auto& [key, here] : YamlPlace::file(folder / file, name + "/" + file, errors).entries()) {
            std::string text = here.text();
            while (text.ends_with('\n')) text.pop_back();
            if (text.empty()) here.expected("lab.text"_sentence);
            texts[key] = {std::move(text), here.at()};
        }
        compare(language, errors);
    }
}

void Strings::compare(const std::string& language, std::vector<Phrase>& errors) const {
    for (const auto& [key, entry] : by_language_.at(language)) {
        const Entry* original = find(key, english);
        if (original == nullptr) {
            errors.push_back(Phrase::list({entry.place, key, {"lab.missing_in"_sentence, {file_of(english)}}}, ": "));
        } else if (const auto want = sorted_names(original->text), got = sorted_names(entry.text); want != got) {
            const Phrase other("lab.other_names"_sentence, {dollars(want), dollars(got)});
            errors.push_back(Phrase::list({entry.place, key, {"script.expected"_sentence, {other}}}, ": "));
        }
    }
}

std::vector<std::string> Strings::languages() const {
    std::vector<std::string> all;
    for (const auto& [language, texts] : by_language_) all.push_back(language);
    return all;
}

std::vector<std::string> Strings::missing(std::string_view language) const {
    std::vector<std::string> all = keys();
    std::erase_if(all, [&](const std::string& key) { return find(key, language) != nullptr; });
    return all;
}

bool Strings::has(std::string_view key) const { return find(key, english) != nullptr; }

const Strings::Entry* Strings::find(std::string_view key, std::string_view language) const {
    auto texts = by_language_.find(language);
    if (texts == by_language_.end()) return nullptr;
    auto entry = texts->second.find(key);
    return entry == texts->second.end() ? nullptr : &entry->second;
}

std::string Strings::text(std::string_view key, std::string_view language) const {
    const Entry* entry = find(key, language);
    if (entry == nullptr) entry = find(key, english);
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
    if (const auto texts = by_language_.find(english); texts != by_language_.end())
        for (const auto& [key, entry] : texts->second) all.push_back(key);
    return all;
}

std::string Strings::place(std::string_view key) const {
    const Entry* entry = find(key, english);
    return entry == nullptr ? std::string() : entry->place;
}

}  // namespace postlab::course
