#include "store/transcript/transcript_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <thread>
#include <utility>

#include "shared/system/log.h"
#include "shared/text/message_ranges.h"
#include "store/transcript/transcript_schema.h"

namespace postlab::store {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds patience = 500ms;  // with other writers, and with readers in the log's way
constexpr std::uint64_t unknown = ~std::uint64_t{0};
constexpr unsigned page_octets = 16384;                // half as dear as the usual 4096
constexpr std::uint64_t checkpoint_octets = 16 << 20;  // written between two fsyncs of the file

std::uint64_t inode_of(const fs::path& file) {
    struct stat status {};
    return stat(file.c_str(), &status) == 0 ? status.st_ino : 0;
}

struct OlderVersion {};

/// Poco would try for a minute before it said so.
void expect_access(const fs::path& file) {
    const bool directory = access(file.parent_path().c_str(), W_OK | X_OK) == 0;
    if (directory && (access(file.c_str(), R_OK | W_OK) == 0 || errno == ENOENT)) return;
    throw std::system_error(errno, std::generic_category(), (directory ? file : file.parent_path()).string());
}

}  // namespace

fs::path transcript_path(const fs::path& directory) { return directory / "transcripts.db"; }

std::string seal_of(const TranscriptRow& row, std::string_view last_mac, TranscriptSeal& seal) {
    return seal.of({"conversation", octets_of(row.id), row.protocol, row.peer, octets_of(row.started),
                    octets_of(row.ended), row.how, octets_of(row.said), octets_of(row.kept), octets_of(row.lines),
                    row.account, octets_of(row.first_message), octets_of(row.last_message), octets_of(row.blocks),
                    octets_of(row.key), last_mac});
}

std::string mac_of(std::int64_t conversation, std::int64_t place, std::string_view events, std::string_view mac_before,
                   TranscriptSeal& seal) {
    return seal.of({"block", octets_of(conversation), octets_of(place), mac_before, seal.fingerprint(events)});
}

TranscriptFile::TranscriptFile(fs::path directory, std::uint64_t max_bytes, ContentIndex& known)
    : path_(transcript_path(directory)), max_bytes_(max_bytes), known_(known) {}

/// Whoever deletes the file under a running server gets a new one.
void TranscriptFile::open() {
    if (database_ && inode_ == inode_of(path_)) return;
    close();
    try {
        connect();
    } catch (...) {
        close();
        throw;
    }
}

void TranscriptFile::connect() {
    expect_access(path_);
    if (!seal_) seal_.emplace(TranscriptSeal::made_in(path_.parent_path()));
    inode_ = inode_of(path_);
    database_.emplace(path_, Database::Checkpoints::none, page_octets);
    if (inode_ == 0) inode_ = inode_of(path_);
    // At the end of a process nobody waits long for the record.
    sqlite3_busy_timeout(database_->handle(), static_cast<int>(patience.count()));
    database_->query("PRAGMA cache_size=-8192").next();    // KiB: a transaction fits in
    database_->query("PRAGMA synchronous=NORMAL").next();  // a crash of the machine may cost the last seconds
    create_tables();
    auto note_size = [](void* pages, sqlite3*, const char*, int count) {
        *static_cast<std::uint64_t*>(pages) = static_cast<std::uint64_t>(count);
        return SQLITE_OK;
    };
    sqlite3_wal_hook(database_->handle(), note_size, &log_pages_);
    make_room();
    if (!keep_all_ && pragma("page_count") * pragma("page_size") > max_bytes_) database_->execute("VACUUM");
}

void TranscriptFile::close() {
    database_.reset();
    log_pages_ = unknown;
    known_.forget_all();
    largest_client_.clear();
    last_gone_ = 0;
    for (auto& [number, conversation] : conversations_) conversation.row.id = conversation.written.id = 0;
}

void TranscriptFile::create_tables() {
    const auto counts = [this] { return database_->query("SELECT 1 FROM sqlite_master WHERE name = 'client'").next(); };
    const int found = version_of(*database_);
    if (found == transcript_version && counts()) return;
    if (found != 0 && found < transcript_version) throw OlderVersion();
    Transaction transaction(*database_);
    const int version = version_of(*database_);  // another process may have been quicker
    if (version > transcript_version) throw std::runtime_error("a newer postlab has written it");
    if (version != transcript_version)
        for (const char* statement : transcript_schema) database_->execute(statement);
    if (!counts())
        for (const char* statement : client_schema) database_->execute(statement);
    transaction.commit();
}

