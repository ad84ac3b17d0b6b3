#pragma once
#include <string>

namespace postlab {

/// The first line of standard input: a password stays out of the process list and the shell's history. `command` is
/// what was typed behind `postlab`, for the message; who types at a terminal is asked by `prompt`. Throws UsageError
/// when there is no line.
std::string password_on_stdin(const std::string& command, const std::string& prompt = "password (it is not shown):");

}  // namespace postlab
