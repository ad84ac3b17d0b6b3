#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "shared/text/sayable_error.h"

namespace postlab {

struct Option {
    std::string name;      ///< without its two hyphens
    std::string argument;  ///< "DIR", or what there is to choose from: "en|zh|ru"; empty: a flag
    std::string purpose;   ///< a phrase, with the default in parentheses at its end
    bool repeatable = false;
    bool everywhere = false;  ///< every command has it, so what is said of one leaves it out
};

/// The words and options behind a command's name. Options may stand anywhere: --name VALUE or --name=VALUE. Behind `--`
/// all are words, and so is a hyphen with a capital letter behind it, such as POP3's -ERR.
class CommandLine {
public:
    /// Throws UsageError for what is in no option, or is no choice of it, and says what was probably meant.
    CommandLine(const std::vector<Option>& options, const std::vector<std::string>& arguments);

    bool has(const std::string& option) const { return values_.contains(option); }
    std::string value(const std::string& option, const std::string& otherwise) const;
    std::vector<std::string> values(const std::string& option) const;  ///< in the order given
    const std::vector<std::string>& words() const { return words_; }
    /// The word at this place, from 0; empty: there are fewer.
    std::string word(std::size_t at) const { return at < words_.size() ? words_[at] : ""; }
    void drop_words(std::size_t count) { words_.erase(words_.begin(), words_.begin() + static_cast<long>(count)); }

private:
    std::map<std::string, std::vector<std::string>> values_;
    std::vector<std::string> words_;
};

/// What an argument such as "en|zh|ru" or "[on|off]" lets choose from; nothing when it is free, as "ID|all" is.
std::vector<std::string> choices(std::string_view argument);

/// Throws UsageError when `value` is none of the choices of `argument`; `taker` is what takes it: "--as".
void check_choice(const std::string& taker, std::string_view argument, const std::string& value);

/// The candidate that looks most like `word`, or nothing when none is near (edit distance).
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace postlab
