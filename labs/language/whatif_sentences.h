#pragma once
#include "shared/text/sentence.h"

/// What is said of a recorded conversation that ends otherwise: see labs/language/sentences.h.
namespace postlab::labs {

inline constexpr Sentence whatif_sentences[] = {
    {"whatif.title", "Conversation {}: what if {}?"},
    {"whatif.drop", "the line had dropped behind line {}"},
    {"whatif.say", "the client had said \"{}\" in place of line {}"},
    {"whatif.add", "the client had said \"{}\" behind line {}"},
    {"whatif.without", "the client had not said {}"},
    {"whatif.and", "{}, and {}"},
    {"whatif.then", "As it was"},
    {"whatif.otherwise", "What if"},
    {"whatif.said", "What is said, from line {} on"},
    {"whatif.alike", "the same on both sides: {} more"},
    {"whatif.unread", "then: {} more"},
    {"whatif.drops", "the line drops here"},
    {"whatif.not_said", "not said"},
    {"whatif.closed", "the connection is closed by now"},
    {"whatif.made_up", "Of a letter that is gone, x stands for what it said: only its size is known any more."},
    {"whatif.hangs_up", "the client has nothing more to say and hangs up"},
    {"whatif.more", "{} more lines"},

    // what is left behind
    {"whatif.maildrop", "The maildrop of {} afterwards"},
    {"whatif.letters", "The letters delivered"},
    {"whatif.no_maildrop", "No maildrop was open"},
    {"whatif.there", "there (message {})"},
    {"whatif.unmarked", "there, its mark forgotten (message {})"},
    {"whatif.removed", "removed (message {})"},
    {"whatif.empty", "there was no letter"},
    {"whatif.delivered", "to {1}: message {3}, {2} octets"},
    {"whatif.delivered_new", "to {1}: a message of {2} octets"},
    {"whatif.none_delivered", "none"},
    {"whatif.why", "Why: {}."},
    {"whatif.same", "Both leave the same behind."},

    // why
    {"whatif.why_no_login",
     "nobody is logged in, so no maildrop is open, and nothing can be removed from one (RFC 1939 section 4)"},
    {"whatif.why_no_marks",
     "no letter is marked by DELE when the session ends, so all are kept, however it ends (RFC 1939 section 5)"},
    {"whatif.why_rset", "RSET has taken the marks back, so QUIT finds nothing to remove (RFC 1939 section 5)"},
    {"whatif.why_quit",
     "QUIT leads to the state UPDATE, where the server removes what is marked; nothing before it does that (RFC 1939 "
     "section 6)"},
    {"whatif.why_quit_unheard",
     "QUIT has come, so the server removes what is marked, whether its reply is heard or not (RFC 1939 section 6)"},
    {"whatif.why_quit_failed",
     "the store couldn't remove the marked letters, so the server has kept all of them and said so (RFC 1939 section "
     "6)"},
    {"whatif.why_no_quit",
     "the line dropped before QUIT, so RFC 1939 section 6 leaves all messages: without QUIT there is no UPDATE"},
    {"whatif.why_autologout",
     "the server ended a silent session; that is no QUIT, so it leaves all messages (RFC 1939 section 3)"},
    {"whatif.why_ended_by_server",
     "the server ended the session itself; that is no QUIT, so RFC 1939 section 6 leaves all messages"},
    {"whatif.why_no_letter",
     "no letter is under way when the session ends, and none has been accepted: there is nothing to deliver (RFC 5321 "
     "section 4.1.1.10)"},
    {"whatif.why_envelope",
     "only the envelope was given, and what isn't ended by the data is forgotten with the session (RFC 5321 section "
     "4.1.1.10)"},
    {"whatif.why_in_letter",
     "the letter was not ended by a line with a dot alone, so the server throws away what has come of it (RFC 5321 "
     "section 4.1.1.10)"},
    {"whatif.why_in_chunks",
     "the chunk that is called LAST has not come whole, so the server throws away what has come of the letter (RFC "
     "3030 section 2)"},
    {"whatif.why_accepted",
     "the server has said 250 to the whole letter, so it is answerable for it, however the session ends (RFC 5321 "
     "section 6.1)"},
    {"whatif.why_accepted_unheard",
     "the whole letter has come, so it is delivered; a client that hasn't heard the 250 will send it again, and there "
     "will be two (RFC 5321 section 6.1, RFC 1047)"},
    {"whatif.why_refused",
     "the server has refused the letter, and told the client so: the client still has it (RFC 5321 section 4.2.5)"},

    // what can't be played
    {"whatif.ask", "what-if takes --drop-after, --say or --without: what is to be otherwise?"},
    {"whatif.no_text", "--say {} takes what is to be said behind it: postlab what-if {} --say {} \"NOOP\""},
    {"whatif.text_alone", "\"{}\" is said where --say LINE tells"},
    {"whatif.no_number", "\"{}\" is no line; postlab transcript show {} numbers them"},
    {"whatif.line_end", "--say takes one line"},
    {"whatif.other_protocol", "what-if plays SMTP and POP3; conversation {} is an entry of \"{}\""},
    {"whatif.no_end", "conversation {} has no end yet: what-if plays those that are over"},
    {"whatif.lost", "conversation {} can't be played: {} lines or blocks of it were not recorded"},
    {"whatif.left_out",
     "conversation {} can't be played: {} octets of a message in it were not kept (transcript.max_content_bytes)"},
    {"whatif.other_maildrop", "what the maildrop of {} held is not in conversation {}: nobody opened it there"},
    {"whatif.nothing", "nothing was said in conversation {}"},
    {"whatif.no_line", "conversation {} has lines 1 to {}, no line {}; postlab transcript show numbers them"},
    {"whatif.dropped_before", "the line drops behind line {}, so nothing can be said at line {}"},
    {"whatif.said_and_left_out", "line {} can't be said otherwise and be left out by --without {} at once"},
    {"whatif.no_verb", "nothing in conversation {} begins with {}"},
    {"whatif.other_server",
     "conversation {} can't be foretold: in memory the reply to line {} is another one ({}, then {}). Where the server "
     "had other settings, --set gives them"},
};
static_assert(well_formed(whatif_sentences, "whatif."));

}  // namespace postlab::labs
