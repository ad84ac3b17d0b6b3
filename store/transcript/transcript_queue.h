#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "shared/transcript.h"

namespace postlab::store {

/// One step of one conversation on its way to the transcript file.
struct TranscriptRecord {
    enum class Kind : std::uint8_t { begin, event, end };
    Kind kind;
    std::uint64_t conversation;     ///< counted by this process
    std::uint32_t seq;              ///< of an event: its place in the conversation; of the end: how many there were
    std::uint64_t left_out;         ///< octets of content that are not in event.bytes
    Event event;                    ///< begin: verb is the protocol, bytes the peer; end: verb says how
    std::uint64_t fingerprint = 0;  ///< of content that may come again, see ContentIndex; 0: none
    bool repeats = false;           ///< event.bytes are the encoded ContentPlace of the real ones
};

/// The queue between the sessions' threads, which never wait, and the transcript's writer, which may be slow.
/// A ring of octets of fixed size: push() copies a record behind the last one without a lock, a system call
/// or an allocation, and says no when there is no room. Any thread pushes; one thread reads.
///
/// There is no lock and no malloc in it because the writer has the lowest priority: were it interrupted
/// while it holds either, a session could wait for it.
class TranscriptQueue {
public:
    /// `capacity` in octets: a power of two, at most 1 GiB. Memory is touched as far as a backlog reaches.
    explicit TranscriptQueue(std::uint32_t capacity);

    /// What all conversations of one client have pushed since the reader last made room. Any thread.
    class Client {
    public:
        std::uint32_t octets(std::uint32_t round) const;
        void add(std::uint32_t octets, std::uint32_t round);

    private:
        std::atomic<std::uint64_t> said_{0};  ///< the round (high half), and octets in it
    };
    /// What one conversation has pushed since then. Its thread's; the client outlives it.
    struct Share {
        std::uint32_t octets = 0, round = 0;
        Client* client = nullptr;
    };
    /// False: no room. A record without a share needs nothing else. One with a share leaves a sixteenth to those
    /// without, and once half of the ring is full its conversation gets an eighth of what is free. So one alone may
    /// take half, and however many say too much, one that says little has room. What is left when little more than the
    /// sixteenth is free is for clients that have pushed less than that since then, so that one of them doesn't get all
    /// by ever new conversations.
    bool push(const TranscriptRecord& record, Share* share);
    std::uint32_t octets() const;  ///< in it, the read ones too until release(); any thread
    bool empty() const { return octets() == 0; }

    /// The next record, or null: none is there. It lives until the next read(), its views until release().
    const TranscriptRecord* read();
    std::uint32_t octets_read() const { return cursor_ - freed_; }  ///< since the last release()
    void reread() { cursor_ = freed_; }                             ///< read() starts again behind the last release()
    void release();                                                 ///< frees what has been read

private:
    struct Header;
    struct FreeMemory {
        void operator()(std::byte* memory) const;
    };
    std::byte* reserve(std::uint32_t octets, const Share* share);  ///< room for a slot; null: there is none
    bool has_room(std::uint32_t used, std::uint32_t octets, const Share* share) const;
    std::atomic_ref<std::uint32_t> size_at(std::byte* slot);
    void wipe(std::uint32_t from, std::uint32_t to);

    const std::uint32_t capacity_;  ///< octets
    std::unique_ptr<std::byte[], FreeMemory> ring_;
    /// Where the next record goes (high half) and where the oldest one stands (low half), each modulo 2^32.
    std::atomic<std::uint64_t> ends_{0};
    std::atomic<std::uint32_t> rounds_{0};  ///< how often the reader has made room
    std::uint32_t freed_ = 0, cursor_ = 0;  ///< the reader's
    TranscriptRecord record_{};             ///< the reader's, too
};

}  // namespace postlab::store
