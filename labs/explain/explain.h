#pragma once
#include <iosfwd>
#include <string>
#include <vector>

#include "shared/command_line.h"

namespace postlab::labs {

/// `postlab explain [WORD...]`: what the server's own tables and catalogues say about
///     nothing                         an overview
///     rcpt, smtp noop                 a verb, in both protocols or in one
///     TRANSACTION                     a state
///     503, +OK, 5.1.1, [IN-USE]       a reply code, an enhanced code: all replies that have it
///     rcpt.unknown_mailbox, login     a reply by its id, or a group of them
///     note, note.bare_lf              the remarks behind a classroom server's replies, or one of them
///     550 5.1.1 No such user ...      a whole reply, as a server said it
///     --table smtp|pop3               the gate matrix: which verb may be said in which state
///     --compare [--as FORM] [--out FILE]   the same situations in both protocols, side by side
///     (labs/compare/compare.h)
///     --diagram smtp|pop3 [--out FILE]  the states as a picture (labs/explain/diagram.h)
///     --session ID [--data DIR]       a recorded conversation, line by line (labs/explain/explain_session.h)
/// Answers the exit status: 0, or 2 with a suggestion for what is none of these. With --diagram, --compare and
/// --session it throws UsageError, and std::runtime_error when there is no such conversation or the file can't be
/// written.
int explain(const std::vector<std::string>& words, std::ostream& out);

/// Its options, for --help.
std::vector<Option> explain_options();

}  // namespace postlab::labs
