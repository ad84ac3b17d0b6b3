#include "shared/faulty_reply.h"

#include <gtest/gtest.h>

namespace postlab::faulty_reply_test {

using namespace std::chrono_literals;

struct CutCase {
    std::uint64_t at;
    std::string first, second, note;
};

class CutReply : public testing::TestWithParam<CutCase> {};

TEST_P(CutReply, ends_at_the_very_octet_wherever_its_blocks_begin) {
    Injection injection;
    injection.cut_at = GetParam().at;
    FaultyReply reply(injection);
    reply.say("+OK\r\n");
    std::string note = reply.take_description();
    EXPECT_EQ(reply.said(), GetParam().first);
    reply.say("a\r\n.\r\n");
    EXPECT_EQ(reply.said(), GetParam().second);
    EXPECT_EQ(note + reply.take_description(), GetParam().note);
    EXPECT_EQ(reply.cuts(), !GetParam().note.empty());
    EXPECT_EQ(reply.take_description(), "");
}

INSTANTIATE_TEST_SUITE_P(All, CutReply,
                         testing::Values(CutCase{0, "", "", "cut after 0 octets"},
                                         CutCase{3, "+OK", "", "cut after 3 octets"},
                                         CutCase{5, "+OK\r\n", "", "cut after 5 octets"},
                                         CutCase{6, "+OK\r\n", "a", "cut after 6 octets"},
                                         CutCase{11, "+OK\r\n", "a\r\n.\r\n", "cut after 11 octets"},
                                         CutCase{12, "+OK\r\n", "a\r\n.\r\n", ""}));

TEST(SilentReply, sends_what_comes_before_its_silence) {
    Injection injection;
    injection.silent_from = 7;
    FaultyReply reply(injection);
    reply.say("+OK\r\n");
    EXPECT_EQ(reply.said(), "+OK\r\n");
    EXPECT_EQ(reply.take_description(), "");
    reply.say("abc");
    EXPECT_EQ(reply.said(), "ab");
    EXPECT_EQ(reply.take_description(), "sent up to octet 7");
    reply.say("def");
    EXPECT_EQ(reply.said(), "");
    EXPECT_FALSE(reply.cuts());
}

TEST(LateReply, goes_in_the_order_it_was_said_each_octet_at_its_time) {
    Injection injection;
    injection.delay = 10s;
    injection.delay_at = 2;
    injection.split = 1s;
    FaultyReply reply(injection);
    EXPECT_TRUE(reply.is_held_back());
    reply.say("abc");
    Time now{};
    std::string wire;
    std::vector<long> seconds;
    while (reply.holds()) {
        std::string_view bytes = reply.release(now);
        if (bytes.empty()) {
            EXPECT_GT(reply.until(), now);
            now = reply.until();
            continue;
        }
        EXPECT_EQ(bytes.size(), 1u);
        wire += bytes;
        seconds.push_back(std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count());
    }
    EXPECT_EQ(wire, "abc");
    EXPECT_EQ(seconds, (std::vector<long>{0, 1, 12}));
    EXPECT_EQ(reply.take_description(), "delayed by 10 s behind octet 2; sent octet by octet, 1 s apart");
}

TEST(LateReply, of_a_large_message_is_every_octet_of_it) {
    Injection injection;
    injection.split = 0ms;
    FaultyReply reply(injection);
    std::string said, wire;
    for (int i = 0; i < 3000; ++i) said += std::to_string(i) + " ";
    reply.say(said.substr(0, 5000));
    for (int i = 0; i < 4000; ++i) wire += reply.release({});
    reply.say(said.substr(5000));
    while (reply.holds()) wire += reply.release({});
    EXPECT_EQ(wire, said);
}

TEST(TimeInWords, is_short) {
    EXPECT_EQ(in_words(0ms), "0 s");
    EXPECT_EQ(in_words(20ms), "20 ms");
    EXPECT_EQ(in_words(1050ms), "1.05 s");
    EXPECT_EQ(in_words(2min), "120 s");
}

}  // namespace postlab::faulty_reply_test
