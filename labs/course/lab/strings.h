#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "labs/course/lab/parameters.h"
#include "shared/text/phrase.h"

namespace postlab::course {

/// What every lab has, and what everything falls back to.
inline constexpr std::string_view english = "en";

/// The sentences of one lab (or those that all labs share): strings.en.yaml, and strings.LANGUAGE.yaml for any other
/// language, each a flat map from key to text. Texts are Markdown and may have $names in them. Constant once read; any
/// thread.
class Strings {
public:
    /// Reads those of the folder. What is wrong with them is added to `errors`, a line each: no English file, an empty
    /// text, a key that the English file lacks, other $names than the English text has. A text that another language
    /// lacks is said in English. `name` is what messages call the folder.
    static Strings read(const std::filesystem::path& folder, const std::string& name, std::vector<Phrase>& errors);
    /// Puts those of another folder over these.
    void read_over(const std::filesystem::path& folder, const std::string& name, std::vector<Phrase>& errors);

    std::vector<std::string> languages() const;  ///< "en", "ru", "zh"
    bool speaks(std::string_view language) const { return by_language_.contains(language); }
    std::vector<std::string> missing(std::string_view language) const;  ///< the keys that it says in English

    bool has(std::string_view key) const;
    /// As it stands in the file; the English text where that language has none. The key itself when it is unknown.
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
    void compare(const std::string& language, std::vector<Phrase>& errors) const;

    std::map<std::string, std::map<std::string, Entry, std::less<>>, std::less<>> by_language_;
};

}  // namespace postlab::course
