#include "shared/system/thread.h"

#include <gtest/gtest.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <latch>
#include <stdexcept>
#include <vector>

namespace postlab::thread_test {

TEST(Thread, has_a_name_of_at_most_15_octets) {
    std::latch named(1);
    char name[16] = "";
    std::thread thread = start_thread("a-name-that-is-longer", 0, [&] {
        named.wait();
        pthread_getname_np(pthread_self(), name, sizeof name);
    });
    named.count_down();
    thread.join();
    EXPECT_STREQ(name, "a-name-that-is-");
}

TEST(Thread, gives_way_by_its_own_niceness_and_not_by_that_of_others) {
    const int before = getpriority(PRIO_PROCESS, 0);
    int nice = 0, usual = 0;
    start_thread("nice", before + 3, [&] { nice = getpriority(PRIO_PROCESS, static_cast<id_t>(gettid())); }).join();
    start_thread("usual", 0, [&] { usual = getpriority(PRIO_PROCESS, static_cast<id_t>(gettid())); }).join();
    EXPECT_EQ(nice, before + 3);
    EXPECT_EQ(usual, before);
    EXPECT_EQ(getpriority(PRIO_PROCESS, 0), before);
}

TEST(Thread, hears_no_signal_and_whoever_starts_it_hears_what_it_did_before) {
    sigset_t within, before, after;
    pthread_sigmask(SIG_SETMASK, nullptr, &before);
    start_thread("deaf", 0, [&] { pthread_sigmask(SIG_SETMASK, nullptr, &within); }).join();
    pthread_sigmask(SIG_SETMASK, nullptr, &after);
    for (int signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR1}) {
        EXPECT_EQ(sigismember(&within, signal), 1) << signal;
        EXPECT_EQ(sigismember(&after, signal), sigismember(&before, signal)) << signal;
    }
}

TEST(EveryCore, takes_its_share_and_each_is_done_once) {
    std::vector<std::atomic<int>> done(1000);
    on_every_core(done.size(), [&](std::size_t i) { ++done[i]; });
    EXPECT_TRUE(std::ranges::all_of(done, [](const auto& times) { return times == 1; }));
    on_every_core(0, [](std::size_t) { FAIL(); });
}

TEST(EveryCore, tells_how_far_it_is) {
    std::promise<void> told;
    std::size_t last = 0;
    on_every_core(
        3,
        [&, heard = told.get_future().share()](std::size_t i) {
            if (i == 2) heard.wait();
        },
        [&](std::size_t done, std::size_t of) {
            EXPECT_EQ(of, 3u);
            if (done > last) last = done;
            if (done == 2) told.set_value();
        });
    EXPECT_EQ(last, 2u);
}

TEST(EveryCore, passes_on_what_was_thrown) {
    EXPECT_THROW(on_every_core(10,
                               [](std::size_t i) {
                                   if (i == 7) throw std::runtime_error("seven");
                               }),
                 std::runtime_error);
}

}  // namespace postlab::thread_test
