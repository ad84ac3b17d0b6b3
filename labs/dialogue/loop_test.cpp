// The whole loop in memory but for the disk: SMTP session, SQLite store, POP3 session.
#include <gtest/gtest.h>

#include <random>

#include "pop3d/session.h"
#include "shared/wire/dot_stuffing.h"
#include "smtpd/session.h"
#include "store/store_on_disk_for_tests.h"

namespace postlab::labs::loop_test {

/// All that the session says to these bytes, which come `piece` at a time.
std::string say(Session& session, store::AnswerLoop& desk, std::string_view bytes, std::size_t piece) {
    std::string said;
    auto follow = [&](Session::Next next) {
        said += session.take_output();
        while (next == Session::Next::wait || next == Session::Next::write) {
            if (next == Session::Next::wait) desk.run_one();
            next = session.resume(Time{});
            said += session.take_output();
        }
    };
    for (std::size_t i = 0; i < bytes.size(); i += piece) follow(session.receive(bytes.substr(i, piece), Time{}));
    return said;
}

struct Loop : testing::Test {
    Loop() {
        store::Accounts(directory.path()).add("alice", "secret", store::Accounts::Apop::none);
        sqlite.emplace(directory.path(), settings);
        store = sqlite->for_thread(desk.post());
    }

    /// Sends the wire form of a body, empty line first; the code it is answered with.
    std::string send(const std::string& wire, std::size_t piece) {
        smtpd::Session session(settings, *store, nullptr, {"127.0.0.1"});
        session.open(Time{});
        std::string said =
            say(session, desk,
                "EHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<alice@post.example>\r\nDATA\r\n\r\n" + wire + ".\r\n", piece);
        std::size_t last_line = said.rfind('\n', said.size() - 2) + 1;
        return said.substr(last_line, 3);
    }

    /// Fetches and deletes the only message: what stands behind its header. Octets are compared on the way.
    std::string fetch(std::size_t piece) {
        pop3d::Session session(settings, *store, nullptr, "<1.2@a>");
        session.open(Time{});
        say(session, desk, "USER alice\r\nPASS secret\r\n", piece);
        std::string listed = say(session, desk, "LIST 1\r\n", piece), got = say(session, desk, "RETR 1\r\n", piece);
        say(session, desk, "DELE 1\r\nQUIT\r\n", piece);
        std::string_view wire = std::string_view(got).substr(got.find('\n') + 1);
        std::string content;
        EXPECT_TRUE(DotDecoder(false).append(wire, content));
        EXPECT_EQ(listed, "+OK 1 " + std::to_string(content.size()) + "\r\n");
        return content.substr(content.find("\r\n\r\n") + 4);
    }

    TemporaryDirectory directory;
    Settings settings;
    store::AnswerLoop desk;
    std::optional<store::SqliteStore> sqlite;
    std::unique_ptr<store::MailStore> store;
};

TEST_F(Loop, gives_back_every_body_byte_for_byte_however_the_bytes_are_cut) {
    std::mt19937 random(5321);
    const std::string pieces[] = {".", "\r\n", "\r\n.", "a", std::string(1, '\0'), "\xFF"};
    for (std::size_t round = 0; round < 240; ++round) {
        std::string body, wire;
        for (std::size_t i = random() % 60; i > 0; --i) body += pieces[random() % std::size(pieces)];
        body += "\r\n";
        DotEncoder encoder;
        encoder.append(body, wire);
        ASSERT_EQ(send(wire, 1 + round % 8), "250") << body;
        ASSERT_EQ(fetch(1 + round / 8 % 8), body);
    }
}

TEST_F(Loop, takes_no_body_with_a_bare_cr_or_lf) {
    std::mt19937 random(1939);
    const char octets[] = {'.', '\r', '\n', 'a', '\0', '\xFF'};
    for (std::size_t round = 0; round < 160; ++round) {
        std::string body = round % 2 ? "\r" : "\n";
        for (std::size_t i = random() % 40; i > 0; --i) body += octets[random() % std::size(octets)];
        std::string wire;
        DotEncoder encoder;
        encoder.append("x" + body + "x\r\n", wire);
        bool bare = false;
        for (std::size_t i = 0; i < wire.size(); ++i) {
            bare = bare || (wire[i] == '\n' && (i == 0 || wire[i - 1] != '\r'));
            bare = bare || (wire[i] == '\r' && wire[i + 1] != '\n');
        }
        EXPECT_EQ(send(wire, 1 + round % 8), bare ? "554" : "250") << round;
        if (!bare) fetch(8);
    }
    pop3d::Session session(settings, *store, nullptr, "<1.2@a>");
    session.open(Time{});
    EXPECT_TRUE(say(session, desk, "USER alice\r\nPASS secret\r\nSTAT\r\n", 99).ends_with("+OK 0 0\r\n"));
}

}  // namespace postlab::labs::loop_test
