#include "shared/wire/typing.h"

#include <gtest/gtest.h>

namespace postlab::typing_test {

TEST(SpareBlanks, are_left_out) {
    EXPECT_EQ(without_spare_blanks("  HELO \t me\t", false), "HELO me");
    EXPECT_EQ(without_spare_blanks("RETR\t1", false), "RETR 1");
    EXPECT_EQ(without_spare_blanks("QUIT", false), "QUIT");
    EXPECT_EQ(without_spare_blanks(" \t ", false), "");
    EXPECT_EQ(without_spare_blanks("", false), "");
}

TEST(SpareBlanks, stay_within_quotes) {
    EXPECT_EQ(without_spare_blanks(R"(MAIL  FROM:<"a  b"@c>  X)", false), R"(MAIL FROM:<"a  b"@c> X)");
    EXPECT_EQ(without_spare_blanks(R"(MAIL FROM:<"a\"  b"@c>  X)", false), R"(MAIL FROM:<"a\"  b"@c> X)");
    EXPECT_EQ(without_spare_blanks(R"(VRFY "a  )", false), R"(VRFY "a  )");
    EXPECT_EQ(without_spare_blanks(R"(VRFY "a\)", false), R"(VRFY "a\)");
}

TEST(SpareBlanks, stay_in_a_password) {
    EXPECT_EQ(without_spare_blanks("  PASS  two  words ", true), "PASS  two  words ");
    EXPECT_EQ(without_spare_blanks("PASS\tsecret\t", true), "PASS secret\t");
    EXPECT_EQ(without_spare_blanks(" PASS", true), "PASS");
}

TEST(VerbMeant, is_one_slip_away) {
    static constexpr std::string_view verbs[] = {"HELO", "QUIT", "NOOP", "TOP", "DELE", "RETR", "PASS"};
    for (auto [word, verb] : {std::pair{"HELLO", "HELO"},
                              {"QIUT", "QUIT"},
                              {"quiit", "QUIT"},
                              {"NOP", "NOOP"},
                              {"NOOP\r", "NOOP"},
                              {"DELETE", "DELE"},
                              {"Retrieve", "RETR"},
                              {"PASSWORD", "PASS"},
                              {"TPO", "TOP"},
                              {"TAP", "TOP"}})
        EXPECT_EQ(verb_meant(word, verbs), verb) << word;
    for (const char* word : {"", "Q", "XYZZY", "EXIT", "Host:", "LOVE", "TOPS OFF", "DEAR", "QU"})
        EXPECT_EQ(verb_meant(word, verbs), "") << word;
}

}  // namespace postlab::typing_test
