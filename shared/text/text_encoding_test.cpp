#include "shared/text/text_encoding.h"

#include <gtest/gtest.h>

#include "shared/text/sayable_error.h"

namespace postlab::text_encoding_test {

TEST(ToUtf8, knows_which_octets_are_valid_in_a_charset) {
    EXPECT_EQ(to_utf8("\xd1\x8f", "utf-8"), "я");
    EXPECT_EQ(to_utf8("\xff", "windows-1251"), "я");
    EXPECT_EQ(to_utf8("\xff", "utf-8"), std::nullopt);
    EXPECT_EQ(to_utf8("\xff", ""), std::nullopt);
    EXPECT_EQ(to_utf8("x", "no-such-charset"), std::nullopt);
}

TEST(Decoded, file_says_what_it_was_in) {
    using namespace std::string_view_literals;
    EXPECT_EQ(decoded("Ж").encoding, "UTF-8");
    EXPECT_EQ(decoded("\xEF\xBB\xBFЖ").text, "Ж") << "without the mark";
    for (std::string_view bytes : {"\xFF\xFE\x16\x04"sv, "\xFE\xFF\x04\x16"sv}) EXPECT_EQ(decoded(bytes).text, "Ж");
    EXPECT_EQ(decoded("\xC6\xF3\xEA", "cp1251").text, "Жук");
}

std::string complaint(std::string_view bytes) {
    try {
        return decoded(bytes).text;
    } catch (const SayableError& error) {
        return error.what();
    }
}

TEST(Decoded, file_that_is_no_text_is_refused_with_the_choices) {
    EXPECT_THROW(decoded("\xFF", "utf-8"), SayableError);
    EXPECT_THROW(decoded("x", "no-such-encoding"), SayableError);
    EXPECT_EQ(complaint("id,name\ns1,J\xFCrgen\n"),
              "this is no UTF-8: save it as UTF-8, or name its encoding: cp1251 (Jьrgen), cp1252 (Jürgen), gb18030 "
              "(J黵gen)");
    EXPECT_TRUE(complaint("\xC0\xEE\xC0\xD7,x").ends_with("cp1251 (АоАЧ), cp1252 (ÀîÀ×), gb18030 (李雷)"));
    EXPECT_TRUE(complaint("Jos\xE9\n").ends_with("cp1252 (José)")) << "half a character in GB18030";
}

TEST(Text, of_any_editor_has_the_same_lines) {
    using namespace std::string_view_literals;
    for (std::string_view bytes : {"a\nЖ\n\n"sv, "a\r\nЖ\r\n\r\n"sv, "a\rЖ\r\r"sv,
                                   "\xEF\xBB\xBF"
                                   "a\r\nЖ\n\r"sv,
                                   "\xFF\xFE"
                                   "a\0\r\0\n\0\x16\x04\n\0\n\0"sv})
        EXPECT_EQ(text_of(bytes), "a\nЖ\n\n");
}

TEST(Controls, are_what_a_terminal_obeys_and_what_turns_text_around) {
    for (const char* text : {"a\x1b[2J", "a\nb", "\x7f",
                             "\xC2\x9B"
                             "2J",
                             "Ann\xE2\x80\xAEnnA", "\xE2\x81\xA6x", "\xD8\x9C"})
        EXPECT_TRUE(has_controls(text)) << text;
    for (const char* text : {"", "Иван Петров", "李雷", "José",
                             "a\xC2\xA0"
                             "b",
                             "👩\xE2\x80\x8D🎓"})
        EXPECT_FALSE(has_controls(text)) << text;
}

TEST(TextEncoding, has_beginnings_of_whole_characters) {
    EXPECT_EQ(beginning("почта", 4), "по");
    EXPECT_EQ(beginning("почта", 5), "по");
    EXPECT_EQ(beginning("почта", 10), "почта");
    EXPECT_EQ(beginning("post", 99), "post");
    EXPECT_EQ(beginning("邮", 2), "");
}

}  // namespace postlab::text_encoding_test
