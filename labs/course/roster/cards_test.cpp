#include "labs/course/roster/cards.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "shared/system/temporary_directory_for_tests.h"

namespace postlab::course::cards_test {

const std::vector<Card> cards{{{"s001", "Ann <Ash>", "", "B", "en"}, "bado kemi tuna rozi pefa", {}},
                              {{"s002", "王小明", "", "A", "zh"}, "kemi bado tuna rozi pefa", {}},
                              {{"s003", "Пётр", "", "B", "ru"},
                               "tuna bado kemi rozi pefa",
                               {"l01-7f3a", "l02-10be", "l03-22c4", "l04-9d00", "l05-e1e1"}}};

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(Cards, are_one_page_with_a_sheet_for_each_group) {
    const std::string html = cards_as_html(cards, {"class.example", "25", "110"});
    EXPECT_LT(html.find("<h1>A</h1>"), html.find("<h1>B</h1>"));
    EXPECT_LT(html.find("王小明"), html.find("Ann"));
    EXPECT_TRUE(has(html, "<h2>Ann &lt;Ash&gt;</h2>"));
    EXPECT_TRUE(has(html, "<pre>telnet class.example 110\nUSER s003\nPASS tuna bado kemi rozi pefa\n</pre>"));
    EXPECT_TRUE(has(html, "Парольная фраза") && has(html, "口令") && has(html, "Pass phrase"));
    EXPECT_FALSE(has(html, "http") || has(html, "src=")) << "needs no other file";
}

TEST(Cards, are_printed_on_the_terminal_in_the_students_language) {
    const std::string text = card_as_text(cards[2], MailServer{});
    EXPECT_TRUE(has(text, "  Логин: s003\n")) << text;
    EXPECT_TRUE(has(text, "      telnet localhost 2110\n      USER s003\n"));
}

TEST(Cards, say_the_addresses_once_and_the_badge_of_every_lab) {
    const std::string text = card_as_text(cards[2], {"localhost", "2525", "2110", "class.example"});
    EXPECT_TRUE(has(text, "      s003+l01-7f3a@class.example\n      course+s003-l01-7f3a@class.example\n")) << text;
    EXPECT_TRUE(has(text, "      l01-7f3a  l02-10be  l03-22c4  l04-9d00\n      l05-e1e1\n")) << text;
    EXPECT_TRUE(
        has(cards_as_html({cards[2]}, {}), "@post.example\nl01-7f3a  l02-10be  l03-22c4  l04-9d00\nl05-e1e1\n</pre>"));
}

TEST(Cards, name_the_students_page_where_there_is_one_and_its_pin) {
    MailServer server;
    Card card = cards[2];
    EXPECT_FALSE(has(card_as_text(card, server), "PIN"));
    server.page = "http://192.0.2.7:2580";
    card.pin = "4821 9036";
    const std::string text = card_as_text(card, server);
    EXPECT_TRUE(has(text, "  Ваша страница: http://192.0.2.7:2580/me\n  PIN-код для страницы: 4821 9036\n")) << text;
    card.pin = "";
    EXPECT_TRUE(has(card_as_text(card, server), "PIN-код для страницы: как на прежней карточке\n"));
    card.student.lang = "zh";
    EXPECT_TRUE(has(cards_as_html({card}, server), "网页的 PIN"));
}

TEST(Cards, are_for_their_owner_and_never_replace_others) {
    const TemporaryDirectory directory;
    const auto first = write_cards(directory.path() / "cards.html", "one");
    EXPECT_EQ(write_cards(directory.path() / "cards.html", "two").filename(), "cards-2.html");
    struct stat status {};
    ASSERT_EQ(stat(first.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u);
    EXPECT_EQ(std::filesystem::file_size(first), 3u);
    EXPECT_THROW(write_cards(directory.path() / "missing" / "cards.html", "x"), std::runtime_error);
}

}  // namespace postlab::course::cards_test
