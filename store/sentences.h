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

inline constexpr Sentence upkeep_sentences[] = {
    // backup and restore
    {"upkeep.no_mail", "there is no mail in {}; --data DIR says where it is"},
    {"upkeep.file_there", "{} is there already; give the backup a name of its own"},
    {"upkeep.inside", "{} is in the folder {} itself; put the backup elsewhere, best on another disk"},
    {"upkeep.no_backup", "no backup could be made: {}"},
    {"upkeep.server", "a server has {}; stop it first"},
    {"upkeep.replace",
     "{1} holds something already; with --replace that is put aside, in a folder {1}/before-restore-..."},
    {"upkeep.not_a_backup", "{} is no backup that postlab has made, or its end is missing"},
    {"upkeep.damaged", "the backup {} is damaged ({}); nothing was changed"},
    {"upkeep.newer", "a newer postlab has made the backup {}; install that version"},

    // what is wrong with a data directory: what, and behind it what --repair does
    {"upkeep.damage", "SQLite finds damage ({})"},
    {"upkeep.index_again", "the indexes are made again from the tables"},
    {"upkeep.take_backup",
     "postlab can't mend that: restore the last backup; what can still be read comes out by sqlite3 FILE .recover"},
    {"upkeep.no_rule", "{}, which keeps the tables in step, is missing"},
    {"upkeep.rule_again", "it is made again"},
    {"upkeep.no_postmaster", "there is no mailbox postmaster"},
    {"upkeep.postmaster_again", "it is made, without a password"},
    {"upkeep.empty_piece", "letter {}: piece {} is empty"},
    {"upkeep.empty_piece_goes", "the empty piece is removed"},
    {"upkeep.long_piece", "letter {}: piece {} has {} octets, more than 65536"},
    {"upkeep.nothing_left", "letter {} is listed in the maildrop of {}, and nothing of it is left"},
    {"upkeep.out_of_maildrop", "it is taken off the list"},
    {"upkeep.bare_content", "nothing of letter {} is left but its entry"},
    {"upkeep.entry_goes", "the entry is removed"},
    {"upkeep.no_content", "letter {} has lost its entry, and so its sender"},
    {"upkeep.no_sender", "it gets an entry with the empty sender, <>"},
    {"upkeep.lost_pieces", "letter {}: {} of {} pieces are lost"},
    {"upkeep.short_piece", "letter {}: piece {} has {} octets instead of 65536"},
    {"upkeep.filled", "as many octets that say so stand in for what is lost, so that the rest can be read"},
    {"upkeep.no_mailbox", "letter {} is in the maildrop {}, and there is no such mailbox"},
    {"upkeep.nobodys", "letter {} is in no maildrop"},
    {"upkeep.to_postmaster", "it is put into the maildrop of postmaster"},
    {"upkeep.octets", "letter {} is listed in the maildrop of {} with {} octets, and has {}"},
    {"upkeep.counted_again", "they are counted again"},
    {"upkeep.total", "what the maildrop of {} holds is counted wrong"},
    {"upkeep.no_salt",
     "the key that salts are made with is missing, so no name unknown to the server looks like a known one"},
    {"upkeep.salt_again", "a new one is drawn"},
    {"upkeep.id_again", "the table {} goes on with ids from {} on, and {} was given already"},
    {"upkeep.id_goes_on", "it goes on behind the highest one, so that no id is given twice"},
    {"upkeep.more", "the same {} times more"},
    {"upkeep.conversation", "conversation {}: {}"},
    {"upkeep.evidence_stays", "the record stays as it is, since it is evidence; a backup may have it whole"},
    {"upkeep.take_key", "take transcript.key from a backup"},
    {"upkeep.loose_blocks", "{} blocks of the record belong to no conversation"},
    {"upkeep.clients", "of {} client addresses the record counts other octets than it has"},
};
static_assert(well_formed(upkeep_sentences, "upkeep."));

/// "store.row"_sentence: one of these, or of those that all rooms share; one that is in no row does not compile.
consteval const Sentence& operator""_sentence(const char* id, std::size_t size) {
    constexpr std::span<const Sentence> all[] = {text_sentences, file_sentences,  program_sentences, setting_sentences,
                                                 tls_sentences,  store_sentences, upkeep_sentences};
    return sentence_named(all, {id, size});
}

}  // namespace postlab::store
