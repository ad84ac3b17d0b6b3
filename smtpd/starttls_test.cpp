#include <gtest/gtest.h>

#include <algorithm>

#include "smtpd/conversation_for_tests.h"

namespace postlab::smtpd::starttls_test {

using Next = Session::Next;

/// A client that asks for TLS where it may be had, and gets it without a handshake.
struct Starttls : testing::Test, Conversation {
    Starttls() {
        session_ = std::make_unique<Session>(settings, store, transcript("smtp"), Peer{"127.0.0.1", "192.0.2.1"});
        session_->offer_tls();
        follow(session_->open(now()));
    }
    /// Sends the bytes, `cut` of them first, until TLS has to begin; what is left of them goes to the handshake.
    std::string send_until_tls(std::string_view bytes, std::size_t cut) {
        std::string said;
        for (const std::string_view piece : {bytes.substr(0, cut), bytes.substr(cut)}) {
            if (piece.empty()) continue;
            const Next next = session_->receive(piece, now());
            said += session_->take_output();
            if (next == Next::start_tls) return said;
        }
        return said + "no TLS";
    }
    std::string begin_tls() {
        session_->tls_began("TLSv1.3 TLS_AES_256_GCM_SHA384", now());
        return follow(session_->resume(now()));
    }
};

TEST_F(Starttls, never_runs_what_was_sent_ahead_wherever_it_is_cut) {
    const std::string ahead =
        "STARTTLS\r\nHELO attacker\r\nMAIL FROM:<bob@post.example>\r\nRCPT TO:<alice@post.example>\r\n";
    for (std::size_t cut = 0; cut <= ahead.size(); ++cut) {
        session_ = std::make_unique<Session>(settings, store, transcript("smtp"), Peer{"127.0.0.1", "192.0.2.1"});
        session_->offer_tls();
        follow(session_->open(now()));
        EXPECT_EQ(send_until_tls(ahead, cut), "220 2.0.0 Ready to start TLS\r\n") << cut;
        EXPECT_EQ(begin_tls(), "") << cut;
        EXPECT_EQ(say("NOOP"), "250 2.0.0 OK\r\n") << "one answer to one command";
        EXPECT_EQ(say("MAIL FROM:<>"), "503 5.5.1 Bad sequence of commands: say EHLO or HELO first\r\n");
    }
    EXPECT_TRUE(std::ranges::none_of(record().events, [](const RecordedEvent& e) { return e.verb == "HELO"; }));
}

TEST_F(Starttls, forgets_half_a_line_too) {
    EXPECT_EQ(send_until_tls("STARTTLS\r\nRCPT TO:<al", 21), "220 2.0.0 Ready to start TLS\r\n");
    begin_tls();
    EXPECT_EQ(say("NOOP"), "250 2.0.0 OK\r\n");
}

TEST_F(Starttls, forgets_how_lines_have_ended_and_what_has_been_remarked) {
    EXPECT_NE(send("NOOP\n").find("line ended with LF only"), std::string::npos);
    EXPECT_EQ(send("NOOP\r\n"), "250 2.0.0 OK\r\n") << "from here on it is no client of bare LFs";
    session_->receive("STARTTLS\r\n", now());
    session_->take_output();
    begin_tls();
    EXPECT_NE(send("EHLO client.example\n").find("line ended with LF only"), std::string::npos);
    send("MAIL FROM:<bob@post.example>\nRCPT TO:<alice@post.example>\nDATA\n");
    EXPECT_EQ(codes(send("Subject: one\n\n.\n")), "250") << "as nc ends it";
}

TEST_F(Starttls, is_announced_until_tls_has_begun) {
    EXPECT_NE(say("EHLO client.example").find("250-STARTTLS\r\n"), std::string::npos);
    session_->receive("STARTTLS\r\n", now());
    session_->take_output();
    begin_tls();
    EXPECT_EQ(say("EHLO client.example").find("STARTTLS"), std::string::npos);
}

TEST_F(Starttls, leaves_its_words_in_the_trace_line) {
    for (const auto& [hello, parameter, word] :
         {std::tuple("EHLO", "", "ESMTPS"), std::tuple("EHLO", " SMTPUTF8", "UTF8SMTPS"),
          std::tuple("HELO", "", "SMTP")}) {
        connect();
        session_->tls_began("TLSv1.3 TLS_AES_256_GCM_SHA384", now());
        say(std::string(hello) + " client.example");
        say(std::string("MAIL FROM:<bob@post.example>") + parameter);
        say("RCPT TO:<alice@post.example>");
        say("DATA");
        say("Subject: one\r\n\r\n.");
        EXPECT_NE(mail("alice").back().content.find(std::string(" with ") + word + " id "), std::string::npos)
            << mail("alice").back().content;
    }
}

TEST_F(Starttls, forgets_who_has_logged_in_and_takes_a_password_that_plain_text_may_not_have) {
    settings.auth.allow_plaintext = false;
    const std::string login = "AUTH PLAIN AGFsaWNlAHNlY3JldA==";  // alice, secret
    say("EHLO client.example");
    EXPECT_EQ(say(login).substr(0, 3), "538");
    settings.auth.allow_plaintext = true;
    EXPECT_EQ(say(login).substr(0, 3), "235");
    session_->receive("STARTTLS\r\n", now());
    session_->take_output();
    begin_tls();
    settings.auth.allow_plaintext = false;
    EXPECT_NE(say("EHLO client.example").find("AUTH SCRAM-SHA-256 CRAM-MD5 PLAIN LOGIN"), std::string::npos);
    EXPECT_EQ(say(login).substr(0, 3), "235") << "nobody is logged in yet";
    say("MAIL FROM:<bob@post.example>");
    say("RCPT TO:<alice@post.example>");
    say("DATA");
    say("Subject: one\r\n\r\n.");
    EXPECT_NE(mail("alice").back().content.find(" with ESMTPSA id "), std::string::npos);
}

TEST_F(Starttls, is_recorded_with_what_tls_speaks) {
    session_->receive("STARTTLS\r\n", now());
    session_->take_output();
    begin_tls();
    say("QUIT");
    const auto tls = std::ranges::find_if(record().events, [](const RecordedEvent& e) { return !e.tls.empty(); });
    ASSERT_NE(tls, record().events.end());
    EXPECT_EQ(tls->tls, "TLSv1.3 TLS_AES_256_GCM_SHA384");
    EXPECT_EQ(tls->bytes, "");
    EXPECT_EQ((tls - 1)->reply, "starttls.go");
    EXPECT_EQ((tls + 1)->verb, "QUIT");
}

TEST_F(Starttls, says_why_it_has_failed_in_the_record) {
    session_->receive("STARTTLS\r\n", now());
    session_->take_output();
    session_->tls_failed("no shared cipher", now());
    EXPECT_EQ(record().events.back().tls, "failed: no shared cipher");
    EXPECT_EQ(record().ended.back().how, "drop");
}

}  // namespace postlab::smtpd::starttls_test
