#pragma once
#include "shared/text/sentence.h"

/// What is said while servers are talked to: see labs/language/sentences.h.
namespace postlab::labs {

inline constexpr Sentence dialogue_sentences[] = {
    // a server that is heard
    {"dialogue.no_connection", "no connection: {}"},
    {"dialogue.too_late", "nothing more has come in time"},
    {"dialogue.has_closed", "the server has closed the connection"},
    {"dialogue.endless", "it does not end"},
    {"dialogue.tls_failed", "TLS has failed: {}"},
    {"dialogue.no_terms", "the two sides could not agree on it ({})"},
    {"dialogue.no_greeting", "no greeting"},
    {"dialogue.no_tls", "no TLS: {}"},

    // a dialogue that is played
    {"dialogue.other", "the server said something else on connection {}"},
    {"dialogue.expected", "expected:"},
    {"dialogue.got", "got:"},
    {"dialogue.closed", "the connection closed"},
    {"dialogue.closed_by_server", "the connection closed by the server"},
    {"dialogue.silence", "silence"},
    {"dialogue.unfinished", "{}, an unfinished line, then {}"},
    {"dialogue.no_crlf", "(the line does not end in CRLF)"},
    {"dialogue.nothing_more", "nothing more"},
    {"dialogue.drops", "the line drops"},
    {"dialogue.closes", "the server closes the connection"},
    {"dialogue.stays", "the server does not close the connection"},
    {"dialogue.in_memory",
     "`! wait`, `! shutdown`, `! set`, `! store` and `! fault` need the server in memory of Postlab's own tests; they "
     "can't be played against a running server"},

    // replies that are compared
    {"dialogue.timestamp", "timestamp"},
    {"dialogue.standing", "lab's standing"},
    {"dialogue.message_number", "message number"},
    {"dialogue.unique_ids", "unique-ids"},
    {"dialogue.received", "Received lines"},

    // addresses
    {"dialogue.address", "expected HOST:PORT, got {}"},
    {"dialogue.no_address", "no address given for {}"},
    {"dialogue.two_ways", "--tls and --starttls exclude each other"},
};
static_assert(well_formed(dialogue_sentences, "dialogue."));

inline constexpr Sentence client_sentences[] = {
    // demo
    {"client.demo_in", "A letter goes in: SMTP, {}"},
    {"client.demo_envelope", "The envelope: from whom, to whom"},
    {"client.demo_letter", "The letter: headers, an empty line, text, and a dot alone"},
    {"client.demo_out", "The letter comes out: POP3, {}"},
    {"client.demo_whose", "Whose maildrop? The state is AUTHORIZATION"},
    {"client.demo_look", "Look, fetch, mark: the state is TRANSACTION"},
    {"client.demo_quit", "QUIT, and the mark is carried out: the state is UPDATE"},
    {"client.demo_done", "That was the whole loop. Now by hand: `postlab serve`, and telnet to both ports."},
    {"client.demo_no", "the server said no to {}"},

    // talk
    {"client.talk_to",
     "connected to {}; each line is sent with CRLF. Ctrl-D: that was the last one; Ctrl-C: away at once"},
    {"client.no_connection", "no connection to {}: {}"},
    {"client.broke", "the connection broke: {}"},
    {"client.closed_in_handshake", "the server has closed it within the handshake"},
    {"client.hidden", "from here on hidden by {}; the certificate has SHA-256 {}"},
    {"client.no_line_end", "(no line end came behind this)"},
    {"client.left_out", "an escape sequence, as arrow keys send it, is no part of a line and was left out"},
    {"client.saved", "saved by postlab talk; postlab play FILE HOST:PORT plays it again"},
    {"client.saved_secrets", "**** stands for a password, which postlab play asks for"},

    // play
    {"client.as_written", "{}: as written"},
    {"client.no_dialogue", "{} has no dialogue in it"},
};
static_assert(well_formed(client_sentences, "client."));

inline constexpr Sentence words_sentences[] = {
    // who says it
    {"words.server", "server: {}"},
    {"words.sent", "sent: {}"},
    {"words.sent_so", "sent, {}"},
    {"words.explanation", "explanation: {}"},
    {"words.and_then", "{}, {}"},

    // what cannot be heard of it
    {"words.empty", "an empty line"},
    {"words.dot_alone", "a dot alone"},
    {"words.begins_with_dot", "begins with a dot: {}"},
    {"words.begins_with_dots", "begins with {2} dots: {1}"},
    {"words.tab", "tab"},
    {"words.space", "space"},
    {"words.octet", "octet {}"},
    {"words.lf_alone", "LF alone"},
    {"words.no_line_end", "no line end"},
    {"words.secret", "a secret"},

    // where it stands
    {"words.more", "more lines follow"},
    {"words.last_of", "the last of {} line{}"},
    {"words.end_of_listing", "the end of the listing: {} line{}"},
    {"words.end_of_letter", "the end of the letter: {} line{}"},
};
static_assert(well_formed(words_sentences, "words."));

inline constexpr Sentence compare_sentences[] = {
    {"compare.title", "Twelve scenarios in SMTP and POP3"},
    {"compare.two_servers", "Twelve scenarios in SMTP and POP3: two servers"},
    {"compare.smtp", "SMTP: mail comes in"},
    {"compare.pop3", "POP3: mail is fetched"},
    {"compare.pop2", "POP2: as it was before"},
    {"compare.at", "{} at {}"},
    {"compare.summary",
     "{} replies to the same command: {} alike (=), {} with the same code and other words (~), {} with another code "
     "(≠). "
     "What is new each time, such as a timestamp or a message number, is not compared. Times run from the end of the "
     "command to the end of the reply, as this client saw them, the way between included: each is the median of {} "
     "rounds, and the median of all replies is {} on the left, {} on the right. That is a glance, no benchmark."},
    {"compare.no_letter_sent", "No letter was sent to the server on the right, since its SMTP was not named."},
    {"compare.no_login",
     "{} could not log in, so what needs a maildrop was not played. --user NAME takes another account, and its "
     "password "
     "from standard input: echo secret | postlab compare --user bob"},

    // what happened
    {"compare.unplayed", "the rest is not played"},
    {"compare.no_letter", "the letter is not in this maildrop"},
    {"compare.nobody_fetches", "not played: nobody could fetch the letter"},

    // what can't be carried out
    {"compare.with", "compare --with takes smtp=HOST:PORT or pop3=HOST:PORT, not {}"},
    {"compare.with_two", "compare --with names one server for {}, not two"},
    {"compare.user", "compare --user takes the name of an account"},
    {"compare.domain", "--domain takes a host name such as post.example"},
    {"compare.no_greeting", "it does not greet"},
    {"compare.pop2_tls", "compare --pop2 goes without TLS, which came after POP2's time"},
    {"compare.nobody",
     "nobody answers at {}: {}; `postlab serve` starts a server, and `postlab explain --compare` needs none"},
};
static_assert(well_formed(compare_sentences, "compare."));

}  // namespace postlab::labs
