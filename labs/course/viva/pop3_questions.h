#pragma once
#include "labs/course/viva/question.h"

/// Questions about POP3 sessions, see AskAbout.
namespace postlab::course {

/// The line dropped behind a DELE: was the letter there at the next login?
std::optional<Question> ask_what_was_there(const StudentSession& session);
/// ... and if it had dropped just before QUIT?
std::optional<Question> ask_before_quit(const StudentSession& session);
/// ... or behind QUIT, before its reply?
std::optional<Question> ask_behind_quit(const StudentSession& session);
/// What would QUIT have removed without RSET?
std::optional<Question> ask_without_rset(const StudentSession& session);
/// ... or if DELE had named another letter?
std::optional<Question> ask_other_number(const StudentSession& session);
/// The same letter had another number in the next session: why?
std::optional<Question> ask_why_renumbered(const StudentSession& session);

}  // namespace postlab::course
