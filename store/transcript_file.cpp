#include "store/transcript_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iostream>
#include <system_error>

#include "store/transcript_schema.h"

namespace postlab::store {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t unknown = ~std::uint64_t{0};
constexpr std::uint64_t checkpoint_octets = 16 << 20;  // written between two fsyncs of the file

std::int64_t microseconds(Time::duration duration) {
    return std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
}

std::uint64_t inode_of(const fs::path& file) {
    struct stat status {};
    return stat(file.c_str(), &status) == 0 ? status.st_ino : 0;
}

/// Poco would try for a minute before it said so.
void expect_access(const fs::path& file) {
    const bool directory = access(file.parent_path().c_str(), W_OK | X_OK) == 0;
    if (directory && (access(file.c_str(), R_OK | W_OK) == 0 || errno == ENOENT)) return;
    throw std::system_error(errno, std::generic_category(), (directory ? file : file.parent_path()).string());
}

}  // namespace

fs::path transcript_path(const fs::path& directory) { return directory / "transcripts.db"; }

TranscriptFile::TranscriptFile(fs::path directory, std::uint64_t max_bytes)
    : path_(transcript_path(directory)), max_bytes_(max_bytes) {}

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
    inode_ = inode_of(path_);
    database_.emplace(path_, Database::Checkpoints::none);
    if (inode_ == 0) inode_ = inode_of(path_);
    sqlite3_busy_timeout(database_->handle(), 500);  // ms: at the end of a process nobody waits long for the record
    database_->query("PRAGMA synchronous=NORMAL").next();  // a crash of the machine may cost the last seconds
    create_tables();
    auto note_size = [](void* pages, sqlite3*, const char*, int count) {
        *static_cast<std::uint64_t*>(pages) = static_cast<std::uint64_t>(count);
        return SQLITE_OK;
    };
    sqlite3_wal_hook(database_->handle(), note_size, &log_pages_);
    make_room();
    if (pragma("page_count") * pragma("page_size") > max_bytes_) database_->execute("VACUUM");
}

void TranscriptFile::close() {
    database_.reset();
    log_pages_ = unknown;
    words_.clear();
    for (auto& [number, conversation] : conversations_) conversation.row = 0;
}

void TranscriptFile::create_tables() {
    if (pragma("user_version") == transcript_version) return;
    Transaction transaction(*database_);
    const std::uint64_t version = pragma("user_version");  // another process may have been quicker
    if (version > transcript_version) throw std::runtime_error("a newer postlab has written it");
    if (version == transcript_version) return;
    for (const char* statement : transcript_schema) database_->execute(statement);
    transaction.commit();
}

/// Another process may have done so already: then the path shows a new file, which is left alone.
void TranscriptFile::move_aside(const DatabaseError& error) {
    close();
    if (inode_ != inode_of(path_)) return;
    const std::string aside = path_.string() + ".broken";
    for (const char* suffix : {"-wal", "-shm", ""}) {
        std::error_code absent;
        fs::rename(path_.string() + suffix, aside + suffix, absent);
    }
    std::cerr << "postlab: " << path_.string() << " is broken (" << error.what() << "): it is now " << aside
              << ", and a new record of conversations begins" << std::endl;
}

std::uint64_t TranscriptFile::write(TranscriptQueue& queue, std::uint32_t octets) {
    try {
        return write_once(queue, octets);
    } catch (const DatabaseError& error) {
        if (error.code() != SQLITE_CORRUPT && error.code() != SQLITE_NOTADB) throw;
        move_aside(error);
    }
    queue.reread();
    return write_once(queue, octets);
}

std::uint64_t TranscriptFile::write_once(TranscriptQueue& queue, std::uint32_t octets) try {
    open();
    copy_log();
    make_room();
    std::uint64_t lost = 0;
    Transaction transaction(*database_);
    while (queue.octets_read() < octets) {
        const auto record = queue.read();
        if (!record) break;
        if (!add(*record)) ++lost;
    }
    transaction.commit();
    inserted_.clear();
    for (std::uint64_t number : ended_) conversations_.erase(number);
    ended_.clear();
    return lost;
} catch (...) {
    roll_back();
    throw;
}

void TranscriptFile::roll_back() {
    for (std::uint64_t number : inserted_) conversations_.at(number).row = 0;
    inserted_.clear();
    ended_.clear();
    words_.clear();
}

std::uint64_t TranscriptFile::skip(TranscriptQueue& queue, std::uint32_t octets) {
    close();
    std::uint64_t lost = 0;
    while (queue.octets_read() < octets) {
        const auto record = queue.read();
        if (!record) break;
        if (record->kind == TranscriptRecord::Kind::begin) begin(*record);
        if (record->kind == TranscriptRecord::Kind::event) ++lost;
        if (record->kind == TranscriptRecord::Kind::end) conversations_.erase(record->conversation);
    }
    return lost;
}

