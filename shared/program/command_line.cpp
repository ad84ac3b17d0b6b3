#include "shared/program/command_line.h"

#include <Poco/Exception.h>
#include <Poco/Util/Option.h>
#include <Poco/Util/OptionException.h>
#include <Poco/Util/OptionProcessor.h>
#include <Poco/Util/OptionSet.h>

#include <algorithm>
#include <numeric>

#include "shared/text/sentences.h"
#include "shared/text/text.h"

namespace postlab {

namespace {

Poco::Util::OptionSet option_set(const std::vector<Option>& options) {
    Poco::Util::OptionSet set;
    for (const Option& option : options) {
        Poco::Util::Option poco(option.name, "", option.purpose);
        poco.repeatable(option.repeatable);
        if (!option.argument.empty()) poco.argument(option.argument);
        set.addOption(poco);
    }
    return set;
}

[[noreturn]] void unknown_option(const std::vector<Option>& options, const std::string& typed) {
    std::vector<std::string> names;
    for (const Option& option : options) names.push_back("--" + option.name);
    std::string meant = nearest(typed.substr(0, typed.find('=')), names);
    if (meant.empty()) throw UsageError("program.no_option"_sentence, {typed});
    throw UsageError("program.option_meant"_sentence, {typed, meant});
}

/// What POCO finds wrong with an option that there is.
[[noreturn]] void misused(const Poco::Util::OptionException& error, const std::vector<Option>& options,
                          const std::string& typed) {
    const std::string name = typed.substr(std::min(typed.find_first_not_of('-'), typed.size()));
    const auto option = std::ranges::find(options, name, &Option::name);
    if (dynamic_cast<const Poco::Util::UnexpectedArgumentException*>(&error))
        throw UsageError("program.value"_sentence, {typed});
    if (dynamic_cast<const Poco::Util::DuplicateOptionException*>(&error))
        throw UsageError("program.twice"_sentence, {typed});
    if (option != options.end() && !option->argument.empty())
        throw UsageError("program.no_value"_sentence, {typed, option->argument});
    throw UsageError(typed + ": " + error.displayText());
}

bool looks_like_err(std::string_view argument) {
    return argument.size() > 1 && argument[0] == '-' && argument[1] >= 'A' && argument[1] <= 'Z';
}

/// Letters that are wrong, missing or too many; two neighbours that are swapped count as one.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> two_above, above, row(b.size() + 1);
    std::iota(row.begin(), row.end(), 0);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        two_above = std::exchange(above, row);
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min({above[j - 1] + (a[i - 1] != b[j - 1]), above[j] + 1, row[j - 1] + 1});
            const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) row[j] = std::min(row[j], two_above[j - 2] + 1);
        }
    }
    return row.back();
}

}  // namespace

CommandLine::CommandLine(const std::vector<Option>& options, const std::vector<std::string>& arguments) {
    Poco::Util::OptionSet set = option_set(options);
    Poco::Util::OptionProcessor processor(set);
    bool value_follows = false;
    for (const std::string& argument : arguments) {
        std::string name, value;
        try {
            const bool word = !value_follows && looks_like_err(argument);
            if (word || !processor.process(argument, name, value)) {
                words_.push_back(argument);
                continue;
            }
            value_follows = name.empty() && argument != "--";
            if (!name.empty()) values_[name].push_back(value);
        } catch (const Poco::Util::UnknownOptionException&) {
            unknown_option(options, argument);
        } catch (const Poco::Util::OptionException& error) {
            misused(error, options, argument);
        }
    }
    try {
        processor.checkRequired();
    } catch (const Poco::Util::OptionException& error) {
        misused(error, options, arguments.back());
    }
    for (const Option& option : options)
        for (const std::string& value : values(option.name)) check_choice("--" + option.name, option.argument, value);
}

std::string CommandLine::value(const std::string& option, const std::string& otherwise) const {
    auto found = values_.find(option);
    return found == values_.end() ? otherwise : found->second.back();
}

std::vector<std::string> CommandLine::values(const std::string& option) const {
    auto found = values_.find(option);
    return found == values_.end() ? std::vector<std::string>{} : found->second;
}

std::vector<std::string> choices(std::string_view argument) {
    if (argument.starts_with('[') && argument.ends_with(']')) argument = argument.substr(1, argument.size() - 2);
    const bool free = argument.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789|") != argument.npos;
    if (free || argument.find('|') == argument.npos) return {};
    std::vector<std::string> all{""};
    for (char c : argument)
        if (c == '|')
            all.emplace_back();
        else
            all.back() += c;
    return all;
}

void check_choice(const std::string& taker, std::string_view argument, const std::string& value) {
    const std::vector<std::string> all = choices(argument);
    if (all.empty() || std::ranges::find(all, value) != all.end()) return;
    const std::vector<std::string> others(all.begin(), all.end() - 1);
    throw UsageError("program.choice"_sentence, {taker, list_of(others), all.back(), value});
}

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
    std::string best;
    std::size_t least = word.size() / 2 + 1;  // farther than that it is another word
    for (const std::string& candidate : candidates)
        if (std::size_t distance = edit_distance(word, candidate); distance < least) {
            least = distance;
            best = candidate;
        }
    return best;
}

}  // namespace postlab
