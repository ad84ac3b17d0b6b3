#include "shared/system/signals.h"

#include <fcntl.h>
#include <unistd.h>

namespace postlab {

namespace {

bool has_terminal() {
    const int terminal = ::open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC);
    if (terminal >= 0) ::close(terminal);
    return terminal >= 0;
}

}  // namespace

Signals::Signals() : had_terminal_(has_terminal()) {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGTERM);
    sigaddset(&signals_, SIGINT);
    struct sigaction hang_up {};
    sigaction(SIGHUP, nullptr, &hang_up);
    if (hang_up.sa_handler != SIG_IGN) sigaddset(&signals_, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
}

Signals::Told Signals::come_within(std::time_t seconds) const {
    const timespec patience{seconds, 0};
    const int signal = sigtimedwait(&signals_, nullptr, &patience);
    if (signal <= 0) return Told::nothing;
    return signal != SIGHUP || (had_terminal_ && !has_terminal()) ? Told::end : Told::read_anew;
}

}  // namespace postlab
