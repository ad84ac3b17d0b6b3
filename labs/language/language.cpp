#include "labs/language/language.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <mutex>

#include "labs/language/sentences.h"
#include "shared/system/file.h"
#include "shared/text/text.h"

namespace postlab::labs {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view before_code = "texts.", behind_code = ".po";

std::string catalogue_of(std::string_view texts, std::string_view code) {
    return std::string(texts).append(".").append(code).append(behind_code);
}

/// A code comes from a roster or a command line, and names a file.
bool is_code(std::string_view code) { return code.size() == 2 && std::ranges::all_of(code, is_ascii_letter); }

/// The first of these that says something decides, whatever it says (POSIX, 8.2).
std::string locale_of_messages() {
    for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"})
        if (const char* value = std::getenv(name); value && *value) return value;
    return "";
}

}  // namespace

Language::Language(std::string code, std::vector<PoEntry> entries)
    : code_(std::move(code)), entries_(std::move(entries)) {
    for (const PoEntry& entry : entries_) rows_.emplace(entry.id, &entry);
}

const Language& Language::english() {
    static const Language english("en", {});
    return english;
}

const Language& Language::of(std::string_view code, std::string_view texts) {
    static std::mutex mutex;
    static std::map<std::string, Language> read;
    if (!is_code(code) || code == english().code()) return english();
    const std::lock_guard lock(mutex);
    std::string catalogue = catalogue_of(texts, code);
    if (const auto found = read.find(catalogue); found != read.end()) return found->second;
    const fs::path file = share_folder() / "labs" / catalogue;
    std::error_code none;
    if (!fs::exists(file, none)) return english();
    Language language(std::string(code), parse_po(read_file(file), file.string()));
    return read.emplace(std::move(catalogue), std::move(language)).first->second;
}

std::vector<std::string> Language::all() {
    std::vector<std::string> codes;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(share_folder() / "labs", none)) {
        const std::string name = entry.path().filename().string();
        if (!name.starts_with(before_code) || !name.ends_with(behind_code)) continue;
        const std::string code = entry.path().stem().extension().string().substr(1);
        if (is_code(code)) codes.push_back(code);
    }
    std::ranges::sort(codes);
    codes.insert(codes.begin(), english().code());
    return codes;
}

std::string_view Language::text(std::string_view id, std::string_view english) const {
    const auto row = rows_.find(id);
    const bool holds = row != rows_.end() && row->second->english == english && !row->second->translation.empty();
    return holds ? std::string_view(row->second->translation) : english;
}

std::string Language::say(const Phrase& phrase) const {
    return phrase.said([this](const Sentence& sentence) { return text(sentence.id, sentence.text); });
}

std::string language_of_locale(std::string_view locale) {
    const std::size_t dot = locale.find('.');
    std::string charset = dot == locale.npos ? "utf8" : lower_case(locale.substr(dot + 1, locale.find('@') - dot - 1));
    std::erase(charset, '-');
    const std::string_view code = locale.substr(0, locale.find_first_of("_.@"));
    return is_code(code) && charset == "utf8" ? lower_case(code) : Language::english().code();
}

const Language& language_of_locale() { return Language::of(language_of_locale(locale_of_messages())); }

const Language& language_in(const CommandLine& line) {
    if (!line.has("lang")) return language_of_locale();
    const std::string code = lower_case(line.value("lang", ""));
    const std::vector<std::string> all = Language::all();
    if (std::ranges::find(all, code) == all.end()) throw UsageError("language.unknown"_sentence, {code, list_of(all)});
    return Language::of(code);
}

const Language& language_in(const std::vector<std::string>& arguments) {
    constexpr std::string_view option = "--lang", with_value = "--lang=";
    for (auto word = arguments.begin(); word != arguments.end(); ++word) {
        const bool next = *word == option && word + 1 != arguments.end();
        if (!next && !word->starts_with(with_value)) continue;
        const std::string code = lower_case(next ? *(word + 1) : word->substr(with_value.size()));
        const std::vector<std::string> all = Language::all();
        if (std::ranges::find(all, code) != all.end()) return Language::of(code);
    }
    return language_of_locale();
}

}  // namespace postlab::labs
