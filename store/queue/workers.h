#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "shared/system/worker.h"
#include "store/queue/job_queue.h"

namespace postlab::store {

/// Named and nice workers (shared/system/worker.h) that take jobs from one queue and do them, each with a tool of its
/// own: a connection for readers, nothing but patience for the checkers of passwords. A job deals with its own errors.
template <class Tool>
class Workers {
public:
    using Job = std::function<void(Tool&)>;

    /// One thread for each tool; `longest`: how many jobs may wait.
    Workers(std::string name, int niceness, std::vector<std::unique_ptr<Tool>> tools,
            std::size_t longest = std::numeric_limits<std::size_t>::max())
        : tools_(std::move(tools)), queue_(longest) {
        for (const auto& tool : tools_)
            workers_.emplace_back(
                name, niceness,
                Work{[this, &tool = *tool] { return work(tool); }, [this] { return queue_.waiting() > 0; }});
    }
    ~Workers() { finish(); }

    /// False when the queue is full, or after finish(): the job won't be done.
    [[nodiscard]] bool push(Job job) { return queue_.push(std::move(job)); }

    std::size_t waiting() const { return queue_.waiting(); }  ///< jobs that no thread has begun

    /// Does what is queued and ends the threads.
    void finish() {
        queue_.close();
        for (Worker& worker : workers_) worker.finish();
    }

    /// For what they count; a tool is its thread's until finish().
    const std::vector<std::unique_ptr<Tool>>& tools() const { return tools_; }

private:
    bool work(Tool& tool) {
        auto job = queue_.take();
        if (job) (*job)(tool);
        return job.has_value();
    }

    std::vector<std::unique_ptr<Tool>> tools_;  ///< one for each thread
    JobQueue<Job> queue_;                       ///< that all of them take from
    std::deque<Worker> workers_;
};

/// For Workers that are one thread.
template <class Tool>
std::vector<std::unique_ptr<Tool>> one(Tool tool) {
    std::vector<std::unique_ptr<Tool>> tools;
    tools.push_back(std::make_unique<Tool>(std::move(tool)));
    return tools;
}

}  // namespace postlab::store