/// Another process may have done so already: then the path shows a new file, which is left alone.
void TranscriptFile::move_aside(std::string_view suffix, const std::string& why) {
    close();
    if (inode_ != inode_of(path_)) return;
    const std::string aside = path_.string().append(suffix);
    for (const char* part : {"-wal", "-shm", ""}) {
        std::error_code absent;
        fs::rename(path_.string() + part, aside + part, absent);
    }
    log_line(Severity::error,
             path_.string() + " is " + why + ": it is now " + aside + ", and a new record of conversations begins");
}

std::uint64_t TranscriptFile::write(TranscriptQueue& queue, std::uint32_t octets, std::uint64_t room) {
    try {
        return write_once(queue, octets, room);
    } catch (const DatabaseError& error) {
        if (error.code() != SQLITE_CORRUPT && error.code() != SQLITE_NOTADB) throw;
        move_aside(".broken", std::string("broken (") + error.what() + ")");
    } catch (const OlderVersion&) {
        move_aside(".old", "of an older version");
    }
    queue.reread();
    return write_once(queue, octets, room);
}

std::uint64_t TranscriptFile::write_once(TranscriptQueue& queue, std::uint32_t octets, std::uint64_t room) try {
    ended_ = changed_ = {};
    room_ = room;
    has_share_.clear();
    open();
    copy_log();
    make_room();
    std::uint64_t lost = 0;
    Transaction transaction(*database_);
    while (queue.octets_read() < octets) {
        const TranscriptRecord* record = queue.read();
        if (!record) break;
        if (!add(*record)) ++lost;
    }
    for (std::uint64_t number : touched_) flush(conversations_.at(number));
    transaction.commit();
    committed();
    return lost;
} catch (...) {
    roll_back();
    throw;
}

void TranscriptFile::committed() {
    for (const Content& content : content_) {
        const Conversation& conversation = conversations_.at(content.conversation);
        std::uint64_t tag;
        std::memcpy(&tag, conversation.mac.data(), sizeof tag);
        known_.add(content.fingerprint,
                   {static_cast<std::uint64_t>(conversation.block_id), tag, content.seq, content.octets});
    }
    content_.clear();
    for (std::uint64_t number : touched_) {
        Conversation& conversation = conversations_.at(number);
        conversation.touched = false;
        conversation.written = conversation.row;
        conversation.written_mac = conversation.mac;
        conversation.block = {};
        changed_.push_back(conversation.row.id);
        if (conversation.row.ended == 0) continue;
        ended_.push_back(conversation.row.id);
        conversations_.erase(number);
    }
    touched_.clear();
}

void TranscriptFile::roll_back() {
    for (std::uint64_t number : touched_) {
        Conversation& conversation = conversations_.at(number);
        conversation.touched = false;
        conversation.row = conversation.written;
        conversation.mac = conversation.written_mac;
        conversation.block = {};
    }
    touched_.clear();
    content_.clear();
}

std::uint64_t TranscriptFile::skip(TranscriptQueue& queue, std::uint32_t octets) {
    close();
    std::uint64_t lost = 0;
    while (queue.octets_read() < octets) {
        const TranscriptRecord* record = queue.read();
        if (!record) break;
        if (record->kind == TranscriptRecord::Kind::begin) begin(*record);
        if (record->kind == TranscriptRecord::Kind::event) ++lost;
        if (record->kind == TranscriptRecord::Kind::end) conversations_.erase(record->conversation);
    }
    return lost;
}

void TranscriptFile::begin(const TranscriptRecord& record) {
    Conversation conversation;
    conversation.row.protocol = record.event.verb;
    conversation.row.peer = record.event.bytes;
    conversation.row.started = microseconds_of(record.event.at);
    conversation.row.key = seal_ ? seal_->key_id() : 0;
    conversation.written = conversation.row;
    conversations_.insert_or_assign(record.conversation, std::move(conversation));
}

