#pragma once
#include <vector>

#include "shared/program/program_command.h"

namespace postlab::course {

/// `postlab roster`: who takes part in the course of a data directory.
std::vector<ProgramCommand> roster_commands();

}  // namespace postlab::course
