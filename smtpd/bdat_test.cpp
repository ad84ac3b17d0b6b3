// BDAT as a client sees it: octets that are counted, chunks, refusals, and every way to cut the bytes.
#include <gtest/gtest.h>

#include <random>

#include "smtpd/conversation_for_tests.h"

namespace postlab::smtpd::bdat_test {

using Failure = store::MemoryStore::Failure;

constexpr std::string_view envelope = "MAIL FROM:<bob@client.example>\r\nRCPT TO:<alice@post.example>\r\n";

struct Client : Conversation {
    void begin() {
        connect();
        send("EHLO client.example\r\n");
        send(envelope);
    }
};

std::string chunk(std::string_view octets, std::string_view last = " LAST") {
    return "BDAT " + std::to_string(octets.size()) + std::string(last) + "\r\n" + std::string(octets);
}

TEST(Bdat, is_the_same_wherever_it_is_cut) {
    const std::string content = "Subject: x\r\n\r\n.\r\nQUIT\r\n..\r\n";
    for (std::size_t middle = 0; middle <= content.size(); middle += 5) {
        const std::string wire =
            chunk(content.substr(0, middle), "") + chunk(content.substr(middle)) + "NOOP\r\n" + std::string(envelope);
        for (std::size_t cut = 1; cut <= wire.size(); ++cut) {
            Client talk;
            talk.begin();
            EXPECT_EQ(codes(talk.send(wire, cut)), "250 250 250 250 250");
            EXPECT_EQ(talk.newest("alice"), content) << "cut " << cut;
        }
    }
}

TEST(Bdat, takes_no_octet_more_and_no_octet_less) {
    Client talk;
    talk.begin();
    EXPECT_EQ(talk.send("BDAT 6 LAST\r\nQUIT\r"), "") << "one octet is missing";
    EXPECT_EQ(talk.send("\nNOOP\r\n"), "250 2.0.0 OK, 6 octets received, stored as message 1\r\n250 2.0.0 OK\r\n");
    EXPECT_FALSE(talk.closed());
    talk.send(envelope);
    EXPECT_EQ(codes(talk.send("BDAT 3 LAST\r\na\r\nQUIT\r\n")), "250 221") << "counted too short";
}

TEST(Bdat, keeps_every_octet) {
    std::string content;
    for (int c = 0; c < 256; ++c)
        if (c != '\r' && c != '\n') content += std::string(2, static_cast<char>(c)) + "\r\n";
    Client talk;
    talk.begin();
    EXPECT_EQ(codes(talk.send(chunk(content), 3)), "250");
    EXPECT_EQ(talk.newest("alice"), content);
}

/// Whether POP3 can hand it out as it is: each CR and LF in a pair, and the last line ended.
bool is_lines(std::string_view content) {
    for (std::size_t i = 0; i < content.size(); ++i) {
        if (content[i] == '\n' && (i == 0 || content[i - 1] != '\r')) return false;
        if (content[i] == '\r' && (i + 1 == content.size() || content[i + 1] != '\n')) return false;
    }
    return content.empty() || content.ends_with("\r\n");
}

TEST(Bdat, of_any_content_comes_through_unharmed_or_is_refused_whole) {
    static constexpr std::string_view tokens[] = {".",        "a",    {"\0", 1}, "\xFF", "\r\n", "\r\n.\r\n",
                                                  "\r\n\r\n", "\r\n", "\r\n",    "\r",   "\n"};
    std::mt19937 random(3030);
    for (int round = 0; round < 3000; ++round) {
        std::string wire, content;
        for (auto chunks = random() % 4; chunks > 0; --chunks) {
            std::string octets;
            for (auto count = random() % 6; count > 0; --count)
                octets += tokens[random() % (std::size(tokens) - (round % 2 == 0 ? 2 : 0))];
            content += octets;
            wire += chunk(octets, "");
        }
        Client talk;
        talk.begin();
        const std::string said = codes(talk.send(wire + "BDAT 0 LAST\r\nRSET\r\n", 1 + round % 8));
        if (is_lines(content)) {
            EXPECT_EQ((" " + said).find(" 5"), std::string::npos) << said;
            EXPECT_EQ(talk.newest("alice"), content);
        } else {
            EXPECT_NE(said.find("554"), std::string::npos) << said;
            EXPECT_TRUE(talk.store.delivered.empty());
        }
        EXPECT_TRUE(said.ends_with("250"));
        if (HasFailure()) FAIL() << "round " << round;
    }
}

TEST(Bdat, converts_no_line_end_of_a_person_on_nc) {
    Conversation talk;
    talk.connect();
    for (const char* line : {"EHLO c\n", "MAIL FROM:<a@x>\n", "RCPT TO:<alice@post.example>\n"}) talk.send(line);
    EXPECT_EQ(codes(talk.send("BDAT 4 LAST\none\n")), "554");
    EXPECT_TRUE(talk.store.delivered.empty());
}

TEST(Bdat, may_be_as_large_as_announced_and_not_an_octet_larger) {
    for (int over : {-1, 0, 1})
        for (std::size_t cut : {std::size_t(1), std::size_t(100), std::string::npos}) {
            Client talk;
            talk.settings.smtp.max_message_bytes = 300;
            talk.begin();
            const std::string content = std::string(static_cast<std::size_t>(298 + over), '.') + "\r\n";
            EXPECT_EQ(codes(talk.send(chunk(content.substr(0, 150), "") + chunk(content.substr(150)), cut)),
                      over > 0 ? "250 552" : "250 250");
            EXPECT_EQ(talk.store.delivered.size(), over > 0 ? 0u : 1u);
        }
}

TEST(Bdat, beyond_the_limit_is_read_and_thrown_away_before_each_refusal) {
    Client talk;
    talk.settings.smtp.max_message_bytes = 1000;
    talk.begin();
    std::string content;
    while (content.size() < 3000000) content += "QUIT\r\n";
    EXPECT_EQ(
        talk.send(chunk(content, "") + chunk(content) + "RSET\r\n" + std::string(envelope) + chunk("x\r\n"), 4096),
        "552 5.3.4 Too much mail data: at most 1000 octets\r\n"
        "503 5.5.1 Bad sequence of commands: a chunk has been refused, RSET drops the letter\r\n"
        "250 2.0.0 OK\r\n"
        "250 2.1.0 Sender <bob@client.example> OK\r\n"
        "250 2.1.5 Recipient <alice@post.example> OK\r\n"
        "250 2.0.0 OK, 3 octets received, stored as message 1\r\n");
}

TEST(Bdat, of_more_octets_than_can_be_counted_never_ends) {
    Client talk;
    talk.begin();
    talk.send("BDAT 99999999999999999999999999 LAST\r\n");
    for (int i = 0; i < 100; ++i) EXPECT_EQ(talk.send("QUIT\r\n"), "");
    EXPECT_TRUE(talk.session().is_hearing());
    EXPECT_EQ(talk.end_input(), "");
    EXPECT_TRUE(talk.store.delivered.empty());
}

TEST(Bdat, of_a_large_message_goes_through_a_draft) {
    std::string content;
    for (int i = 0; i < 20000; ++i) content += "." + std::to_string(i) + std::string(40, 'x') + "\r\n";
    for (bool late : {false, true})
        for (std::size_t size : {std::size_t(70000), std::size_t(300000), content.size()}) {
            Client talk;
            talk.begin();
            talk.store.answers_later = late;
            std::string wire;
            for (std::size_t from = 0; from < content.size(); from += size)
                wire += chunk(content.substr(from, size), "");
            const std::string said = talk.send(wire + "BDAT 0 LAST\r\nNOOP\r\n", 50000);
            EXPECT_TRUE(said.ends_with("stored as message 1\r\n250 2.0.0 OK\r\n")) << said;
            EXPECT_TRUE(talk.newest("alice") == content);
        }
}

TEST(Bdat, that_the_store_refuses_needs_RSET) {
    const std::pair<Failure, std::string> table[] = {{Failure::full, "452 503 503 250 250"},
                                                     {Failure::broken, "451 503 503 250 250"},
                                                     {Failure::no_mailbox, "450 503 503 250 250"}};
    for (const auto& [failure, expected] : table) {
        Client talk;
        talk.begin();
        talk.store.failure = failure;
        EXPECT_EQ(codes(talk.send(chunk("x\r\n") + "MAIL FROM:<a@x>\r\nBDAT 0 LAST\r\nRSET\r\nMAIL FROM:<a@x>\r\n")),
                  expected);
        EXPECT_TRUE(talk.store.delivered.empty());
    }
}

TEST(Bdat, that_breaks_off_leaves_nothing) {
    const std::string wire = chunk("Subject: x\r\n", "") + chunk(std::string(300000, 'x') + "\r\n");
    for (std::size_t sent : {std::size_t(0), std::size_t(5), std::size_t(20), std::size_t(290000), wire.size() - 1}) {
        Client dropped, half_closed;
        dropped.begin();
        dropped.send(std::string_view(wire).substr(0, sent));
        dropped.drop();
        EXPECT_TRUE(dropped.store.delivered.empty());
        half_closed.begin();
        half_closed.send(std::string_view(wire).substr(0, sent));
        half_closed.end_input();
        EXPECT_TRUE(half_closed.closed());
        EXPECT_TRUE(half_closed.store.delivered.empty());
    }
}

TEST(Bdat, has_the_trace_of_when_its_first_chunk_came) {
    Client talk;
    talk.begin();
    talk.send(chunk("one\r\n", "") + chunk("two\r\n"));
    const std::string& content = talk.mail("alice").back().content;
    EXPECT_TRUE(content.starts_with("Return-Path: <bob@client.example>\r\nReceived: from client.example")) << content;
    EXPECT_NE(content.find(" with ESMTP id t6475ef64cf340\r\n\tfor <alice@post.example>;"), std::string::npos);
    EXPECT_TRUE(content.ends_with("one\r\ntwo\r\n"));
}

TEST(Bdat, is_recorded_as_a_command_with_content_and_one_reply) {
    Client talk;
    talk.begin();
    talk.send(chunk("RSET\r\n"), 4);
    std::string content;
    std::size_t first = 0;
    const auto& events = talk.record().events;
    while (events[first].verb != "BDAT") ++first;
    EXPECT_EQ(events[first].bytes, "BDAT 6 LAST\r\n");
    for (std::size_t i = first + 1; i + 1 < events.size(); ++i) {
        EXPECT_TRUE(events[i].content);
        EXPECT_EQ(events[i].verb, "BDAT");
        EXPECT_EQ(events[i].state_before, "rcpt_given");
        content += events[i].bytes;
    }
    EXPECT_EQ(content, "RSET\r\n");
    EXPECT_EQ(events.back().reply, "bdat.stored");
    EXPECT_EQ(events.back().state_before, "rcpt_given");
    EXPECT_EQ(events.back().state_after, "ready");
    EXPECT_EQ(events.back().messages, "1");
    EXPECT_EQ(events.back().mailboxes, "alice");
}

TEST(Bdat, answers_a_pasted_session_in_order_however_late_the_store_is) {
    const std::string pasted = "EHLO c\r\n" + std::string(envelope) + chunk("one\r\n", "") + chunk("two\r\n") +
                               std::string(envelope) + chunk("three\r\n") + "QUIT\r\n";
    for (bool late : {false, true})
        for (std::size_t cut : {std::string::npos, std::size_t(1), std::size_t(7)}) {
            Conversation talk;
            talk.store.answers_later = late;
            talk.connect();
            EXPECT_EQ(codes(talk.send(pasted, cut)), "250 250 250 250 250 250 250 250 221");
            EXPECT_EQ(talk.newest("alice"), "three\r\n");
        }
}

TEST(Bdat, ends_before_the_server_stops_but_no_chunk_follows_it) {
    Client talk;
    talk.begin();
    talk.send("BDAT 8\r\none");
    EXPECT_EQ(talk.follow(talk.session().shut_down(talk.now())), "");
    EXPECT_EQ(codes(talk.send("two\r\nBDAT 0 LAST\r\n")), "250 421");
    EXPECT_TRUE(talk.store.delivered.empty());
}

}  // namespace postlab::smtpd::bdat_test