/// False: an event that can't be kept, since its conversation's beginning never came through the queue.
bool TranscriptFile::add(const TranscriptRecord& record) {
    if (record.kind == TranscriptRecord::Kind::begin && !has_share(std::string(record.event.bytes))) begin(record);
    const auto found = conversations_.find(record.conversation);
    if (found == conversations_.end()) return record.kind != TranscriptRecord::Kind::event;
    Conversation& conversation = found->second;
    touch(record.conversation, conversation);
    if (record.kind == TranscriptRecord::Kind::event) {
        if (conversation.full) return false;
        add_event(conversation, record);
    }
    if (record.kind == TranscriptRecord::Kind::end) {
        conversation.row.ended = microseconds_of(record.event.at);
        conversation.row.how = record.event.verb;
        conversation.row.said = record.seq;
    }
    return true;
}

void TranscriptFile::touch(std::uint64_t number, Conversation& conversation) {
    if (std::exchange(conversation.touched, true)) return;
    touched_.push_back(number);
    conversation.kept = conversation.lines = 0;
    conversation.full = has_share(conversation.row.peer);
}

/// A share of what there is room for, so that no client takes the disk from the others; with each that tries there is
/// less for each, and never nothing.
bool TranscriptFile::has_share(const std::string& client) {
    if (!keep_all_) return false;
    const auto [share, is_new] = has_share_.try_emplace(client, false);
    if (!is_new) return share->second;
    Query row = database_->query("SELECT octets FROM client WHERE peer = ?", std::string_view(client));
    return share->second = row.next() && static_cast<std::uint64_t>(row.integer(0)) > room_;
}

void TranscriptFile::add_event(Conversation& conversation, const TranscriptRecord& record) {
    const Event& event = record.event;
    TranscriptRow& row = conversation.row;
    conversation.block.add(record, std::chrono::microseconds(microseconds_of(event.at) - row.started));
    if (event.layer != Event::Layer::said) return;
    const auto next = std::int64_t{record.seq} + 1;
    if (next != std::exchange(row.said, next)) {  // else more was left out of the same content
        ++conversation.kept;
        if (!event.content) ++conversation.lines;
    }
    if (record.fingerprint != 0 && !record.repeats)
        content_.push_back(
            {record.fingerprint, record.conversation, record.seq, static_cast<std::uint32_t>(event.bytes.size())});
    if (event.mailboxes.empty()) return;
    const auto ids = message_ids(event.messages);
    if (row.protocol == "pop3" || row.protocol == "pop2" || (row.protocol == "smtp" && ids.empty())) {
        row.account = event.mailboxes;
    } else if (!ids.empty()) {
        const auto first = static_cast<std::int64_t>(ids.front()), last = static_cast<std::int64_t>(ids.back());
        row.first_message = row.first_message == 0 ? first : std::min(row.first_message, first);
        row.last_message = std::max(row.last_message, last);
    }
}

/// The conversation's row may have gone, with the oldest ones or with a broken file: then what follows gets a new one.
void TranscriptFile::flush(Conversation& conversation) {
    TranscriptRow& row = conversation.row;
    if (row.id == 0 || !still_there(row.id)) insert_row(conversation);
    if (!conversation.block.empty()) insert_block(conversation);
    database_->execute(
        "UPDATE conversation SET ended = nullif(?, 0), how = ?, said = ?, kept = ?, lines = ?, account = ?,"
        " first_message = ?, last_message = ?, blocks = ?, seal = ? WHERE id = ?",
        row.ended, std::string_view(row.how), row.said, row.kept, row.lines, std::string_view(row.account),
        row.first_message, row.last_message, row.blocks, Blob{seal_of(row, conversation.mac, *seal_)}, row.id);
}

void TranscriptFile::insert_block(Conversation& conversation) {
    TranscriptRow& row = conversation.row;
    const std::string_view events = conversation.block.bytes();
    const std::int64_t place = row.blocks++;
    conversation.mac = mac_of(row.id, place, events, conversation.mac, *seal_);
    database_->execute("INSERT INTO block(conversation, place, events, mac) VALUES (?, ?, ?, ?)", row.id, place,
                       Blob{events}, Blob{conversation.mac});
    conversation.block_id = database_->last_id();
    row.kept += conversation.kept;
    row.lines += conversation.lines;
}

bool TranscriptFile::still_there(std::int64_t conversation) {
    return database_->query("SELECT 1 FROM conversation WHERE id = ?", conversation).next();
}

