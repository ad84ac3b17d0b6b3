#pragma once
#include <iosfwd>
#include <string>
#include <vector>

#include "shared/command_line.h"

namespace postlab::store {

inline constexpr const char* user_synopsis =
    "user add NAME [--apop] | list | remove NAME | import FILE.csv  [--data DIR]";

/// `postlab user`: the accounts of a data directory (Accounts). `arguments` is what stands behind `user`; a password
/// comes on standard input. Answers the exit status. Throws UsageError, AccountError, and std::runtime_error.
int user_command(const std::vector<std::string>& arguments, std::ostream& out);

/// What it understands, for --help.
std::vector<Option> user_options();

}  // namespace postlab::store
