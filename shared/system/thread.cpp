#include "shared/system/thread.h"

#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

namespace postlab {

std::thread start_thread(const std::string& name, int niceness, std::function<void()> run) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);  // inherited by the new thread
    std::thread thread([niceness, run = std::move(run)] {
        // A refusal costs speed, nothing else.
        if (niceness != 0) setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), niceness);
        run();
    });
    pthread_setname_np(thread.native_handle(), name.substr(0, 15).c_str());
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return thread;
}

}  // namespace postlab
