#include "shared/system/refusal_count.h"

#include <gtest/gtest.h>

namespace postlab::refusal_count_test {

using namespace std::chrono_literals;

TEST(RefusalCount, says_once_a_minute_how_many_there_were_since) {
    RefusalCount count("logins that were told to come again");
    const auto now = OnceAMinute::Clock::now();
    testing::internal::CaptureStderr();
    count.say(now);
    for (int i = 0; i < 3; ++i) count.add(), count.say(now);
    count.say(now + 59s);
    count.say(now + 60s);
    count.say(now + 180s);
    EXPECT_EQ(testing::internal::GetCapturedStderr(),
              "postlab: logins that were told to come again: 1\npostlab: logins that were told to come again: 2\n");
}

}  // namespace postlab::refusal_count_test
