#pragma once
#include "shared/program/program_command.h"

namespace postlab::labs {

/// `postlab play`: plays a file's dialogues against a running server, line by line, and says
/// of each whether everything went as written. One address serves both protocols; where a dialogue needs
/// two they are given one after the other, SMTP first, or in any order as smtp=HOST:PORT pop3=HOST:PORT. Exit
/// status: 0 all as written, 1 something else came or nobody answered, 2 the file or the addresses can't be used.
ProgramCommand play_command();

}  // namespace postlab::labs
