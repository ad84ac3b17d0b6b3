#pragma once
#include <iosfwd>
#include <string>
#include <vector>

#include "shared/command_line.h"

namespace postlab::course {

inline constexpr const char* roster_synopsis =
    "roster import FILE.csv [--dry-run] [--cards FILE.html] | list | card ID --new | remove ID  [--data DIR]";

/// `postlab roster`: who takes part in the course of a data directory. `arguments` is what stands behind `roster`.
/// Answers the exit status: 1 when a file was refused. Throws UsageError, and std::runtime_error.
int roster_command(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err);

/// What it understands, for --help.
std::vector<Option> roster_options();

}  // namespace postlab::course
