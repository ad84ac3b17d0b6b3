#pragma once
#include <vector>

#include "shared/program/program_command.h"

namespace postlab {

/// `postlab user`: the accounts of a data directory (store::Accounts), in a server that runs or doesn't. A password
/// comes on standard input.
std::vector<ProgramCommand> user_commands();

}  // namespace postlab
