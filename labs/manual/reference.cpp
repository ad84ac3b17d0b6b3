#include "labs/manual/manual.h"
#include "labs/text/paragraph.h"
#include "shared/program/settings.h"

namespace postlab::labs {

namespace {

/// In a table's cell a bar would begin the next one.
std::string in_cell(const std::string& text) {
    std::string cell;
    for (char c : text) cell += c == '|' ? "\\|" : std::string(1, c);
    return cell;
}

std::string row(const std::string& name, const std::string& purpose) {
    return "| `" + in_cell(name) + "` | " + in_cell(purpose) + " |\n";
}

std::string rows(const std::string& heading, const std::vector<ManualEntry>& entries) {
    std::string text = "\n## " + heading + "\n\n| | |\n| --- | --- |\n";
    for (const ManualEntry& entry : entries) text += row(entry.name, entry.purpose);
    return text;
}

std::string section(const ProgramCommand& command) {
    std::string text = "\n### " + command.name + "\n\n";
    for (const std::string& line : synopsis_lines(command, page_width)) text += "    " + line + "\n";
    text += "\n" + paragraph(described(command), "", "");
    if (!command.options.empty()) text += "\n| option | |\n| --- | --- |\n";
    for (const Option& option : command.options) text += row(spelled(option), option.purpose);
    return text + "\nExample: `" + command.example + "`\n";
}

}  // namespace

std::string reference(const CommandGroups& groups) {
    std::string text =
        "# Reference\n\nAll commands and settings of `postlab`, as `postlab help --as md` prints them. In a synopsis\n"
        "square brackets stand around what may be left out, and dots behind what may be repeated.\n";
    for (const CommandGroup& group : groups) {
        text += "\n## " + group.title + "\n";
        for (const ProgramCommand& command : group.commands) text += section(command);
    }
    text +=
        "\n## Settings\n\nA server takes them as `--set KEY=VALUE`.\n\n| setting | default | |\n| --- | --- | --- |\n";
    for (const Settings::Key& key : Settings().keys())
        text += "| `" + key.name + "` | " + key.value + " | " + in_cell(key.purpose) + " |\n";
    return text + rows("Exit status", exit_statuses()) + rows("Files", files());
}

}  // namespace postlab::labs
