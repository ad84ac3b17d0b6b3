#include "store/transcript/transcript_reader.h"

#include <algorithm>
#include <stdexcept>

namespace postlab::store {

namespace {

std::filesystem::path existing(const std::filesystem::path& directory) {
    std::filesystem::path file = transcript_path(directory);
    if (!std::filesystem::exists(file))
        throw std::runtime_error("no conversations have been recorded in " + directory.string());
    return file;
}

/// A query for whole rows.
std::string rows(const char* which) {
    return std::string(
               "SELECT id, protocol, peer, started, ended, how, said, kept, lines, account, first_message,"
               " last_message, key, seal FROM conversation ") +
           which;
}

ConversationRow row_of(const Query& query) {
    ConversationRow row;
    row.id = query.integer(0);
    row.protocol = query.text(1);
    row.peer = query.text(2);
    row.started = query.integer(3);
    row.ended = query.integer(4);
    row.how = query.text(5);
    row.said = query.integer(6);
    row.kept = query.integer(7);
    row.lines = query.integer(8);
    row.account = query.text(9);
    row.first_message = query.integer(10);
    row.last_message = query.integer(11);
    row.key = query.integer(12);
    return row;
}

KeptConversation conversation_of(const Query& query) {
    ConversationRow row = row_of(query);
    KeptConversation kept;
    kept.id = row.id;
    kept.protocol = std::move(row.protocol);
    kept.peer = std::move(row.peer);
    kept.started = time_of(row.started);
    if (row.ended != 0) kept.ended = time_of(row.ended);
    kept.how = std::move(row.how);
    kept.events = static_cast<std::uint64_t>(row.kept);
    kept.lines = static_cast<std::uint64_t>(row.lines);
    kept.lost = static_cast<std::uint64_t>(std::max<std::int64_t>(row.said - row.kept, 0));
    kept.account = std::move(row.account);
    return kept;
}

std::vector<KeptConversation> all(Query query) {
    std::vector<KeptConversation> found;
    while (query.next()) found.push_back(conversation_of(query));
    return found;
}

/// A query for a conversation's events and the content behind them, a few at a time.
constexpr const char* event_rows =
    "SELECT seq, at, who, verb, reply, state_before, state_after, bytes, content, left_out, mailboxes, messages,"
    " injected, taken, event.mac, ifnull(content_id, 0), octets, content.mac"
    " FROM event LEFT JOIN content ON content.id = content_id"
    " WHERE conversation = ? AND seq > ? ORDER BY seq LIMIT ?";
constexpr std::int64_t some = 256;

/// Without the content behind it. A row that somebody has made up may say any time.
KeptEvent event_of(const Query& query) {
    constexpr std::int64_t furthest = std::int64_t{1} << 52;  // microseconds, 142 years
    auto text = [&](int column) { return std::string(query.text(column)); };
    return {static_cast<std::uint32_t>(query.integer(0)),
            std::chrono::microseconds(std::clamp(query.integer(1), -furthest, furthest)),
            query.text(2) == "C" ? Direction::client : Direction::server,
            query.integer(8) != 0,
            text(7),
            static_cast<std::uint64_t>(query.integer(9)),
            text(5),
            text(6),
            text(3),
            text(4),
            text(10),
            text(11),
            text(12),
            text(13)};
}

/// Whether what an event refers to is there and is what it was.
bool content_holds(const Query& query, TranscriptSeal& seal) {
    return query.integer(15) == 0 || query.blob(17) == mac_of_content(query.text(16), seal);
}

}  // namespace

bool has_transcripts(const std::filesystem::path& directory) {
    if (!std::filesystem::exists(transcript_path(directory))) return false;
    Database database(transcript_path(directory), Database::Checkpoints::none);
    return version_of_transcripts(database) != 0;
}

TranscriptReader::TranscriptReader(const std::filesystem::path& directory)
    : database_(existing(directory), Database::Checkpoints::none), seal_(TranscriptSeal::read_from(directory)) {
    const int version = version_of_transcripts(database_);
    if (version == 0)  // the file has been made, its tables have not
        throw std::runtime_error("no conversations have been recorded yet in " + directory.string());
    if (version < transcript_version)
        throw std::runtime_error("an older postlab has written " + transcript_path(directory).string() +
                                 "; a server of this version brings it up to date when it begins to record");
    if (version > transcript_version)
        throw std::runtime_error("a newer postlab has written " + transcript_path(directory).string());
}

std::vector<KeptConversation> TranscriptReader::conversations(std::uint32_t last) {
    const std::int64_t most = last;
    return all(
        database_.query(rows("WHERE id IN (SELECT id FROM conversation ORDER BY id DESC LIMIT ?) ORDER BY id"), most));
}

std::optional<KeptConversation> TranscriptReader::conversation(std::int64_t id) {
    Query query = database_.query(rows("WHERE id = ?"), id);
    if (!query.next()) return std::nullopt;
    return conversation_of(query);
}

std::vector<KeptConversation> TranscriptReader::ended(std::int64_t after, std::uint32_t at_most) {
    const std::int64_t most = at_most;
    return all(database_.query(rows("WHERE id > ? AND ended IS NOT NULL ORDER BY id LIMIT ?"), after, most));
}

std::vector<KeptConversation> TranscriptReader::bringing(std::uint64_t message) {
    const auto id = static_cast<std::int64_t>(message);
    return all(database_.query(rows("WHERE last_message >= ? AND first_message <= ? ORDER BY id"), id, id));
}

std::vector<KeptConversation> TranscriptReader::opening(std::string_view account) {
    return all(database_.query(rows("WHERE account = ? ORDER BY id"), account));
}

/// Some events, in a transaction of their own: a slow reader of a long conversation doesn't keep the log from being
/// used again. False: there are no more.
bool TranscriptReader::read_some(std::int64_t conversation, std::int64_t& after,
                                 const std::function<void(const Query&)>& use) {
    Query query = database_.query(event_rows, conversation, after, some);
    std::int64_t read = 0;
    for (; query.next(); ++read) {
        use(query);
        after = query.integer(0);
    }
    return read == some;
}

std::vector<KeptEvent> TranscriptReader::events(std::int64_t conversation) {
    std::vector<KeptEvent> found;
    std::int64_t after = -1;
    while (read_some(conversation, after, [&](const Query& query) {
        found.push_back(event_of(query));
        found.back().bytes += query.text(16);
    })) {
    }
    return found;
}

std::string TranscriptReader::flaw(std::int64_t conversation) {
    if (!seal_) return "whether it was changed can't be told: there is no transcript.key that can be read";
    Query query = database_.query(rows("WHERE id = ?"), conversation);
    if (!query.next()) return "it is not there";
    ConversationRow row = row_of(query);
    if (row.key != seal_->key_id()) return "whether it was changed can't be told: it is sealed with another key";
    std::int64_t kept = 0, after = -1, sound = -1;
    bool holds = true;
    while (read_some(conversation, after, [&](const Query& event) {
        ++kept;
        row.last_mac = mac_of(conversation, event_of(event), event.blob(17), row.last_mac, *seal_);
        holds = holds && row.last_mac == event.blob(14) && content_holds(event, *seal_);
        if (holds) sound = event.integer(0);
    })) {
    }
    const std::string where = sound < 0 ? " at the beginning" : " behind event " + std::to_string(sound);
    if (!holds) return (kept < row.kept ? "events are missing" : "events have been changed or replaced") + where;
    if (kept < row.kept) return "events are missing at the end";
    if (query.blob(13) != seal_of(row, *seal_)) return "what is said about it has been changed";
    return "";
}

std::string TranscriptReader::seal(std::int64_t conversation) {
    Query query = database_.query("SELECT seal FROM conversation WHERE id = ?", conversation);
    return query.next() ? std::string(query.blob(0)) : "";
}

}  // namespace postlab::store
