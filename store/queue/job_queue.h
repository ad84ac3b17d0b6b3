#pragma once
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <limits>
#include <mutex>
#include <optional>
#include <utility>

namespace postlab::store {

/// Jobs on their way from one thread to another, in order. Any thread.
template <class Job>
class JobQueue {
public:
    /// `longest`: how many may wait; more are refused.
    explicit JobQueue(std::size_t longest = std::numeric_limits<std::size_t>::max()) : longest_(longest) {}

    /// False, with the job left as it is, when the queue is full or closed.
    [[nodiscard]] bool push(Job&& job) {
        {
            const std::lock_guard guard(mutex_);
            if (closed_ || jobs_.size() >= longest_) return false;
            jobs_.push_back(std::move(job));
        }
        filled_.notify_one();
        return true;
    }
    /// Waits for a job. None: the queue is closed and everything in it has been taken.
    std::optional<Job> take() {
        std::unique_lock lock(mutex_);
        filled_.wait(lock, [this] { return closed_ || !jobs_.empty(); });
        if (jobs_.empty()) return std::nullopt;
        std::optional<Job> job(std::move(jobs_.front()));
        jobs_.pop_front();
        return job;
    }
    std::size_t waiting() const {
        const std::lock_guard guard(mutex_);
        return jobs_.size();
    }
    /// No more jobs come; those in the queue are still to be done.
    void close() {
        {
            const std::lock_guard guard(mutex_);
            closed_ = true;
        }
        filled_.notify_all();
    }

private:
    const std::size_t longest_;
    mutable std::mutex mutex_;        ///< guards what follows; held for a move, never for a job
    std::condition_variable filled_;  ///< or closed
    std::deque<Job> jobs_;
    bool closed_ = false;
};

}  // namespace postlab::store
