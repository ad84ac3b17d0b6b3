#include "labs/text/paragraph.h"

#include <gtest/gtest.h>

namespace postlab::labs::paragraph_test {

TEST(Padded, text_is_as_wide_as_it_should_be_in_characters_and_never_cut) {
    EXPECT_EQ(padded("ab", 4), "ab  ");
    EXPECT_EQ(padded("Жук", 4), "Жук ");
    EXPECT_EQ(padded("abcde", 4), "abcde");
    EXPECT_EQ(padded("", 2), "  ");
}

TEST(Taken, front_of_a_text_ends_between_two_characters) {
    std::string rest = "Жук и жук";
    EXPECT_EQ(taken(rest, 4), "Жук ");
    EXPECT_EQ(rest, "и жук");
    EXPECT_EQ(taken(rest, 99), "и жук");
    EXPECT_EQ(rest, "");
}

TEST(Paragraph, is_cut_at_spaces_and_a_long_word_stands_whole) {
    EXPECT_EQ(wrapped("one two three", 7), (std::vector<std::string>{"one two", "three"}));
    EXPECT_EQ(wrapped("extraordinarily so", 7), (std::vector<std::string>{"extraordinarily", "so"}));
    EXPECT_EQ(paragraph("one two", "- ", "  "), "- one two\n");
}

TEST(Paragraph, in_Chinese_is_cut_between_characters_that_take_two_columns_each) {
    EXPECT_EQ(columns("邮箱 a"), 6u);
    EXPECT_EQ(columns("e\u0301 🙂 …"), 6u) << "an accent above its letter takes none";
    EXPECT_EQ(columns("\xff\x01"), 2u);
    EXPECT_EQ(wrapped("信已经存好了，可以走了。", 10), (std::vector<std::string>{"信已经存好", "了，可以走", "了。"}));
    EXPECT_EQ(wrapped("一二三四，五", 8), (std::vector<std::string>{"一二三", "四，五"}))
        << "no line begins with a comma";
    EXPECT_EQ(wrapped("说 QUIT 再走", 8), (std::vector<std::string>{"说 QUIT", "再走"}));
    EXPECT_EQ(wrapped("说（QUIT）", 5), (std::vector<std::string>{"说", "（QUIT）"}));
    std::string rest = "邮箱";
    EXPECT_EQ(taken(rest, 3), "邮");
    EXPECT_EQ(padded("邮", 4), "邮  ");
}

TEST(Emphasis, is_what_stands_between_asterisks_outside_of_code) {
    EXPECT_EQ(emphasised("it *begins* here, **now**", "<em>", "</em>"), "it <em>begins</em> here, <em>now</em>");
    EXPECT_EQ(emphasised("中*端口*文", "", ""), "中端口文");
    EXPECT_EQ(emphasised("`a*b*c` and 2 * 3 * 4 and PASS ****", "", ""), "`a*b*c` and 2 * 3 * 4 and PASS ****");
}

TEST(Paragraph, may_be_of_another_width) { EXPECT_EQ(paragraph("one two", "- ", "  ", 6), "- one\n  two\n"); }

}  // namespace postlab::labs::paragraph_test
