// AUTH beside what the dialogues show (smtpd/dialogues/auth*.txt).
#include <gtest/gtest.h>

#include "smtpd/conversation_for_tests.h"

namespace postlab::smtpd::auth_test {

constexpr const char* right = "AGFsaWNlAHNlY3JldA==";  // NUL alice NUL secret
constexpr const char* wrong = "AGFsaWNlAHdyb25n";

struct Auth : testing::Test {
    Auth() {
        talk.connect();
        talk.send("EHLO client.example\r\n");
    }
    std::string code(const std::string& line) { return codes(talk.send(line + "\r\n")); }

    Conversation talk;
};

TEST_F(Auth, is_recorded_with_its_mechanism_and_its_verb_and_without_what_was_said) {
    talk.send("AUTH PLAIN " + std::string(wrong) + "\r\nAUTH LOGIN\r\nYWxpY2U=\r\n*\r\nAUTH PLAIN\r\n" + right +
              "\r\n");
    EXPECT_EQ(talk.client_bytes(),
              "EHLO client.example\r\nAUTH PLAIN ****\r\nAUTH LOGIN\r\n****\r\n*\r\nAUTH PLAIN\r\n****\r\n");
    for (const RecordedEvent& event : talk.record().events)
        if (event.direction == Direction::client && !event.bytes.starts_with("EHLO")) {
            EXPECT_EQ(event.verb, "AUTH") << event.bytes;
            EXPECT_EQ(event.state_before, "ready");
        }
    EXPECT_EQ(talk.record().events.back().reply, "auth.ok");
}

TEST_F(Auth, is_recorded_as_it_was_typed_where_it_was_right_for_a_planted_account_alone) {
    talk.store.plant("s017-l20", "amber seal");
    talk.send("AUTH PLAIN AHMwMTctbDIwAHNlY3JldA==\r\nAUTH PLAIN AHMwMTctbDIwAGFtYmVyIHNlYWw=\r\n");
    EXPECT_EQ(talk.client_bytes(),
              "EHLO client.example\r\nAUTH PLAIN ****\r\nAUTH PLAIN AHMwMTctbDIwAGFtYmVyIHNlYWw=\r\n");
    EXPECT_EQ(talk.record().events.back().reply, "auth.ok");
    EXPECT_EQ(code("MAIL FROM:<a@x.example>"), "250");
    EXPECT_EQ(code("RCPT TO:<s017-l20@post.example>"), "550") << "no letter can be left there for somebody";
}

TEST_F(Auth, makes_every_challenge_anew) {
    const std::string one = talk.send("AUTH CRAM-MD5\r\n");
    talk.send("*\r\n");
    const std::string other = talk.send("AUTH CRAM-MD5\r\n");
    EXPECT_TRUE(one.starts_with("334 ")) << one;
    EXPECT_NE(one, other);
}

TEST_F(Auth, with_all_it_needs_may_stand_in_a_pipeline) {
    EXPECT_EQ(
        codes(talk.send("AUTH PLAIN " + std::string(right) + "\r\nMAIL FROM:<>\r\nAUTH PLAIN\r\nRSET\r\nNOOP\r\n")),
        "235 250 503 250 250");
}

TEST_F(Auth, holds_through_EHLO_and_RSET) {
    EXPECT_EQ(code("AUTH PLAIN " + std::string(right)), "235");
    EXPECT_EQ(codes(talk.send("RSET\r\nEHLO c\r\nAUTH PLAIN\r\nHELO c\r\nAUTH PLAIN\r\n")), "250 250 503 250 503");
}

TEST_F(Auth, counts_wrong_credentials_only_and_over_all_mechanisms) {
    for (int i = 0; i < 20; ++i) EXPECT_EQ(code("AUTH PLAIN !"), "501");
    for (int i = 1; i < 10; ++i) EXPECT_EQ(code("AUTH PLAIN " + std::string(wrong)), "535");
    talk.send("AUTH LOGIN\r\nYWxpY2U=\r\n");
    EXPECT_EQ(code("d3Jvbmc="), "421");
    EXPECT_TRUE(talk.closed());
    EXPECT_EQ(talk.how_ended(), "refused");
}

TEST_F(Auth, waits_for_the_store_before_it_reads_on) {
    talk.store.answers_later = true;
    EXPECT_EQ(codes(talk.send("AUTH PLAIN " + std::string(right) + "\r\nNOOP\r\n")), "235 250");
    talk.drop();
}

TEST_F(Auth, that_breaks_off_keeps_what_was_said_to_itself) {
    talk.send("AUTH LOGIN\r\nYWxpY2U=\r\nc2Vjcm");
    talk.end_input();
    EXPECT_EQ(talk.client_bytes().find("c2Vj"), std::string::npos);
    EXPECT_EQ(talk.how_ended(), "drop");
}

TEST_F(Auth, has_lines_of_a_length_of_their_own_and_commands_keep_theirs) {
    talk.send("AUTH LOGIN\r\n");
    const std::string longest(Session::longest_response - 2, 'A');
    EXPECT_EQ(codes(talk.send(longest + "A\r\n", 1000)), "500");
    EXPECT_EQ(code("NOOP " + std::string(506, 'x')), "500");
    talk.send("AUTH LOGIN\r\n");
    EXPECT_EQ(codes(talk.send(longest + "\r\n", 1000)), "501") << "heard to its end";
    EXPECT_EQ(code("AUTH PLAIN " + std::string(508, 'A')), "500") << "the command itself is a command (RFC 4954 4)";
}

TEST(StrictAuth, ends_where_a_line_does_not_end_in_CRLF) {
    Conversation talk;
    talk.settings.wire.profile = WireProfile::strict;
    talk.connect();
    talk.send("EHLO c\r\nAUTH PLAIN\r\n");
    EXPECT_EQ(codes(talk.send(std::string(right) + "\n")), "500");
    EXPECT_EQ(codes(talk.send("NOOP\r\n")), "250");
    EXPECT_EQ(talk.client_bytes().find("AGFs"), std::string::npos);
}

/// As a session behind TLS will be.
struct PrivateSession : Session {
    using Session::Session;
    void encrypt() { private_ = true; }
    std::string said(std::string_view line) {
        receive(line, {});
        return take_output();
    }
};

TEST(PrivateConnection, takes_passwords_where_others_must_not) {
    store::SlowStore store;
    store.add("alice", "secret");
    Settings settings;
    settings.auth.allow_plaintext = false;
    PrivateSession session(settings, store, nullptr, Peer{"127.0.0.1"});
    session.open({});
    EXPECT_NE(session.said("EHLO c\r\n").find("AUTH SCRAM-SHA-256 CRAM-MD5\r\n"), std::string::npos);
    EXPECT_EQ(codes(session.said("AUTH PLAIN\r\n")), "538");
    session.encrypt();
    EXPECT_NE(session.said("EHLO c\r\n").find("AUTH SCRAM-SHA-256 CRAM-MD5 PLAIN LOGIN\r\n"), std::string::npos);
    EXPECT_EQ(codes(session.said("AUTH PLAIN " + std::string(right) + "\r\n")), "235");
}

struct StoreThatNotesClients : store::SlowStore {
    void check(std::string_view user, store::Credential credential, std::string_view client,
               store::Done<store::Checked> done) override {
        clients.emplace_back(client);
        store::SlowStore::check(user, std::move(credential), client, std::move(done));
    }
    std::vector<std::string> clients;
};

TEST(AuthOfATerminalInAPage, takes_its_turn_with_the_machine_that_the_page_is_on) {
    StoreThatNotesClients store;
    Settings settings;
    for (const Peer& peer : {Peer{"127.0.0.1", "127.0.0.1", "192.0.2.7"}, Peer{"192.0.2.8", "192.0.2.1"}}) {
        PrivateSession session(settings, store, nullptr, peer);
        session.open({});
        session.said("EHLO c\r\nAUTH PLAIN " + std::string(wrong) + "\r\n");
    }
    EXPECT_EQ(store.clients, (std::vector<std::string>{"192.0.2.7", "192.0.2.8"}));
}

}  // namespace postlab::smtpd::auth_test
