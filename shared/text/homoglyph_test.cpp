#include "shared/text/homoglyph.h"

#include <gtest/gtest.h>

namespace postlab::homoglyph_test {

void expect_at(std::string_view line, std::size_t position, char32_t code_point, char ascii) {
    auto found = find_homoglyph(line);
    ASSERT_TRUE(found) << line;
    EXPECT_EQ(found->position, position) << line;
    EXPECT_EQ(found->code_point, code_point) << line;
    EXPECT_EQ(found->looks_like, ascii) << line;
}

TEST(Homoglyph, is_a_full_width_sign_wherever_it_stands) {
    expect_at("MAIL FROM：<a@b>", 10, 0xFF1A, ':');
    expect_at("ＨＥＬＯ me", 1, 0xFF28, 'H');
    expect_at("RETR　1", 5, 0x3000, ' ');
    expect_at("a@b。c", 4, 0x3002, '.');
    expect_at("你好：", 3, 0xFF1A, ':');
}

TEST(Homoglyph, is_a_full_width_sign_in_gbk) {
    expect_at("MAIL FROM\xA3\xBA", 10, 0xFF1A, ':');
    expect_at("\xA1\xA1QUIT", 1, 0x3000, ' ');
}

TEST(Homoglyph, is_a_cyrillic_or_greek_letter_among_latin_ones) {
    expect_at("RСPT", 2, 0x0421, 'C');
    expect_at("bоb@post.example", 2, 0x043E, 'o');
    expect_at("HELΟ", 4, 0x039F, 'O');
}

TEST(Homoglyph, is_a_word_of_them_altogether) { expect_at("ТОР 1 0", 1, 0x0422, 'T'); }

TEST(Homoglyph, is_nothing_in_a_word_of_another_script) {
    for (std::string_view line : {"маша@post.example", "привет", "NOOP Моя семья", "你好", "Ελλάδα", "", "QUIT"})
        EXPECT_FALSE(find_homoglyph(line)) << line;
}

TEST(Homoglyph, is_nothing_in_bytes_that_are_no_text) {
    for (std::string_view line : {"\xFF\xFE", "\xD0", "\xE4\xBD", "\xC0\x80", "\xF8\x88\x80\x80\x80", "a\xD0\x61"})
        EXPECT_FALSE(find_homoglyph(line));
}

TEST(Homoglyph, can_be_put_right) {
    EXPECT_EQ(without_homoglyphs("RСPT TO：<маша>"), "RCPT TO:<маша>");
    EXPECT_EQ(without_homoglyphs("PАSS"), "PASS");
    EXPECT_EQ(without_homoglyphs("你ＰАＳＳ"), "你PASS") << "full-width letters are Latin, too";
    EXPECT_EQ(without_homoglyphs("\xFF plain"), "\xFF plain");
}

TEST(Homoglyph, is_not_what_a_russian_keyboard_types) {
    EXPECT_EQ(as_on_us_keyboard("ЗФЫЫ ыуыфьу1"), "pass sesame1");
    EXPECT_EQ(as_on_us_keyboard("PASS \xFF"), "PASS \xFF");
}

}  // namespace postlab::homoglyph_test
