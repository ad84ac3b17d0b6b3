#include "labs/dialogue/recognise.h"

#include <gtest/gtest.h>

namespace postlab::labs::recognise_test {

std::string recognised(Protocol protocol, std::string_view line, std::string_view verb = "") {
    const Reply* reply = recognise(tables(protocol), line, verb);
    return reply ? std::string(reply->id) : "none";
}

/// A line that could be this row's, with a detail in each hole.
std::string example(const Reply& reply) {
    std::string line = as_said(reply);
    for (std::size_t hole; (hole = line.find("...")) != line.npos;) line.replace(hole, 3, "7");
    for (std::size_t hole; (hole = line.find("(s)")) != line.npos;) line.replace(hole, 3, "s");
    return line;
}

TEST(Recognise, finds_every_row_by_its_line_and_its_verb) {
    for (Protocol protocol : {Protocol::smtp, Protocol::pop3})
        for (const Reply& reply : tables(protocol).replies) {
            const Reply* found = recognise(tables(protocol), example(reply), group(reply));
            ASSERT_NE(found, nullptr) << example(reply);
            EXPECT_EQ(group(*found), group(reply)) << example(reply);
        }
}

TEST(Recognise, finds_the_reply_of_the_verb_that_was_said) {
    EXPECT_EQ(recognised(Protocol::smtp, "250 2.0.0 OK\r\n", "RSET"), "rset.ok");
    EXPECT_EQ(recognised(Protocol::smtp, "250 2.0.0 OK\r\n", "noop"), "noop.ok");
    EXPECT_EQ(recognised(Protocol::pop3, "+OK 2 320", "STAT"), "stat.ok");
    EXPECT_EQ(recognised(Protocol::pop3, "+OK 2 320", "LIST"), "list.one");
    EXPECT_EQ(recognised(Protocol::pop3, "+OK alice's maildrop has 2 messages (320 octets)", "PASS"), "login.ok");
}

TEST(Recognise, finds_the_first_line_of_a_reply_of_several) {
    EXPECT_EQ(recognised(Protocol::smtp, "250-post.example greets ann", "EHLO"), "ehlo.ok");
}

TEST(Recognise, finds_a_reply_that_says_how_far_a_student_is) {
    EXPECT_EQ(recognised(Protocol::pop3, "+OK alice's maildrop has 1 message (165 octets) [L12 2/5]"), "login.ok");
    EXPECT_EQ(
        recognised(Protocol::pop3, "+OK alice's maildrop has 1 message (165 octets) [L12 2/5] (edited line: PASS x)"),
        "login.ok");
    EXPECT_EQ(
        recognised(Protocol::pop3, "+OK post.example POP3 server signing off (maildrop empty), receipt L12-7Q4K-93XD"),
        "quit.empty");
    EXPECT_EQ(recognised(Protocol::smtp,
                         "221 2.0.0 post.example Service closing transmission channel, receipt L03-7Q4K-93XD"),
              "quit.ok");
}

TEST(Recognise, finds_nothing_for_what_is_in_no_row) {
    EXPECT_EQ(recognised(Protocol::smtp, "250 Ok: queued as 42"), "none");
    EXPECT_EQ(recognised(Protocol::pop3, "-ERR"), "none");
    EXPECT_EQ(recognised(Protocol::pop3, ""), "none");
}

}  // namespace postlab::labs::recognise_test
