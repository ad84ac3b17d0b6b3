#include "shared/program/program_command.h"

#include <algorithm>

#include "shared/text/sentences.h"
#include "shared/text/text.h"

namespace postlab {

namespace {

using Family = std::vector<const ProgramCommand*>;

std::string first_word(const ProgramCommand& command) { return command.name.substr(0, command.name.find(' ')); }

Family family_of(const std::vector<ProgramCommand>& commands, const std::string& word) {
    Family family;
    std::vector<std::string> names;
    for (const ProgramCommand& command : commands) {
        if (first_word(command) == word) family.push_back(&command);
        names.push_back(first_word(command));
    }
    if (!family.empty()) return family;
    const std::string meant = nearest(word, names);
    if (meant.empty()) throw UsageError("program.no_command"_sentence, {word});
    throw UsageError("program.command_meant"_sentence, {word, meant});
}

std::vector<Option> options_of(const Family& family) {
    std::vector<Option> all;
    for (const ProgramCommand* command : family)
        for (const Option& option : command->options)
            if (std::ranges::find(all, option.name, &Option::name) == all.end()) all.push_back(option);
    return all;
}

const ProgramCommand& chosen(const Family& family, const CommandLine& line) {
    const std::string first = first_word(*family.front());
    std::vector<std::string> seconds;
    for (const ProgramCommand* command : family) {
        if (command->name == first || command->name == first + " " + line.word(0)) return *command;
        seconds.push_back(command->name.substr(first.size() + 1));
    }
    if (line.words().empty())
        throw UsageError("program.actions"_sentence, {first + " " + joined(seconds, " | "), first});
    const std::string meant = nearest(line.word(0), seconds);
    const std::string typed = first + " " + line.word(0);
    if (meant.empty()) throw UsageError("program.no_action"_sentence, {typed, first});
    throw UsageError("program.command_meant"_sentence, {typed, first + " " + meant});
}

bool has_option(const ProgramCommand& command, const std::string& name) {
    return std::ranges::find(command.options, name, &Option::name) != command.options.end();
}

void check_options(const ProgramCommand& command, const Family& family, const CommandLine& line) {
    for (const Option& option : options_of(family)) {
        if (!line.has(option.name) || has_option(command, option.name)) continue;
        std::vector<std::string> owners;
        for (const ProgramCommand* owner : family)
            if (has_option(*owner, option.name)) owners.push_back(owner->name);
        throw UsageError("program.belongs"_sentence, {option.name, list_of(owners)});
    }
}

void check_words(const ProgramCommand& command, const CommandLine& line) {
    const std::vector<std::string> forms = split(command.words);
    const std::size_t given = line.words().size();
    if (forms.empty() && given > 0)
        throw UsageError(
            command.own_options().empty() ? "program.takes_nothing"_sentence : "program.takes_options"_sentence,
            {command.name, line.word(0)});
    const auto least = static_cast<std::size_t>(
        std::ranges::count_if(forms, [](const std::string& form) { return !form.starts_with('['); }));
    const bool endless = !forms.empty() && forms.back().find("...") != std::string::npos;
    if (given < least || (given > forms.size() && !endless)) throw UsageError(joined(synopsis(command), " "));
    for (std::size_t i = 0; i < given; ++i)
        check_choice(command.name, forms[std::min(i, forms.size() - 1)], line.word(i));
}

}  // namespace

std::vector<Option> ProgramCommand::own_options() const {
    std::vector<Option> own = options;
    std::erase_if(own, [](const Option& option) { return option.everywhere; });
    return own;
}

ChosenCommand choose_command(const std::vector<ProgramCommand>& commands, const std::vector<std::string>& arguments) {
    const Family family = family_of(commands, arguments.front());
    CommandLine line(options_of(family), {arguments.begin() + 1, arguments.end()});
    const ProgramCommand& command = chosen(family, line);
    line.drop_words(split(command.name).size() - 1);
    check_options(command, family, line);
    check_words(command, line);
    return {command, std::move(line)};
}

int run_program(const std::vector<ProgramCommand>& commands, const std::vector<std::string>& arguments,
                std::ostream& out, std::ostream& err) {
    const ChosenCommand chosen = choose_command(commands, arguments);
    return chosen.command.run(chosen.line, out, err);
}

std::vector<std::string> synopsis(const ProgramCommand& command) {
    std::vector<std::string> pieces{"postlab"};
    for (const std::string& text : {command.name, command.words})
        for (std::string& word : split(text)) pieces.push_back(std::move(word));
    for (const Option& option : command.own_options())
        pieces.push_back("[--" + option.name + (option.argument.empty() ? "" : " " + option.argument) + "]" +
                         (option.repeatable ? "..." : ""));
    return pieces;
}

std::string data_directory(const CommandLine& line) { return line.value("data", "postlab-data"); }

}  // namespace postlab
