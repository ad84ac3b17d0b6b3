#pragma once
#include <chrono>

namespace postlab {

/// Wall-clock time as the sessions see it: always an argument, never read from a clock (rule 1).
using Time = std::chrono::system_clock::time_point;

}  // namespace postlab
