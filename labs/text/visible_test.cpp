#include "labs/text/visible.h"

#include <gtest/gtest.h>

namespace postlab::labs::visible_test {

TEST(VisibleLine, leaves_text_alone_and_shows_the_rest) {
    EXPECT_EQ(visible("Grüße, 世界 🙂", false), "Grüße, 世界 🙂");
    EXPECT_EQ(visible("a b  \r\n", false), "a b␠␠␍␊");
    EXPECT_EQ(visible(" \r\n", false), "␠␍␊");
    EXPECT_EQ(visible(std::string_view("\0\t\x7f\x1b[0m\b", 8), false), "␀␉␡<1B>[0m<08>");
    EXPECT_EQ(visible("a\rb", false), "a␍b");
    EXPECT_EQ(visible("\xff\xc3(\xe2\x82", false), "<FF><C3>(<E2><82>");
    EXPECT_EQ(visible("\xc0\xaf\xed\xa0\x80", false), "<C0><AF><ED><A0><80>");
    EXPECT_EQ(visible("\xc2\x9b\xe2\x80\xae", false), "<C2><9B><E2><80><AE>") << "a terminal must not obey a mail";
    EXPECT_EQ(visible("", false), "");
}

}  // namespace postlab::labs::visible_test
