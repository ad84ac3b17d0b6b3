#pragma once
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace postlab {

/// What was typed can't be carried out as it stands; the message is one line that says what to type. Exit status 2.
struct UsageError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct Option {
    std::string name, argument;  ///< an empty argument: a flag
    std::string purpose;
    bool repeatable = false;
};

/// The words and options behind a command's name. Options may stand anywhere: --name VALUE or --name=VALUE.
class CommandLine {
public:
    /// Throws UsageError for what is in no option and says what was probably meant.
    CommandLine(const std::vector<Option>& options, const std::vector<std::string>& arguments);

    bool has(const std::string& option) const { return values_.contains(option); }
    std::string value(const std::string& option, const std::string& otherwise) const;
    std::vector<std::string> values(const std::string& option) const;  ///< in the order given
    const std::vector<std::string>& words() const { return words_; }

private:
    std::map<std::string, std::vector<std::string>> values_;
    std::vector<std::string> words_;
};

/// The options as --help lists them, a line each.
std::string listed(const std::vector<Option>& options);

/// The candidate that looks most like `word`, or nothing when none is near (edit distance).
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace postlab
