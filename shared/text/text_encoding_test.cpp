#include "shared/text/text_encoding.h"

#include <gtest/gtest.h>

#include <stdexcept>

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
    EXPECT_EQ(decoded("\xC6\xF3\xEA").encoding, "CP1251");
    EXPECT_EQ(decoded("\xCD\xF5\xCE\xB0,\xD5\xC5\xC0\xF6").encoding, "GB18030");
}

TEST(Decoded, file_that_is_no_text_is_refused_with_the_choices) {
    EXPECT_THROW(decoded("\xFF", "utf-8"), std::invalid_argument);
    EXPECT_THROW(decoded("x", "no-such-encoding"), std::invalid_argument);
}

}  // namespace postlab::text_encoding_test
