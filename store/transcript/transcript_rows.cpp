#include "store/transcript/transcript_rows.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "shared/message_ranges.h"

namespace postlab::store {

namespace {

constexpr const char* schema[] = {
    "CREATE TABLE IF NOT EXISTS conversation("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"  // never given twice
    "  protocol TEXT NOT NULL,"                // smtp, pop3, lab
    "  peer TEXT NOT NULL,"
    "  started INTEGER NOT NULL,"        // microseconds since 1970, UTC
    "  ended INTEGER,"                   // NULL: not yet, or the server was killed
    "  how TEXT NOT NULL,"               // it ended
    "  said INTEGER NOT NULL,"           // events there were, the lost ones too
    "  kept INTEGER NOT NULL,"           // events there are
    "  lines INTEGER NOT NULL,"          // of them, those that are no content
    "  account TEXT NOT NULL,"           // the maildrop that a login opened
    "  first_message INTEGER NOT NULL,"  // the lowest and the highest id of the messages that it
    "  last_message INTEGER NOT NULL,"   // brought into a maildrop; 0: none
    "  key INTEGER NOT NULL,"            // which key it is sealed with
    "  seal BLOB NOT NULL)",             // MAC of all this and of its last event's MAC

    "CREATE TABLE event("
    "  conversation INTEGER NOT NULL,"
    "  seq INTEGER NOT NULL,"  // from 0; a missing number is an event that was lost
    "  at INTEGER NOT NULL,"   // microseconds since the conversation started
    "  who TEXT NOT NULL,"     // C: the client, S: the server
    "  verb TEXT NOT NULL,"    // of the command, and of all that is said to it
    "  reply TEXT NOT NULL,"   // the catalogue row of a reply
    "  state_before TEXT NOT NULL,"
    "  state_after TEXT NOT NULL,"
    "  bytes TEXT NOT NULL,"        // as on the wire; of a letter the header
    "  content INTEGER NOT NULL,"   // 1: a piece of a letter or of a list
    "  content_id INTEGER,"         // what comes behind these bytes
    "  left_out INTEGER NOT NULL,"  // octets of content behind all this that are not kept
    "  mailboxes TEXT NOT NULL,"    // what a reply is about, beyond its words
    "  messages TEXT NOT NULL,"
    "  injected TEXT NOT NULL,"  // what a fault has done
    "  taken TEXT NOT NULL,"     // how the session took a command line, where that differs
    "  mac BLOB NOT NULL,"       // of this, of the content, and of the MAC of the event before
    "  PRIMARY KEY(conversation, seq)) WITHOUT ROWID",

    "CREATE TABLE content("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  octets TEXT NOT NULL,"
    "  mac BLOB NOT NULL UNIQUE)",  // the same content has the same one

    "CREATE INDEX event_of_content ON event(content_id) WHERE content_id IS NOT NULL",

    "CREATE VIEW line AS SELECT conversation, seq, datetime((started + at) / 1000000, 'unixepoch') AS time,"
    "  protocol, peer, account, who, verb, reply, content, messages,"
    "  rtrim(bytes || ifnull(octets, ''), char(13, 10)) AS text"
    "  FROM event JOIN conversation ON conversation.id = conversation LEFT JOIN content ON content.id = content_id",

    "PRAGMA user_version = 4",
};

constexpr std::size_t worth_it = 512;         // octets: shorter content is just written again
constexpr std::size_t longest_header = 4000;  // octets, what a row of `event` holds on its own page

const char* initial(Direction direction) { return direction == Direction::client ? "C" : "S"; }

/// A row of `content`; without a number: all of an event is in its own row.
struct SharedContent {
    std::int64_t id = 0;
    std::string mac;
};

SharedContent content_of(Database& database, TranscriptSeal& seal, std::string_view octets) {
    std::string mac = mac_of_content(octets, seal);
    {
        Query same = database.query("SELECT id FROM content WHERE mac = ?", Blob{mac});
        if (same.next()) return {same.integer(0), std::move(mac)};
    }
    database.execute("INSERT INTO content(octets, mac) VALUES (?, ?)", octets, Blob{mac});
    return {database.last_id(), std::move(mac)};
}

/// Moves what has a row of its own out of an event's bytes.
SharedContent divide(Database& database, TranscriptSeal& seal, std::string& bytes) {
    constexpr std::string_view empty_line = "\r\n\r\n";
    const std::size_t end = std::string_view(bytes).substr(0, longest_header).find(empty_line);
    const std::size_t header = end == bytes.npos ? 0 : end + empty_line.size();
    if (bytes.size() - header < worth_it) return {};
    SharedContent content = content_of(database, seal, std::string_view(bytes).substr(header));
    bytes.resize(header);
    return content;
}

/// What its row says about a conversation beyond its times: POP3's account, and the messages that others brought.
void note_subject(ConversationRow& row, const KeptEvent& event) {
    if (event.mailboxes.empty()) return;
    if (row.protocol == "pop3") {
        row.account = event.mailboxes;
    } else if (const auto ids = message_ids(event.messages); !ids.empty()) {
        const auto first = static_cast<std::int64_t>(ids.front()), last = static_cast<std::int64_t>(ids.back());
        row.first_message = row.first_message == 0 ? first : std::min(row.first_message, first);
        row.last_message = std::max(row.last_message, last);
    }
}

}  // namespace

std::filesystem::path transcript_path(const std::filesystem::path& directory) { return directory / "transcripts.db"; }

int version_of_transcripts(Database& database) {
    Query version = database.query("PRAGMA user_version");
    version.next();
    return static_cast<int>(version.integer(0));
}

void create_transcript_tables(Database& database) {
    for (const char* statement : schema) database.execute(statement);
}

std::int64_t microseconds_of(Time time) {
    return std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch()).count();
}

