#include "pop3d/apop.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace postlab::pop3d::apop_test {

TEST(Timestamp, has_the_form_of_the_rfc) {
    std::string timestamp = make_timestamp(Time(std::chrono::seconds(697170952)), "dbc.mtview.ca.us");
    EXPECT_TRUE(std::regex_match(timestamp, std::regex(R"(<[0-9]+\.[0-9]+@dbc\.mtview\.ca\.us>)"))) << timestamp;
}

TEST(Timestamp, differs_within_one_microsecond_and_when_the_clock_is_set_back) {
    std::set<std::string> seen;
    Time now = std::chrono::system_clock::now();
    for (int i = 0; i < 1000; ++i) seen.insert(make_timestamp(now, "post.example"));
    for (int i = 0; i < 1000; ++i) seen.insert(make_timestamp(now - std::chrono::microseconds(i), "post.example"));
    EXPECT_EQ(seen.size(), 2000u);
}

TEST(Timestamp, differs_between_threads) {
    std::vector<std::vector<std::string>> made(4);
    std::vector<std::thread> threads;
    for (auto& own : made)
        threads.emplace_back([&own] {
            for (int i = 0; i < 2000; ++i) own.push_back(make_timestamp(Time{}, "post.example"));
        });
    for (auto& thread : threads) thread.join();
    std::set<std::string> seen;
    for (auto& own : made) seen.insert(own.begin(), own.end());
    EXPECT_EQ(seen.size(), 8000u);
}

}  // namespace postlab::pop3d::apop_test
