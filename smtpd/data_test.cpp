// The DATA phase as a client sees it: line ends, sizes, failures, and every way to cut the bytes.
#include <gtest/gtest.h>

#include <random>

#include "smtpd/conversation_for_tests.h"

namespace postlab::smtpd::data_test {

using Failure = store::MemoryStore::Failure;

TEST(Data, is_the_same_wherever_it_is_cut) {
    std::string content = "Subject: x\r\n\r\n.\r\n..\r\n.hidden\r\n\r\nlast\r\n", wire = stuffed(content) + "NOOP\r\n";
    for (std::size_t cut = 1; cut <= wire.size(); ++cut) {
        Conversation talk;
        talk.begin_data();
        EXPECT_EQ(codes(talk.send(wire, cut)), "250 250");
        EXPECT_EQ(talk.newest("alice"), content) << "cut " << cut;
    }
}

TEST(Data, may_be_empty) {
    Conversation talk;
    talk.begin_data();
    EXPECT_EQ(codes(talk.send(".\r\n")), "250");
    EXPECT_EQ(talk.newest("alice"), "");
}

/// Each might end the data for some server, which would then take the rest for commands.
TEST(Data, is_not_ended_by_anything_but_CRLF_dot_CRLF) {
    using namespace std::string_literals;
    std::string smuggled = "MAIL FROM:<evil@x>\r\nRCPT TO:<bob@post.example>\r\nDATA\r\nevil\r\n.\r\n";
    for (const std::string& end : {"\n.\n"s, "\n.\r\n"s, "\r\n.\n"s, "\r.\r"s, "\r.\r\n"s, "\r\n.\r"s, "\n.\r"s,
                                   "\r.\n"s, "\r\r\n.\r\r\n"s, "\r\n.\r\r\n"s, "\n\r.\r\n"s, "\n\n.\r\n"s})
        for (std::size_t cut : {std::string::npos, std::size_t(1), std::size_t(2), std::size_t(3)}) {
            Conversation talk;
            talk.begin_data();
            EXPECT_TRUE(codes(talk.send("text" + end + smuggled, cut)).starts_with("554"));
            EXPECT_TRUE(talk.store.delivered.empty());
        }
}

TEST(Data, ends_at_CRLF_dot_CRLF_even_behind_a_bare_CR_that_spoils_it) {
    Conversation talk;
    talk.begin_data();
    EXPECT_EQ(codes(talk.send("text\r\r\n.\r\nNOOP\r\n")), "554 250");
    EXPECT_TRUE(talk.store.delivered.empty());
}

TEST(Data, is_not_ended_by_a_dot_with_company) {
    using namespace std::string_literals;
    for (const std::string& line : {"..\r\n"s, ". \r\n"s, ".\0\r\n"s, "\0.\r\n"s, " .\r\n"s}) {
        Conversation talk;
        talk.begin_data();
        EXPECT_EQ(codes(talk.send("a\r\n" + line + "b\r\n.\r\n")), "250");
        EXPECT_TRUE(talk.newest("alice").ends_with("b\r\n"));
    }
}

TEST(Data, of_a_person_on_nc_ends_at_LF_dot_LF_and_is_stored_with_CRLF) {
    Conversation talk;
    talk.begin_data("\n");
    EXPECT_EQ(codes(talk.send("one\n..two\n\n.\nQUIT\n")), "250 221");
    EXPECT_EQ(talk.newest("alice"), "one\r\n.two\r\n\r\n");
}

TEST(Data, of_a_session_that_has_ever_sent_CRLF_is_strict) {
    Conversation talk;
    talk.connect();
    talk.send("EHLO c\r\n");
    talk.send("MAIL FROM:<a@x>\nRCPT TO:<alice@post.example>\nDATA\n");
    EXPECT_EQ(talk.send("one\n.\nQUIT\n"), "");
    EXPECT_EQ(codes(talk.send("\r\n.\r\n")), "554");
    EXPECT_TRUE(talk.store.delivered.empty());
}

TEST(Data, with_its_first_CRLF_inside_ends_the_leniency_for_good) {
    Conversation talk;
    talk.begin_data("\n");
    EXPECT_EQ(codes(talk.send("one\ntwo\r\nthree\r\n.\r\n")), "554");
    talk.send("MAIL FROM:<a@x>\nRCPT TO:<alice@post.example>\nDATA\n");
    EXPECT_EQ(talk.send("one\n.\n"), "");
    EXPECT_EQ(codes(talk.send("\r\n.\r\n")), "554");
    EXPECT_TRUE(talk.store.delivered.empty());
}

TEST(Data, may_be_as_large_as_announced_and_not_an_octet_larger) {
    for (int over : {-1, 0, 1}) {
        Conversation talk;
        talk.settings.smtp.max_message_bytes = 300;
        talk.begin_data();
        // Dots are doubled on the wire, but it is the content that counts (RFC 1870 5).
        std::string content;
        for (int i = 0; i < 50; ++i) content += "..\r\n";
        content += std::string(static_cast<std::size_t>(98 + over), 'x') + "\r\n";
        EXPECT_EQ(codes(talk.send(stuffed(content) + "NOOP\r\n", 11)), over > 0 ? "552 250" : "250 250");
        EXPECT_EQ(talk.store.delivered.size(), over > 0 ? 0u : 1u);
    }
}

TEST(Data, beyond_the_limit_is_read_to_its_end_and_refused_once) {
    Conversation talk;
    talk.settings.smtp.max_message_bytes = 1000;
    talk.begin_data();
    std::string line = std::string(998, 'x') + "\r\n", content;
    for (int i = 0; i < 3000; ++i) content += line;
    EXPECT_EQ(talk.send(stuffed(content) + "MAIL FROM:<a@x>\r\n", 4096),
              "552 5.3.4 Too much mail data: at most 1000 octets\r\n250 2.1.0 Sender <a@x> OK\r\n");
}

TEST(Data, of_a_large_message_goes_through_a_draft) {
    std::string content;
    for (int i = 0; i < 20000; ++i) content += "." + std::to_string(i) + std::string(40, 'x') + "\r\n";
    for (bool late : {false, true})
        for (std::size_t cut : {std::size_t(1000), std::size_t(65536), std::string::npos}) {
            Conversation talk;
            talk.begin_data();
            talk.store.answers_later = late;
            EXPECT_EQ(codes(talk.send(stuffed(content) + "NOOP\r\n", cut)), "250 250");
            EXPECT_TRUE(talk.newest("alice") == content) << "cut " << cut;
        }
}

TEST(Data, that_no_longer_fits_on_the_disk_is_refused_once) {
    Conversation talk;
    talk.begin_data();
    talk.store.failure = Failure::full;
    EXPECT_EQ(codes(talk.send(stuffed(std::string(900000, 'x')) + "NOOP\r\n", 4096)), "452 250");
    talk.store.failure = Failure::none;
    EXPECT_EQ(codes(talk.send("MAIL FROM:<a@x>\r\nRCPT TO:<alice@post.example>\r\nDATA\r\n.\r\n")), "250 250 354 250");
    EXPECT_EQ(talk.mail("alice").size(), 1u);
}

TEST(Data, that_the_store_refuses_leaves_the_session_ready) {
    const std::pair<Failure, std::string> table[] = {
        {Failure::full, "452 250"}, {Failure::broken, "451 250"}, {Failure::no_mailbox, "450 250"}};
    for (const auto& [failure, expected] : table) {
        Conversation talk;
        talk.begin_data();
        talk.store.failure = failure;
        EXPECT_EQ(codes(talk.send("x\r\n.\r\nMAIL FROM:<a@x>\r\n")), expected);
        EXPECT_TRUE(talk.store.delivered.empty());
    }
}

TEST(Data, is_what_its_reply_is_recorded_for_when_telnet_is_answered_before_it) {
    Conversation client;
    client.connect();
    client.say("HELO client.example");
    client.say("MAIL FROM:<bob@client.example>");
    client.say("RCPT TO:<alice@post.example>");
    client.say("DATA");
    const std::string said = client.send("\xFF\xF4\xFF\xFD\x06\r\n.\r\n");
    EXPECT_TRUE(
        said.starts_with("\xFF\xFC\x06"
                         "250 "));
    const RecordedEvent& reply = client.record().events.back();
    EXPECT_EQ(reply.verb, "DATA");
    EXPECT_EQ(reply.state_before, "data");
    EXPECT_EQ(reply.reply, "data.ok");
}

TEST(Data, that_breaks_off_leaves_nothing) {
    std::string wire = stuffed("Subject: x\r\n\r\n" + std::string(300000, 'x'));
    for (std::size_t sent : {std::size_t(0), std::size_t(5), std::size_t(280000), wire.size() - 1}) {
        Conversation dropped, half_closed;
        dropped.begin_data();
        dropped.send(std::string_view(wire).substr(0, sent));
        dropped.drop();
        EXPECT_TRUE(dropped.store.delivered.empty());
        half_closed.begin_data();
        half_closed.send(std::string_view(wire).substr(0, sent));
        EXPECT_EQ(half_closed.end_input(), "");
        EXPECT_TRUE(half_closed.closed());
        EXPECT_TRUE(half_closed.store.delivered.empty());
    }
}

TEST(Data, keeps_every_octet) {
    std::string content = std::string(998, 'x') + "\r\n" + std::string(5000, 'y') + "\r\n";  // RFC 5321 4.5.3.1.6
    for (int c = 0; c < 256; ++c)
        if (c != '\r' && c != '\n') content += std::string(2, static_cast<char>(c)) + "\r\n";
    Conversation talk;
    talk.begin_data();
    EXPECT_EQ(codes(talk.send(stuffed(content), 3)), "250");
    EXPECT_EQ(talk.newest("alice"), content);
}

/// Some octets in any order; with `crlf`, line ends come whole.
std::string random_content(std::mt19937& random, bool crlf) {
    static constexpr std::string_view loose[] = {".", "\r", "\n", "a", {"\0", 1}, "\xFF", "\r\n", "\r\n."};
    static constexpr std::string_view whole[] = {".", "a", {"\0", 1}, "\xFF", "\r\n", "\r\n."};
    std::string content;
    for (auto tokens = random() % 12; tokens > 0; --tokens)
        content += crlf ? whole[random() % std::size(whole)] : loose[random() % std::size(loose)];
    return content;
}

/// Whether a CR or an LF stands alone.
bool mixed(std::string_view content) {
    for (std::size_t i = 0; i < content.size(); ++i) {
        if (content[i] == '\n' && (i == 0 || content[i - 1] != '\r')) return true;
        if (content[i] == '\r' && (i + 1 == content.size() || content[i + 1] != '\n')) return true;
    }
    return false;
}

TEST(Data, of_any_content_comes_through_unharmed_or_is_refused_whole) {
    std::mt19937 random(5321);
    for (int round = 0; round < 4000; ++round) {
        std::string content = random_content(random, round % 2 == 0);
        if (!content.empty() && !content.ends_with("\r\n")) content += "\r\n";
        std::size_t cut = 1 + static_cast<std::size_t>(round) % 8;
        Conversation talk;
        talk.begin_data();
        std::string said = codes(talk.send(stuffed(content) + "NOOP\r\n", cut));
        if (mixed(content)) {
            EXPECT_EQ(said, "554 250");
            EXPECT_TRUE(talk.store.delivered.empty());
        } else {
            EXPECT_EQ(said, "250 250");
            EXPECT_EQ(talk.newest("alice"), content);
        }
        if (HasFailure()) FAIL() << "round " << round << ", cut " << cut;
    }
}

}  // namespace postlab::smtpd::data_test
