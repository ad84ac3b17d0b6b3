#include "store/transcript/transcript_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iostream>
#include <stdexcept>
#include <system_error>

#include "store/transcript/transcript_upgrade.h"

namespace postlab::store {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t unknown = ~std::uint64_t{0};
constexpr unsigned record_page_octets = 16384;         // half as dear as the usual 4096
constexpr std::uint64_t checkpoint_octets = 16 << 20;  // written between two fsyncs of the file
constexpr std::uint64_t most_a_transaction = 4 << 20;  // few large ones: less is written than by many small ones

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

TranscriptFile::TranscriptFile(fs::path directory, std::uint64_t max_bytes)
    : path_(transcript_path(directory)),
      max_bytes_(max_bytes),
      portion_(std::min(most_a_transaction, max_bytes / 32)) {}

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
    database_.emplace(path_, Database::Checkpoints::none, record_page_octets);
    if (inode_ == 0) inode_ = inode_of(path_);
    sqlite3_busy_timeout(database_->handle(), 500);      // ms: at the end of a process nobody waits long for the record
    database_->query("PRAGMA cache_size=-8192").next();  // KiB: a transaction fits in
    database_->query("PRAGMA synchronous=NORMAL").next();  // a crash of the machine may cost the last seconds
    bring_tables_up_to_date();
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
    ++opened_;
}

void TranscriptFile::bring_tables_up_to_date() {
    if (version_of_transcripts(*database_) == transcript_version) return;
    Transaction transaction(*database_);
    const int found = version_of_transcripts(*database_);  // another process may have been quicker
    if (found > transcript_version) throw std::runtime_error("a newer postlab has written it");
    if (found != 0 && found < oldest_upgradable) throw OlderVersion();
    if (found == 0) create_transcript_tables(*database_);
    if (found != 0 && found < transcript_version) upgrade_transcripts(*database_, *seal_);
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
    std::cerr << "postlab: " << path_.string() << " is " << why << ": it is now " << aside
              << ", and a new record of conversations begins" << std::endl;
}

std::size_t TranscriptFile::write(const TranscriptQueue::Steps& steps) {
    try {
        return write_once(steps);
    } catch (const DatabaseError& error) {
        if (error.code() != SQLITE_CORRUPT && error.code() != SQLITE_NOTADB) throw;
        move_aside(".broken", std::string("broken (") + error.what() + ")");
    } catch (const OlderVersion&) {
        move_aside(".old", "of an older version");
    }
    return write_once(steps);
}

std::size_t TranscriptFile::write_once(const TranscriptQueue::Steps& steps) try {
    ended_.clear();
    open();
    copy_log();
    make_room();
    Transaction transaction(*database_);
    std::size_t written = 0;
    for (std::uint64_t octets = 0; written < steps.size() && octets < portion_; ++written) {
        write(*steps[written]);
        octets += steps[written]->octets;
    }
    for (const auto& [conversation, before] : touched_) update_conversation(*database_, *seal_, conversation->row);
    transaction.commit();
    touched_.clear();
    return written;
} catch (...) {
    for (auto& [conversation, before] : touched_) conversation->row = std::move(before);
    touched_.clear();
    ended_.clear();
    throw;
}

/// A conversation's row may have gone, with the oldest ones or with a broken file; then what follows gets a new one.
void TranscriptFile::write(const QueuedStep& step) {
    QueuedConversation& conversation = *step.conversation;
    ConversationRow& row = conversation.row;
    const bool is_first = touched_.try_emplace(&conversation, row).second;
    if (is_first && !is_there(conversation)) insert_conversation(*database_, *seal_, row);
    conversation.file = opened_;
    if (step.kind == QueuedStep::Kind::event) append_event(*database_, *seal_, row, step.event);
    if (step.kind != QueuedStep::Kind::end) return;
    row.ended = row.started + step.event.at.count();
    row.how = step.event.verb;
    row.said = step.event.seq;
    ended_.push_back(row.id);
}

bool TranscriptFile::is_there(const QueuedConversation& conversation) {
    const std::int64_t id = conversation.row.id;
    return conversation.file == opened_ && database_->query("SELECT 1 FROM conversation WHERE id = ?", id).next();
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
        for (int i = 0; i < 16 && used() > most; ++i) {
            Query oldest = database_->query("SELECT min(id) FROM conversation");
            oldest.next();
            if (!delete_conversation(*database_, oldest.integer(0))) return;
        }
        transaction.commit();
        copy_log();
    }
}

/// A reader that stays in its transaction keeps the log from being used again. It must not grow for ever, so
/// beyond a bound the next reader is waited for, as long as for any lock, and if that is in vain nothing is written
/// until it has gone.
void TranscriptFile::copy_log() {
    const std::uint64_t page = pragma("page_size");
    if (log_pages_ < std::min(checkpoint_octets, max_bytes_ / 8) / page) return;
    auto too_long = [&] {
        return log_pages_ != unknown && log_pages_ * page > std::max<std::uint64_t>(max_bytes_ / 4, 8 << 20);
    };
    copy_log(SQLITE_CHECKPOINT_PASSIVE);
    if (too_long() && !reader_stays_) copy_log(SQLITE_CHECKPOINT_RESTART);
    reader_stays_ = too_long();
    if (reader_stays_)
        throw std::runtime_error("someone has been reading it for so long that its log can't be used again");
}

void TranscriptFile::copy_log(int how) {
    int pages = 0, copied = 0;
    sqlite3_wal_checkpoint_v2(database_->handle(), nullptr, how, &pages, &copied);
    if (pages < 0) return;  // the other process is at it
    log_pages_ = copied == pages ? 0 : static_cast<std::uint64_t>(pages);
}

}  // namespace postlab::store
