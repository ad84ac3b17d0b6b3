#pragma once
#include <vector>

#include "shared/program/program_command.h"

namespace postlab::course {

/// What `postlab lab` does with a class, or with one who works alone.
std::vector<ProgramCommand> class_commands();

}  // namespace postlab::course
