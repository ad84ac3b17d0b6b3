// What one client address may bring: `smtp.max_client_bytes`.
#include "shared/system/client_octets.h"

#include <gtest/gtest.h>

namespace postlab::client_octets_test {

using namespace std::chrono_literals;

constexpr ClientOctets::Time begin{std::chrono::sys_days{std::chrono::year{2026} / 1 / 2}};

TEST(ClientOctets, are_bounded_for_each_address_by_itself) {
    ClientOctets clients;
    EXPECT_TRUE(clients.bring("192.0.2.1", 60, 100, begin));
    EXPECT_TRUE(clients.may_bring("192.0.2.1", 40, 100, begin));
    EXPECT_FALSE(clients.may_bring("192.0.2.1", 41, 100, begin));
    EXPECT_FALSE(clients.bring("192.0.2.1", 41, 100, begin)) << "and what is refused doesn't count:";
    EXPECT_TRUE(clients.bring("192.0.2.1", 40, 100, begin));
    EXPECT_FALSE(clients.may_bring("192.0.2.1", 0, 100, begin)) << "full: also for a letter of unknown size";
    EXPECT_TRUE(clients.bring("192.0.2.2", 100, 100, begin));
    EXPECT_TRUE(clients.bring("192.0.2.1", 1 << 30, 0, begin)) << "no bound";
}

TEST(ClientOctets, are_forgotten_an_hour_after_the_first) {
    ClientOctets clients;
    EXPECT_TRUE(clients.bring("::1", 100, 100, begin));
    EXPECT_FALSE(clients.bring("::1", 1, 100, begin + 60min - 1s));
    EXPECT_TRUE(clients.bring("::1", 100, 100, begin + 60min));
    EXPECT_FALSE(clients.bring("::1", 1, 100, begin + 119min)) << "a new hour began with that one";
    EXPECT_TRUE(clients.bring("::1", 1, 100, begin - 24h)) << "a clock that was set back locks nobody out";
}

TEST(ClientOctets, of_what_was_not_stored_are_given_back) {
    ClientOctets clients;
    EXPECT_TRUE(clients.bring("::1", 100, 100, begin));
    clients.give_back("::1", 30);
    EXPECT_TRUE(clients.bring("::1", 30, 100, begin));
    EXPECT_FALSE(clients.bring("::1", 1, 100, begin));
}

TEST(ClientOctets, of_many_addresses_take_a_bounded_memory) {
    ClientOctets clients;
    for (int i = 0; i < 40000; ++i) EXPECT_TRUE(clients.bring(std::to_string(i), 1, 100, begin));
    EXPECT_FALSE(clients.bring("39999", 100, 100, begin)) << "the newest are known";
}

}  // namespace postlab::client_octets_test
