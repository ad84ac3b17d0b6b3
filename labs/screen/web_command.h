#pragma once
#include "shared/program/program_command.h"

namespace postlab::screen {

/// `postlab web key`.
ProgramCommand web_key_command();

}  // namespace postlab::screen
