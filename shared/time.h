#pragma once
#include <chrono>
#include <cstdint>

namespace postlab {

/// Wall-clock time as the sessions see it: always an argument, never read from a clock (rule 1).
using Time = std::chrono::system_clock::time_point;

/// A time as databases and CSV keep it: microseconds since 1970, UTC; what is finer is cut off.
constexpr std::int64_t microseconds_of(Time time) {
    return std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch()).count();
}
constexpr Time time_at(std::int64_t microseconds) { return Time(std::chrono::microseconds(microseconds)); }

}  // namespace postlab
