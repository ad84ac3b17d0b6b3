#pragma once
#include <exception>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "labs/language/po_file.h"
#include "shared/program/command_line.h"
#include "shared/text/sayable_error.h"

namespace postlab::labs {

/// What the program says to people, in one language. The English text stands where it belongs: in the row of a reply,
/// in the table of verbs, in labs/language/sentences.h. Its translations are in labs/texts.LANGUAGE.po, by the text's
/// name. A translation counts for the very English it was made from; what has none is said in English, and the tests
/// find it. (What students read of a lab is in labs/NN-*/strings.LANGUAGE.yaml: see labs/course/lab/strings.h.)
///
/// Constant once read; any thread.
class Language {
public:
    static const Language& english();
    /// "zh", read from share/postlab/labs beside the program's bin; English where there is no such file. `texts` is the
    /// file's first name: the manual of commands and settings is in a file of its own, labs/help.LANGUAGE.po. Throws
    /// FileError, and std::runtime_error for what is no PO.
    static const Language& of(std::string_view code, std::string_view texts = "texts");
    /// The languages there are, English first: "en", "ru", "zh".
    static std::vector<std::string> all();

    const std::string& code() const { return code_; }
    bool is_english() const { return rows_.empty(); }
    /// The translation of the text of that name, which says this in English.
    std::string_view text(std::string_view id, std::string_view english) const;
    std::string say(const Phrase& phrase) const;
    /// A sentence with its details.
    std::string say(const Sentence& sentence, std::vector<Phrase> details = {}) const {
        return say(Phrase(sentence, std::move(details)));
    }
    /// What could not be done.
    std::string say(const std::exception& error) const { return say(phrase_of(error)); }
    /// As the file has them, in its order.
    const std::vector<PoEntry>& entries() const { return entries_; }

private:
    Language(std::string code, std::vector<PoEntry> entries);

    std::string code_;
    std::vector<PoEntry> entries_;
    std::map<std::string_view, const PoEntry*> rows_;  ///< into entries_
};

/// --lang LANG, for the commands that explain.
inline const Option language_option{"lang", "LANG", "the language, as zh or ru (that of the locale)"};
/// What --lang says; else the language of the locale (LC_ALL, LC_MESSAGES, LANG) if there is such a one and the
/// terminal takes UTF-8; else English. Throws UsageError for a --lang that nobody has translated into.
const Language& language_in(const CommandLine& line);
/// The language of words that are no command line yet, or can't be one: what --lang says in them, if there is such a
/// one, else the locale's.
const Language& language_in(const std::vector<std::string>& arguments);
/// The language of the locale alone.
const Language& language_of_locale();
/// The code in a locale's name, "zh" in "zh_CN.UTF-8"; "en" where that is none or its octets are not UTF-8.
std::string language_of_locale(std::string_view locale);

}  // namespace postlab::labs
