#pragma once
#include "shared/text/sentences.h"

/// What the store says to whoever sets it up: see shared/text/sentences.h.
namespace postlab::store {

inline constexpr Sentence store_sentences[] = {
    {"store.no_space", "no space left on the disk"},
    {"store.refused", "the database refuses it ({})"},
    {"store.log",
     "the log beside it must be worked in first, and nothing can be written there; copy the folder to a disk"},
    {"store.moved", "{} has been removed or replaced while it was open; put it back and restart"},
    {"store.bad_key", "{} is not a key of {} octets that can be read"},

    // whether a conversation is as it was recorded
    {"store.no_key", "whether it was changed can't be told: there is no transcript.key that can be read"},
    {"store.other_key", "whether it was changed can't be told: it is sealed with another key"},
    {"store.not_there", "it is not there"},
    {"store.events_missing", "events are missing {}"},
    {"store.events_changed", "events have been changed or replaced {}"},
    {"store.at_beginning", "at the beginning"},
    {"store.behind_event", "behind event {}"},
    {"store.at_end", "at the end"},
    {"store.about_changed", "what is said about it has been changed"},

    // a directory
    {"store.read_only", "{} is on a read-only file system; give another directory with --data"},
    {"store.cannot_create", "cannot create {} ({}); create it yourself, or give another directory with --data"},
    {"store.no_directory", "{} is not a directory; give another one with --data"},
    {"store.network",
     "{} is on a network file system ({}), where SQLite loses mail; give a directory on a local disk with --data"},
    {"store.unusable", "cannot use {} ({}); restore it from a backup, or move it away to start with an empty one"},
    {"store.newer",
     "{} was written by a newer postlab (schema {}, this one knows {}); install that version, or give another "
     "directory with --data"},
    {"store.anothers", "{} belongs to another program; give another directory with --data"},

    // accounts
    {"store.name_rule",
     "use 1 to 64 letters, digits, '.', '_' and '-', without a dot at either end or two dots in a row; other signs of "
     "an address, such as ! / $ + and ', mean something to shells, files and spreadsheets"},
    {"store.name", "'{}' can't be a mailbox's name: {}"},
    {"store.no_password", "the password is empty"},
    {"store.long_password", "the password is longer than the {} octets that a POP3 command has room for"},
    {"store.password_lines", "a password can't have a line end or a NUL in it: no client could send it"},
    {"store.password_text",
     "a password is UTF-8 without control and private characters, in one direction of writing (RFC 4013)"},
    {"store.no_labs", "there is a mailbox '{}' that is no lab's"},
    {"store.postmaster", "postmaster stays: every mail server has one (RFC 5321 4.5.1)"},
    {"store.no_mailbox", "there is no mailbox '{}'"},
    {"store.no_students_mailbox",
     "there is no mailbox {}; postlab roster import, with the same roster, makes it again"},
    {"store.open", "a session has {}'s maildrop open; try again when it has ended"},
    {"store.row_before", "{} is in row {} already"},
    {"store.row", "row {}: {}; nothing was imported"},
    {"store.columns", "a row is name,password or name,password,apop"},
    {"store.third", "the third field is 'apop', 'apop-only' or empty, not '{}'"},
};
static_assert(well_formed(store_sentences, "store."));

/// "store.row"_sentence: one of these, or of those that all rooms share; one that is in no row does not compile.
consteval const Sentence& operator""_sentence(const char* id, std::size_t size) {
    constexpr std::span<const Sentence> all[] = {text_sentences,    file_sentences, program_sentences,
                                                 setting_sentences, tls_sentences,  store_sentences};
    return sentence_named(all, {id, size});
}

}  // namespace postlab::store
