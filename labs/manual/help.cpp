#include <algorithm>

#include "labs/manual/manual.h"
#include "labs/text/paragraph.h"
#include "shared/program/settings.h"
#include "shared/text/text.h"

namespace postlab::labs {

namespace {

constexpr std::size_t name_width = 12, option_width = 28;

/// "add, list, remove": what the family has behind its first word, as far as one line goes; empty: it is one command.
std::string actions_of(const CommandGroup& group, const std::string& first) {
    std::string actions;
    for (const ProgramCommand& command : group.commands)
        if (const auto words = split(command.name); words[0] == first && words.size() == 2)
            actions += (actions.empty() ? "" : ", ") + words[1];
    constexpr std::size_t room = page_width - name_width - 2;
    if (actions.size() > room) actions = actions.substr(0, actions.rfind(',', room - 5)) + ", ...";
    return actions;
}

std::string settings_text() {
    std::string text = "\nSettings and their defaults:\n";
    for (const Settings::Key& key : Settings().keys())
        text += "  " + key.name + "=" + key.value + "\n" + paragraph(key.purpose, "      ", "      ");
    return text;
}

std::string help_on_family(const std::vector<ProgramCommand>& family) {
    std::string text;
    for (const ProgramCommand& command : family)
        text += "postlab " + command.name + (command.words.empty() ? "" : " " + command.words) + "\n" +
                paragraph(command.purpose, "    ", "    ");
    return text + "\npostlab help " + family.front().name + " tells more, and so for each.\n";
}

std::string help_text(const CommandGroups& groups, const std::vector<std::string>& words) {
    std::vector<ProgramCommand> family;
    std::vector<std::string> names;
    for (const CommandGroup& group : groups)
        for (const ProgramCommand& command : group.commands) {
            const auto name = split(command.name);
            names.push_back(name[0]);
            if (name[0] != words[0]) continue;
            if (name.size() == 1 || (words.size() > 1 && name[1] == words[1])) return help_on(command);
            family.push_back(command);
        }
    if (!family.empty()) return help_on_family(family);
    const std::string meant = nearest(words[0], names);
    throw UsageError("there is no command " + words[0] +
                     (meant.empty() ? "; postlab --help lists them" : "; did you mean postlab help " + meant + "?"));
}

}  // namespace

std::string manual(const CommandGroups& groups, const std::string& form, const std::vector<std::string>& words) {
    if (form == "md") return reference(groups);
    if (form == "man") return man_page(groups);
    if (form != "text") return completion(groups, form);
    std::vector<std::string> names;
    std::ranges::copy_if(words, std::back_inserter(names), [](const auto& word) { return !word.starts_with("-"); });
    return names.empty() ? overview(groups) : help_text(groups, names);
}

std::string overview(const CommandGroups& groups) {
    std::string text = std::string("postlab: ") + program_purpose + "\n", last;
    for (const CommandGroup& group : groups) {
        text += group.title + "\n";
        for (const ProgramCommand& command : group.commands) {
            const std::string first = split(command.name)[0], actions = actions_of(group, first);
            if (first == last) continue;
            last = first;
            text += paragraph(actions.empty() ? command.purpose : actions, "  " + padded(first, name_width),
                              std::string(name_width + 2, ' '));
        }
    }
    return text + "postlab help COMMAND tells more; postlab --version\n";
}

std::string help_on(const ProgramCommand& command) {
    std::string text;
    for (const std::string& line : synopsis_lines(command, page_width)) text += line + "\n";
    text += paragraph(command.purpose, "", "");
    if (!command.more.empty()) text += "\n" + paragraph(command.more, "", "");
    if (!command.options.empty()) text += "\n";
    for (const Option& option : command.options)
        text += paragraph(option.purpose, "  " + padded(spelled(option) + " ", option_width),
                          std::string(option_width + 2, ' '));
    if (std::ranges::find(command.options, "set", &Option::name) != command.options.end()) text += settings_text();
    return text + "\nExample:\n  " + command.example + "\n";
}

std::vector<std::string> synopsis_lines(const ProgramCommand& command, std::size_t width) {
    std::vector<std::string> lines{""};
    for (const std::string& piece : synopsis(command)) {
        std::string& line = lines.back();
        if (line.empty())
            line = piece;
        else if (line.size() + 1 + piece.size() <= width)
            line += " " + piece;
        else
            lines.push_back("        " + piece);
    }
    return lines;
}

const std::vector<ManualEntry>& exit_statuses() {
    static const std::vector<ManualEntry> all{
        {"0", "everything is as it should be"},
        {"1", "something is not: a reply differs, a file can't be read, a record was changed, nobody answers"},
        {"2", "what was typed can't be carried out as it stands; a line on standard error says what to type"},
    };
    return all;
}

const std::vector<ManualEntry>& files() {
    static const std::vector<ManualEntry> all{
        {"DIR/maildrop.db", "mail and accounts; DIR is ./postlab-data, or what --data says"},
        {"DIR/transcripts.db", "the record of all conversations; DIR/transcript.key seals it"},
        {"DIR/course.db", "roster and results of a course"},
        {"DIR/faults.jsonl", "what is arranged to go wrong"},
        {"share/postlab/labs", "the labs that came with the program, beside its bin"},
    };
    return all;
}

std::string described(const ProgramCommand& command) {
    std::string text = command.purpose + "." + (command.more.empty() ? "" : " " + command.more);
    text[0] = ascii_upper(text[0]);
    return text;
}

std::string spelled(const Option& option) {
    return "--" + option.name + (option.argument.empty() ? "" : " " + option.argument);
}

}  // namespace postlab::labs
