#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "shared/time.h"
#include "store/database.h"
#include "store/transcript/kept_event.h"
#include "store/transcript/transcript_seal.h"

/// The tables of DIR/transcripts.db, which README.md explains to people with an SQLite shell: a row for each
/// conversation, for each event, and for each text that several events have in common. Whoever calls has a transaction
/// open where something is written. Functions throw DatabaseError.
namespace postlab::store {

/// DIR/transcripts.db
std::filesystem::path transcript_path(const std::filesystem::path& directory);

/// The version of the tables, kept as `PRAGMA user_version`. One that has been released is never changed.
inline constexpr int transcript_version = 4;
int version_of_transcripts(Database& database);  ///< 0: it has no tables yet
void create_transcript_tables(Database& database);

/// A row of `conversation`.
struct ConversationRow {
    std::int64_t id = 0;  ///< 0: not in the file
    std::string protocol, peer;
    std::int64_t started = 0, ended = 0;  ///< microseconds since 1970, UTC; 0: it hasn't
    std::string how;
    std::int64_t said = 0, kept = 0,
                 lines = 0;  ///< events there were, those in the file, those of them without content
    std::string account;     ///< whose maildrop a login opened
    std::int64_t first_message = 0, last_message = 0;  ///< the ids of the messages it brought lie between; 0: none
    std::int64_t key = 0;                              ///< TranscriptSeal::key_id()
    std::string last_mac = {};                         ///< that of its last event; no column
};

std::int64_t microseconds_of(Time time);
Time time_of(std::int64_t microseconds);  ///< for any number, though somebody may have made it up

/// What the seal of a conversation, the MAC of an event and that of a content are over. event.bytes are those in its
/// own row, `content_mac` stands for what comes behind them.
std::string seal_of(const ConversationRow& row, TranscriptSeal& seal);
std::string mac_of(std::int64_t conversation, const KeptEvent& event, std::string_view content_mac,
                   std::string_view mac_before, TranscriptSeal& seal);
std::string mac_of_content(std::string_view octets, TranscriptSeal& seal);

/// Gives the conversation its number.
void insert_conversation(Database& database, TranscriptSeal& seal, ConversationRow& row);
/// Brings all columns but those of its beginning up to date, and seals them.
void update_conversation(Database& database, TranscriptSeal& seal, const ConversationRow& row);
/// Puts an event behind the last one of its conversation and counts it there. Its bytes are divided: a letter's header
/// stands in the event's row, its body in one of `content`, which DATA and RETR have in common, though RETR says more
/// trace lines above it. Short content isn't worth that.
void append_event(Database& database, TranscriptSeal& seal, ConversationRow& row, KeptEvent event);

/// Takes a conversation out, and each content that no other one needs. False: there was no such conversation.
bool delete_conversation(Database& database, std::int64_t id);

}  // namespace postlab::store
