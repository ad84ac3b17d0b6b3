#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "store/database.h"
#include "store/transcript_queue.h"

namespace postlab::store {

/// DIR/transcripts.db
std::filesystem::path transcript_path(const std::filesystem::path& directory);

/// The version of the tables in that file, kept as `PRAGMA user_version`.
inline constexpr int transcript_version = 1;

/// The writing side of transcripts.db: its tables, its transactions, its size. Several processes may write
/// into one file. It belongs to the recorder's writer thread, which may wait for the disk.
///
///   conversation  a row for each: who, when, how it ended
///   event         what was said, in order (conversation, seq); a number that is missing in `seq` is an event that was
///   lost word          states, verbs and reply ids, each written once transcript    all of it in readable form, for
///   people with an SQLite shell
class TranscriptFile {
public:
    /// `max_bytes` bounds the file; the oldest conversations go first, whole. Nothing is opened yet.
    TranscriptFile(std::filesystem::path directory, std::uint64_t max_bytes);

    /// Writes up to `octets` of the queue in one transaction; how many events were lost, because their
    /// conversation's beginning was. It throws and has written nothing when the file can't be written. A
    /// broken file it moves aside, and begins a new one. What it took from the queue is the caller's to
    /// release, or to read again.
    std::uint64_t write(TranscriptQueue& queue, std::uint32_t octets);

    /// After a failed write: takes as much from the queue without keeping it; how many events that cost.
    std::uint64_t skip(TranscriptQueue& queue, std::uint32_t octets);

private:
    struct Conversation {
        std::string protocol, peer;
        Time started;
        std::int64_t row = 0;  ///< 0: not in the file
    };

    void open();
    void connect();
    void close();
    void create_tables();
    void move_aside(const DatabaseError& error);
    std::uint64_t write_once(TranscriptQueue& queue, std::uint32_t octets);
    void roll_back();
    Conversation& begin(const TranscriptRecord& record);
    bool add(const TranscriptRecord& record);
    bool add_event(const TranscriptRecord& record);
    bool insert_event(const Conversation& conversation, const TranscriptRecord& record);
    void insert_row(std::uint64_t number, Conversation& conversation);
    void add_end(const TranscriptRecord& record);
    std::int64_t word(std::string_view text);
    std::uint64_t pragma(std::string_view name);
    void make_room();
    void copy_log();

    const std::filesystem::path path_;
    const std::uint64_t max_bytes_;
    std::optional<Database> database_;
    std::uint64_t inode_ = 0;                                        ///< of the open file
    std::uint64_t log_pages_;                                        ///< in the write-ahead log
    std::unordered_map<std::uint64_t, Conversation> conversations_;  ///< of this process, under way
    std::vector<std::uint64_t> inserted_, ended_;                    ///< in the transaction under way
    std::map<std::string, std::int64_t, std::less<>> words_;
};

}  // namespace postlab::store