Time time_of(std::int64_t microseconds) {
    constexpr std::int64_t furthest = std::int64_t{1} << 52;  // 142 years
    return Time(std::chrono::microseconds(std::clamp(microseconds, -furthest, furthest)));
}

std::string seal_of(const ConversationRow& row, TranscriptSeal& seal) {
    return seal.of({"conversation", octets_of(row.id), row.protocol, row.peer, octets_of(row.started),
                    octets_of(row.ended), row.how, octets_of(row.said), octets_of(row.kept), octets_of(row.lines),
                    row.account, octets_of(row.first_message), octets_of(row.last_message), octets_of(row.key),
                    row.last_mac});
}

std::string mac_of(std::int64_t conversation, const KeptEvent& event, std::string_view content_mac,
                   std::string_view mac_before, TranscriptSeal& seal) {
    const std::int64_t seq = event.seq, at = event.at.count(), content = event.content;
    const auto left_out = static_cast<std::int64_t>(event.left_out);
    return seal.of({"event", mac_before, octets_of(conversation), octets_of(seq), octets_of(at),
                    initial(event.direction), event.verb, event.reply, event.state_before, event.state_after,
                    event.bytes, octets_of(content), content_mac, octets_of(left_out), event.mailboxes, event.messages,
                    event.injected, event.taken});
}

std::string mac_of_content(std::string_view octets, TranscriptSeal& seal) { return seal.of({"content", octets}); }

void insert_conversation(Database& database, TranscriptSeal& seal, ConversationRow& row) {
    row.key = seal.key_id();
    row.kept = row.lines = 0;
    row.last_mac.clear();
    database.execute(
        "INSERT INTO conversation(protocol, peer, started, how, said, kept, lines, account, first_message,"
        " last_message, key, seal) VALUES (?, ?, ?, '', 0, 0, 0, '', 0, 0, ?, x'')",
        row.protocol, row.peer, row.started, row.key);
    row.id = database.last_id();
}

void update_conversation(Database& database, TranscriptSeal& seal, const ConversationRow& row) {
    assert(row.id != 0 && row.kept <= row.said && row.lines <= row.kept);
    database.execute(
        "UPDATE conversation SET ended = nullif(?, 0), how = ?, said = ?, kept = ?, lines = ?, account = ?,"
        " first_message = ?, last_message = ?, key = ?, seal = ? WHERE id = ?",
        row.ended, row.how, row.said, row.kept, row.lines, row.account, row.first_message, row.last_message, row.key,
        Blob{seal_of(row, seal)}, row.id);
}

void append_event(Database& database, TranscriptSeal& seal, ConversationRow& row, KeptEvent event) {
    const std::int64_t seq = event.seq;
    assert(seq >= row.said || row.kept == 0);  // the chain goes forward
    const SharedContent content = event.content ? divide(database, seal, event.bytes) : SharedContent();
    row.last_mac = mac_of(row.id, event, content.mac, row.last_mac, seal);
    database.execute(
        "INSERT INTO event(conversation, seq, at, who, verb, reply, state_before, state_after, bytes, content,"
        " content_id, left_out, mailboxes, messages, injected, taken, mac)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, 0), ?, ?, ?, ?, ?, ?)",
        row.id, seq, std::int64_t{event.at.count()}, std::string_view(initial(event.direction)), event.verb,
        event.reply, event.state_before, event.state_after, event.bytes, std::int64_t{event.content}, content.id,
        static_cast<std::int64_t>(event.left_out), event.mailboxes, event.messages, event.injected, event.taken,
        Blob{row.last_mac});
    row.said = seq + 1;
    ++row.kept;
    if (!event.content) ++row.lines;
    note_subject(row, event);
}

bool delete_conversation(Database& database, std::int64_t id) {
    database.execute(
        "DELETE FROM content WHERE id IN (SELECT content_id FROM event WHERE conversation = ?1 AND content_id IS NOT"
        " NULL) AND NOT EXISTS (SELECT 1 FROM event WHERE content_id = content.id AND conversation <> ?1)",
        id);
    database.execute("DELETE FROM event WHERE conversation = ?", id);
    return database.execute("DELETE FROM conversation WHERE id = ?", id) != 0;
}

}  // namespace postlab::store
