#pragma once
#include "shared/text/sentence.h"

/// What is said of recorded conversations: see labs/language/sentences.h.
namespace postlab::labs {

inline constexpr Sentence record_sentences[] = {
    // a conversation
    {"record.heading", "Conversation {}: {} with {}, {}, ended by: {}"},
    {"record.no_end", "no end yet"},
    {"record.left_out", "{} octets of content are not kept"},
    {"record.lost", "{} lines or blocks were not recorded"},
    {"record.injected", "injected by a fault: {}"},
    {"record.report", "a report of the delivery is stored: message {} in the maildrop of {} (NOTIFY=SUCCESS)"},
    {"record.tls", "from here on TLS hides it on its way: {}"},
    {"record.tls_failed", "TLS has failed ({})"},
    {"record.messages", "messages {}"},
    {"record.mailboxes", "mailboxes {}"},
    {"record.state", "-> {}"},

    // the list of them
    {"record.id", "id"},
    {"record.protocol", "protocol"},
    {"record.peer", "peer"},
    {"record.started", "started"},
    {"record.seconds", "seconds"},
    {"record.lines", "lines"},
    {"record.ended", "ended by"},
    {"record.not_a_number", "\"{}\" is no conversation's number; postlab transcript list shows those there are"},
    {"record.none", "there is no conversation {}; postlab transcript list shows those there are"},
    {"record.no_number", "\"{}\" is no number; --last takes one"},
};
static_assert(well_formed(record_sentences, "record."));

inline constexpr Sentence watch_sentences[] = {
    {"watch.watching", "watching {}; Ctrl-C ends it"},
    {"watch.begins", "begins: {} with {}"},
    {"watch.goes_on", "goes on, from before: {} with {}"},
    {"watch.account", "logged in: {}"},
    {"watch.ends", "ended by: {}"},
};
static_assert(well_formed(watch_sentences, "watch."));

inline constexpr Sentence verify_sentences[] = {
    {"verify.conversation", "conversation {}"},
    {"verify.conversations", "conversations {}-{}"},
    {"verify.progress", "conversations checked"},
    {"verify.missing", "{}: not in the record"},
    {"verify.sound", "{}: {} checked, all as they were recorded"},
    {"verify.wrong", "{}: {} checked, {} wrong"},
    {"verify.nothing", "there are no conversations to check"},
    {"verify.nothing_in", "there are no conversations to check in {}"},
    {"verify.no_key", "there is no key to check with: {} is missing or not yours to read"},
    {"verify.no_range", "\"{}\" names no conversations: verify takes a number, such as 12, or a range, such as 1-40"},
};
static_assert(well_formed(verify_sentences, "verify."));

inline constexpr Sentence life_sentences[] = {
    {"life.message", "Message {}"},
    {"life.brought", "conversation {}, {} with {}, brought it:"},
    {"life.reported", "conversation {}, {} with {}, asked for it, a report of the delivery (NOTIFY=SUCCESS):"},
    {"life.put", "conversation {}, {} with {}, put it there:"},
    {"life.before_the_record", "The record does not reach back to the session that brought it."},
    {"life.there", "Maildrop of {}: it is there, {} octets, unique-id {}"},
    {"life.not_there", "Maildrop of {}: it is not there any more"},
    {"life.conversation", "conversation"},
    {"life.found", "found at login"},
    {"life.listed", "listed"},
    {"life.looked", "looked into"},
    {"life.fetched", "fetched"},
    {"life.marked", "marked"},
    {"life.unmarked", "mark taken back"},
    {"life.removed", "removed"},
    {"life.kept", "kept: its mark was lost, ended by {}"},
    {"life.thrown_away", "thrown away by the start of a lab"},
    {"life.injected", "injected: {}"},
    {"life.warning", "warning: conversation {}: {}"},
    {"life.no_form", "a letter's life is told as text, or drawn as svg, not as {}"},
    {"life.picture", "Message {}: from SMTP through the store to POP3"},
    {"life.picture_read", "Time runs down. Between: the maildrops that it lies in; dashed: marked for deletion."},
    {"life.lane_smtp", "SMTP: it comes"},
    {"life.lane_store", "the store"},
    {"life.lane_pop3", "POP3: it is fetched"},
    {"life.gone", "gone"},
    {"life.still_there", "still there"},
    {"life.more_maildrops", "maildrops that have no room here: {}"},
    {"life.untraced", "no conversation in the record brought a message with that id"},
    {"life.unknown",
     "nothing is known about message {}: no conversation in the record brought it, and no maildrop holds it"},
    {"life.no_message",
     "\"{}\" is no message: it takes the number in the reply that accepted it, such as 17, its unique-id, such as "
     "17.0a1b2c3d, or the id of its Received line, such as t6475ef64cf340"},
};
static_assert(well_formed(life_sentences, "life."));

inline constexpr Sentence replay_sentences[] = {
    {"replay.letters", "conversation {} sent {} letter{}, which will be sent again to {}"},
    {"replay.greeting", "the greeting"},
    {"replay.to_message", "the reply to the message"},
    {"replay.to", "the reply to {}"},
    {"replay.unasked", "what was said unasked"},
    {"replay.each_time", "{}: another {}, as it should be"},
    {"replay.other_code", "{} has another code"},
    {"replay.other_words", "{} has other words"},
    {"replay.recorded", "recorded:"},
    {"replay.now", "now:"},
    {"replay.no_more", "(no more lines)"},
    {"replay.stops", "the replay ends here: {}"},
    {"replay.not_asked", "the message is not asked for now"},
    {"replay.asked", "a message is asked for now"},
    {"replay.stays_open", "the server closed the connection then; now it does not"},
    {"replay.says_more", "the server closed the connection then; now it says {}"},
    {"replay.sum", "{} replies compared: {} as recorded, {} in other words, {} with another code"},

    // what can't be said again
    {"replay.lost", "conversation {} can't be played again: {} lines or blocks of it were not recorded"},
    {"replay.left_out",
     "conversation {} can't be played again: {} octets of a message in it were not kept "
     "(transcript.max_content_bytes)"},
    {"replay.auth", "conversation {} can't be played again: what was said in an exchange of AUTH is in no record"},
    {"replay.no_wire", "conversation {} was on no wire: it is an entry of \"{}\""},
    {"replay.nothing", "nothing was said in conversation {}"},
    {"replay.password",
     "a password was said in conversation {} and is starred in the record; --password reads it from standard input"},
};
static_assert(well_formed(replay_sentences, "replay."));

inline constexpr Sentence export_sentences[] = {
    {"export.title", "Conversation {}: {} with {}"},
    {"export.started",
     "Started {}, ended by: {}. Times are in seconds since the start; hidden characters are written as <CR>, <LF>, "
     "<HT> and the like."},
    {"export.time", "Time"},
    {"export.from", "From"},
    {"export.wire", "On the wire"},
    {"export.state", "State"},
    {"export.why", "The reply, and why"},
    {"export.from_client", "client to server"},
    {"export.from_server", "server to client"},
    {"export.messages_in", "messages {} in the mailboxes {}"},
    {"export.warning", "Warning: {}"},
    {"export.began", "Started {}; times are seconds since then, states are the server's."},
    {"export.ended", "ended by: {}"},
    {"export.more_lines", "{} more line{} of content"},
    {"export.client", "client"},
    {"export.server", "server"},

    // what can't be written
    {"export.no_form", "there is no form {}; there are {}"},
    {"export.binary", "{} is no text for a terminal; postlab transcript export {} --as {} --out {} writes a file"},
    {"export.all", "export all takes --as text or --as jsonl"},
    {"export.nothing_kept", "the record has nothing that opens conversation {}: tls.teach has kept nothing of it"},
    {"export.not_hidden", "the record has nothing that opens conversation {}: it was not hidden"},
    {"export.without_hidden", "what TLS has hidden isn't in it: tls.teach has kept nothing of it"},
};
static_assert(well_formed(export_sentences, "export."));

}  // namespace postlab::labs
