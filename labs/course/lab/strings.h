#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "labs/course/lab/parameters.h"

namespace postlab::course {

/// The languages of the course; the first one is what everything falls back to.
inline constexpr std::string_view languages[] = {"en", "zh", "ru"};

/// The sentences of one lab (or those that all labs share), in all languages: strings.en.yaml, strings.zh.yaml,
/// strings.ru.yaml, each a flat map from key to text. Texts are Markdown and may have $names in them. Constant once
/// read; any thread.
class Strings {
public:
    /// Reads strings.LANGUAGE.yaml of the folder. What is wrong with them is added to `errors`, a line each:
    /// a file or key that one language lacks, an empty text, other $names than the English text has.
    /// `name` is what messages call the folder.
    static Strings read(const std::filesystem::path& folder, const std::string& name, std::vector<std::string>& errors);

    bool has(std::string_view key) const;
    /// As it stands in the file; the English text when the language is none of ours. The key itself when it is unknown.
    std::string text(std::string_view key, std::string_view language) const;
    /// The same on one line, with values in place of the $names if there are any; empty when the key is unknown.
    std::string line(std::string_view key, std::string_view language, const Values& values = {}) const;
    std::vector<std::string> keys() const;
    /// "labs/16-.../strings.en.yaml:12", where the English text stands.
    std::string place(std::string_view key) const;

private:
    struct Entry {
        std::string text, place;
    };
    const Entry* find(std::string_view key, std::string_view language) const;
    void compare(std::vector<std::string>& errors) const;

    std::map<std::string, std::map<std::string, Entry, std::less<>>, std::less<>> by_language_;
};

}  // namespace postlab::course
