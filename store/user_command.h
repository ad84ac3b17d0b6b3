#pragma once
#include <vector>

#include "shared/program/program_command.h"

namespace postlab::store {

/// `postlab user`: the accounts of a data directory (Accounts), in a server that runs or doesn't. A password comes on
/// standard input. They may throw AccountError.
std::vector<ProgramCommand> user_commands();

}  // namespace postlab::store
