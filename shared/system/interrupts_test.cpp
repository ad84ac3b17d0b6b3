#include "shared/system/interrupts.h"

#include <gtest/gtest.h>
#include <poll.h>

namespace postlab::interrupts_test {

bool has_come(const Interrupts& interrupts) {
    pollfd queue{interrupts.descriptor(), POLLIN, 0};
    return poll(&queue, 1, 0) == 1;
}

TEST(Interrupts, wait_until_somebody_asks) {
    Interrupts interrupts;
    EXPECT_FALSE(has_come(interrupts));
    EXPECT_EQ(interrupts.next(), 0);
    raise(SIGINT);
    raise(SIGWINCH);
    EXPECT_TRUE(has_come(interrupts));
    const int first = interrupts.next(), second = interrupts.next();
    EXPECT_EQ(first + second, SIGINT + SIGWINCH);
    EXPECT_FALSE(has_come(interrupts));
    EXPECT_TRUE(Interrupts::ends(SIGINT) && Interrupts::ends(SIGHUP));
    EXPECT_FALSE(Interrupts::ends(SIGWINCH) || Interrupts::ends(SIGTSTP) || Interrupts::ends(0));
}

TEST(Interrupts, leave_ignored_signals_alone) {
    ::signal(SIGHUP, SIG_IGN);
    Interrupts interrupts;
    raise(SIGHUP);
    EXPECT_FALSE(has_come(interrupts));
    ::signal(SIGHUP, SIG_DFL);
}

TEST(InterruptsDeathTest, end_the_process_as_if_they_had_never_been_held_back) {
    EXPECT_EXIT(
        {
            {
                Interrupts interrupts;
                raise(SIGTERM);
                interrupts.next();
            }
            Interrupts::end_by(SIGTERM);
        },
        testing::KilledBySignal(SIGTERM), "");
}

}  // namespace postlab::interrupts_test
