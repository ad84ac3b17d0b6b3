#pragma once
#include <functional>

namespace postlab {

/// "Run this on my thread, soon": how other threads hand their answers to a reactor. It may be called on any
/// thread, never waits, and keeps the order of one caller's calls.
using Post = std::function<void(std::function<void()>)>;

}  // namespace postlab
