// What the log says of a conversation, and what it never says.
#include "shared/conversation_log.h"

#include <gtest/gtest.h>

#include <vector>

#include "shared/memory_recorder.h"

namespace postlab::conversation_log_test {

struct LoggedConversation : testing::Test {
    void begin(std::string_view protocol) { transcript = log.begin(protocol, "192.0.2.1", time_at(0)); }
    void says(std::string_view verb, std::string_view bytes) {
        transcript->record({Direction::client, {}, bytes, "A", "A", verb, {}});
    }
    void sends(std::string_view bytes) {
        transcript->record({Direction::client, {}, bytes, "A", "A", "DATA", {}, true});
    }
    void hears(std::string_view verb, std::string_view bytes, std::string_view row, std::string_view mailboxes = {},
               std::string_view messages = {}) {
        transcript->record({Direction::server, {}, bytes, "A", "A", verb, row, false, mailboxes, messages});
    }
    void end(std::string_view how) {
        transcript->ended(how, time_at(2'000'000));
        transcript.reset();
    }

    std::vector<std::string> lines;
    std::vector<Severity> severities;
    MemoryRecorder record;
    ConversationLog log{&record, [this](Severity severity, std::string_view line) {
                            lines.emplace_back(line);
                            severities.push_back(severity);
                        }};
    std::unique_ptr<Transcript> transcript;
};
using Lines = std::vector<std::string>;

TEST_F(LoggedConversation, OfALetterHasItsEnvelopeAndNothingOfItsContent) {
    begin("smtp");
    says("MAIL", "MAIL FROM:<bob@post.example>\r\n");
    hears("MAIL", "250 2.1.0 Sender <bob@post.example> OK\r\n", "mail.ok");
    says("RCPT", "RCPT TO:<zoe@post.example>\r\n");
    hears("RCPT", "550 5.1.1 No such user here: <zoe@post.example>\r\n", "rcpt.unknown_mailbox");
    says("DATA", "DATA\r\n");
    sends("Subject: hidden\r\n");
    sends("\r\nhidden\r\n");
    hears("DATA", "250 2.0.0 OK, stored as message 12\r\n", "data.ok", "alice bob", "12");
    says("QUIT", "QUIT\r\n");
    end("quit");
    EXPECT_EQ(lines, (Lines{"smtp 1 192.0.2.1 refused: RCPT TO:<zoe@post.example>, 550 5.1.1 rcpt.unknown_mailbox",
                            "smtp 1 192.0.2.1 stored: 12 for alice bob, 27 octets, MAIL FROM:<bob@post.example>",
                            "smtp 1 192.0.2.1 ended: quit, 4 commands in 2 s, 1 stored"}));
    EXPECT_EQ(record.events.size(), 9u) << "the record hears everything, too";
}

TEST_F(LoggedConversation, OfAMaildropHasTheLoginAndWhatWasDone) {
    begin("pop3");
    says("PASS", "PASS ******\r\n");
    hears("PASS", "-ERR [AUTH] invalid password\r\n", "pass.wrong");
    says("PASS", "PASS ******\r\n");
    hears("PASS", "+OK alice's maildrop has 2 messages\r\n", "login.ok", "alice", "3-4");
    says("RETR", "RETR 1\r\n");
    hears("RETR", "+OK 120 octets\r\n", "retr.ok", {}, "3");
    says("QUIT", "QUIT\r\n");
    hears("QUIT", "+OK signing off\r\n", "quit.ok", {}, "3-4");
    end("quit");
    EXPECT_EQ(lines,
              (Lines{"pop3 1 192.0.2.1 login failed: PASS, -ERR [AUTH] pass.wrong", "pop3 1 192.0.2.1 login: alice",
                     "pop3 1 192.0.2.1 ended: quit, 4 commands in 2 s, 1 fetched, 2 removed"}));
    EXPECT_EQ(severities.front(), Severity::notice);
    EXPECT_EQ(severities.back(), Severity::information);
}

TEST_F(LoggedConversation, SaysNothingThatMayBeAPasswordInTheWrongPlace) {
    begin("smtp");
    says("", "hunter2\r\n");
    hears("", "500 5.5.2 Command unrecognized: \"hunter2\"; HELP lists the commands\r\n", "command.unknown");
    begin("pop3");
    says("USER", "USER hunter2\r\n");
    hears("USER", "-ERR no such user hunter2\r\n", "user.unknown");
    EXPECT_EQ(lines, (Lines{"smtp 1 192.0.2.1 refused: unknown, 500 5.5.2 command.unknown",
                            "pop3 2 192.0.2.1 refused: USER, -ERR user.unknown"}));
}

TEST_F(LoggedConversation, IsSilentAboutWhoeverHangsUpWithoutAWord) {
    begin("smtp");
    hears("", "220 post.example ready\r\n", "greeting.ready");
    end("drop");
    EXPECT_TRUE(lines.empty());
}

TEST_F(LoggedConversation, SaysSoManyRefusalsAndNoMore) {
    begin("smtp");
    for (int i = 0; i < 1000; ++i) {
        says("NOOP", "NOOP x\r\n");
        hears("NOOP", "501 5.5.4 no\r\n", "command.no_argument");
    }
    EXPECT_EQ(lines.size(), ConversationLog::most_refusals);
    EXPECT_TRUE(lines.back().ends_with("further refusals here are not logged"));
}

TEST_F(LoggedConversation, CutsLongAddresses) {
    begin("smtp");
    says("MAIL", "MAIL FROM:<" + std::string(100'000, 'x') + ">\r\n");
    hears("MAIL", "501 5.5.4 no\r\n", "mail.path");
    EXPECT_LT(lines.at(0).size(), 300u);
}

}  // namespace postlab::conversation_log_test
