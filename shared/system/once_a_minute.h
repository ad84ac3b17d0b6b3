#pragma once
#include <chrono>

namespace postlab {

/// Keeps what is said on standard error from being said a thousand times: it is due at first, and then once a minute at
/// most. A copy of a new one makes it due again. One thread at a time.
class OnceAMinute {
public:
    using Clock = std::chrono::steady_clock;

    /// Whether it is to be said now; then not again for a minute.
    bool is_due(Clock::time_point now = Clock::now()) {
        if (now < next_) return false;
        next_ = now + std::chrono::minutes(1);
        return true;
    }

private:
    Clock::time_point next_ = Clock::time_point::min();
};

}  // namespace postlab
