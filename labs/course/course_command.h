#pragma once
#include "shared/program/program_command.h"

namespace postlab::course {

/// `postlab course`: which labs are the course's. It may be said before there is a roster.
ProgramCommand course_command();

}  // namespace postlab::course
