#pragma once
#include "shared/text/sentence.h"

namespace postlab::labs {

/// What the pages refuse, and why: a part of sentences.h.
inline constexpr Sentence screen_sentences[] = {
    {"screen.no_page", "There is no such page here."},
    {"screen.no_conversation", "There is no conversation of that number, or no longer."},
    {"screen.needs_key", "This is for whoever has the key, which the server printed."},
    {"screen.needs_login",
     "Log in first, with your mailbox's name and the PIN on your card; the teacher, with the key. A student's login "
     "lasts for twelve hours, and ends with a new card."},
    {"screen.for_teacher", "This page is the teacher's."},
    {"screen.for_student", "This page is a student's own; the teacher sees the class at /."},
    {"screen.not_yours", "You have no conversation of that number: it is somebody else's, or nobody's."},
    {"screen.exam", "An exam is on: until it is over, your page says what holds and nothing more."},
    {"screen.wrong_key", "This is not the key of this server."},
    {"screen.wrong_login",
     "That name and that PIN or pass phrase don't go together. Both are on your card: in the PIN, blanks don't count."},
    {"screen.no_class", "There is no class here: only the key opens these pages."},
    {"screen.cannot_tell", "The server can't tell just now; try again in a moment."},
    {"screen.other_site", "Another site's page has asked this."},
    {"screen.no_token", "The page's token is missing, or another's: load the page anew, and try again."},
};
static_assert(well_formed(screen_sentences, "screen."));

}  // namespace postlab::labs
