#include "labs/dialogue/dialogue_markup.h"

#include <gtest/gtest.h>

namespace postlab::labs::dialogue_markup_test {

std::string set(std::string_view text) {
    return dialogue_markup(text, "SMTP", [](std::string_view event) { return event == "closed" ? "gone" : ""; }).str();
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

TEST(DialogueMarkup, sets_who_speaks_apart_from_what_is_said) {
    EXPECT_EQ(set("S: 220 <x>\nC: HELO me\n"),
              "<div class=\"dialogue\" role=\"group\" aria-label=\"SMTP\">\n"
              "<p class=\"server\"><b>S:</b> <code>220 &lt;x&gt;</code></p>\n"
              "<p class=\"client\"><b>C:</b> <code>HELO me</code></p>\n</div>");
    const std::string numbered = set("S12: +OK\nC: \nC:\nC:  two\n");
    EXPECT_TRUE(has(numbered, "<b>S12:</b> <code>+OK</code>")) << numbered;
    EXPECT_TRUE(has(numbered, "<b>C:</b> <code></code></p>\n<p class=\"client\"><b>C:</b> <code></code>")) << numbered;
    EXPECT_TRUE(has(numbered, "<b>C:</b> <code> two</code>")) << numbered;
}

TEST(DialogueMarkup, sets_off_what_is_different_each_time_and_only_that) {
    EXPECT_TRUE(has(set("S: +OK {size} octets...\n"), "+OK <var>{size}</var> octets<var>...</var></code>"));
    EXPECT_TRUE(has(set("C: RETR {last}\n"), "RETR <var>{last}</var></code>"));
    for (const char* line : {"C: ...", "S: {not a name}", "S: {}", "S: ..two", "C: {"})
        EXPECT_FALSE(has(set(line), "<var>")) << line;
}

TEST(DialogueMarkup, says_in_words_what_an_event_is) {
    EXPECT_TRUE(has(set("! closed\n"), "<p class=\"direction\"><code>! closed</code> gone</p>"));
    EXPECT_TRUE(has(set("!2 closed\n"), "<code>!2 closed</code> gone</p>"));
    EXPECT_TRUE(has(set("! wait 40s\n!\n# closed\n"),
                    "<code>! wait 40s</code></p>\n<p class=\"direction\"><code>!</code></p>\n"
                    "<p class=\"direction\"><code># closed</code></p>"));
}

}  // namespace postlab::labs::dialogue_markup_test
