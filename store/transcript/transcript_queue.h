#pragma once
#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>

#include "store/transcript/kept_event.h"
#include "store/transcript/transcript_rows.h"

namespace postlab::store {

/// A conversation under way. Its session and the record's writer share it.
struct QueuedConversation {
    std::atomic<std::uint64_t> octets{0};  ///< that it has in the queue
    ConversationRow row;                   ///< as the file has it, or will; the writer's
    unsigned file = 0;                     ///< which file row.id belongs to, see TranscriptFile; the writer's
};

/// One step of a conversation on its way to the file. A value, but for its place in the queue.
struct QueuedStep {
    enum class Kind : std::uint8_t { begin, event, end };
    Kind kind;
    std::shared_ptr<QueuedConversation> conversation;
    KeptEvent event;           ///< end: verb says how, seq how many events there were
    std::uint64_t octets = 0;  ///< what it is charged with
    QueuedStep* before = nullptr;
};

/// What the sessions' threads have said and the writer has not written: bounded, in octets; beyond that events are
/// refused. No conversation fills more than a quarter of what others leave free, so that one that says little keeps its
/// room whatever others say: 30 that flood leave an eighth of it. Pushing never waits for the writer, which has a lower
/// priority and might be interrupted while it held a lock: there is none.
class TranscriptQueue {
public:
    using Steps = std::deque<std::unique_ptr<QueuedStep>>;

    explicit TranscriptQueue(std::uint64_t capacity) : capacity_(capacity) {}
    ~TranscriptQueue() { take(); }
    TranscriptQueue(const TranscriptQueue&) = delete;
    TranscriptQueue& operator=(const TranscriptQueue&) = delete;

    /// False: there is no room for it, as there always is for an end. Any thread; steps of a conversation from one.
    bool push(QueuedStep step);
    std::uint64_t octets() const { return octets_; }  ///< pushed and not yet released; any thread
    bool empty() const { return !last_.load(); }      ///< nothing to take; any thread

    Steps take();                          ///< all that has been pushed since, in that order; the writer's
    void release(const QueuedStep& step);  ///< makes room again for one that was taken; the writer's

private:
    const std::uint64_t capacity_;
    std::atomic<std::uint64_t> octets_{0};
    std::atomic<QueuedStep*> last_{nullptr};
};

}  // namespace postlab::store
