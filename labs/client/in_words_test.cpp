#include "labs/client/in_words.h"

#include <gtest/gtest.h>

namespace postlab::labs::in_words_test {

const Language& english = Language::english();

TEST(InWords, say_what_a_line_hides) {
    EXPECT_EQ(in_words("250 OK\r\n", english), "250 OK, CR LF");
    EXPECT_EQ(in_words("NOOP\n", english), "NOOP, LF alone");
    EXPECT_EQ(in_words("login: ", english), "login:(space), no line end");
    EXPECT_EQ(in_words("\r\n", english), "an empty line, CR LF");
    EXPECT_EQ(in_words(".\r\n", english), "a dot alone, CR LF");
    EXPECT_EQ(in_words("..x\r\n", english), "begins with 2 dots: ..x, CR LF");
    EXPECT_EQ(in_words(".x\r\n", english), "begins with a dot: .x, CR LF");
    EXPECT_EQ(in_words(std::string_view("\ta\0\x7f\x1b\xff \r\r\n", 10), english),
              "(tab)a(NUL)(DEL)(octet 1B)(octet FF)(space)(CR), CR LF");
}

TEST(InWords, are_those_of_the_language) {
    EXPECT_EQ(in_words("\r\n", Language::of("zh")), "空行，CR LF");
    EXPECT_EQ(in_words("\t\r\n", Language::of("ru")), "(табуляция), CR LF");
}

struct ConversationInWords : testing::Test {
    std::vector<std::string> words;
    bool echoed = false;
    Bystander bystander{[this](const Overheard& line) { words.push_back(in_words(line, echoed, english)); }};
    void say(std::string_view line) { bystander.said(std::string(line) + "\r\n"); }
    void hear(std::string_view line) { bystander.heard(std::string(line) + "\r\n"); }
    using Words = std::vector<std::string>;
};

TEST_F(ConversationInWords, says_who_speaks_and_where_a_reply_and_a_listing_end) {
    hear("+OK POP3 server ready <1.2@x>");
    say("LIST");
    for (const char* line : {"+OK 1 message (60 octets)", "1 60", "."}) hear(line);
    say("RETR 1");
    for (const char* line : {"+OK 60 octets", "", "..", "."}) hear(line);
    EXPECT_EQ(words, (Words{"server: +OK POP3 server ready <1.2@x>, CR LF", "sent: LIST, CR LF",
                            "server: +OK 1 message (60 octets), CR LF", "server: 1 60, CR LF",
                            "server: a dot alone, CR LF, the end of the listing: 1 line", "sent: RETR, a secret, CR LF",
                            "server: +OK 60 octets, CR LF", "server: an empty line, CR LF",
                            "server: begins with 2 dots: .., CR LF",
                            "server: a dot alone, CR LF, the end of the letter: 2 lines"}));
}

TEST_F(ConversationInWords, names_the_end_of_a_letter_and_of_a_reply_of_several_lines) {
    hear("220 x");
    say("EHLO me");
    hear("250-x");
    hear("250 HELP");
    say("DATA");
    hear("354 go");
    say("a");
    say(".");
    EXPECT_EQ(words,
              (Words{"server: 220 x, CR LF", "sent: EHLO me, CR LF", "server: 250-x, CR LF, more lines follow",
                     "server: 250 HELP, CR LF, the last of 2 lines", "sent: DATA, CR LF", "server: 354 go, CR LF",
                     "sent: a, CR LF", "sent: a dot alone, CR LF, the end of the letter: 1 line"}));
}

/// A number that was typed before the login may be one, too.
TEST_F(ConversationInWords, tells_no_secret) {
    hear("+OK ready");
    say("PASS two words");
    hear("-ERR no");
    say("two words");
    EXPECT_EQ(words[1], "sent: PASS, a secret, CR LF");
    EXPECT_EQ(words[3], "sent: a secret, CR LF");
}

TEST_F(ConversationInWords, repeats_nothing_that_was_heard_when_it_was_typed) {
    echoed = true;
    hear("220 x");
    say("DATA");
    hear("354 go");
    say("a");
    say("");
    say("..");
    say(".");
    EXPECT_EQ(words, (Words{"server: 220 x, CR LF", "sent, CR LF", "server: 354 go, CR LF", "sent, CR LF",
                            "sent: an empty line, CR LF", "sent: begins with 2 dots: .., CR LF",
                            "sent: a dot alone, CR LF, the end of the letter: 3 lines"}));
}

}  // namespace postlab::labs::in_words_test
