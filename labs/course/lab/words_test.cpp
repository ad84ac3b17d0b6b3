#include "labs/course/lab/words.h"

#include <gtest/gtest.h>

namespace postlab::course::words_test {

TEST(Words, are_found_whole_among_others) {
    EXPECT_TRUE(is_among("anna", "anna"));
    EXPECT_TRUE(is_among("anna", "boris anna"));
    EXPECT_FALSE(is_among("ann", "boris anna"));
    EXPECT_FALSE(is_among("anna", ""));
}

TEST(Forms, let_dots_be_anything) {
    EXPECT_TRUE(has_form("+OK 3 letters", "+OK ..."));
    EXPECT_TRUE(has_form("+OK ", "+OK ..."));
    EXPECT_TRUE(has_form("a letter of 3 lines", "a ... of ... lines"));
    EXPECT_TRUE(has_form("lines and lines", "...lines"));
    EXPECT_FALSE(has_form("a letter of 3 words", "a ... of ... lines"));
    EXPECT_FALSE(has_form("+OK", "+OK ..."));
}

TEST(Forms, without_dots_are_the_text_itself) {
    EXPECT_TRUE(has_form("15", "15"));
    EXPECT_FALSE(has_form("15 ", "15"));
    EXPECT_FALSE(has_form("", "15"));
}

TEST(Forms, never_use_an_octet_for_two_of_their_texts) {
    EXPECT_FALSE(has_form("aba", "ab...ba"));
    EXPECT_TRUE(has_form("abba", "ab...ba"));
}

TEST(Codes, match_digit_by_digit) {
    for (const char* form : {"503", "5..", "50.", "...", "any"}) EXPECT_TRUE(code_matches(form, "503")) << form;
    for (const char* form : {"502", "4..", "5.", "5...", "+OK", ""}) EXPECT_FALSE(code_matches(form, "503")) << form;
    EXPECT_TRUE(code_matches("-ERR", "-ERR"));
    EXPECT_FALSE(code_matches("any", "")) << "there was no reply";
}

TEST(Words, are_folded_from_the_forms_of_a_chinese_keyboard_and_from_every_space) {
    EXPECT_EQ(folded("ｌｅｆｔ：\u3000１４。"), "left: 14.");
    EXPECT_EQ(folded("left:\u00a014\u202f5"), "left: 14 5");
    EXPECT_EQ(folded("café 你好"), "café 你好");
    EXPECT_EQ(folded("\xef\xbc"), "\xef\xbc") << "no UTF-8";
}

TEST(Words, stand_bare_without_brackets_and_full_stops) {
    for (const char* written : {"b", "b)", "(b)", " b. ", "\"b\"", "b"}) EXPECT_EQ(bare_word(written), "b") << written;
    EXPECT_EQ(bare_word("(two words)"), "(two words)");
    EXPECT_EQ(bare_word("?"), "?");
    EXPECT_EQ(bare_word("..."), "...");
    EXPECT_EQ(bare_word("+OK"), "+OK");
}

}  // namespace postlab::course::words_test
