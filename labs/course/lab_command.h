#pragma once
#include <vector>

#include "shared/program/program_command.h"

namespace postlab::course {

/// What `postlab lab` does with lab files alone: lists them, and tells the author of a lab whether it works (its files,
/// solution, mistakes and handout, all tried in memory). They may throw LabErrors.
std::vector<ProgramCommand> lab_commands();

}  // namespace postlab::course
