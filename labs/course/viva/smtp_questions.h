#pragma once
#include "labs/course/viva/question.h"

/// Questions about SMTP sessions, see AskAbout.
namespace postlab::course {

/// Who would have got the letter if the line had dropped before its dot?
std::optional<Question> ask_before_dot(const StudentSession& session);
/// ... or behind the dot, before the 250?
std::optional<Question> ask_behind_dot(const StudentSession& session);
/// What would have been answered to DATA without any RCPT?
std::optional<Question> ask_without_rcpt(const StudentSession& session);
/// Who would have got it with one recipient left out of the envelope?
std::optional<Question> ask_one_recipient_less(const StudentSession& session);
/// A command was refused as too early: what was missing?
std::optional<Question> ask_what_was_missing(const StudentSession& session);
/// A line began with two dots: what does it say in the maildrop?
std::optional<Question> ask_about_dots(const StudentSession& session);

}  // namespace postlab::course
