#include "shared/system/thread.h"

#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <vector>

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

void on_every_core(std::size_t count, const std::function<void(std::size_t)>& work, const HowFar& tell) {
    constexpr std::chrono::milliseconds between_words(100);
    std::atomic<std::size_t> next = 0, done = 0;
    const auto share = [&] {
        for (std::size_t i; (i = next++) < count; ++done) work(i);
    };
    std::vector<std::future<void>> shares;
    for (unsigned core = 0; core < std::max(1u, std::thread::hardware_concurrency()); ++core)
        shares.push_back(std::async(std::launch::async, share));
    for (auto& one : shares) {
        while (tell && one.wait_for(between_words) != std::future_status::ready) tell(done, count);
        one.get();
    }
}

}  // namespace postlab