void TranscriptFile::insert_row(Conversation& conversation) {
    TranscriptRow& row = conversation.row;
    row.key = seal_->key_id();
    row.kept = row.lines = row.blocks = 0;
    conversation.mac.clear();
    database_->execute(
        "INSERT INTO conversation(protocol, peer, started, how, said, kept, lines, account, first_message,"
        " last_message, blocks, key, seal) VALUES (?, ?, ?, '', 0, 0, 0, '', 0, 0, 0, ?, x'')",
        std::string_view(row.protocol), std::string_view(row.peer), row.started, row.key);
    row.id = database_->last_id();
}

std::uint64_t TranscriptFile::pragma(std::string_view name) {
    Query query = database_->query("PRAGMA " + std::string(name));
    query.next();
    return static_cast<std::uint64_t>(query.integer(0));
}

/// Keeps an eighth free, which is more than a transaction adds.
void TranscriptFile::make_room() {
    const std::uint64_t most = max_bytes_ / pragma("page_size") / 8 * 7;
    auto used = [this] { return pragma("page_count") - pragma("freelist_count"); };
    while (!keep_all_ && used() > most) {
        Transaction transaction(*database_);
        // A few at once, so that the other process's writer gets its turn.
        const std::vector<std::int64_t> ids = next_to_go();
        if (ids.empty()) return;
        for (std::size_t i = 0; i < ids.size() && used() > most; ++i) remove(ids[i]);
        transaction.commit();
        copy_log();
        forget_old_content();
    }
}

/// The oldest: of a client that has more than half of the record, else of all.
std::vector<std::int64_t> TranscriptFile::next_to_go() {
    Query largest = database_->query("SELECT peer FROM client WHERE octets * 2 > (SELECT sum(octets) FROM client)");
    const bool one = largest.next();
    const std::string client(one ? largest.text(0) : "");
    if (std::exchange(largest_client_, client) != client) largest_from_ = 0;
    constexpr const char *of_all = "SELECT id FROM conversation WHERE id >= ?2 ORDER BY id LIMIT 16",
                         *of_one = "SELECT id FROM conversation WHERE id >= ?2 AND peer = ?1 ORDER BY id LIMIT 16";
    std::vector<std::int64_t> ids;
    Query rows = database_->query(one ? of_one : of_all, std::string_view(client), one ? largest_from_ : 0);
    while (rows.next()) ids.push_back(rows.integer(0));
    if (!ids.empty()) largest_from_ = ids.front();
    return ids;
}

void TranscriptFile::remove(std::int64_t conversation) {
    Query last = database_->query("SELECT max(id) FROM block WHERE conversation = ?", conversation);
    if (last.next()) last_gone_ = std::max(last_gone_, last.integer(0));
    database_->execute("DELETE FROM block WHERE conversation = ?", conversation);
    database_->execute("DELETE FROM conversation WHERE id = ?", conversation);
}

/// Content that will go soon is written again when it comes again: it stays for at least half of the time that
/// the record reaches back, or what it has of the client whose conversations go.
void TranscriptFile::forget_old_content() {
    // Two queries: SQLite goes through the whole table for both in one.
    Query span = database_->query("SELECT (SELECT min(id) FROM block), (SELECT max(id) FROM block)");
    span.next();
    known_.forget_below(static_cast<std::uint64_t>(std::max(span.integer(0), last_gone_) + span.integer(1)) / 2);
}

/// A reader that stays in its transaction keeps the log from being used again. It must not grow for ever, so
/// beyond a bound the reader is waited for, as long as for any lock, and if that is in vain nothing is written
/// until it has gone.
void TranscriptFile::copy_log() {
    const std::uint64_t page = pragma("page_size");
    if (log_pages_ < std::min(checkpoint_octets, max_bytes_ / 8) / page) return;
    auto still_too_long = [&] {
        if (const auto log = database_->copy_log())
            log_pages_ = log->copied == log->pages ? 0 : static_cast<std::uint64_t>(log->pages);
        return log_pages_ != unknown && log_pages_ * page > std::max<std::uint64_t>(max_bytes_ / 4, 8 << 20);
    };
    const auto deadline = std::chrono::steady_clock::now() + patience;
    bool too_long = still_too_long();
    while (too_long && !reader_stays_ && std::chrono::steady_clock::now() < deadline) {
        std::this_thread::sleep_for(10ms);
        too_long = still_too_long();
    }
    reader_stays_ = too_long;
    if (reader_stays_)
        throw std::runtime_error("someone has been reading it for so long that its log can't be used again");
}

}  // namespace postlab::store
