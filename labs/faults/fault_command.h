#pragma once
#include <vector>

#include "shared/program/program_command.h"

namespace postlab::labs {

/// `postlab fault`: arranges what goes wrong in the server of a data directory, while it runs or before it does
/// (FaultFile). They throw std::runtime_error when the directory can't be used.
std::vector<ProgramCommand> fault_commands();

}  // namespace postlab::labs
