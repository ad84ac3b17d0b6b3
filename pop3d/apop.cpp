#include "pop3d/apop.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdint>

namespace postlab::pop3d {

namespace {

/// The microseconds since 1970, or one more than last time if they have not moved on or were set back.
std::int64_t next_tick(Time now) {
    static std::atomic<std::int64_t> last = 0;
    std::int64_t clock = std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()).count();
    std::int64_t before = last.load(), tick;
    do {
        tick = std::max(clock, before + 1);
    } while (!last.compare_exchange_weak(before, tick));
    return tick;
}

}  // namespace

bool is_apop_digest(std::string_view word) {
    return word.size() == 32 && word.find_first_not_of("0123456789abcdef") == word.npos;
}

std::string make_timestamp(Time now, std::string_view host) {
    std::string timestamp = "<" + std::to_string(::getpid()) + "." + std::to_string(next_tick(now)) + "@";
    return timestamp.append(host).append(">");
}

}  // namespace postlab::pop3d
