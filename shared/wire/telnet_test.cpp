#include "shared/wire/telnet.h"

#include <gtest/gtest.h>

#include <string_view>

namespace postlab::telnet_test {

/// What is left of the bytes when telnet has taken its own.
std::string left_of(Telnet& telnet, std::string_view bytes) {
    std::string left;
    for (char c : bytes)
        if (!telnet.takes(static_cast<unsigned char>(c))) left += c;
    return left;
}

TEST(Telnet, takes_its_commands_and_leaves_the_rest) {
    Telnet telnet;
    EXPECT_EQ(left_of(telnet,
                      "a\xFF\xF1"
                      "b\xFF\xFB\x1F"
                      "c\xFF\xFA\x18\x01\xFF\xFF\x02\xFF\xF0"
                      "d"),
              "abcd");
}

TEST(Telnet, leaves_one_of_two_IACs) {
    Telnet telnet;
    EXPECT_EQ(left_of(telnet, "\xFF\xFF\xFF\xFF"), "\xFF\xFF");
}

TEST(Telnet, loses_no_letter_behind_an_IAC_that_begins_no_command) {
    Telnet telnet;
    EXPECT_EQ(left_of(telnet, "a\xFF\r\n"), "a\r\n");
}

TEST(Telnet, declines_every_offer_and_every_request_and_asks_for_nothing) {
    Telnet telnet;
    left_of(telnet, "\xFF\xFB\x1F\xFF\xFD\x01\xFF\xFC\x01\xFF\xFE\x03");
    EXPECT_EQ(telnet.take_answers(), "\xFF\xFE\x1F\xFF\xFC\x01");
    EXPECT_EQ(telnet.take_answers(), "");
}

TEST(Telnet, refuses_the_timing_mark_that_follows_a_ctrl_c) {
    Telnet telnet;
    EXPECT_FALSE(telnet.take_interrupt());
    left_of(telnet, "\xFF\xF4\xFF\xFD\x06");
    EXPECT_EQ(telnet.take_answers(), "\xFF\xFC\x06");
    EXPECT_TRUE(telnet.take_interrupt());
    EXPECT_FALSE(telnet.take_interrupt());
}

TEST(Telnet, answers_ctrl_c_within_content_once_however_it_is_cut) {
    const std::string_view content = "\xFF\xFF\xF4\xFF\xFD\x06 \xFF\xFD\x06\xFF\xF4\xFF\xF4\xFF\xFD\x06.";
    for (std::size_t piece = 1; piece <= content.size(); ++piece) {
        Telnet telnet;
        for (std::size_t i = 0; i < content.size(); i += piece) telnet.watch(content.substr(i, piece));
        EXPECT_EQ(telnet.take_answers(), "\xFF\xFC\x06") << "cut every " << piece << " octets";
    }
}

}  // namespace postlab::telnet_test
