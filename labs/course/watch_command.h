#pragma once
#include "shared/program/program_command.h"

namespace postlab::course {

/// `postlab watch`: what is said to the server of a data directory, as it is said, explained as `explain --session`
/// does; all of it, or that of one account or of one lab, going by logins and badges. It only reads, and ends with
/// Ctrl-C.
ProgramCommand watch_command();

}  // namespace postlab::course
