#pragma once
#include "shared/program/program_command.h"

namespace postlab::labs {

/// `postlab explain`: what the server's own tables and catalogues say about
///     nothing                         an overview
///     rcpt, smtp noop                 a verb, in both protocols or in one
///     TRANSACTION                     a state
///     503, +OK, 5.1.1, [IN-USE]       a reply code, an enhanced code: all replies that have it
///     rcpt.unknown_mailbox, login     a reply by its id, or a group of them
///     note, note.bare_lf              the remarks behind a classroom server's replies, or one of them
///     550 5.1.1 No such user ...      a whole reply, as a server said it
///     envelope, CRLF, maildrop        an everyday word of mail (labs/explain/glossary.h)
/// and with an option a page: the gate matrix, the states as a picture (labs/explain/diagram.h), both protocols side by
/// side (labs/compare/compare.h), what there is to translate (labs/explain/all_texts.h), a recorded conversation
/// (labs/explain/explain_session.h). Exit status 2 with a suggestion for what is none of these.
ProgramCommand explain_command();

}  // namespace postlab::labs
