#pragma once
#include <signal.h>

#include <ctime>

namespace postlab {

/// SIGTERM, SIGINT and, unless nohup has it ignored, SIGHUP, held back in every thread from here on, so that one thread
/// can wait for them. A process has one, made before its threads.
class Signals {
public:
    Signals();
    enum class Told { nothing, read_anew, end };
    /// What has been asked for in these seconds. SIGHUP comes from whoever has put a new certificate there, or from a
    /// terminal that was closed, which ends what was started in it.
    Told come_within(std::time_t seconds) const;

private:
    sigset_t signals_;
    const bool had_terminal_;
};

}  // namespace postlab
