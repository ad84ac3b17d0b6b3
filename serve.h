#pragma once
#include <vector>

#include "shared/program/program_command.h"

namespace postlab {

/// `postlab serve`, `smtpd` and `pop3d`: store, record, classroom, faults and network wired together on one data
/// directory. Each says where it listens, then `ready`, and goes on until SIGTERM or SIGINT.
std::vector<ProgramCommand> serve_commands();

/// `postlab demo`: a throw-away server in a temporary directory, the whole loop once (labs::demo), and nothing left
/// behind.
ProgramCommand demo_command();

}  // namespace postlab
