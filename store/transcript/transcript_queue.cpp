#include "store/transcript/transcript_queue.h"

#include <cassert>
#include <utility>

namespace postlab::store {

bool TranscriptQueue::push(QueuedStep step) {
    QueuedConversation& from = *step.conversation;
    step.octets = sizeof step;
    for (const auto text : {&KeptEvent::bytes, &KeptEvent::mailboxes, &KeptEvent::messages, &KeptEvent::taken})
        step.octets += (step.event.*text).size();
    const std::uint64_t used = octets_.fetch_add(step.octets), own = from.octets.fetch_add(step.octets);
    const bool has_room = used < capacity_ && own + step.octets <= (capacity_ - used) / 4;
    if (!has_room && step.kind != QueuedStep::Kind::end) {
        release(step);
        return false;
    }
    auto* pushed = new QueuedStep(std::move(step));
    pushed->before = last_;
    while (!last_.compare_exchange_weak(pushed->before, pushed)) {
    }
    return true;
}

TranscriptQueue::Steps TranscriptQueue::take() {
    Steps steps;
    for (QueuedStep* last = last_.exchange(nullptr); last; last = last->before) steps.emplace_front(last);
    return steps;
}

void TranscriptQueue::release(const QueuedStep& step) {
    step.conversation->octets -= step.octets;
    [[maybe_unused]] const std::uint64_t before = octets_.fetch_sub(step.octets);
    assert(step.octets <= before);
}

}  // namespace postlab::store
