#pragma once
#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace postlab::store {

/// Who wants something done: the address of a client, and in whose name it speaks.
struct Asker {
    std::string client, name;
};

/// Jobs that wait, dealt out in turn: the clients take turns, and within one client the names that it uses. So many
/// jobs of one client wait behind each other, and those in one name behind each other, but nobody else's behind them.
/// Any thread.
template <class Job>
class FairQueue {
public:
    /// `longest`: how many jobs may wait, `longest_line`: ... of one client in one name.
    FairQueue(std::size_t longest, std::size_t longest_line) : longest_(longest), longest_line_(longest_line) {}

    /// False: too many wait in that name, or more of that client than there is room left, so that others still find
    /// some.
    [[nodiscard]] bool push(const Asker& asker, Job job) {
        const std::lock_guard guard(mutex_);
        Client& client = clients_[asker.client];
        Line& line = client.lines[asker.name];
        if (line.jobs.size() >= longest_line_ || client.waiting >= longest_ - waiting_) return forget_if_idle(asker);
        if (client.waiting++ == 0) turns_.push_back(asker.client);
        if (line.jobs.empty()) client.turns.push_back(asker.name);
        line.jobs.push_back(std::move(job));
        ++waiting_;
        return true;
    }

    struct Turn {
        Asker asker;
        Job job;
    };
    /// Whose turn it is; to be followed by done(). None: nothing waits.
    std::optional<Turn> take() {
        const std::lock_guard guard(mutex_);
        if (turns_.empty()) return std::nullopt;
        Asker asker{next(turns_), {}};
        Client& client = clients_[asker.client];
        asker.name = next(client.turns);
        Line& line = client.lines[asker.name];
        Turn turn{asker, next(line.jobs)};
        ++line.under_way;
        --waiting_;
        if (--client.waiting > 0) turns_.push_back(asker.client);
        if (!line.jobs.empty()) client.turns.push_back(asker.name);
        return turn;
    }
    void done(const Asker& asker) {
        const std::lock_guard guard(mutex_);
        --clients_[asker.client].lines[asker.name].under_way;
        forget_if_idle(asker);
    }
    std::size_t waiting() const {
        const std::lock_guard guard(mutex_);
        return waiting_;
    }
    /// Whether a job of theirs waits or is under way.
    bool is_busy_with(const Asker& asker) const {
        const std::lock_guard guard(mutex_);
        const auto client = clients_.find(asker.client);
        return client != clients_.end() && client->second.lines.contains(asker.name);
    }

private:
    struct Line {
        std::deque<Job> jobs;
        std::size_t under_way = 0;
    };
    struct Client {
        std::map<std::string, Line> lines;
        std::deque<std::string> turns;  ///< the names in which something waits, the next one first
        std::size_t waiting = 0;
    };

    template <class Item>
    static Item next(std::deque<Item>& items) {
        Item item = std::move(items.front());
        items.pop_front();
        return item;
    }
    bool forget_if_idle(const Asker& asker) {
        auto& lines = clients_[asker.client].lines;
        const Line& line = lines[asker.name];
        if (line.jobs.empty() && line.under_way == 0) lines.erase(asker.name);
        if (lines.empty()) clients_.erase(asker.client);
        return false;
    }

    const std::size_t longest_, longest_line_;
    mutable std::mutex mutex_;
    std::map<std::string, Client> clients_;
    std::deque<std::string> turns_;  ///< the clients of whom something waits, the next one first
    std::size_t waiting_ = 0;
};

}  // namespace postlab::store
