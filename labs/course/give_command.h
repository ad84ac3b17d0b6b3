#pragma once
#include "shared/program/program_command.h"

namespace postlab::course {

/// `postlab lab give`: a session that counts for nobody is a student's from then on, see class/gifts.h.
ProgramCommand give_command();

}  // namespace postlab::course
