#pragma once
#include <vector>

#include "shared/program/program_command.h"

namespace postlab {

/// `postlab backup`, `postlab restore`, `postlab fsck`.
std::vector<ProgramCommand> upkeep_commands();

}  // namespace postlab
