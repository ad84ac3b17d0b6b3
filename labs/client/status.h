#pragma once
#include "shared/program/program_command.h"

namespace postlab::labs {

/// `postlab status`: what the servers on a data folder have to do, and how far they keep up. It asks them, through the
/// sockets that they keep there (status_socket.h), so it needs neither a port nor a key.
ProgramCommand status_command();

}  // namespace postlab::labs
