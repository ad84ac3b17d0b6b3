#pragma once
#include <vector>

#include "shared/program/program_command.h"

namespace postlab::labs {

/// `postlab transcript`: list and show, and message (labs/record/message_life.h), verify
/// (labs/record/transcript_verify.h) and export (labs/record/export.h). A conversation whose chain is broken is warned
/// of. In what crossed the wire, hidden characters are shown as pictures (␍ ␊ ␉ ␀ ␡, and ␠ at the end of a line) or as
/// <XX>, with --plain as <CR> <LF> <HT> <NUL> <DEL> <SP>; other UTF-8 text stays as it is. They throw
/// std::runtime_error when there is nothing to show.
std::vector<ProgramCommand> transcript_commands();

}  // namespace postlab::labs
