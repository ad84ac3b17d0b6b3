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

TEST(CredentialVerb, is_all_that_may_be_shown_of_its_line) {
    EXPECT_EQ(credential_verb("PASS two words"), "PASS");
    EXPECT_EQ(credential_verb("login s001 word"), "login");
    EXPECT_EQ(credential_verb(" Auth PLAIN word"), "Auth");
    EXPECT_EQ(credential_verb("APOP\tname word"), "APOP");
    EXPECT_EQ(credential_verb("PASS"), "PASS");
    EXPECT_EQ(credential_verb("РАSS word"), "РАSS") << "the first two are Cyrillic";
    EXPECT_EQ(credential_verb("ＬＯＧＩＮ s001 word"), "ＬＯＧＩＮ");
}

TEST(CredentialVerb, is_not_shown_where_a_password_may_stick_to_it) {
    for (const char* line :
         {"PASSsesame", "PASSWORD sesame", "pass:sesame", "PSAS sesame", "PASS　sesame", "LOGON x y"})
        EXPECT_EQ(credential_verb(line), "") << line;
}

TEST(CredentialVerb, is_none_of_the_others) {
    for (const char* line : {"", " ", "USER s001", "LAST", "DATA", "LIST 1", "HELP PASS", "sesame", "MAIL FROM:<a@b>"})
        EXPECT_EQ(credential_verb(line), std::nullopt) << line;
}

}  // namespace postlab::typing_test
