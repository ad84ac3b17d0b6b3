#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <thread>

#include "shared/system/how_far.h"

namespace postlab {

/// Starts a thread of the program; every one that lasts is started here. It has a name for `top -H` and debuggers, of
/// which the kernel keeps 15 octets. It is deaf to signals: those are for the main thread. It gives way to others by
/// `niceness`, 0 (not at all) to 19, which on Linux is a thread's own. Whoever gets it joins it.
std::thread start_thread(const std::string& name, int niceness, std::function<void()> run);

/// Calls `work` with each number below `count` once, at the same time on as many threads as there are processors, for
/// what takes its time on purpose. Comes back when all have ended; throws what one of them has thrown. Meanwhile it
/// tells how far they are, on its caller's thread.
void on_every_core(std::size_t count, const std::function<void(std::size_t)>& work, const HowFar& tell = {});

}  // namespace postlab
