#pragma once
#include <cstddef>
#include <iterator>
#include <span>
#include <string_view>

#include "labs/language/author_sentences.h"
#include "labs/language/class_sentences.h"
#include "labs/language/client_sentences.h"
#include "labs/language/course_sentences.h"
#include "labs/language/record_sentences.h"
#include "labs/language/screen_sentences.h"
#include "labs/language/server_sentences.h"
#include "labs/language/viva_sentences.h"
#include "labs/language/whatif_sentences.h"
#include "shared/text/sentences.h"
#include "store/sentences.h"

/// What the commands of labs say to people, beyond the rows of replies, verbs, states, notes, codes and scenarios,
/// which explain themselves. A command says a row by its name, "explain.yes"_sentence, in the language that was asked
/// for.
namespace postlab::labs {

inline constexpr Sentence explain_sentences[] = {
    // explain: one thing
    {"explain.what_may_follow", "What may follow"},
    {"explain.what_may_follow_yes", "What may follow when the server agrees; behind a no, what was legal before"},
    {"explain.stays", "Whatever may be said in the state that it came in; it stays the same."},
    {"explain.closes", "Nothing: the server closes the connection."},
    {"explain.in_state", "In {}: {}."},
    {"explain.in_passing", "In {}: {} Then: {}."},
    {"explain.or", "{} or {}"},
    {"explain.then", "then {}"},
    {"explain.more_by_id", "{} (`postlab explain ID` says more)"},
    {"explain.remark", "a remark behind a reply"},
    {"explain.when", "When it may be said, by state"},
    {"explain.yes", "yes"},
    {"explain.yes_then", "yes, then {}"},
    {"explain.no", "no: {} ({})"},
    {"explain.answers", "What the server may answer"},
    {"explain.any_line", "Any line may also be answered by what `postlab explain {} command` shows."},
    {"explain.state_of", "a state of {}"},
    {"explain.passing_of", "a state of {} that reads no verbs"},
    {"explain.word", "a word of mail"},
    {"explain.see", "See also: {}."},

    // explain: all there is
    {"explain.overview",
     "Two protocols carry the mail, and an older one is kept in the museum. Each line that a client sends begins with "
     "a "
     "verb, and each one is answered."},
    {"explain.states", "States: {}."},
    {"explain.groups", "Replies, by group: {}."},
    {"explain.words", "Words that are explained, too: {}."},
    {"explain.go_on", "How to go on"},
    {"explain.go_verb", "a verb; `explain smtp noop` for one protocol"},
    {"explain.go_state", "a state"},
    {"explain.go_code", "a reply code, also +OK, -ERR, 5.1.1, [IN-USE]"},
    {"explain.go_id", "a reply by its name, or a group like `login`"},
    {"explain.go_line", "a whole reply, as it came"},
    {"explain.go_word", "an everyday word of mail"},
    {"explain.go_note", "the remarks in parentheses behind a classroom server's replies"},
    {"explain.go_table", "which verb may be said in which state"},
    {"explain.go_compare", "SMTP and POP3 side by side"},
    {"explain.go_diagram", "the states as a picture (SVG); --out FILE writes it"},
    {"explain.go_session", "a recorded conversation, line by line"},
    {"explain.matrix", "{}: may this verb be said in this state? If not, the reply that refuses it."},
    {"explain.transitions", "Which replies lead to another state; behind all others it stays"},
    {"explain.any_state", "any"},
    {"explain.by_itself", "(by itself)"},
    {"explain.behind_content", "(behind what {} sends)"},

    // explain: what can't be carried out
    {"explain.nothing", "nothing here is called \"{}\"; `postlab explain` alone lists what there is"},
    {"explain.meant", "nothing here is called \"{}\"; did you mean {}?"},
    {"explain.two_pages", "explain shows --{} or --{}, not both at once"},
    {"explain.page_and_words", "explain takes --{} or words, not both: \"{}\""},
    {"explain.belongs", "--{} belongs to {}"},

    // explain --session
    {"explain.no_state", "{}: no state allows it"},
    {"explain.needed", "{} would have needed the state {}; this was {}"},
    {"explain.state_change", "state: {} -> {}"},
    {"explain.last_dot", "a dot alone: the content ends here ({})"},
    {"explain.stuffing", "the first dot is stuffing: whoever receives this line takes it off, and keeps \"{}\" ({})"},
    {"explain.at_once",
     "the third line that came at once, pasted or sent by a program that doesn't wait: right only where the server has "
     "announced PIPELINING and the client has asked (RFC 2920 3.1, RFC 2449 6.6)"},
    {"explain.looks_base64",
     "the last word looks like base64: that is a way of writing octets, no secret writing; anyone can read it "
     "(RFC 4648 4, RFC 4954 4)"},
    {"explain.base64", "base64, which anyone can read: \"{}\" (RFC 4648 4)"},
    {"explain.apop",
     "the digest is the MD5 of \"{}\", from the greeting, with the secret behind it: it shows that the client "
     "knows the secret, and nobody can read it there (RFC 1939 7)"},
    {"explain.smtp_lines",
     "one reply in several lines: a hyphen behind the code says that more follow, a space that this is the last "
     "(RFC 5321 4.2.1)"},
    {"explain.pop3_lines", "one reply in several lines: it goes on until a line with a dot alone (RFC 1939 3)"},
};
static_assert(well_formed(explain_sentences, "explain."));

inline constexpr Sentence diagram_sentences[] = {
    {"diagram.title", "The states of {}: {}"},
    {"diagram.how_to_read",
     "On the arrows: what the client says, and the codes that it is answered with. Dashed: no verbs are read."},
    {"diagram.start", "the client connects, the server greets it"},
    {"diagram.stay", "stay here: {}"},
    {"diagram.refused", "refused: {} by {}"},
    {"diagram.closed", "The server has closed the connection."},
    {"diagram.by_itself", "by itself"},
    {"diagram.dot", "a dot alone"},
    {"diagram.any_time", "These may come at any time, also where the greeting should be, and are the last word:"},
    {"diagram.arrow", "From {} to {}: {}."},
    {"diagram.arrow_answered", "From {} to {}: {}, answered by {}."},
    {"diagram.box", "In {}: {}."},
    {"diagram.way_title", "The states of {}, and the way of conversation {}"},
    {"diagram.way_how_to_read",
     "Thick: the way that was taken; the numbers count what the client said. Dashed: no verbs are read."},
    {"diagram.said_here", "said here: {}"},
    {"diagram.refused_here", "refused here: {}"},
    {"diagram.ends_here", "ends here: {}"},
    {"diagram.step", "{}: from {} to {}."},
    {"diagram.step_stays", "{}: in {}."},
    {"diagram.other_protocol", "conversation {} speaks {}, not {}"},
};
static_assert(well_formed(diagram_sentences, "diagram."));

inline constexpr Sentence manual_sentences[] = {
    {"manual.program", "a mail server to learn SMTP and POP3 with"},
    {"manual.family", "postlab help {} tells more, and so for each."},
    {"manual.example", "Example:"},
    {"manual.settings", "Settings and their defaults:"},
    {"manual.sentence", "{}."},
    {"manual.and_more", "{} {}"},
    {"manual.reference", "Reference"},
    {"manual.how_to_read",
     "All commands and settings of `postlab`, as `postlab help --as md` prints them. In a synopsis square brackets "
     "stand "
     "around what may be left out, and dots behind what may be repeated."},
    {"manual.option", "option"},
    {"manual.everywhere", "Options of every command"},
    {"manual.settings_title", "Settings"},
    {"manual.settings_taken", "A server takes them as `--set KEY=VALUE`."},
    {"manual.setting", "setting"},
    {"manual.default", "default"},
    {"manual.exit_status", "Exit status"},
    {"manual.files", "Files"},
};
static_assert(well_formed(manual_sentences, "manual."));

inline constexpr Sentence language_sentences[] = {
    {"language.unknown", "postlab doesn't speak {}; there are {}"},
    {"language.prompt", "password (it is not shown):"},
};
static_assert(well_formed(language_sentences, "language."));

/// All of them, by who says them.
inline constexpr std::span<const Sentence> all_sentences[] = {
    text_sentences,         file_sentences,          program_sentences,  setting_sentences, tls_sentences,
    store::store_sentences, store::upkeep_sentences, fsck_sentences,     explain_sentences, diagram_sentences,
    manual_sentences,       language_sentences,      dialogue_sentences, record_sentences,  watch_sentences,
    verify_sentences,       life_sentences,          replay_sentences,   export_sentences,  client_sentences,
    words_sentences,        compare_sentences,       course_sentences,   roster_sentences,  class_sentences,
    grade_sentences,        screen_sentences,        script_sentences,   fault_sentences,   lab_sentences,
    serve_sentences,        network_sentences,       health_sentences,   status_sentences,  user_sentences,
    web_sentences,          whatif_sentences,        viva_sentences};

/// "explain.yes"_sentence: a row by its name; one that is in no row does not compile.
consteval const Sentence& operator""_sentence(const char* id, std::size_t size) {
    return sentence_named(all_sentences, {id, size});
}

}  // namespace postlab::labs
