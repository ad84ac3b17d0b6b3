#include "store/queue/write_queue.h"

#include <utility>

namespace postlab::store {

bool WriteQueue::push(std::unique_ptr<Write>&& write) {
    {
        const std::lock_guard guard(mutex_);
        if (closed_) return false;
        (write->octets() < large ? small_ : large_).push_back(std::move(write));
    }
    filled_.notify_one();
    return true;
}

std::vector<std::unique_ptr<Write>> WriteQueue::take() {
    std::unique_lock lock(mutex_);
    filled_.wait(lock, [this] { return closed_ || !small_.empty() || !large_.empty(); });
    const bool from_large = small_.empty() || (large_turn_ && !large_.empty());
    large_turn_ = !from_large;
    Lane& lane = from_large ? large_ : small_;
    const std::size_t most = from_large ? largest_large_batch : largest_batch;
    std::vector<std::unique_ptr<Write>> batch;
    for (std::size_t octets = 0; !lane.empty() && batch.size() < longest_batch && octets < most; lane.pop_front()) {
        octets += lane.front()->octets();
        batch.push_back(std::move(lane.front()));
    }
    return batch;
}

std::size_t WriteQueue::waiting() const {
    const std::lock_guard guard(mutex_);
    return small_.size() + large_.size();
}

void WriteQueue::close() {
    {
        const std::lock_guard guard(mutex_);
        closed_ = true;
    }
    filled_.notify_all();
}

}  // namespace postlab::store
