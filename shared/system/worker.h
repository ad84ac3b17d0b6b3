#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace postlab {

/// What a worker does again and again.
struct Work {
    std::function<bool()> turn;      ///< does some of it, and waits where there is none; false: there will be no more
    std::function<bool()> is_there;  ///< whether turn() would find some
    std::function<void()> gather = {};  ///< waits before a turn, so that more comes together; by hand nobody waits
};

/// A thread of the program (thread.h) that takes turn after turn until the last one; or has none, and Hands
/// take its turns. Whoever owns it owns what the work is about.
class Worker {
public:
    Worker(const std::string& name, int niceness, Work work);
    ~Worker() { finish(); }
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    /// Comes back after the last turn. Whoever calls it has seen to it that there is one.
    void finish();

private:
    friend class Hands;
    const Work work_;
    class Hands* const hands_;  ///< null: it has a thread
    bool in_turn_ = false;      ///< by hand
    std::thread thread_;
};

/// Who do the work of Workers instead of threads: in one thread, one turn at a time, in whatever order their owner
/// likes. So a simulation can say what happens when, and have it happen again. They outlive the workers. A turn may be
/// taken within another's, as if a thread had been interrupted.
class Hands {
public:
    Hands() = default;
    Hands(const Hands&) = delete;
    Hands& operator=(const Hands&) = delete;

    /// Workers that are made meanwhile have no threads, but these.
    void take_on(const std::function<void()>& make);
    std::size_t workers() const { return workers_.size(); }
    /// A turn of that worker, in the order in which they were made; false: it has nothing to do, or is within one.
    bool take_turn(std::size_t worker);

private:
    friend class Worker;
    std::vector<Worker*> workers_;  ///< those there are
};

}  // namespace postlab
