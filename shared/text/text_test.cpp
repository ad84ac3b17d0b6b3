#include "shared/text/text.h"

#include <Poco/Exception.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace postlab::text_test {

TEST(Case, is_of_ascii_letters_alone) {
    EXPECT_EQ(lower_case("AZ[\\]@`{\xC4Ж09"), "az[\\]@`{\xC4Ж09");
    EXPECT_EQ(upper_case("az[\\]@`{\xE4ж09"), "AZ[\\]@`{\xE4ж09");
    EXPECT_TRUE(is_ascii_letter('a') && is_ascii_letter('Z'));
    for (char c : {'@', '[', '`', '{', '0', '\xC4'}) EXPECT_FALSE(is_ascii_letter(c)) << c;
}

TEST(Case, does_not_matter_to_keywords_and_everything_else_does) {
    EXPECT_TRUE(equal_ignoring_case("Mail", "mAIL"));
    EXPECT_TRUE(equal_ignoring_case("", ""));
    EXPECT_FALSE(equal_ignoring_case("MAIL", "MAI"));
    EXPECT_FALSE(equal_ignoring_case("[", "{")) << "which differ by the bit that letters differ by";
    EXPECT_FALSE(equal_ignoring_case("\xC4", "\xE4"));
    EXPECT_TRUE(starts_ignoring_case("to:<alice>", "TO:"));
    EXPECT_FALSE(starts_ignoring_case("TO", "TO:"));
}

TEST(Words, of_an_exception_have_no_names_of_classes) {
    EXPECT_EQ(words_of(Poco::Exception("No such host")), "No such host");
    EXPECT_EQ(words_of(Poco::InvalidArgumentException("Missing port number")), "Missing port number");
    EXPECT_EQ(words_of(Poco::TimeoutException("x")), "Timeout: x");
    EXPECT_EQ(words_of(std::runtime_error("Exception: mine")), "Exception: mine");
}

TEST(Digits, are_the_ten_and_an_empty_text_has_none) {
    EXPECT_TRUE(all_digits("0123456789"));
    for (const char* text : {"", "-1", "1 ", "1a", "١"}) EXPECT_FALSE(all_digits(text)) << text;
}

TEST(Trimmed, text_has_no_blanks_around_it_and_keeps_those_within) {
    EXPECT_EQ(trimmed(" \t a b\r\n"), "a b");
    EXPECT_EQ(trimmed(" \r\n"), "");
    EXPECT_EQ(trimmed(""), "");
}

TEST(Hex, is_two_small_digits_for_each_octet) {
    EXPECT_EQ(hex(std::string_view("\0\x7f\xff\r", 4)), "007fff0d");
    EXPECT_EQ(hex(""), "");
    EXPECT_EQ(hex_digit('9'), 9);
    EXPECT_EQ(hex_digit('a'), 10);
    EXPECT_EQ(hex_digit('F'), 15);
    for (char c : {'g', 'G', '/', ':', '@', '`'}) EXPECT_EQ(hex_digit(c), -1) << c;
}

TEST(Hex, is_read_in_either_case_and_refused_when_it_is_none) {
    EXPECT_EQ(from_hex("007Fff0D"), std::string("\0\x7f\xff\r", 4));
    EXPECT_EQ(from_hex(""), "");
    for (const char* text : {"0", "0g", "g0", "00 0", "0x00"}) EXPECT_FALSE(from_hex(text)) << text;
}

TEST(Split, gives_the_words_whatever_blanks_stand_around_them) {
    EXPECT_EQ(split("  one two\t three\r\n"), (std::vector<std::string>{"one", "two", "three"}));
    EXPECT_TRUE(split(" \n").empty());
}

TEST(Joined, parts_have_the_text_between_them_and_nowhere_else) {
    EXPECT_EQ(joined(std::vector<std::string>{"a", "", "c"}, ", "), "a, , c");
    EXPECT_EQ(joined(std::vector<std::string_view>{}, ", "), "");
    struct Row {
        std::string_view name;
    };
    EXPECT_EQ(joined(std::vector<Row>{{"x"}, {"y"}}, "|", &Row::name), "x|y");
}

TEST(Number, is_the_whole_text_or_none) {
    EXPECT_EQ(number_in<unsigned>("17"), 17u);
    EXPECT_EQ(number_in<int>("-3"), -3);
    EXPECT_EQ(number_in<double>("1.5"), 1.5);
    for (const char* text : {"", " 1", "1 ", "+1", "-1", "1x", "0x1", "4294967296"})
        EXPECT_EQ(number_in<unsigned>(text), std::nullopt) << text;
}

std::string filled_with(std::string_view text, std::initializer_list<std::string_view> details) {
    return filled(text, std::span(details.begin(), details.size()));
}

TEST(Details, fill_the_holes_of_a_text_in_order_or_by_number) {
    EXPECT_EQ(filled_with("{} of {}", {"2", "3"}), "2 of 3");
    EXPECT_EQ(filled_with("共 {2}，第 {1}", {"2", "3"}), "共 3，第 2");
    EXPECT_EQ(filled_with("{} {3} {9} {x} {", {"a"}), "a {3} {9} {x} {") << "what is no hole stays as it is";
    EXPECT_EQ(filled_with("{}", {"{}"}), "{}") << "a detail is no text with holes";
}

}  // namespace postlab::text_test
