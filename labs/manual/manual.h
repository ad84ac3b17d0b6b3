#pragma once
#include <string>
#include <vector>

#include "labs/language/language.h"
#include "shared/program/program_command.h"

/// What is printed about the program's commands and settings. All of it comes from the rows of the table, so that help,
/// man page, completion and docs/reference.md can't say what the program doesn't do. Pure functions, any thread.
namespace postlab::labs {

struct CommandGroup {
    std::string title;  ///< what one wants who looks here
    std::vector<ProgramCommand> commands;
};
using CommandGroups = std::vector<CommandGroup>;

/// In one of the forms text, md, man, bash, zsh, po, and that language; scripts for a shell are in English. Text is the
/// help on the command that `words` begin with, on its family, or the overview when there are none; what they have of
/// options is passed over. Throws UsageError that says what was probably meant.
std::string manual(const CommandGroups& groups, const std::string& form, const std::vector<std::string>& words,
                   const Language& language = Language::english());

/// One line for each command, or family of commands, that fits a screen of 24 lines.
std::string overview(const CommandGroups& groups, const Language& language = Language::english());
/// All that there is to know about a command, in lines of at most 80 columns.
std::string help_on(const ProgramCommand& command, const Language& language = Language::english());

/// docs/reference.md
std::string reference(const CommandGroups& groups, const Language& language = Language::english());
/// postlab.1, for groff's an macros
std::string man_page(const CommandGroups& groups, const Language& language = Language::english());

/// A script of bash, or one of zsh: completes commands, options, what they let choose from, files, and numbers of labs.
std::string completion(const CommandGroups& groups, const std::string& shell);

/// The synopsis in lines of at most `width` columns, cut between its pieces.
std::vector<std::string> synopsis_lines(const ProgramCommand& command, std::size_t width);

/// What stands in every long form.
struct ManualEntry {
    std::string name, purpose;
};
const std::vector<ManualEntry>& exit_statuses();
const std::vector<ManualEntry>& files();

/// "--data DIR".
std::string spelled(const Option& option);

}  // namespace postlab::labs
