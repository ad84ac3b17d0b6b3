#pragma once
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "store/database.h"
#include "store/transcript/content_index.h"
#include "store/transcript/transcript_block.h"
#include "store/transcript/transcript_queue.h"
#include "store/transcript/transcript_seal.h"

namespace postlab::store {

/// DIR/transcripts.db
std::filesystem::path transcript_path(const std::filesystem::path& directory);

/// The version of the tables in that file, kept as `PRAGMA user_version`.
inline constexpr int transcript_version = 3;

/// A row of `conversation`; transcript_schema.h says what its columns mean.
struct TranscriptRow {
    std::int64_t id = 0;                  ///< 0: not in the file
    std::string protocol, peer;           ///< as Recorder::begin() was told
    std::int64_t started = 0, ended = 0;  ///< microseconds since 1970, UTC; ended 0: not yet
    std::string how;                      ///< as Transcript::ended() was told
    std::int64_t said = 0, kept = 0, lines = 0;
    std::string account;
    std::int64_t first_message = 0, last_message = 0, blocks = 0, key = 0;
};
/// What its seal is over; `last_mac` is its last block's, or empty.
std::string seal_of(const TranscriptRow& row, std::string_view last_mac, TranscriptSeal& seal);
/// The MAC of a block of a conversation, chained to the one before it, which is empty for the first.
std::string mac_of(std::int64_t conversation, std::int64_t place, std::string_view events, std::string_view mac_before,
                   TranscriptSeal& seal);

/// The writing side of transcripts.db: its tables, its transactions, its size. Several processes may write
/// into one file. It belongs to the recorder's writer thread, which may wait for the disk.
///
///   conversation  a row for each: who, when, how it ended, what it was about; sealed
///   block         what one transaction brought of a conversation: its events in order, one behind the other
///                 (transcript_block.h), and a MAC chained to the block before. A number that is missing among the
///                 events is an event that was lost
class TranscriptFile {
public:
    /// `max_bytes` bounds the file; the oldest conversations go first, whole: those of a client that has more than half
    /// of it, if there is one, else of all. `known` learns where content stands, and outlives it. Nothing is opened
    /// yet.
    TranscriptFile(std::filesystem::path directory, std::uint64_t max_bytes, ContentIndex& known);

    /// From now on `max_bytes` bounds nothing but the log, and nothing of a client is written any more that already has
    /// more of the record than the disk has room left. Any thread.
    void keep_all() { keep_all_ = true; }

    /// Writes up to `octets` of the queue in one transaction; how many events were lost, because their conversation's
    /// beginning was, or because their client has its share. `room`: octets that the disk has left. It throws and has
    /// written nothing when the file can't be written. A broken file or one of an older version it moves aside, and
    /// begins a new one. What it took from the queue is the caller's to release, or to read again.
    std::uint64_t write(TranscriptQueue& queue, std::uint32_t octets, std::uint64_t room);
    /// The ids of the conversations whose end that wrote.
    const std::vector<std::int64_t>& ended() const { return ended_; }
    /// ... and of all that it added something to.
    const std::vector<std::int64_t>& changed() const { return changed_; }

    /// After a failed write: takes as much from the queue without keeping it; how many events that cost.
    std::uint64_t skip(TranscriptQueue& queue, std::uint32_t octets);

private:
    struct Conversation {
        TranscriptRow row, written;  ///< as it will be, and as it is in the file
        std::string mac, written_mac;
        TranscriptBlock block;  ///< what the transaction under way adds
        std::int64_t block_id = 0;
        std::int64_t kept = 0, lines = 0;  ///< in that block
        bool touched = false;
        bool full = false;  ///< its client has its share
    };
    struct Content {  ///< in the transaction under way
        std::uint64_t fingerprint, conversation;
        std::uint32_t seq, octets;
    };

    void open();
    void connect();
    void close();  ///< what is under way gets rows of their own in the next file
    void create_tables();
    void move_aside(std::string_view suffix, const std::string& why);
    std::uint64_t write_once(TranscriptQueue& queue, std::uint32_t octets, std::uint64_t room);
    void roll_back();  ///< conversations are again as they are in the file
    void committed();  ///< what was written counts: places are known, ended conversations forgotten
    void begin(const TranscriptRecord& record);
    bool add(const TranscriptRecord& record);
    void add_event(Conversation& conversation, const TranscriptRecord& record);
    void touch(std::uint64_t number, Conversation& conversation);
    void flush(Conversation& conversation);
    void insert_block(Conversation& conversation);
    void insert_row(Conversation& conversation);
    bool still_there(std::int64_t conversation);
    std::uint64_t pragma(std::string_view name);
    bool has_share(const std::string& client);
    void make_room();
    std::vector<std::int64_t> next_to_go();
    void remove(std::int64_t conversation);
    void forget_old_content();
    void copy_log();

    const std::filesystem::path path_;
    const std::uint64_t max_bytes_;
    std::atomic<bool> keep_all_{false};
    ContentIndex& known_;
    std::optional<Database> database_;
    std::optional<TranscriptSeal> seal_;
    std::uint64_t inode_ = 0;                                        ///< of the open file
    std::uint64_t log_pages_;                                        ///< in the write-ahead log
    bool reader_stays_ = false;                                      ///< was waited for, in vain
    std::uint64_t room_ = 0;                                         ///< on the disk, in octets
    std::map<std::string, bool, std::less<>> has_share_;             ///< by client, in the transaction under way
    std::string largest_client_;                                     ///< that made room last, and
    std::int64_t largest_from_ = 0;                                  ///< ... has no conversation with a lower id
    std::int64_t last_gone_ = 0;                                     ///< the highest id of a block that has made room
    std::unordered_map<std::uint64_t, Conversation> conversations_;  ///< of this process, under way
    std::vector<std::uint64_t> touched_;                             ///< in the transaction under way
    std::vector<Content> content_;
    std::vector<std::int64_t> ended_, changed_;
};

}  // namespace postlab::store
