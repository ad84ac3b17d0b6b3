#pragma once
#include <iosfwd>
#include <string>
#include <vector>

#include "shared/command_line.h"

namespace postlab::labs {

/// `postlab transcript list [--last N]`, `show ID [--plain]`, `message ID` (labs/record/message_life.h), `verify`
/// (labs/record/transcript_verify.h) and `export ID | all [--as FORM] [--out FILE]` (labs/record/export.h), all with
/// `--data DIR`: prints the conversations recorded in the data directory; `arguments` is what stands behind
/// `transcript`. A conversation whose chain is broken is named on standard error. In what crossed the wire, hidden
/// characters are shown as pictures (␍ ␊ ␉ ␀ ␡, and ␠ at the end of a line) or as <XX>, with --plain as <CR> <LF> <HT>
/// <NUL> <DEL> <SP>; other UTF-8 text stays as it is. Answers the exit status. Throws UsageError, and
/// std::runtime_error when there is nothing to show.
int transcript_command(const std::vector<std::string>& arguments, std::ostream& out);

/// What it understands, for --help.
std::vector<Option> transcript_options();

}  // namespace postlab::labs
