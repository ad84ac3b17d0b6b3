#include "labs/dialogue/formula.h"

#include <gtest/gtest.h>

#include "labs/dialogue/memory_wire.h"
#include "labs/dialogue/player.h"

namespace postlab::labs::formula_test {

TEST(Formula, works_out_what_the_tools_do) {
    EXPECT_EQ(worked_out("md5", "<1896.697170952@dbc.mtview.ca.us>tanstaaf"), "c4c9334bac560ecc979e58001b3e22fb")
        << "RFC 1939 7";
    EXPECT_EQ(worked_out("hmac-md5", "tanstaaftanstaaf <1896.697170952@postoffice.reston.mci.net>"),
              "b913a602c7eda7a495b4e6e7334d3890")
        << "RFC 2195 2";
    EXPECT_EQ(worked_out("base64", std::string_view("\0tim\0tanstaaftanstaaf", 21)), "AHRpbQB0YW5zdGFhZnRhbnN0YWFm")
        << "RFC 4616 4";
    EXPECT_EQ(worked_out("unbase64", "VXNlcm5hbWU6"), "Username:");
    EXPECT_EQ(worked_out("unbase64", "?"), "");
}

std::string complaint(const std::string& text) {
    try {
        MemoryWire wire;
        return play(parse_dialogue(text, "a", Protocol::pop3), wire).value_or("");
    } catch (const DialogueError& error) {
        return error.what();
    }
}

TEST(Formula, stands_in_a_dialogue_between_what_was_heard_and_what_is_said) {
    EXPECT_EQ(complaint("S: +OK POP3 server ready {timestamp}\n"
                        "! {digest} = md5 {timestamp}tanstaaf\n"
                        "C: APOP mrose {digest}\n"
                        "S: +OK mrose's maildrop has 2 messages (320 octets)\n"
                        "C: QUIT\nS: +OK ...\n! closed\n"),
              "");
    EXPECT_EQ(complaint("S: +OK ...\nC: AUTH CRAM-MD5\nS: + {challenge}\n"
                        "! {text} = unbase64 {challenge}\n"
                        "! {digest} = hmac-md5 tanstaaf {text}\n"
                        "! {response} = base64 mrose {digest}\n"
                        "C: {response}\nS: +OK mrose's maildrop ...\n! drop\n"),
              "");
    EXPECT_EQ(complaint("S: +OK ...\n! {name} = base64 alice\\x00\nC: {name}\nS: -ERR ...\n! drop\n"), "");
}

TEST(Formula, is_refused_where_it_makes_no_sense) {
    EXPECT_EQ(complaint("S: +OK ...\n! {digest} = sha1 x\n"),
              "a:2: expected a formula behind `{digest} =`: md5, hmac-md5, base64, unbase64");
    EXPECT_EQ(complaint("S: +OK ...\n! {digest} = md5 {never}\n"),
              "a:2: expected an S: line above this one that captures {never}");
    EXPECT_EQ(complaint("S: +OK ...\n! {digest} md5 x\n"), "a:2: expected ` = ` and a formula behind `{digest}`");
}

}  // namespace postlab::labs::formula_test
