#include "shared/system/refusal_count.h"

#include "shared/system/log.h"

namespace postlab {

void RefusalCount::say(OnceAMinute::Clock::time_point now) {
    if (unsaid_ == 0) return;
    const std::lock_guard lock(mutex_);
    if (!minute_.is_due(now)) return;
    log_line(Severity::warning, what_ + ": " + std::to_string(unsaid_.exchange(0)));
}

}  // namespace postlab
