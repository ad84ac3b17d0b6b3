#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <utility>

namespace postlab {

/// Counts what was refused to somebody or dropped, and says how much on standard error, once a minute at most: a flood
/// is no news a thousand times.
class RefusalCount {
public:
    using Clock = std::chrono::steady_clock;

    /// `what` stands before the number: "logins that were told to come again".
    explicit RefusalCount(std::string what) : what_(std::move(what)) {}

    void add() { ++unsaid_; }  ///< Any thread; it never waits.
    /// Says what has been counted since it last did, if anything has and a minute is over. Any thread that may wait.
    void say(Clock::time_point now = Clock::now());

private:
    const std::string what_;
    std::atomic<std::uint64_t> unsaid_{0};
    std::mutex mutex_;  ///< guards the next line
    Clock::time_point next_{};
};

}  // namespace postlab
