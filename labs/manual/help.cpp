#include <algorithm>

#include "labs/language/sentences.h"
#include "labs/manual/manual.h"
#include "labs/manual/manual_words.h"
#include "labs/text/paragraph.h"
#include "shared/text/text.h"

namespace postlab::labs {

namespace {

constexpr std::size_t name_width = 12, option_width = 28;

/// "add, list, remove": what the family has behind its first word, as far as one line goes; empty: it is one command.
std::string actions_of(const CommandGroup& group, const std::string& first, const Language& language) {
    std::vector<std::string> actions;
    for (const ProgramCommand& command : group.commands)
        if (const auto words = split(command.name); words[0] == first && words.size() == 2) actions.push_back(words[1]);
    auto are_too_many = [&] { return columns(language.say(list_of(actions))) > page_width - name_width - 2; };
    if (are_too_many()) actions.emplace_back("...");
    while (are_too_many()) actions.erase(actions.end() - 2);
    return language.say(list_of(actions));
}

std::string settings_text(const ManualWords& words) {
    std::string text = "\n" + words.language().say("manual.settings"_sentence) + "\n";
    for (const Settings::Key& key : Settings().keys())
        text += "  " + key.name + "=" + key.value + "\n" + paragraph(words.purpose(key), "      ", "      ");
    return text;
}

std::string help_on_family(const std::vector<ProgramCommand>& family, const ManualWords& words) {
    std::string text;
    for (const ProgramCommand& command : family)
        text += "postlab " + command.name + (command.words.empty() ? "" : " " + command.words) + "\n" +
                paragraph(words.purpose(command), "    ", "    ");
    return text + "\n" + words.language().say("manual.family"_sentence, {family.front().name}) + "\n";
}

std::string help_text(const CommandGroups& groups, const std::vector<std::string>& words, const Language& language) {
    std::vector<ProgramCommand> family;
    std::vector<std::string> names;
    for (const CommandGroup& group : groups)
        for (const ProgramCommand& command : group.commands) {
            const auto name = split(command.name);
            names.push_back(name[0]);
            if (name[0] != words[0]) continue;
            if (name.size() == 1 || (words.size() > 1 && name[1] == words[1])) return help_on(command, language);
            family.push_back(command);
        }
    if (!family.empty()) return help_on_family(family, ManualWords(language));
    const std::string meant = nearest(words[0], names);
    if (meant.empty()) throw UsageError("program.no_command"_sentence, {words[0]});
    throw UsageError("program.command_meant"_sentence, {words[0], "help " + meant});
}

/// Without options, and without what stands behind --lang and --color.
std::vector<std::string> names_in(const std::vector<std::string>& words) {
    std::vector<std::string> names;
    for (auto word = words.begin(); word != words.end(); ++word) {
        const bool option = word->starts_with("-");
        if (!option) names.push_back(*word);
        if ((*word == "--lang" || *word == "--color") && word + 1 != words.end()) ++word;
    }
    return names;
}

}  // namespace

std::string manual(const CommandGroups& groups, const std::string& form, const std::vector<std::string>& words,
                   const Language& language) {
    if (form == "md") return reference(groups, language);
    if (form == "man") return man_page(groups, language);
    if (form == "po")
        return translation_file(language.code(), texts_of_manual(groups),
                                Language::of(language.code(), ManualWords::help_texts));
    if (form != "text") return completion(groups, form);
    const std::vector<std::string> names = names_in(words);
    return names.empty() ? overview(groups, language) : help_text(groups, names, language);
}

std::string overview(const CommandGroups& groups, const Language& language) {
    const ManualWords words(language);
    std::string text = "postlab: " + language.say("manual.program"_sentence) + "\n", last;
    for (const CommandGroup& group : groups) {
        text.append(words.title(group)).append("\n");
        for (const ProgramCommand& command : group.commands) {
            const std::string first = split(command.name)[0], actions = actions_of(group, first, language);
            if (first == last) continue;
            last = first;
            text += paragraph(actions.empty() ? words.purpose(command) : actions, "  " + padded(first, name_width),
                              std::string(name_width + 2, ' '));
        }
    }
    return text;
}

std::string help_on(const ProgramCommand& command, const Language& language) {
    const ManualWords words(language);
    std::string text;
    for (const std::string& line : synopsis_lines(command, page_width)) text += line + "\n";
    text += paragraph(words.purpose(command), "", "");
    if (!command.more.empty()) text += "\n" + paragraph(words.more(command), "", "");
    if (!command.options.empty()) text += "\n";
    for (const Option& option : command.options)
        text += paragraph(words.purpose(command, option), "  " + padded(spelled(option) + " ", option_width),
                          std::string(option_width + 2, ' '));
    const bool has_settings = std::ranges::find(command.options, "set", &Option::name) != command.options.end();
    if (has_settings) text += settings_text(words);
    return text + "\n" + language.say("manual.example"_sentence) + "\n  " + command.example + "\n";
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

std::string spelled(const Option& option) {
    return "--" + option.name + (option.argument.empty() ? "" : " " + option.argument);
}

}  // namespace postlab::labs
