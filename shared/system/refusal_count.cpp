#include "shared/system/refusal_count.h"

#include <iostream>

namespace postlab {

void RefusalCount::say(OnceAMinute::Clock::time_point now) {
    if (unsaid_ == 0) return;
    const std::lock_guard lock(mutex_);
    if (!minute_.is_due(now)) return;
    std::cerr << "postlab: " + what_ + ": " + std::to_string(unsaid_.exchange(0)) + "\n" << std::flush;
}

}  // namespace postlab
