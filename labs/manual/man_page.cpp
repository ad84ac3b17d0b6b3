#include "labs/language/sentences.h"
#include "labs/manual/manual.h"
#include "labs/manual/manual_words.h"
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

std::string about(const ProgramCommand& command, const ManualWords& words) {
    std::string text = tagged(joined(synopsis(command), " "), words.described(command));
    const std::vector<Option> options = command.own_options();
    if (options.empty()) return text;
    text += ".RS\n";
    for (const Option& option : options) text += tagged(spelled(option), std::string(words.purpose(command, option)));
    return text + ".RE\n";
}

std::string list(const std::string& title, const std::vector<ManualEntry>& entries, const ManualWords& words) {
    std::string text = heading(".SH", title);
    for (const ManualEntry& entry : entries) text += tagged(entry.name, std::string(words.purpose(entry)));
    return text;
}

}  // namespace

std::string man_page(const CommandGroups& groups, const Language& language) {
    const ManualWords words(language);
    std::string settings = heading(".SH", "SETTINGS"), examples = heading(".SH", "EXAMPLES");
    for (const Settings::Key& key : Settings().keys())
        settings += tagged(key.name + "=" + key.value, std::string(words.purpose(key)));
    std::string text = ".TH POSTLAB 1 \"\" postlab \"User Commands\"\n" + heading(".SH", "NAME") + "postlab \\- " +
                       language.say("manual.program"_sentence) + "\n" + heading(".SH", "SYNOPSIS") +
                       ".B postlab\n.I COMMAND\n[\\fIWORD\\fR...] [\\fIOPTION\\fR...]\n" + heading(".SH", "COMMANDS");
    for (const CommandGroup& group : groups) {
        text += heading(".SS", std::string(words.title(group)));
        for (const ProgramCommand& command : group.commands) {
            text += about(command, words);
            examples += tagged(command.example, std::string(words.purpose(command)));
        }
    }
    text += heading(".SH", "OPTIONS OF EVERY COMMAND");
    for (const ManualEntry& option : options_everywhere(groups, words)) text += tagged(option.name, option.purpose);
    return text + settings + list("EXIT STATUS", exit_statuses(), words) + list("FILES", files(), words) + examples +
           heading(".SH", "SEE ALSO") + ".BR telnet (1),\n.BR nc (1)\n";
}

}  // namespace postlab::labs
