#pragma once
#include "shared/program/program_command.h"

namespace postlab::labs {

/// `postlab health`: connects to each address, takes the greeting, says NOOP (SMTP only) and
/// QUIT, and waits at most three seconds for each answer. Without addresses it asks the default ports,
/// 127.0.0.1:2525 and 127.0.0.1:2110. Prints a line for each. Answers the exit status: 0 when all answer as
/// they should, 1 when one does not, 2 when one is no address.
ProgramCommand health_command();

}  // namespace postlab::labs
