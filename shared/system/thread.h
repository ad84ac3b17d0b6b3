#pragma once
#include <functional>
#include <string>
#include <thread>

namespace postlab {

/// Starts a thread of the program; every one of them is started here. It has a name for `top -H` and debuggers, of
/// which the kernel keeps 15 octets. It is deaf to signals: those are for the main thread. It gives way to others by
/// `niceness`, 0 (not at all) to 19, which on Linux is a thread's own. Whoever gets it joins it.
std::thread start_thread(const std::string& name, int niceness, std::function<void()> run);

}  // namespace postlab
