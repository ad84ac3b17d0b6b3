#pragma once
#include <iosfwd>
#include <string>
#include <vector>

#include "shared/command_line.h"

namespace postlab::labs {

inline constexpr const char* fault_synopsis =
    "fault add OPTIONS | list | remove ID... | clear [--tag TAG]  [--data DIR]";

/// `postlab fault`: arranges what goes wrong in the server of a data directory, while it runs or before it does
/// (FaultFile). `arguments` is what stands behind `fault`. Answers the exit status. Throws UsageError, and
/// std::runtime_error when the directory can't be used.
int fault_command(const std::vector<std::string>& arguments, std::ostream& out);

/// What it understands, for --help.
std::vector<Option> fault_options();

}  // namespace postlab::labs