TranscriptFile::Conversation& TranscriptFile::begin(const TranscriptRecord& record) {
    const Event& event = record.event;
    Conversation conversation{std::string(event.verb), std::string(event.bytes), event.at};
    return conversations_.insert_or_assign(record.conversation, std::move(conversation)).first->second;
}

/// False: an event that could not be kept.
bool TranscriptFile::add(const TranscriptRecord& record) {
    switch (record.kind) {
        case TranscriptRecord::Kind::begin:
            insert_row(record.conversation, begin(record));
            break;
        case TranscriptRecord::Kind::event:
            return add_event(record);
        case TranscriptRecord::Kind::end:
            add_end(record);
    }
    return true;
}

void TranscriptFile::insert_row(std::uint64_t number, Conversation& conversation) {
    database_->execute("INSERT INTO conversation(protocol, peer, started) VALUES (?, ?, ?)",
                       std::string_view(conversation.protocol), std::string_view(conversation.peer),
                       microseconds(conversation.started.time_since_epoch()));
    conversation.row = database_->last_id();
    inserted_.push_back(number);
}

void TranscriptFile::add_end(const TranscriptRecord& record) {
    const auto found = conversations_.find(record.conversation);
    if (found == conversations_.end()) return;
    ended_.push_back(record.conversation);
    database_->execute("UPDATE conversation SET ended = ?, how = ?, events = ? WHERE id = ?",
                       microseconds(record.event.at.time_since_epoch()), record.event.verb, std::int64_t{record.seq},
                       found->second.row);
}

/// The conversation's row may have gone, with the oldest ones or with a broken file; then what follows gets
/// a new one. A conversation whose beginning never came through the queue is not kept.
bool TranscriptFile::add_event(const TranscriptRecord& record) {
    const auto found = conversations_.find(record.conversation);
    if (found == conversations_.end()) return false;
    Conversation& conversation = found->second;
    if (conversation.row != 0 && insert_event(conversation, record)) return true;
    insert_row(record.conversation, conversation);
    return insert_event(conversation, record);
}

/// False: the conversation's row has gone.
bool TranscriptFile::insert_event(const Conversation& conversation, const TranscriptRecord& record) {
    const Event& event = record.event;
    try {
        // Content that is left out comes in several records with one number.
        database_->execute(
            "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET left_out = left_out + excluded.left_out",
            conversation.row, std::int64_t{record.seq}, microseconds(event.at - conversation.started),
            static_cast<std::int64_t>(event.direction), std::int64_t{event.content}, Blob{event.bytes},
            static_cast<std::int64_t>(record.left_out), word(event.state_before), word(event.state_after),
            word(event.verb), word(event.reply));
    } catch (const DatabaseError& error) {
        if (error.code() != SQLITE_CONSTRAINT) throw;
        return false;
    }
    return true;
}

std::int64_t TranscriptFile::word(std::string_view text) {
    if (const auto found = words_.find(text); found != words_.end()) return found->second;
    database_->execute("INSERT OR IGNORE INTO word(text) VALUES (?)", text);
    Query query = database_->query("SELECT id FROM word WHERE text = ?", text);
    query.next();
    return words_.emplace(text, query.integer(0)).first->second;
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
    while (used() > most) {
        Transaction transaction(*database_);
        // A few at once, so that the other process's writer gets its turn.
        for (int i = 0; i < 16 && used() > most; ++i)
            if (database_->execute("DELETE FROM conversation WHERE id = (SELECT min(id) FROM conversation)") == 0)
                return;
        transaction.commit();
        copy_log();
    }
}

/// A reader that stays in its transaction keeps the log from being used again. It must not grow for ever, so
/// beyond a bound nothing is written until the reader has gone.
void TranscriptFile::copy_log() {
    const std::uint64_t page = pragma("page_size");
    if (log_pages_ < std::min(checkpoint_octets, max_bytes_ / 8) / page) return;
    int pages = 0, copied = 0;
    sqlite3_wal_checkpoint_v2(database_->handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, &pages, &copied);
    if (pages < 0) return;  // the other process is at it
    log_pages_ = copied == pages ? 0 : static_cast<std::uint64_t>(pages);
    if (log_pages_ * page > std::max<std::uint64_t>(max_bytes_ / 4, 8 << 20))
        throw std::runtime_error("someone has been reading it for so long that its log can't be used again");
}

}  // namespace postlab::store
