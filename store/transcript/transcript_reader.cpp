#include "store/transcript/transcript_reader.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <stdexcept>

#include "shared/text/sayable_error.h"

namespace postlab::store {

namespace {

std::filesystem::path existing(const std::filesystem::path& directory) {
    std::filesystem::path file = transcript_path(directory);
    if (!std::filesystem::exists(file)) throw SayableError("program.no_record"_sentence, {directory.string()});
    return file;
}

/// A row that somebody has made up may say any time: at most 142 years from 1970.
Time time_of(std::int64_t microseconds) {
    constexpr std::int64_t furthest = std::int64_t{1} << 52;
    return time_at(std::clamp(microseconds, -furthest, furthest));
}

/// A query for whole rows.
std::string rows(const char* which) {
    return std::string(
               "SELECT id, protocol, peer, started, ended, how, said, kept, lines, account, first_message,"
               " last_message, blocks, key, seal FROM conversation ") +
           which;
}

TranscriptRow row_of(const Query& query) {
    TranscriptRow row;
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
    row.blocks = query.integer(12);
    row.key = query.integer(13);
    return row;
}

KeptConversation conversation_of(const Query& query) {
    TranscriptRow row = row_of(query);
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

bool has_tag(std::string_view mac, std::uint64_t tag) {
    return mac.size() >= sizeof tag && std::memcmp(mac.data(), &tag, sizeof tag) == 0;
}

/// The bytes that an event repeats, from the events of the block that they are in: these are in the order of their
/// numbers.
void bring(BlockEvent& event, const std::vector<BlockEvent>& block, std::string_view mac) {
    const ContentPlace& place = *event.same_as;
    const auto same = std::ranges::find_if(
        block, [&](const BlockEvent& e) { return e.event.seq == place.seq && e.event.layer == Event::Layer::said; });
    if (has_tag(mac, place.tag) && same != block.end() && same->event.bytes.size() == place.octets)
        event.event.bytes = same->event.bytes;
    else
        event.event.left_out += place.octets;
}

int kept_version(const std::filesystem::path& directory) {
    Database database(transcript_path(directory), Database::Checkpoints::none);
    return version_of(database);
}

}  // namespace

bool has_transcripts(const std::filesystem::path& directory) {
    return std::filesystem::exists(transcript_path(directory)) && kept_version(directory) != 0;
}

bool has_older_transcripts(const std::filesystem::path& directory) try {
    if (!std::filesystem::exists(transcript_path(directory))) return false;
    const int version = kept_version(directory);
    return version != 0 && version < transcript_version;
} catch (const DatabaseError&) {
    return false;
}

TranscriptReader::TranscriptReader(const std::filesystem::path& directory) try
    : database_(existing(directory), Database::Checkpoints::none), seal_(TranscriptSeal::read_from(directory)) {
    const int version = version_of(database_);
    if (version == 0)  // the file has been made, its tables have not
        throw SayableError("program.no_record_yet"_sentence, {directory.string()});
    if (version < transcript_version)
        throw SayableError("program.older_record"_sentence, {transcript_path(directory).string()});
    if (version > transcript_version)
        throw SayableError("program.newer_record"_sentence, {transcript_path(directory).string()});
} catch (const DatabaseError& error) {
    const std::filesystem::path file = transcript_path(directory);
    throw SayableError("file.use"_sentence, {file.string(), error.cause(file)});
}

bool TranscriptReader::has_news() {
    Query version = database_.query("PRAGMA data_version");
    version.next();
    const std::int64_t before = version_;
    version_ = version.integer(0);
    return version_ != before;
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
    return all(database_.query(rows("WHERE account = ? AND protocol <> 'smtp' ORDER BY id"), account));
}

std::vector<KeptEvent> TranscriptReader::events(std::int64_t conversation) {
    std::int64_t place = beginning;
    return events_behind(place, conversation);
}

std::vector<KeptEvent> TranscriptReader::events_behind(std::int64_t& place, std::int64_t conversation) {
    std::vector<KeptEvent> all = layers_behind(place, conversation);
    std::erase_if(all, [](const KeptEvent& event) { return event.layer != Event::Layer::said; });
    return all;
}

std::vector<KeptEvent> TranscriptReader::all_layers(std::int64_t conversation) {
    std::int64_t place = beginning;
    return layers_behind(place, conversation);
}

std::vector<KeptEvent> TranscriptReader::layers_behind(std::int64_t& place, std::int64_t conversation) {
    std::vector<BlockEvent> read;
    std::int64_t last = place;
    while (const auto next = read_behind(last, conversation, read)) last = *next;
    fetch(read);
    place = last;  // behind all that may throw
    std::vector<KeptEvent> found;
    found.reserve(read.size());
    for (BlockEvent& event : read) found.push_back(std::move(event.event));
    return found;
}

/// Each block in a transaction of its own: a slow reader of a long conversation doesn't keep the log from being used
/// again.
std::optional<std::int64_t> TranscriptReader::read_behind(std::int64_t place, std::int64_t conversation,
                                                          std::vector<BlockEvent>& events) {
    Query block =
        database_.query("SELECT place, events FROM block WHERE conversation = ? AND place > ? ORDER BY place LIMIT 1",
                        conversation, place);
    if (!block.next()) return std::nullopt;
    read_block(block.blob(1), events);
    return block.integer(0);
}

/// Brings the content that stands in another conversation, or says how much of it is gone. One block after the other,
/// so that only one is in memory.
void TranscriptReader::fetch(std::vector<BlockEvent>& events) {
    std::map<std::uint64_t, std::vector<BlockEvent*>> wanted;
    for (BlockEvent& event : events)
        if (event.same_as) wanted[event.same_as->block].push_back(&event);
    for (const auto& [id, repeated] : wanted) {
        std::vector<BlockEvent> block;
        Query query = database_.query("SELECT events, mac FROM block WHERE id = ?", static_cast<std::int64_t>(id));
        std::string mac;
        if (query.next()) {
            read_block(query.blob(0), block);
            mac = query.blob(1);
        }
        for (BlockEvent* event : repeated) bring(*event, block, mac);
    }
}

Phrase TranscriptReader::flaw(std::int64_t conversation) {
    if (!seal_) return "store.no_key"_sentence;
    Query query = database_.query(rows("WHERE id = ?"), conversation);
    if (!query.next()) return "store.not_there"_sentence;
    const TranscriptRow row = row_of(query);
    if (row.key != seal_->key_id()) return "store.other_key"_sentence;
    Query blocks =
        database_.query("SELECT place, events, mac FROM block WHERE conversation = ? ORDER BY place", conversation);
    std::string mac;
    std::int64_t place = 0, sound = 0;
    for (; blocks.next(); ++place) {
        const Phrase where = sound == 0 ? Phrase("store.at_beginning"_sentence)
                                        : Phrase("store.behind_event"_sentence, {std::to_string(sound - 1)});
        if (blocks.integer(0) != place) return {"store.events_missing"_sentence, {where}};
        mac = mac_of(row.id, place, blocks.blob(1), mac, *seal_);
        if (mac != blocks.blob(2)) return {"store.events_changed"_sentence, {where}};
        std::vector<BlockEvent> events;
        read_block(blocks.blob(1), events);
        if (const KeptEvent* last = last_said(events)) sound = std::int64_t{last->seq} + 1;
    }
    if (place != row.blocks) return {"store.events_missing"_sentence, {"store.at_end"_sentence}};
    if (query.blob(14) != seal_of(row, mac, *seal_)) return "store.about_changed"_sentence;
    return {};
}

std::string TranscriptReader::seal(std::int64_t conversation) {
    Query query = database_.query("SELECT seal FROM conversation WHERE id = ?", conversation);
    return query.next() ? std::string(query.blob(0)) : "";
}

}  // namespace postlab::store
