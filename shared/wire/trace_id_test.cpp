#include "shared/wire/trace_id.h"

#include <gtest/gtest.h>

namespace postlab::trace_id_test {

using namespace std::chrono;

TEST(TraceId, stands_for_a_time_and_is_an_atom) {
    const auto received = sys_days{2026y / January / 2} + 3h + 4min + 5s;
    const system_clock::time_point time = received + 123456us;
    EXPECT_EQ(trace_id(received), "t6475ef64cf340");
    EXPECT_EQ(time_of_trace_id(trace_id(time)), time);
    const char* others[] = {
        "", "17", "17.0a1b2c3d", "t", "tx", "t64 ", "T64", "t-1", "tffffffffffffffff", "t7fffffffffffffff"};
    for (const char* other : others) EXPECT_FALSE(time_of_trace_id(other)) << other;
}

}  // namespace postlab::trace_id_test
