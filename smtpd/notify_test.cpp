// NOTIFY=SUCCESS and the report that it brings (RFC 3461, RFC 3464).
#include <gtest/gtest.h>

#include "smtpd/conversation_for_tests.h"

namespace postlab::smtpd::notify_test {

using Failure = store::MemoryStore::Failure;

struct Sender : Conversation {
    Sender() {
        store.add("carol", "secret");
        connect();
        send("EHLO client.example\r\n");
    }
    /// Sends a letter; the reply behind it. `rcpts` stand behind "RCPT TO:".
    std::string send_letter(std::string_view mail, std::initializer_list<std::string_view> rcpts,
                            std::string_view content = "Subject: x\r\n\r\ntext\r\n", std::size_t cut = 4096) {
        say("MAIL FROM:" + std::string(mail));
        for (std::string_view rcpt : rcpts) EXPECT_EQ(codes(say("RCPT TO:" + std::string(rcpt))), "250") << rcpt;
        say("DATA");
        return send(stuffed(content), cut);
    }
    std::string newest_whole(const std::string& name) { return mail(name).back().content; }
};

TEST(Notify, brings_a_report_before_250_is_said) {
    for (bool late : {false, true}) {
        Sender talk;
        talk.store.answers_later = late;
        EXPECT_EQ(talk.send_letter("<bob@post.example>", {"<alice@post.example> NOTIFY=SUCCESS"}),
                  "250 2.0.0 OK, stored as message 1\r\n");
        ASSERT_EQ(talk.mail("bob").size(), 1u);
        EXPECT_EQ(talk.mail("alice").size(), 1u);
        ASSERT_EQ(talk.store.delivered.size(), 2u);
        EXPECT_EQ(talk.store.delivered[1].reverse_path, "");
        EXPECT_EQ(talk.store.delivered[1].mailboxes, std::vector<std::string>{"bob"});
        EXPECT_EQ(talk.record().events.back().messages, "1");
    }
}

TEST(Notify, brings_a_report_that_the_record_knows) {
    Sender talk;
    talk.send_letter("<bob@post.example>", {"<alice@post.example> NOTIFY=SUCCESS"});
    const auto& events = talk.record().events;
    const auto& report = events[events.size() - 2];  // the reply to the letter comes last
    EXPECT_TRUE(report.direction == Direction::server && report.content && report.bytes.empty());
    EXPECT_EQ(report.messages, "2");
    EXPECT_EQ(report.mailboxes, "bob");
    EXPECT_EQ(report.verb, "DATA");
    EXPECT_EQ(events.back().messages, "1");
    EXPECT_EQ(events.back().mailboxes, "alice");
}

TEST(Notify, brings_none_where_none_is_asked_for_or_none_can_go) {
    const std::pair<std::string_view, std::string_view> table[] = {
        {"<bob@post.example>", "<alice@post.example>"},
        {"<bob@post.example>", "<alice@post.example> NOTIFY=NEVER"},
        {"<bob@post.example>", "<alice@post.example> NOTIFY=FAILURE,DELAY"},
        {"<bob@post.example>", "<alice@post.example> ORCPT=rfc822;alice"},
        {"<>", "<alice@post.example> NOTIFY=SUCCESS"},
        {"<bob@elsewhere.example>", "<alice@post.example> NOTIFY=SUCCESS"},
    };
    for (const auto& [mail, rcpt] : table) {
        Sender talk;
        EXPECT_EQ(codes(talk.send_letter(mail, {rcpt})), "250");
        EXPECT_EQ(talk.store.delivered.size(), 1u) << mail << " " << rcpt;
    }
}

TEST(Notify, names_each_recipient_that_asked_once) {
    Sender talk;
    talk.send_letter("<Bob+x@post.example> ENVID=a+2Bb",
                     {"<alice@post.example>", "<ALICE@post.example> NOTIFY=SUCCESS ORCPT=rfc822;Al",
                      "<alice@post.example> NOTIFY=SUCCESS", "<carol@post.example> NOTIFY=NEVER",
                      "<postmaster> NOTIFY=DELAY,SUCCESS"});
    const std::string report = talk.newest_whole("bob");
    const std::string fields =
        "Content-Type: message/delivery-status\r\n\r\n"
        "Original-Envelope-Id: a+b\r\n"
        "Reporting-MTA: dns; post.example\r\n"
        "Arrival-Date: Fri, 02 Jan 2026 03:04:05 +0000\r\n\r\n"
        "Original-Recipient: rfc822;Al\r\n"
        "Final-Recipient: rfc822; ALICE@post.example\r\nAction: delivered\r\nStatus: 2.0.0\r\n\r\n"
        "Final-Recipient: rfc822; postmaster@post.example\r\nAction: delivered\r\nStatus: 2.0.0\r\n\r\n--report-";
    EXPECT_NE(report.find(fields), std::string::npos) << report;
    EXPECT_NE(report.find("To: <Bob+x@post.example>\r\n"), std::string::npos);
    EXPECT_EQ(report.find("carol"), std::string::npos);
}

TEST(Notify, returns_the_header_and_nothing_of_the_body_however_large_the_letter_is) {
    for (std::size_t size : {std::size_t(10), std::size_t(600000)}) {
        Sender talk;
        std::string content = "Subject: big\r\nX-Last: yes\r\n\r\nbody begins\r\n";
        while (content.size() < size) content += std::string(70, 'x') + "\r\n";
        talk.send_letter("<bob@post.example>", {"<alice@post.example> NOTIFY=SUCCESS"}, content);
        const std::string report = talk.newest_whole("bob");
        EXPECT_NE(report.find("\tfor <alice@post.example>;\r\n"), std::string::npos) << "the trace, too";
        EXPECT_NE(report.find("Subject: big\r\nX-Last: yes\r\n\r\n--report-"), std::string::npos) << report;
        EXPECT_EQ(report.find("body begins"), std::string::npos);
        EXPECT_TRUE(report.ends_with("--\r\n"));
    }
}

TEST(Notify, bounds_a_header_without_an_end) {
    Sender talk;
    std::string content;
    while (content.size() < 500000) content += "X-More: " + std::string(70, 'x') + "\r\n";
    talk.send_letter("<bob@post.example>", {"<alice@post.example> NOTIFY=SUCCESS"}, content);
    EXPECT_LT(talk.newest_whole("bob").size(), 70000u);
    EXPECT_GT(talk.newest_whole("bob").size(), 60000u);
}

TEST(Notify, has_a_boundary_that_no_letter_can_hold) {
    Sender talk;
    talk.send_letter("<bob@post.example>", {"<alice@post.example> NOTIFY=SUCCESS"});
    const std::string report = talk.newest_whole("bob");
    const std::size_t from = report.find("boundary=\"") + 10;
    std::string boundary = report.substr(from, report.find('"', from) - from);
    boundary.replace(boundary.rfind('-'), std::string::npos, "-3");  // the next letter's number
    talk.send_letter("<bob@post.example>", {"<alice@post.example> NOTIFY=SUCCESS"},
                     "Subject: x\r\nX: \r\n\t--" + boundary + "--\r\n\r\n");
    EXPECT_NE(talk.newest_whole("bob").find("boundary=\"" + boundary + "-x\""), std::string::npos);
}

TEST(Notify, comes_in_chunks_too) {
    Sender talk;
    talk.send("MAIL FROM:<bob@post.example>\r\nRCPT TO:<alice@post.example> NOTIFY=SUCCESS\r\n");
    EXPECT_EQ(codes(talk.send("BDAT 12\r\nSubject: x\r\nBDAT 2 LAST\r\n\r\n")), "250 250");
    EXPECT_NE(talk.newest_whole("bob").find("Subject: x\r\n\r\n--report-"), std::string::npos);
}

TEST(Notify, says_250_even_when_the_report_can_not_be_stored) {
    Sender talk;
    talk.say("MAIL FROM:<bob@post.example>");
    talk.say("RCPT TO:<alice@post.example> NOTIFY=SUCCESS");
    talk.say("DATA");
    talk.store.answers_later = true;
    EXPECT_EQ(talk.session().receive("Subject: x\r\n\r\n.\r\n", talk.now()), Session::Next::wait);
    talk.store.failure = Failure::full;
    EXPECT_TRUE(talk.store.answer_one());
    EXPECT_EQ(codes(talk.follow(talk.session().resume(talk.now()))), "250");
    EXPECT_EQ(talk.mail("alice").size(), 1u);
    EXPECT_TRUE(talk.mail("bob").empty());
    for (const auto& event : talk.record().events) EXPECT_NE(event.mailboxes, "bob") << "and not recorded";
}

TEST(Notify, to_a_sender_whom_nobody_knows_here_is_lost_and_the_letter_is_not) {
    Sender talk;
    EXPECT_EQ(codes(talk.send_letter("<nobody@post.example>", {"<alice@post.example> NOTIFY=SUCCESS"})), "250");
    EXPECT_EQ(talk.mail("alice").size(), 1u);
    EXPECT_EQ(talk.store.delivered.size(), 1u);
}

TEST(Notify, of_a_letter_that_is_refused_brings_nothing) {
    Sender talk;
    EXPECT_EQ(codes(talk.send_letter("<bob@post.example>", {"<alice@post.example> NOTIFY=SUCCESS"}, "bare\nLF\r\n")),
              "554");
    EXPECT_TRUE(talk.store.delivered.empty());
    talk.send_letter("<bob@post.example>", {"<alice@post.example>"});
    EXPECT_EQ(talk.store.delivered.size(), 1u) << "and is forgotten";
}

TEST(Notify, announces_octets_beyond_ascii) {
    Sender talk;
    talk.store.add("\xC3\xA4", "secret");
    talk.send_letter("<bob@post.example> SMTPUTF8", {"<\xC3\xA4@post.example> NOTIFY=SUCCESS"},
                     "Subject: \xC3\xA4\r\n\r\n");
    const std::string report = talk.newest_whole("bob");
    for (const char* words :
         {"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n",
          "Content-Type: message/global-delivery-status\r\n", "Final-Recipient: utf-8; \xC3\xA4@post.example\r\n",
          "Content-Type: message/global-headers\r\nContent-Transfer-Encoding: 8bit\r\n"})
        EXPECT_NE(report.find(words), std::string::npos) << words << report;
}

TEST(Notify, has_lines_of_RCPT_that_are_as_long_as_its_parameters) {
    Sender talk;
    talk.say("MAIL FROM:<bob@post.example> ENVID=" + std::string(100, 'e') + " RET=FULL");
    const std::string start = "RCPT TO:<alice@post.example> NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;";
    EXPECT_EQ(codes(talk.say(start + std::string(493, 'o'))), "250");
    EXPECT_EQ(talk.say(start + std::string(1042 - start.size() - 1, 'o')),
              "500 5.5.2 Line too long: at most 1042 octets\r\n");
}

}  // namespace postlab::smtpd::notify_test
