#include "labs/text/look.h"

#include <Poco/SAX/SAXParser.h>
#include <gtest/gtest.h>

#include "labs/text/palette.h"
#include "labs/text/svg.h"
#include "shared/sasl/base64.h"
#include "shared/system/crypto.h"

namespace postlab::labs::look_test {

bool has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

TEST(Look, is_one_stylesheet_that_needs_no_other_file) {
    const std::string style = look().str();
    for (const char* outside : {"url(", "@import", "http:", "https:", "</"})
        EXPECT_FALSE(has(style, outside)) << outside;
    for (const char* medium : {"prefers-color-scheme: dark", "@media print", "@media screen and (max-width"})
        EXPECT_TRUE(has(style, medium)) << medium;
    EXPECT_EQ(std::count(style.begin(), style.end(), '{'), std::count(style.begin(), style.end(), '}'));
}

TEST(Look, and_pictures_have_their_colours_from_one_palette) {
    const std::string style = look().str(), svg = picture(9, "t", "", "", {}).str();
    for (const Colour& colour : palette) {
        EXPECT_TRUE(has(style, "--" + std::string(colour.name.text) + ": " + std::string(colour.light.text) + ";"));
        EXPECT_TRUE(has(style, "--" + std::string(colour.name.text) + ": " + std::string(colour.dark.text) + ";"));
        EXPECT_TRUE(has(svg, ".fill-" + std::string(colour.name.text) + "{fill:" + std::string(colour.light.text)));
    }
}

TEST(Page, has_the_look_and_what_it_is_given_as_text) {
    const std::string page =
        html_page("ru", "<script>", "cards", element("p", "</style><script>alert(1)</script>")).str();
    EXPECT_NO_THROW(Poco::XML::SAXParser().parseMemoryNP(page.data(), page.size()));
    EXPECT_TRUE(page.starts_with("<!DOCTYPE html>\n<html lang=\"ru\">")) << page;
    EXPECT_TRUE(has(page, "<body class=\"cards\"><main><p>&lt;/style&gt;&lt;script&gt;")) << page;
    EXPECT_TRUE(has(page, look().str()));
    EXPECT_FALSE(has(page, "<script"));
}

TEST(PrintButton, prints_at_a_click_or_when_its_link_was_clicked) {
    const std::string page = html_page("en", "Sheets", "sheets", print_button("Print & go")).str();
    EXPECT_NO_THROW(Poco::XML::SAXParser().parseMemoryNP(page.data(), page.size()));
    EXPECT_TRUE(has(page, ">Print &amp; go</button>") && has(page, "onclick = () => print()")) << page;
    EXPECT_TRUE(has(page, "location.hash === \"#print\"")) << page;
}

TEST(PrintButton, may_run_its_script_where_a_server_forbids_all_others) {
    const std::string page = print_button("Print").str();
    const std::size_t begin = page.find("<script>") + 8, end = page.find("</script>");
    const std::string digest = sasl::to_base64(sha256(page.substr(begin, end - begin)));
    EXPECT_TRUE(has(policy_of_pages(), "default-src 'none'; ")) << policy_of_pages();
    EXPECT_TRUE(has(policy_of_pages(), "script-src 'sha256-" + digest + "';")) << policy_of_pages();
}

}  // namespace postlab::labs::look_test
