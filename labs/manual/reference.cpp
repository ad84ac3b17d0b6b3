#include "labs/language/sentences.h"
#include "labs/manual/manual.h"
#include "labs/manual/manual_words.h"
#include "labs/text/paragraph.h"

namespace postlab::labs {

namespace {

/// In a table's cell a bar would begin the next one.
std::string in_cell(std::string_view text) {
    std::string cell;
    for (char c : text) cell += c == '|' ? "\\|" : std::string(1, c);
    return cell;
}

std::string row(const std::string& name, std::string_view purpose) {
    return "| `" + in_cell(name) + "` | " + in_cell(purpose) + " |\n";
}

std::string entries_in(const std::vector<ManualEntry>& entries, const ManualWords& words) {
    std::string text = "\n| | |\n| --- | --- |\n";
    for (const ManualEntry& entry : entries) text += row(entry.name, words.purpose(entry));
    return text;
}

std::string section(const ProgramCommand& command, const ManualWords& words) {
    const Language& language = words.language();
    std::string text = "\n### " + command.name + "\n\n";
    for (const std::string& line : synopsis_lines(command, page_width)) text += "    " + line + "\n";
    text += "\n" + paragraph(words.described(command), "", "");
    const std::vector<Option> options = command.own_options();
    if (!options.empty()) text += "\n| " + language.say("manual.option"_sentence) + " | |\n| --- | --- |\n";
    for (const Option& option : options) text += row(spelled(option), words.purpose(command, option));
    return text + "\n" + language.say("manual.example"_sentence) + " `" + command.example + "`\n";
}

}  // namespace

std::string reference(const CommandGroups& groups, const Language& language) {
    const ManualWords words(language);
    auto heading = [&](const Sentence& title) { return "\n## " + language.say(title) + "\n"; };
    std::string text = "# " + language.say("manual.reference"_sentence) + "\n\n" +
                       paragraph(language.say("manual.how_to_read"_sentence), "", "");
    for (const CommandGroup& group : groups) {
        text += "\n## " + std::string(words.title(group)) + "\n";
        for (const ProgramCommand& command : group.commands) text += section(command, words);
    }
    text += heading("manual.everywhere"_sentence) + "\n| " + language.say("manual.option"_sentence) +
            " | |\n| --- | --- |\n";
    for (const ManualEntry& option : options_everywhere(groups, words)) text += row(option.name, option.purpose);
    text += heading("manual.settings_title"_sentence) + "\n" + language.say("manual.settings_taken"_sentence) +
            "\n\n| " + language.say("manual.setting"_sentence) + " | " + language.say("manual.default"_sentence) +
            " | |\n| --- | --- | --- |\n";
    for (const Settings::Key& key : Settings().keys())
        text += "| `" + key.name + "` | " + key.value + " | " + in_cell(words.purpose(key)) + " |\n";
    return text + heading("manual.exit_status"_sentence) + entries_in(exit_statuses(), words) +
           heading("manual.files"_sentence) + entries_in(files(), words);
}

}  // namespace postlab::labs
