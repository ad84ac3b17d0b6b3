#pragma once
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/database.h"
#include "store/transcript/transcript_queue.h"
#include "store/transcript/transcript_rows.h"
#include "store/transcript/transcript_seal.h"

namespace postlab::store {

/// The writing side of transcripts.db: its transactions, its size, and what becomes of it when it is broken, deleted or
/// of an older version. Several processes may write into one file. It belongs to the recorder's writer thread, which
/// may wait for the disk; nothing in it is for another thread but keep_all().
class TranscriptFile {
public:
    /// `max_bytes` bounds the file: the oldest conversations go first, whole. Nothing is opened yet.
    TranscriptFile(std::filesystem::path directory, std::uint64_t max_bytes);

    /// From now on `max_bytes` bounds nothing but the log. Any thread.
    void keep_all() { keep_all_ = true; }

    /// Writes the first of these steps in one transaction; how many that were. It throws and has written nothing when
    /// the file can't be written. A broken file it moves aside, and begins a new one.
    std::size_t write(const TranscriptQueue::Steps& steps);
    /// The ids of the conversations whose end that wrote.
    const std::vector<std::int64_t>& ended() const { return ended_; }
    /// Until the next write().
    void close();

private:
    void open();
    void connect();
    void bring_tables_up_to_date();
    void move_aside(std::string_view suffix, const std::string& why);
    std::size_t write_once(const TranscriptQueue::Steps& steps);
    void write(const QueuedStep& step);
    bool is_there(const QueuedConversation& conversation);
    std::uint64_t pragma(std::string_view name);
    void make_room();
    void copy_log();
    void copy_log(int how);

    const std::filesystem::path path_;
    const std::uint64_t max_bytes_, portion_;  ///< octets; of a transaction
    std::atomic<bool> keep_all_{false};
    std::optional<Database> database_;
    std::optional<TranscriptSeal> seal_;
    std::uint64_t inode_ = 0;                                 ///< of the open file
    unsigned opened_ = 1;                                     ///< how often, see QueuedConversation::file
    std::uint64_t log_pages_;                                 ///< in the write-ahead log
    bool reader_stays_ = false;                               ///< was waited for, in vain
    std::map<QueuedConversation*, ConversationRow> touched_;  ///< by the transaction under way, and as they were before
    std::vector<std::int64_t> ended_;
};

}  // namespace postlab::store
