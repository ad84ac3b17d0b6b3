#include "labs/dialogue/reply_difference.h"

#include <gtest/gtest.h>

namespace postlab::labs::reply_difference_test {

using Kind = ReplyDifference::Kind;

ReplyDifference pop3(std::string_view a, std::string_view b, std::string_view verb = "STAT") {
    return compare_replies(a, b, Protocol::pop3, verb);
}
ReplyDifference smtp(std::string_view a, std::string_view b, std::string_view verb = "RCPT") {
    return compare_replies(a, b, Protocol::smtp, verb);
}

TEST(ReplyDifference, tells_codes_from_words) {
    EXPECT_EQ(pop3("+OK 1 2\r\n", "+OK 1 2\r\n").kind, Kind::none);
    EXPECT_EQ(pop3("+OK 1 2\r\n", "+OK 1 3\r\n").kind, Kind::text);
    EXPECT_EQ(pop3("+OK 1 2\r\n", "-ERR 1 2\r\n").kind, Kind::code);
    EXPECT_EQ(pop3("+OK\r\n", "+OK fine\r\n").kind, Kind::text);
    EXPECT_EQ(smtp("250-a\r\n250 b\r\n", "250 a\r\n").kind, Kind::text);
    EXPECT_EQ(smtp("250 a\r\n", "251 a\r\n").kind, Kind::code);
    EXPECT_EQ(smtp("250 a\r\n", "").kind, Kind::code);
    EXPECT_EQ(smtp("250 a\r\n", "250 a\n").kind, Kind::text);
}

TEST(ReplyDifference, knows_what_is_new_each_time) {
    EXPECT_EQ(pop3("+OK ready <1.2@a>\r\n", "+OK ready <33.44@a>\r\n", "").what->text, "timestamp");
    EXPECT_EQ(smtp("250 2.0.0 as message 9\r\n", "250 2.0.0 as message 10\r\n", "DATA").what->text, "message number");
    EXPECT_EQ(pop3("+OK\r\n1 a\r\n2 b\r\n.\r\n", "+OK\r\n1 c\r\n2 d\r\n.\r\n", "UIDL").what->text, "unique-ids");
    EXPECT_EQ(pop3("+OK\r\nReceived: a\r\n\tb\r\nX: y\r\n\r\nc\r\n.\r\n",
                   "+OK\r\nreceived: a\r\nReceived: d\r\nX: y\r\n\r\nc\r\n.\r\n", "RETR")
                  .what->text,
              "Received lines");
}

TEST(ReplyDifference, knows_what_a_classroom_says_of_its_student) {
    EXPECT_EQ(pop3("+OK ann's (3 octets)\r\n", "+OK ann's (3 octets) [L12 2/5]\r\n", "PASS").what->text,
              "lab's standing");
    EXPECT_EQ(pop3("+OK bye, receipt L12-7Q4K-93XD\r\n", "+OK bye\r\n", "QUIT").what->text, "lab's standing");
    EXPECT_EQ(smtp("221 bye (a note)\r\n", "221 bye, receipt L12-7Q4K-93XD (a note)\r\n", "QUIT").what->text,
              "lab's standing");
    EXPECT_EQ(pop3("+OK bye\r\n", "+OK so long, receipt L12-7Q4K-93XD\r\n", "QUIT").kind, Kind::text);
}

TEST(ReplyDifference, excuses_nothing_else_with_it) {
    EXPECT_EQ(pop3("+OK ready <1.2@a>\r\n", "+OK hello <1.2@a>\r\n", "").kind, Kind::text);
    EXPECT_EQ(pop3("+OK <1>\r\n", "+OK <2>\r\n", "STAT").kind, Kind::text);
    EXPECT_EQ(smtp("250 as message 9\r\n", "450 as message 10\r\n", "DATA").kind, Kind::code);
    EXPECT_EQ(smtp("250\r\n", "250 7\r\n", "DATA").kind, Kind::text);
    EXPECT_EQ(pop3("+OK\r\n1 a\r\n.\r\n", "+OK\r\n2 a\r\n.\r\n", "UIDL").kind, Kind::text);
    EXPECT_EQ(pop3("+OK\r\nX: y\r\n\r\nReceived: a\r\n.\r\n", "+OK\r\nX: y\r\n\r\nReceived: b\r\n.\r\n", "RETR").kind,
              Kind::text);
}

TEST(ReplyDifference, shows_the_first_lines_that_differ) {
    auto difference = pop3("+OK\r\nReceived: a\r\nX: y\r\n\r\n.\r\n", "+OK\r\nX: z\r\n\r\n.\r\n", "RETR");
    EXPECT_EQ(difference.first, "X: y\r\n");
    EXPECT_EQ(difference.then, "X: z\r\n");
    difference = smtp("250-a\r\n250 b\r\n", "250-a\r\n");
    EXPECT_EQ(difference.first, "250 b\r\n");
    EXPECT_EQ(difference.then, "");
}

}  // namespace postlab::labs::reply_difference_test
