#include "shared/system/once_a_minute.h"

#include <gtest/gtest.h>

namespace postlab::once_a_minute_test {

using namespace std::chrono_literals;

TEST(OnceAMinute, is_due_at_first_and_a_minute_later) {
    OnceAMinute minute;
    const auto now = OnceAMinute::Clock::now();
    EXPECT_TRUE(minute.is_due(now));
    EXPECT_FALSE(minute.is_due(now));
    EXPECT_FALSE(minute.is_due(now + 59s));
    EXPECT_TRUE(minute.is_due(now + 60s));
    EXPECT_FALSE(minute.is_due(now + 119s));
    minute = {};
    EXPECT_TRUE(minute.is_due(now + 119s));
}

}  // namespace postlab::once_a_minute_test
