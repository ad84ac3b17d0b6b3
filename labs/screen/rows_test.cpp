#include "labs/screen/rows.h"

#include "labs/screen/screen_for_tests.h"

namespace postlab::screen::rows_test {

std::string rows(const labs::Conversation& conversation, Position from = {}, std::size_t enough = 1 << 20) {
    return json_text(rows_of(conversation, labs::Turns(conversation), from, enough).rows);
}

TEST(ScreenRows, show_a_line_with_its_hidden_characters_its_state_and_why_the_server_said_so) {
    SaidConversation said("smtp");
    said.client("RCPT TO:<a@b> \r\n", "RCPT");
    said.server("503 5.5.1 Bad sequence of commands: MAIL comes first\r\n", "RCPT", "ready", "ready",
                "order.mail_first");
    const std::string text = rows(said.conversation);
    EXPECT_TRUE(has(text, R"(["RCPT TO:<a@b>",["SP","20"],["CR","0d"],["LF","0a"]])")) << text;
    EXPECT_TRUE(has(text, R"("code":9)")) << text;
    EXPECT_TRUE(has(text, R"("refused":true)")) << text;
    EXPECT_TRUE(has(text, R"("id":"order.mail_first")")) << text;
    EXPECT_TRUE(has(text, "RCPT would have needed the state mail_given or rcpt_given")) << text;
}

TEST(ScreenRows, say_how_much_of_a_reply_is_its_code) {
    for (const auto& [line, length] : std::initializer_list<std::pair<const char*, int>>{{"250 OK\r\n", 3},
                                                                                         {"250-SIZE\r\n", 3},
                                                                                         {"250 2.1.0 OK\r\n", 9},
                                                                                         {"+OK 2 320\r\n", 3},
                                                                                         {"-ERR no\r\n", 4},
                                                                                         {"-ERR [IN-USE] no\r\n", 13},
                                                                                         {"354 Start\r\n", 3},
                                                                                         {"250 5 messages\r\n", 3}}) {
        SaidConversation said("smtp");
        said.server(line, "");
        EXPECT_TRUE(has(rows(said.conversation), "\"code\":" + std::to_string(length)))
            << line << rows(said.conversation);
    }
}

TEST(ScreenRows, name_lines_that_came_in_one_packet) {
    SaidConversation said("smtp");
    said.client("NOOP\r\n", "NOOP");
    said.client("NOOP\r\n", "NOOP").at = std::chrono::seconds(0);
    said.client("NOOP\r\n", "NOOP");
    const std::string text = rows(said.conversation);
    EXPECT_EQ(text.find("\"together\":true"), text.rfind("\"together\":true")) << text;
    EXPECT_TRUE(has(text, "\"together\":true")) << text;
}

TEST(ScreenRows, decode_a_letters_lines_in_place_and_nothing_else) {
    SaidConversation said("smtp");
    said.client("AUTH PLAIN AGFsaWNlAHR3byB3b3Jkcw==\r\n", "AUTH");
    said.client("NOOP =?utf-8?B?5L2g5aW9?=\r\n", "NOOP");
    said.client("DATA\r\n", "DATA");
    said.letter(
        "Subject: =?utf-8?B?5L2g5aW9?=\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n..=41=07\r\n.\r\n");
    said.client("DATA\r\n", "DATA");
    said.letter("=41\r\n");
    const std::string text = rows(said.conversation);
    EXPECT_TRUE(has(text, R"("decoded":"Subject: 你好")")) << text;
    EXPECT_TRUE(has(text, R"("decoded":".A<07>")")) << "without the dot that is stuffing: " << text;
    std::size_t count = 0;
    for (std::size_t at = 0; (at = text.find("\"decoded\"", at)) != text.npos; ++at) ++count;
    EXPECT_EQ(count, 2u) << text;
}

TEST(ScreenRows, name_dots_that_are_stuffing_and_the_one_that_ends) {
    SaidConversation said("smtp");
    said.client("DATA\r\n", "DATA");
    said.letter("..two\r\n.\r\n");
    const std::string text = rows(said.conversation);
    EXPECT_TRUE(has(text, R"("about":"stuffed")") && has(text, R"("about":"end")")) << text;
}

TEST(ScreenRows, say_which_lines_TLS_has_hidden) {
    SaidConversation said("smtp");
    said.client("EHLO in.clear\r\n", "EHLO");
    said.server("", "").tls = "failed: no shared cipher";
    said.client("NOOP in.clear\r\n", "NOOP");
    said.server("", "").tls = "TLSv1.3 TLS_AES_256_GCM_SHA384";
    said.client("NOOP hidden\r\n", "NOOP");
    const std::string text = rows(said.conversation);
    EXPECT_EQ(text.find("\"private\":true"), text.rfind("\"private\":true")) << text;
    EXPECT_GT(text.find("\"private\":true"), text.find("NOOP hidden")) << text;
}

TEST(ScreenRows, say_where_a_letters_packets_begin) {
    SaidConversation said("smtp");
    said.client("DATA\r\n", "DATA");
    said.letter("one\r\ntwo\r\n");
    said.letter("three\r\n");
    const std::string text = rows(said.conversation);
    const std::size_t first = text.find("\"packet\":true"), second = text.find("\"packet\":true", first + 1);
    EXPECT_LT(text.find("\"one\""), text.find("\"two\"")) << text;
    ASSERT_NE(second, text.npos) << text;
    EXPECT_EQ(text.find("\"packet\":true", second + 1), text.npos) << text;
    EXPECT_GT(text.rfind("\"at\":\"2.", second), text.find("\"two\"")) << text;
}

TEST(ScreenRows, go_on_from_the_last_one_told_which_may_have_grown) {
    SaidConversation said("smtp");
    said.client("DATA\r\n", "DATA");
    said.letter("Subject: x\r\nhal");
    const labs::Turns before(said.conversation);
    const RowsOf first = rows_of(said.conversation, before, {}, 1 << 20);
    EXPECT_EQ(first.last, (Position{1, 1}));
    said.letter("f a line\r\nnext\r\n");
    const std::string text = rows(said.conversation, first.last);
    EXPECT_TRUE(has(text, "\"half a line\"")) << text;
    EXPECT_TRUE(has(text, "\"next\"")) << text;
    EXPECT_FALSE(has(text, "Subject")) << text;
}

TEST(ScreenRows, come_in_portions_and_none_is_left_out) {
    SaidConversation said("smtp");
    for (int i = 0; i < 100; ++i) said.client("NOOP " + std::string(5000, 'x') + "\r\n", "NOOP");
    Position from;
    std::size_t portions = 1, told = 0;
    for (;; ++portions) {
        const RowsOf some = rows_of(said.conversation, labs::Turns(said.conversation), from, 1000);
        told += some.rows.size() - (portions > 1 ? 1 : 0);
        from = some.last;
        if (!some.more) break;
    }
    EXPECT_EQ(told, 100u);
    EXPECT_GT(portions, 10u);
}

TEST(ScreenRows, leave_hostile_octets_as_names_and_text) {
    SaidConversation said("smtp");
    said.client("<script>alert(1)</script>\x1b[2J\xff\r\n", "");
    const std::string text = rows(said.conversation);
    EXPECT_TRUE(has(text, R"(["1B","1b"],"[2J",["FF","ff"])")) << text;
}

TEST(ScreenRows, say_what_is_missing_and_what_a_fault_has_done) {
    SaidConversation said("pop3");
    said.client("NOOP\r\n", "NOOP", "TRANSACTION").seq = 3;
    said.server("", "NOOP", "TRANSACTION", "TRANSACTION").injected = "cut before the reply";
    said.conversation.events.back().seq = 4;
    const std::string text = rows(said.conversation);
    EXPECT_TRUE(has(text, "3 lines or blocks were not recorded")) << text;
    EXPECT_TRUE(has(text, "cut before the reply")) << text;
}

TEST(ScreenPosition, survives_the_way_to_the_browser_and_back) {
    EXPECT_EQ(position_in(Position{12, 3}.text()), (Position{12, 3}));
    for (const char* nonsense : {"", "x", "1", "1.", ".1", "-1.0", "1.2.3", "99999999999.0"})
        EXPECT_EQ(position_in(nonsense), Position()) << nonsense;
}

}  // namespace postlab::screen::rows_test
