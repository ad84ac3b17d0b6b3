#include "labs/screen/panel.h"

#include "labs/screen/screen_for_tests.h"

namespace postlab::screen::panel_test {

std::string panel(const labs::Conversation& conversation) {
    return json_text(panel_of(conversation, labs::Turns(conversation)));
}

TEST(ScreenPanel, has_the_envelope_beside_what_the_letter_says) {
    SaidConversation said("smtp");
    said.client("MAIL FROM:<me@b.example>\r\n", "MAIL");
    said.server("250 2.1.0 OK\r\n", "MAIL", "ready", "mail_given", "mail.ok");
    said.client("RCPT TO:<nobody@b.example>\r\n", "RCPT", "mail_given");
    said.server("550 5.1.1 no\r\n", "RCPT", "mail_given", "mail_given", "rcpt.unknown_mailbox");
    said.client("RCPT TO:<ann@b.example>\r\n", "RCPT", "mail_given");
    said.server("250 2.1.5 OK\r\n", "RCPT", "mail_given", "rcpt_given", "rcpt.ok");
    said.client("DATA\r\n", "DATA", "rcpt_given");
    said.server("354 go\r\n", "DATA", "rcpt_given", "data", "data.go");
    said.letter("From: Dean <dean@b.example>\r\nSubject: =?utf-8?B?5L2g5aW9?=\r\n\r\nTo: not a field\r\n.\r\n");
    said.server("250 2.0.0 OK\r\n", "DATA", "data", "ready", "data.stored").messages = "7";
    const std::string text = panel(said.conversation);
    EXPECT_TRUE(has(text, R"("envelope":{"from":"me@b.example","to":["ann@b.example"]})")) << text;
    EXPECT_TRUE(has(text, R"("From":"Dean <dean@b.example>")")) << text;
    EXPECT_TRUE(has(text, R"("Subject":"你好")")) << text;
    EXPECT_FALSE(has(text, "not a field")) << text;
    EXPECT_TRUE(has(text, R"("stored":"7")")) << text;
    EXPECT_TRUE(has(text, R"("path":["ready","mail_given","rcpt_given","data","ready"])")) << text;
    EXPECT_TRUE(has(text, R"("state":"ready")")) << text;
}

TEST(ScreenPanel, forgets_the_envelope_at_RSET) {
    SaidConversation said("smtp");
    said.client("MAIL FROM:<me@b.example>\r\n", "MAIL");
    said.server("250 2.1.0 OK\r\n", "MAIL", "ready", "mail_given", "mail.ok");
    said.client("RSET\r\n", "RSET", "mail_given");
    said.server("250 2.0.0 OK\r\n", "RSET", "mail_given", "ready", "rset.ok");
    EXPECT_FALSE(has(panel(said.conversation), "envelope"));
}

TEST(ScreenPanel, has_the_maildrop_with_its_marks) {
    SaidConversation said("pop3");
    said.client("PASS ****\r\n", "PASS", "AUTHORIZATION");
    auto& login = said.server("+OK\r\n", "PASS", "AUTHORIZATION", "TRANSACTION", "login.ok");
    login.mailboxes = "ann";
    login.messages = "4 7-8";
    said.client("RETR 1\r\n", "RETR", "TRANSACTION");
    said.server("+OK\r\n", "RETR", "TRANSACTION", "TRANSACTION", "retr.ok").messages = "4";
    said.client("DELE 2\r\n", "DELE", "TRANSACTION");
    said.server("+OK\r\n", "DELE", "TRANSACTION", "TRANSACTION", "dele.ok").messages = "7";
    std::string text = panel(said.conversation);
    EXPECT_TRUE(has(text, R"("mailbox":"ann")")) << text;
    EXPECT_TRUE(
        has(text, R"({"fetched":true,"id":"4","number":1},{"id":"7","marked":true,"number":2},{"id":"8","number":3})"))
        << text;
    EXPECT_TRUE(has(text, R"("opened":1)")) << text;
    said.client("RSET\r\n", "RSET", "TRANSACTION");
    said.server("+OK\r\n", "RSET", "TRANSACTION", "TRANSACTION", "rset.ok");
    EXPECT_FALSE(has(panel(said.conversation), "marked"));
}

TEST(ScreenPanel, has_the_unique_ids_that_UIDL_has_said) {
    SaidConversation said("pop3");
    said.client("PASS ****\r\n", "PASS", "AUTHORIZATION");
    auto& login = said.server("+OK\r\n", "PASS", "AUTHORIZATION", "TRANSACTION", "login.ok");
    login.mailboxes = "ann";
    login.messages = "4 7-9";
    said.client("UIDL 2\r\n", "UIDL", "TRANSACTION");
    said.server("+OK 2 7.0000beef\r\n", "UIDL", "TRANSACTION", "TRANSACTION", "uidl.one").messages = "7";
    EXPECT_TRUE(
        has(panel(said.conversation), R"({"id":"7","number":2,"unique_id":"7.0000beef"},{"id":"8","number":3})"));
    said.client("UIDL\r\n", "UIDL", "TRANSACTION");
    said.server("+OK\r\n1 4.0000cafe\r\n3 8.00000bad\r\n99 9.9\r\n.\r\n", "UIDL", "TRANSACTION", "TRANSACTION",
                "uidl.all");
    const std::string text = panel(said.conversation);
    EXPECT_TRUE(has(text, R"("unique_id":"4.0000cafe")") && has(text, R"("unique_id":"8.00000bad")")) << text;
    EXPECT_FALSE(has(text, "9.9")) << text;
}

TEST(ScreenPanel, has_nothing_for_what_was_on_no_wire) {
    SaidConversation said("lab");
    said.client("start\r\n", "");
    EXPECT_EQ(panel(said.conversation), "{}");
}

}  // namespace postlab::screen::panel_test
