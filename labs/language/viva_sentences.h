#pragma once
#include "shared/text/sentence.h"

/// What is asked in an oral examination, and answered: see labs/language/sentences.h.
namespace postlab::labs {

inline constexpr Sentence viva_sentences[] = {
    {"viva.title", "Questions for {1}, from their own record: {2}"},
    {"viva.proof", "Shown by: {}"},
    {"viva.no_questions", "the record has no session of {} that a question can be asked about"},
    {"viva.too_few", "The record gives no more than {}: questions are made from letters, DELE, RSET and QUIT."},
    {"viva.answer", "Answer: {}. Why: {}."},
    {"viva.none", "none"},
    {"viva.nobody", "nobody"},

    // POP3
    {"viva.was_it_there",
     "Your session {} ended without QUIT ({3}), and letter {2} was marked by DELE. Was it there at the next login? "
     "Why?"},
    {"viva.it_was_there", "Answer: yes, session {} found it. Why: {}."},
    {"viva.before_quit",
     "In session {} you had marked letters by DELE ({}), and said QUIT. If the line had dropped behind line {}, just "
     "before QUIT: which "
     "of "
     "these letters would be there at the next login? Why?"},
    {"viva.behind_quit",
     "In session {} you had marked letters by DELE ({}), and said QUIT. If the line had dropped behind line {}, which "
     "is QUIT, before "
     "its "
     "reply: which of these letters would be there at the next login? Why?"},
    {"viva.without_rset", "In session {} you said RSET (line {}). Which letters would be gone if you hadn't? Why?"},
    {"viva.other_number",
     "In line {2} of session {1} you said {3}. Which letters would be gone at the end if you had said {4}? Why?"},
    {"viva.why_renumbered",
     "Letter {} of your session {} is letter {} in session {}. Why has its number changed, and how does a program know "
     "that it is the same?"},
    {"viva.renumbered",
     "Answer: each session numbers what it finds, from 1 (RFC 1939 section 5). The unique-id stays as it is: {} (RFC "
     "1939 section 7)."},

    // SMTP
    {"viva.before_dot",
     "In session {} your letter was stored as message {}. If the line had dropped behind line {}, just before the dot "
     "alone: who would have got it? Why?"},
    {"viva.behind_dot",
     "In session {} your letter was stored as message {}. If the line had dropped behind line {}, the dot alone, "
     "before "
     "the 250 came: who would have got it? Why, and what would a mail program do then?"},
    {"viva.without_rcpt",
     "What would the server have answered to DATA in session {} (line {}) if you had said no RCPT? Why?"},
    {"viva.no_recipients",
     "Answer: {}. Why: without one accepted recipient there is nowhere to put a letter (RFC 5321 section 3.3)."},
    {"viva.one_less",
     "Who would have got message {4} of session {1} without {2} (line {3}), though the letter's To line may name "
     "everybody? Why?"},
    {"viva.envelope_counts",
     "Answer: {}. Why: the envelope alone decides, To and Cc are never looked at (RFC 5321 section 3.3)."},
    {"viva.what_was_missing",
     "In line {2} of session {1} you said {3}, and the server answered {4}. Which command was missing before it?"},
    {"viva.was_missing", "Answer: {}. With it the server answers {}."},
    {"viva.dots",
     "Line {2} of session {1} is {3}. What does the letter say there when it is read? Why did you type it so?"},
    {"viva.one_dot",
     "Answer: {}. Why: a line of the letter that begins with a dot gets a second one, which the server takes off again "
     "(RFC 5321 section 4.5.2)."},
};
static_assert(well_formed(viva_sentences, "viva."));

}  // namespace postlab::labs
