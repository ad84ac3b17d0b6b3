#pragma once
#include "shared/program/program_command.h"

namespace postlab::course {

/// `postlab grade`: the grades of a course, from its record. It warns of conversations that have been tampered with.
ProgramCommand grade_command();

}  // namespace postlab::course
