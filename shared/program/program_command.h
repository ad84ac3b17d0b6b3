#pragma once
#include <iosfwd>
#include <string>
#include <vector>

#include "shared/program/command_line.h"

namespace postlab {

/// A command of the program, as data: what is parsed and run, and what `postlab help`, the man page, the shells'
/// completion and docs/reference.md print, is this and nothing else. (What clients say on the wire is a Command.)
///
/// Commands that share the first word of their names are a family: `user add`, `user list`. An option means the same,
/// and takes an argument or none, in the whole family.
struct ProgramCommand {
    std::string name;     ///< one word or two: "serve", "lab start"
    std::string words;    ///< what stands behind it: "NAME", "FILE [ID]", "ID...", "[on|off]"; see choices()
    std::string purpose;  ///< what it does, in a line without a full stop
    std::vector<Option> options;
    std::string example;  ///< a line for a shell
    /// Gets what stands behind the name, which fits `words` and `options`. Answers the exit status: 0, 1 when something
    /// is not as it should be, 2 when what was typed can't be carried out. `err` hears warnings. May throw UsageError,
    /// and std::runtime_error, which is exit status 1.
    int (*run)(const CommandLine& line, std::ostream& out, std::ostream& err);
    std::string more = {};  ///< sentences with what else there is to know
    bool pages = false;     ///< what it prints may be longer than a screen, and goes through a pager then

    std::vector<Option> own_options() const;  ///< without those that every command has
};

/// A command with what was typed behind it.
struct ChosenCommand {
    const ProgramCommand& command;
    CommandLine line;
};
/// The one of `commands`, which outlive it, that `arguments` begin with; they are not empty. Options may stand anywhere
/// behind the first word. Throws UsageError that says what was probably meant.
ChosenCommand choose_command(const std::vector<ProgramCommand>& commands, const std::vector<std::string>& arguments);
/// Runs it. Throws the same, and what the command itself throws.
int run_program(const std::vector<ProgramCommand>& commands, const std::vector<std::string>& arguments,
                std::ostream& out, std::ostream& err);

/// "postlab", name, words and options, each a piece that is never cut: "[--data DIR]", "[--set KEY=VALUE]...".
std::vector<std::string> synopsis(const ProgramCommand& command);

/// --data DIR, which most commands have, and what it says.
inline const Option data_option{"data", "DIR", "where mail, accounts and transcripts are kept (./postlab-data)"};
std::string data_directory(const CommandLine& line);

}  // namespace postlab
