#include "shared/system/interrupts.h"

#include <sys/signalfd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace postlab {

Interrupts::Interrupts() {
    sigemptyset(&signals_);
    for (const int signal : {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGTSTP, SIGWINCH}) {
        struct sigaction action {};
        sigaction(signal, nullptr, &action);
        if (action.sa_handler != SIG_IGN) sigaddset(&signals_, signal);
    }
    pthread_sigmask(SIG_BLOCK, &signals_, &before_);
    queue_ = FileDescriptor(signalfd(-1, &signals_, SFD_NONBLOCK | SFD_CLOEXEC));
    if (!queue_.is_open()) throw std::system_error(errno, std::generic_category(), "signalfd");
}

Interrupts::~Interrupts() {
    while (next() != 0) {
    }  // a window's size would be of no use to anybody
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

int Interrupts::next() {
    signalfd_siginfo come{};
    return read(queue_.get(), &come, sizeof come) == sizeof come ? static_cast<int>(come.ssi_signo) : 0;
}

bool Interrupts::ends(int signal) { return signal != 0 && signal != SIGTSTP && signal != SIGWINCH; }

void Interrupts::end_by(int signal) {
    ::signal(signal, SIG_DFL);
    sigset_t alone;
    sigemptyset(&alone);
    sigaddset(&alone, signal);
    raise(signal);
    pthread_sigmask(SIG_UNBLOCK, &alone, nullptr);
    std::_Exit(128 + signal);
}

}  // namespace postlab
