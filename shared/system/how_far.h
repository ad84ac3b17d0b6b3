#pragma once
#include <cstddef>
#include <functional>

namespace postlab {

/// Is told now and then how far something is that may last: so many of so many are done. It must not wait. Empty:
/// nobody wants to know.
using HowFar = std::function<void(std::size_t done, std::size_t of)>;

}  // namespace postlab
