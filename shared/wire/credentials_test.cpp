#include "shared/wire/credentials.h"

#include <gtest/gtest.h>

namespace postlab::credentials_test {

TEST(Credentials, stand_behind_a_verb_that_may_be_shown) {
    EXPECT_EQ(before_credentials("PASS two words"), "PASS");
    EXPECT_EQ(before_credentials("login s001 word"), "login");
    EXPECT_EQ(before_credentials(" Auth PLAIN word"), " Auth");
    EXPECT_EQ(before_credentials("APOP\tname word"), "APOP");
    EXPECT_EQ(before_credentials("pass:sesame"), "pass");
    EXPECT_EQ(before_credentials("PASS"), "PASS");
    EXPECT_EQ(before_credentials("PASS пароль"), "PASS");
    EXPECT_EQ(before_credentials("РАSS word"), "РАSS") << "the first two are Cyrillic";
    EXPECT_EQ(before_credentials("ＬＯＧＩＮ s001 word"), "ＬＯＧＩＮ");
}

TEST(Credentials, may_stick_to_a_verb_that_is_not_quite_one) {
    for (const char* line : {"PASSsesame", "PASSWORD sesame", "PSAS:sesame", "PSAS sesame", "PASS　sesame", "LOGON x y",
                             "> PSAS sesame", "C: PPASS sesame", "зфыы ыуыфьу", "\xEF\xBB\xBFPASS sesame"})
        EXPECT_EQ(before_credentials(line), "") << line;
}

TEST(Credentials, are_found_behind_other_words_and_within_pieces) {
    EXPECT_EQ(before_credentials("C: PASS sesame"), "C: PASS");
    EXPECT_EQ(before_credentials("> pass sesame"), "> pass");
    EXPECT_EQ(before_credentials("P ASS sesame"), "P ASS");
    EXPECT_EQ(before_credentials("NOOP PASS sesame"), "NOOP PASS");
    EXPECT_EQ(before_credentials("EHLO a\rPASS sesame"), "EHLO a\rPASS");
    EXPECT_EQ(before_credentials("\x16\x03PASS sesame"), "\x16\x03PASS");
    EXPECT_EQ(before_credentials("MAIL FROM:<a@b> AUTH=sesame"), "MAIL FROM:<a@b> AUTH");
    EXPECT_EQ(before_credentials("Subject: password=sesame"), "Subject: password");
}

TEST(Credentials, are_not_in_other_lines) {
    for (const char* line : {"", " ", "USER s001", "LAST", "DATA", "LIST 1", "HELP PASS", "sesame", "MAIL FROM:<a@b>",
                             "RCPT TO: <login@post.example>", "RCPT TO:<auth@x> SIZE=1", "RCPT TO: pass@x",
                             "NOOP passenger list", "Маша", "C:", "1", "Path: x"})
        EXPECT_EQ(before_credentials(line), std::nullopt) << line;
}

}  // namespace postlab::credentials_test
