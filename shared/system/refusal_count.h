#pragma once
#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <utility>

#include "shared/system/once_a_minute.h"

namespace postlab {

/// Counts what was refused to somebody or dropped, and says how much on standard error, once a minute at most: a flood
/// is no news a thousand times.
class RefusalCount {
public:
    /// `what` stands before the number: "logins that were told to come again".
    explicit RefusalCount(std::string what) : what_(std::move(what)) {}

    void add(std::uint64_t more = 1) { unsaid_ += more; }  ///< Any thread; it never waits.
    /// Says what has been counted since it last did, if anything has and a minute is over. Any thread that may wait.
    void say(OnceAMinute::Clock::time_point now = OnceAMinute::Clock::now());

private:
    const std::string what_;
    std::atomic<std::uint64_t> unsaid_{0};
    std::mutex mutex_;  ///< guards the next line
    OnceAMinute minute_;
};

}  // namespace postlab
