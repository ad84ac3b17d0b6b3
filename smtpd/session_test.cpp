#include "smtpd/session.h"

#include <gtest/gtest.h>

#include <set>

#include "smtpd/conversation_for_tests.h"
#include "smtpd/replies.h"

namespace postlab::smtpd::session_test {

using Next = postlab::Session::Next;

TEST(Smtp, takes_the_letter_of_the_textbook) {
    Conversation talk;
    EXPECT_EQ(talk.connect(), "220 post.example ESMTP Postlab ready\r\n");
    EXPECT_EQ(talk.send("HELO client.example\r\n"), "250 post.example greets client.example\r\n");
    EXPECT_EQ(talk.send("MAIL FROM:<bob@client.example>\r\n"), "250 2.1.0 Sender <bob@client.example> OK\r\n");
    EXPECT_EQ(talk.send("RCPT TO:<alice@post.example>\r\n"), "250 2.1.5 Recipient <alice@post.example> OK\r\n");
    EXPECT_EQ(talk.send("DATA\r\n"), "354 Start mail input; end with <CRLF>.<CRLF>\r\n");
    EXPECT_EQ(talk.send("Subject: hi\r\n\r\nhello\r\n"), "");
    EXPECT_EQ(talk.send(".\r\n"), "250 2.0.0 OK, stored as message 1\r\n");
    EXPECT_EQ(talk.send("QUIT\r\n"), "221 2.0.0 post.example Service closing transmission channel\r\n");
    EXPECT_TRUE(talk.closed());
    ASSERT_EQ(talk.mail("alice").size(), 1u);
    EXPECT_EQ(talk.mail("alice")[0].content,
              "Return-Path: <bob@client.example>\r\n"
              "Received: from client.example ([127.0.0.1])\r\n"
              "\tby post.example with SMTP id t6475ef64cf340\r\n"
              "\tfor <alice@post.example>;\r\n"
              "\tFri, 02 Jan 2026 03:04:05 +0000\r\n"
              "Subject: hi\r\n"
              "\r\n"
              "hello\r\n");
}

TEST(Smtp, announces_exactly_what_it_has) {
    Conversation talk;
    talk.settings.smtp.max_message_bytes = 12345;
    talk.connect();
    EXPECT_EQ(talk.send("EHLO [127.0.0.1] and a remark\r\n"),
              "250-post.example greets [127.0.0.1]\r\n"
              "250-PIPELINING\r\n"
              "250-SIZE 12345\r\n"
              "250-8BITMIME\r\n"
              "250-CHUNKING\r\n"
              "250-LIMITS RCPTMAX=1000\r\n"
              "250-DSN\r\n"
              "250-SMTPUTF8\r\n"
              "250-AUTH SCRAM-SHA-256 CRAM-MD5 PLAIN LOGIN\r\n"
              "250-ENHANCEDSTATUSCODES\r\n"
              "250 HELP\r\n");
}

TEST(Smtp, says_in_the_trace_how_the_mail_came) {
    Conversation talk;
    talk.connect();
    talk.send("EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<bob@post.example>\r\nDATA\r\n.\r\n");
    EXPECT_NE(talk.mail("bob").back().content.find(" with ESMTP id t6475ef64cf340\r\n"), std::string::npos);
    talk.send("MAIL FROM:<\xD0\xB6@x> SMTPUTF8\r\nRCPT TO:<bob@post.example>\r\nDATA\r\n.\r\n");
    EXPECT_TRUE(talk.mail("bob").back().content.starts_with("Return-Path: <\xD0\xB6@x>\r\n"));
    EXPECT_NE(talk.mail("bob").back().content.find(" with UTF8SMTP id t6475ef64cf340\r\n"), std::string::npos);
    talk.send("AUTH PLAIN AGJvYgBzZWNyZXQ=\r\nMAIL FROM:<>\r\nRCPT TO:<bob@post.example>\r\nDATA\r\n.\r\n");
    EXPECT_NE(talk.mail("bob").back().content.find(" with ESMTPA id t6475ef64cf340\r\n"), std::string::npos);
    talk.send("MAIL FROM:<a@x> SMTPUTF8\r\nRCPT TO:<bob@post.example>\r\nDATA\r\n.\r\n");
    EXPECT_NE(talk.mail("bob").back().content.find(" with UTF8SMTPA id t6475ef64cf340\r\n"), std::string::npos);
    talk.send("HELO c\r\nMAIL FROM:<a@x>\r\nRCPT TO:<bob@post.example>\r\nDATA\r\n.\r\n");
    EXPECT_NE(talk.mail("bob").back().content.find(" with SMTP id t6475ef64cf340\r\n"), std::string::npos);
}

TEST(Smtp, gives_each_mailbox_one_copy_whatever_it_is_called) {
    Conversation talk;
    talk.connect();
    talk.send("EHLO c\r\nMAIL FROM:<a@x>\r\n");
    EXPECT_EQ(codes(talk.send("RCPT TO:<alice@post.example>\r\n"
                              "RCPT TO:<ALICE@Post.Example>\r\n"
                              "RCPT TO:<\"alice\"@post.example>\r\n"
                              "RCPT TO:<\"al\\ice\"@post.example>\r\n"
                              "RCPT TO:<alice+lists@post.example>\r\n"
                              "RCPT TO:<@relay.example:alice@post.example>\r\n"
                              "RCPT TO:<POSTMASTER>\r\n"
                              "RCPT TO:<postmaster@post.example>\r\n"
                              "DATA\r\nx\r\n.\r\n")),
              "250 250 250 250 250 250 250 250 354 250");
    EXPECT_EQ(talk.mail("alice").size(), 1u);
    EXPECT_EQ(talk.mail("postmaster").size(), 1u);
    ASSERT_EQ(talk.store.delivered.size(), 1u);
    EXPECT_EQ(talk.store.delivered[0].mailboxes, (std::vector<std::string>{"alice", "postmaster"}));
    EXPECT_EQ(talk.mail("alice")[0].content.find("\tfor "), std::string::npos);
}

TEST(Smtp, tells_no_one_of_a_second_name_for_the_same_mailbox) {
    Conversation talk;
    talk.connect();
    talk.send(
        "EHLO c\r\nMAIL FROM:<a@x>\r\nRCPT TO:<bob+a@post.example>\r\nRCPT TO:<bob+b@post.example>\r\nDATA\r\n.\r\n");
    EXPECT_EQ(talk.mail("bob").back().content.find("\tfor "), std::string::npos);
    talk.send("MAIL FROM:<a@x>\r\nRCPT TO:<bob+a@post.example>\r\nDATA\r\n.\r\n");
    EXPECT_NE(talk.mail("bob").back().content.find("\tfor <bob+a@post.example>;"), std::string::npos);
}

TEST(Smtp, relays_nothing) {
    Conversation talk;
    talk.connect();
    talk.send("EHLO c\r\nMAIL FROM:<a@x>\r\n");
    for (const char* recipient : {"alice@elsewhere.example", "alice@[127.0.0.1]", "postmaster@x",
                                  "@post.example:alice@elsewhere.example", "alice%elsewhere@sub.post.example"})
        EXPECT_EQ(codes(talk.send("RCPT TO:<" + std::string(recipient) + ">\r\n")), "550") << recipient;
    EXPECT_EQ(codes(talk.send("DATA\r\n")), "503");
}

TEST(Smtp, takes_mail_for_the_address_literal_it_was_dialled_at_and_for_no_other) {
    Conversation talk;
    talk.connect();
    talk.send("EHLO client.example\r\nMAIL FROM:<>\r\n");
    EXPECT_EQ(codes(talk.send("RCPT TO:<alice@[192.0.2.1]>\r\nRCPT TO:<alice@[192.0.2.2]>\r\n")), "250 550");
}

TEST(Smtp, takes_mail_for_each_domain_of_its_own) {
    Conversation talk;
    talk.settings.more_domains = {"second.example", "third.example"};
    talk.connect();
    talk.send("EHLO client.example\r\nMAIL FROM:<>\r\n");
    EXPECT_EQ(codes(talk.send("RCPT TO:<alice@Second.Example>\r\nRCPT TO:<bob@third.example>\r\n")), "250 250");
    EXPECT_EQ(codes(talk.send("RCPT TO:<PostMaster@second.example>\r\n")), "250") << "RFC 5321 4.5.1";
    EXPECT_EQ(talk.send("RCPT TO:<bob@fourth.example>\r\n"),
              "550 5.7.1 Relaying denied: only mail for post.example, second.example, third.example is taken here\r\n");
}

TEST(Smtp, writes_a_name_that_is_no_domain_into_no_trace) {
    for (std::string_view name : {"Win_PC", "\xE5\xBC\xA0\xE4\xB8\x89.local"}) {
        Conversation talk;
        talk.connect();
        EXPECT_EQ(talk.send("HELO " + std::string(name) + "\r\n").substr(0, 3), "250") << name;
        talk.send("MAIL FROM:<>\r\nRCPT TO:<bob@post.example>\r\nDATA\r\n.\r\n");
        EXPECT_NE(talk.mail("bob").back().content.find("Received: from [127.0.0.1] ([127.0.0.1])\r\n"),
                  std::string::npos);
    }
}

TEST(Smtp, traces_a_bare_postmaster_with_the_domain) {
    Conversation talk;
    talk.connect();
    talk.send("EHLO client.example\r\nMAIL FROM:<>\r\nRCPT TO:<Postmaster>\r\nDATA\r\n.\r\n");
    EXPECT_NE(talk.mail("postmaster").back().content.find("for <Postmaster@post.example>"), std::string::npos);
}

TEST(Smtp, keeps_the_accepted_recipients_at_the_limit_of_their_number) {
    Conversation talk;
    talk.settings.smtp.max_recipients = 1;
    talk.connect();
    talk.send("EHLO c\r\nMAIL FROM:<a@x>\r\n");
    EXPECT_EQ(codes(talk.send("RCPT TO:<alice@post.example>\r\nRCPT TO:<bob@post.example>\r\n"
                              "RCPT TO:<alice@post.example>\r\nDATA\r\n.\r\n")),
              "250 452 250 354 250");
    EXPECT_EQ(talk.mail("alice").size(), 1u);
    EXPECT_EQ(talk.mail("bob").size(), 0u);
}

TEST(Smtp, takes_a_hundred_recipients_and_more) {  // RFC 5321 4.5.3.1.8
    Conversation talk;
    talk.connect();
    talk.send("EHLO c\r\nMAIL FROM:<a@x>\r\n");
    for (int i = 0; i < 150; ++i) {
        const std::string name = "reader" + std::to_string(i);
        talk.store.add(name, "secret");
        EXPECT_EQ(codes(talk.send("RCPT TO:<" + name + "@post.example>\r\n")), "250");
    }
    EXPECT_EQ(codes(talk.send("DATA\r\n.\r\n")), "354 250");
    for (int i = 0; i < 150; ++i) EXPECT_EQ(talk.mail("reader" + std::to_string(i)).size(), 1u);
}

TEST(Smtp, answers_a_pasted_session_in_order_however_late_the_store_is) {
    std::string pasted =
        "EHLO c\r\nMAIL FROM:<a@x>\r\nRCPT TO:<alice@post.example>\r\nRCPT TO:<nobody@post.example>\r\n"
        "RCPT TO:<bob@post.example>\r\nDATA\r\none\r\n.\r\n"
        "MAIL FROM:<a@x>\r\nRCPT TO:<bob@post.example>\r\nDATA\r\ntwo\r\n.\r\nNOOP\r\nQUIT\r\n";
    for (bool late : {false, true})
        for (std::size_t cut : {std::string::npos, std::size_t(1), std::size_t(7)}) {
            Conversation talk;
            talk.store.answers_later = late;
            talk.connect();
            EXPECT_EQ(codes(talk.send(pasted, cut)), "250 250 250 550 250 354 250 250 250 354 250 250 221");
            EXPECT_TRUE(talk.closed());
            EXPECT_EQ(talk.newest("bob"), "two\r\n");
            EXPECT_EQ(talk.mail("bob").size(), 2u);
        }
}

TEST(Smtp, waits_for_the_store_before_it_looks_at_the_next_command) {
    Conversation talk;
    talk.connect();
    talk.send("EHLO c\r\nMAIL FROM:<a@x>\r\n");
    talk.store.answers_later = true;
    EXPECT_EQ(talk.session().receive("RCPT TO:<alice@post.example>\r\nRSET\r\n", talk.now()), Next::wait);
    EXPECT_EQ(talk.session().take_output(), "");
    EXPECT_TRUE(talk.store.answer_one());
    EXPECT_EQ(codes(talk.follow(talk.session().resume(talk.now()))), "250 250");
}

TEST(Smtp, limits_a_command_line_to_512_octets_and_MAIL_to_what_its_extensions_add) {
    Conversation talk;
    talk.connect();
    talk.send("EHLO c\r\n");
    auto line = [](std::string start, std::size_t octets, char fill) {
        return start + std::string(octets - start.size() - 2, fill) + "\r\n";
    };
    EXPECT_EQ(talk.send(line("NOOP ", 512, 'x')), "250 2.0.0 OK\r\n");
    EXPECT_EQ(talk.send(line("NOOP ", 513, 'x')), "500 5.5.2 Line too long: at most 512 octets\r\n");
    EXPECT_EQ(talk.send(line("MAIL FROM:<a@x>", 1158, ' ')), "250 2.1.0 Sender <a@x> OK (extra spaces left out)\r\n");
    talk.send("RSET\r\n");
    EXPECT_EQ(talk.send(line("MAIL FROM:<a@x>", 1159, ' ')), "500 5.5.2 Line too long: at most 1158 octets\r\n");
    EXPECT_EQ(codes(talk.send(line("BLAH ", 100000, 'x'), 1000)), "500");
    EXPECT_EQ(talk.send("NOOP\r\n"), "250 2.0.0 OK\r\n");
}

TEST(Smtp, never_echoes_control_characters) {
    Conversation talk;
    talk.connect();
    for (std::string_view line : {"EHLO \x1B[2J\r\n", "HELP a\tb\r\n", "NOOP \x01\r\n", "\x1B[A\r\n", "BLA\tH\r\n",
                                  "EHLO <\xC3\xA4>\r\n", "VRFY a\rb\r\n"}) {
        std::string said = talk.send(line);
        EXPECT_EQ(said[0], '5') << line;
        for (char c : said.substr(0, said.size() - 2)) EXPECT_TRUE(c >= ' ' && c <= '~') << line;
    }
}

TEST(Smtp, keeps_credentials_out_of_the_record_though_it_takes_none) {
    Conversation talk;
    talk.connect();
    talk.send(
        "PASS\tsix-word\r\n  AUTH seven-word\r\nNOOP\r\nAUTH PLAIN one-word\r\nauth "
        "login\r\ntwo-word\r\nthree-word\r\nPASS four-word\r\nNOOP\r\nLOGIN s001 eight-word\r\n"
        "РАSS nine-word\r\nAPOP s001 ten-word\r\nNOOP\r\nfive-word\r\nRCTP shown\r\n");
    std::string recorded;
    for (const RecordedEvent& event : talk.record().events) recorded += event.bytes;
    for (std::string_view secret : {"one-word", "two-word", "three-word", "four-word", "six-word", "seven-word",
                                    "five-word", "eight-word", "nine-word", "ten-word"})
        EXPECT_EQ(recorded.find(secret), std::string::npos) << recorded;
    EXPECT_NE(recorded.find("LOGIN ****"), std::string::npos) << recorded;
    EXPECT_NE(recorded.find("RCTP shown"), std::string::npos) << "a slip of a verb is none";
}

TEST(Smtp, stays_where_it_was_after_a_refused_command) {
    Conversation talk;
    talk.connect();
    EXPECT_EQ(codes(talk.send("EHLO c\r\nMAIL FROM:<a@x>\r\nEHLO -\r\nRCPT TO:<alice@post.example>\r\n"
                              "MAIL FROM:<b@x>\r\nDATA now\r\nRCPT TO:<bad>\r\nDATA\r\n.\r\n")),
              "250 250 501 250 503 501 501 354 250");
    EXPECT_EQ(talk.store.delivered[0].reverse_path, "a@x");
}

TEST(Smtp, forgets_the_transaction_at_EHLO_HELO_and_RSET) {
    for (const char* command : {"EHLO c\r\n", "HELO c\r\n", "RSET\r\n"}) {
        Conversation talk;
        talk.connect();
        talk.send("EHLO c\r\nMAIL FROM:<a@x>\r\nRCPT TO:<alice@post.example>\r\n");
        EXPECT_EQ(codes(talk.send(command)), "250");
        EXPECT_EQ(codes(talk.send("DATA\r\nMAIL FROM:<b@x>\r\nDATA\r\n")), "503 250 503") << command;
    }
}

TEST(Smtp, does_not_take_RSET_for_an_introduction) {
    Conversation talk;
    talk.connect();
    EXPECT_EQ(codes(talk.send("RSET\r\nMAIL FROM:<a@x>\r\n")), "250 503");
}

TEST(Smtp, closes_after_a_hundred_lines_in_a_row_that_it_does_not_know) {
    Conversation talk;
    talk.connect();
    for (int i = 0; i < 99; ++i) EXPECT_EQ(codes(talk.send("blah\r\n")), "500");
    talk.send("NOOP\r\n");
    for (int i = 0; i < 99; ++i) EXPECT_EQ(codes(talk.send("blah\r\n")), "500");
    EXPECT_EQ(codes(talk.send("blah\r\n")), "421");
    EXPECT_TRUE(talk.closed());
}

TEST(Smtp, has_its_codes_and_enhanced_codes_agree) {
    for (const Reply& reply : replies) {
        bool greeting_or_hello = reply.id.starts_with("hello.") || reply.id == "helo.ok" || reply.id == "ehlo.ok" ||
                                 reply.id == "session.greeting" || reply.id == "session.busy";
        if (greeting_or_hello || reply.code[0] == '3')
            EXPECT_EQ(reply.enhanced, "") << reply.id;
        else
            EXPECT_EQ(reply.enhanced.substr(0, 2), std::string(1, reply.code[0]) + ".") << reply.id;
        EXPECT_TRUE(reply.section.starts_with("RFC ")) << reply.id;
    }
}

/// RFC 5321 4.2.3, and what the extensions add that EHLO announces.
TEST(Smtp, says_no_codes_but_those_of_its_RFCs) {
    const std::set<std::string_view> rfc5321 = {"211", "214", "220", "221", "250", "251", "252", "354",
                                                "421", "450", "451", "452", "455", "500", "501", "502",
                                                "503", "504", "550", "551", "552", "553", "554", "555"};
    const std::set<std::string_view> rfc4954 = {"235", "334", "454", "530", "534", "535", "538"},
                                     rfc3207 = {"454", "530"};
    for (const Reply& reply : replies)
        EXPECT_TRUE(rfc5321.contains(reply.code) || rfc4954.contains(reply.code) || rfc3207.contains(reply.code))
            << reply.id;
}

}  // namespace postlab::smtpd::session_test
