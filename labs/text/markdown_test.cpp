#include "labs/text/markdown.h"

#include <gtest/gtest.h>

namespace postlab::labs::markdown_test {

TEST(Markdown, becomes_what_a_page_has_for_it) {
    EXPECT_EQ(
        markdown("# Dots\n\nOne *two* **three** `f<o>ur`\nfive  \nsix\n").str(),
        "<h1>Dots</h1>\n<p>One <em>two</em> <strong>three</strong> <code>f&lt;o&gt;ur</code>\nfive<br/>\nsix</p>\n");
    EXPECT_EQ(markdown("3. three\n4. four\n\n- a\n- b\n").str(),
              "<ol start=\"3\">\n<li>three</li>\n<li>four</li>\n</ol>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n");
    EXPECT_EQ(markdown("| a | b |\n|---|---|\n| `x` | y |\n").str(),
              "<table>\n<thead>\n<tr><th scope=\"col\">a</th>\n<th scope=\"col\">b</th>\n</tr>\n</thead>\n"
              "<tbody>\n<tr><td><code>x</code></td>\n<td>y</td>\n</tr>\n</tbody>\n</table>\n");
    EXPECT_EQ(markdown("```\nC: <a>\n\n.\n```\n").str(), "<pre>C: &lt;a&gt;\n\n.\n</pre>\n");
}

TEST(Markdown, never_brings_html_into_a_page) {
    const std::string page = markdown(
                                 "<div onclick=\"x\">\n\na <b>b</b> &lt; &#60; [x](javascript:alert(1)) "
                                 "![y](javascript:alert(2)) <javascript:alert(3)>\n")
                                 .str();
    for (const char* raw : {"<div", "<b>", "href", "<img", "<javascript"})
        EXPECT_EQ(page.find(raw), page.npos) << raw << "\n" << page;
    EXPECT_NE(page.find("&lt;div onclick=&quot;x&quot;&gt;"), page.npos) << page;
    EXPECT_EQ(markdown("[t](https://x.example/?a&b=\"c\")").str(),
              "<p><a href=\"https://x.example/?a&amp;b=&quot;c&quot;\">t</a></p>\n");
}

TEST(Markdown, has_no_heading_where_a_table_has_but_a_corner) {
    const std::string table = markdown("|  | SMTP |\n|---|---|\n| port | 25 |\n").str();
    EXPECT_NE(table.find("<tr><td></td>\n<th scope=\"col\">SMTP</th>"), table.npos) << table;
}

TEST(Markdown, lets_its_page_set_blocks_pictures_and_links) {
    MarkdownSetters setters;
    setters.block = [](std::string_view info, std::string_view text) {
        return element("pre", {{"class", std::string(info)}}, text);
    };
    setters.picture = [](const std::string& target, const std::string& description) {
        return element("i", target + "=" + description);
    };
    setters.link = [](const std::string& target) { return target == "linux.md" ? "linux.html" : ""; };
    EXPECT_EQ(markdown("```dialogue smtp\nS: 220 ...\n```\n", setters).str(),
              "<pre class=\"dialogue smtp\">S: 220 ...\n</pre>\n");
    EXPECT_EQ(markdown("![A *first* one](x.svg)", setters).str(), "<p><i>x.svg=A first one</i></p>\n");
    EXPECT_EQ(markdown("[a](linux.md), [b](https://x.example)", setters).str(),
              "<p><a href=\"linux.html\">a</a>, b</p>\n");
}

TEST(MarkdownLine, sets_code_and_emphasis_off_and_nothing_else) {
    EXPECT_EQ(markdown_line("say *QUIT*, **then** `a*b*c`").str(),
              "say <em>QUIT</em>, <em>then</em> <code>a*b*c</code>");
    EXPECT_EQ(markdown_line("# <b> [x](http://y) 2 * 3").str(), "# &lt;b&gt; [x](http://y) 2 * 3");
    EXPECT_EQ(markdown_line("a\x01 b\x02 \xE2\x80\xAE").str().find("<em>"), std::string::npos);
    EXPECT_EQ(markdown_line("`never closed").str(), "<code>never closed</code>");
}

}  // namespace postlab::labs::markdown_test
