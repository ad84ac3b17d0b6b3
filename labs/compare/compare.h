#pragma once
#include <string>

#include "labs/compare/compare_page.h"
#include "labs/language/language.h"
#include "shared/program/program_command.h"

namespace postlab::labs {

/// `postlab compare`: the twelve scenarios (labs/compare/scenarios.h) played in SMTP and in POP3 against the running
/// server and laid side by side; with `--with smtp=HOST:PORT` or `--with pop3=HOST:PORT` against others too, each
/// protocol then laid beside ours with the differences marked and timed. How a server answers is never an error.
/// Without
/// --user the account is alice with the password `secret`, as script/loop makes it.
ProgramCommand compare_command();

/// The scenarios side by side, played in memory (labs/dialogue/memory_wire.h): the same each time, and no server
/// needed.
ComparePage scenarios_in_memory(const Language& language);
/// `postlab explain --compare [--as text|md|html]`: these in that form. docs/compare.md is made so.
std::string compare_in_memory(const std::string& form, const Language& language = Language::english());

}  // namespace postlab::labs
