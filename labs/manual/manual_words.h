#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "labs/language/translations.h"
#include "labs/manual/manual.h"
#include "shared/program/settings.h"

namespace postlab::labs {

/// What the rows of commands, options and settings say, in a language: each row has its English, and here a name by
/// which it is translated in labs/help.LANGUAGE.po. The views live as long as row and language.
class ManualWords {
public:
    explicit ManualWords(const Language& language)
        : language_(language), help_(Language::of(language.code(), help_texts)) {}

    const Language& language() const { return language_; }
    std::string_view title(const CommandGroup& group) const;
    std::string_view purpose(const ProgramCommand& command) const;
    std::string_view more(const ProgramCommand& command) const;
    std::string_view purpose(const ProgramCommand& command, const Option& option) const;
    std::string_view purpose(const Settings::Key& key) const;
    std::string_view purpose(const ManualEntry& entry) const;
    /// Its purpose and what else there is to know, in sentences.
    std::string described(const ProgramCommand& command) const;

    static constexpr std::string_view help_texts = "help";  ///< see Language::of()

private:
    const Language &language_, &help_;
};

/// The options that every command has, spelled out, and what they do.
std::vector<ManualEntry> options_everywhere(const CommandGroups& groups, const ManualWords& words);

/// All of them, each once. An option that means the same everywhere is named after itself, any other after its command,
/// too.
std::vector<Text> texts_of_manual(const CommandGroups& groups);

}  // namespace postlab::labs
