#pragma once
#include <iosfwd>
#include <string>
#include <vector>

#include "shared/command_line.h"

namespace postlab::labs {

/// `postlab compare`: the twelve situations (labs/compare/scenarios.h) played in SMTP and in POP3 against the running
/// server and laid side by side; with `--with smtp=HOST:PORT` or `--with pop3=HOST:PORT` against others too, each
/// protocol then laid beside ours with the differences marked and timed. How a server answers is never an error. Throws
/// UsageError, and std::runtime_error when nobody is there or --out can't be written.
void compare(const CommandLine& line, const std::string& password, std::ostream& out);

/// What it understands, for --help. Without --user the account is alice with `lab_password`, as script/loop makes it.
std::vector<Option> compare_options();
inline constexpr const char* lab_password = "secret";

/// `postlab explain --compare [--as text|md|html]`: the situations side by side, played in memory
/// (labs/dialogue/memory_wire.h): the same each time, and no server needed. docs/compare.md is made so.
std::string compare_in_memory(const std::string& form);

}  // namespace postlab::labs
