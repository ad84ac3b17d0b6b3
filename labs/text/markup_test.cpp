#include "labs/text/markup.h"

#include <gtest/gtest.h>

namespace postlab::labs::markup_test {

TEST(Markup, is_never_made_of_a_text) {
    EXPECT_EQ(Markup("<b>&\"'").str(), "&lt;b&gt;&amp;&quot;&#39;");
    EXPECT_EQ(element("td", {{"title", "\"><script>"}}, "<script>").str(),
              "<td title=\"&quot;&gt;&lt;script&gt;\">&lt;script&gt;</td>");
    EXPECT_EQ((Markup::raw("<br>") + "<br>" + std::string("&")).str(), "<br>&lt;br&gt;&amp;");
}

TEST(Markup, holds_nothing_that_xml_has_no_character_for) {
    EXPECT_EQ(Markup("a\x01\x1B[2J\uFFFE\uFFFFz").str(), "a\uFFFD\uFFFD[2J\uFFFD\uFFFDz");
    EXPECT_EQ(Markup(std::string("\0", 1)).str(), "\uFFFD");
    EXPECT_EQ(Markup("\t\r\nЖ\uFFFD").str(), "\t\r\nЖ\uFFFD");
}

TEST(Element, stands_around_its_content_and_leaves_empty_attributes_out) {
    EXPECT_EQ(element("p", {{"class", ""}}, element("b", "x")).str(), "<p><b>x</b></p>");
}

}  // namespace postlab::labs::markup_test
