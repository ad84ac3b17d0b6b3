#include "labs/manual/manual.h"
#include "shared/program/settings.h"
#include "shared/text/text.h"

namespace postlab::labs {

namespace {

/// Text that groff takes for text: no hyphen becomes a dash, no line begins with a request.
std::string roff(const std::string& text) {
    std::string safe = text.starts_with('.') || text.starts_with('\'') ? "\\&" : "";
    for (char c : text) safe += c == '-' ? "\\-" : c == '\\' ? "\\e" : std::string(1, c);
    return safe;
}

std::string tagged(const std::string& tag, const std::string& text) {
    return ".TP\n.B " + roff(tag) + "\n" + roff(text) + "\n";
}

std::string heading(const char* macro, const std::string& title) {
    return std::string(macro) + " \"" + roff(title) + "\"\n";
}

std::string about(const ProgramCommand& command) {
    std::string text = tagged(joined(synopsis(command), " "), described(command));
    if (command.options.empty()) return text;
    text += ".RS\n";
    for (const Option& option : command.options) text += tagged(spelled(option), option.purpose);
    return text + ".RE\n";
}

std::string list(const std::string& title, const std::vector<ManualEntry>& entries) {
    std::string text = heading(".SH", title);
    for (const ManualEntry& entry : entries) text += tagged(entry.name, entry.purpose);
    return text;
}

}  // namespace

std::string man_page(const CommandGroups& groups) {
    std::vector<ManualEntry> settings, examples;
    for (const Settings::Key& key : Settings().keys()) settings.push_back({key.name + "=" + key.value, key.purpose});
    std::string text = ".TH POSTLAB 1 \"\" postlab \"User Commands\"\n" + heading(".SH", "NAME") + "postlab \\- " +
                       program_purpose + "\n" + heading(".SH", "SYNOPSIS") +
                       ".B postlab\n.I COMMAND\n[\\fIWORD\\fR...] [\\fIOPTION\\fR...]\n" + heading(".SH", "COMMANDS");
    for (const CommandGroup& group : groups) {
        text += heading(".SS", group.title);
        for (const ProgramCommand& command : group.commands) {
            text += about(command);
            examples.push_back({command.example, command.purpose});
        }
    }
    return text + list("SETTINGS", settings) + list("EXIT STATUS", exit_statuses()) + list("FILES", files()) +
           list("EXAMPLES", examples) + heading(".SH", "SEE ALSO") + ".BR telnet (1),\n.BR nc (1)\n";
}

}  // namespace postlab::labs
