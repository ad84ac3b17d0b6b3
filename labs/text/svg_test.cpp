#include "labs/text/svg.h"

#include <gtest/gtest.h>

namespace postlab::labs::svg_test {

std::string drawn(const std::string& description) {
    return picture(40, "<title>", description, ".state{font-weight:bold}", text_at(3, 4, "state", "a < b")).str();
}

TEST(Picture, is_as_wide_as_a_page_and_as_high_as_it_was_said) {
    const std::string svg = drawn("");
    EXPECT_NE(svg.find(" width=\"794\" height=\"40\" viewBox=\"0 0 794 40\""), svg.npos) << svg;
    EXPECT_EQ(svg.find("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg "), 0u);
    EXPECT_TRUE(svg.ends_with("</svg>\n"));
}

TEST(Picture, says_in_words_what_it_shows) {
    const std::string described = drawn("two & two"), not_described = drawn("");
    EXPECT_NE(described.find("<desc id=\"desc\">two &amp; two</desc>"), described.npos) << described;
    EXPECT_NE(described.find("aria-labelledby=\"title desc\""), described.npos);
    EXPECT_EQ(not_described.find("<desc"), not_described.npos);
    EXPECT_NE(not_described.find("aria-labelledby=\"title\""), not_described.npos);
}

TEST(Picture, holds_no_text_that_could_be_taken_for_a_mark) {
    const std::string svg = drawn("");
    EXPECT_NE(svg.find("<title id=\"title\">&lt;title&gt;</title>"), svg.npos);
    EXPECT_NE(svg.find("<text x=\"3\" y=\"4\" class=\"state\" xml:space=\"preserve\">a &lt; b</text>"), svg.npos);
}

}  // namespace postlab::labs::svg_test
