// What the record says that the wire doesn't: which messages and mailboxes a reply is about.
#include <gtest/gtest.h>

#include "labs/dialogue/memory_wire.h"
#include "labs/dialogue/player.h"

namespace postlab::labs::concerns_test {

/// "VERB: messages (mailboxes)" of each reply that is about something.
std::vector<std::string> concerns_of(std::string_view dialogue, Protocol protocol) {
    MemoryWire wire;
    auto complaint = play(parse_dialogue(dialogue, "dialogue", protocol), wire);
    EXPECT_EQ(complaint, std::nullopt) << *complaint;
    std::vector<std::string> all;
    for (const RecordedEvent& event : wire.record().events) {
        if (event.messages.empty() && event.mailboxes.empty()) continue;
        all.push_back(event.verb + ": " + event.messages);
        if (!event.mailboxes.empty()) all.back() += " (" + event.mailboxes + ")";
    }
    return all;
}

using Lines = std::vector<std::string>;

TEST(RecordOfPop3, says_which_messages_a_reply_is_about) {
    EXPECT_EQ(concerns_of(
                  "S: ...\nC: USER Alice\nS: ...\nC: PASS two words\nS: +OK ...\n"
                  "C: LIST\nS: +OK ...\nS: 1 120\nS: 2 200\nS: .\n"
                  "C: LIST 2\nS: ...\nC: UIDL 1\nS: ...\nC: DELE 1\nS: ...\nC: DELE 1\nS: -ERR ...\n"
                  "C: UIDL\nS: ...\nS: 2 2.memory\nS: .\nC: RSET\nS: ...\nC: TOP 1 0\nS: ...\n"
                  "S: From...\nS: To...\nS: Subject...\nS: \nS: .\nC: DELE 2\nS: ...\nC: QUIT\nS: +OK ...\n! closed\n",
                  Protocol::pop3),
              (Lines{"PASS: 1-2 (alice)", "LIST: 1-2", "LIST: 2", "UIDL: 1", "DELE: 1", "UIDL: 2", "RSET: 1", "TOP: 1",
                     "DELE: 2", "QUIT: 2"}));
}

TEST(RecordOfPop3, says_of_a_failed_update_that_nothing_was_removed) {
    EXPECT_EQ(concerns_of("S: ...\nC: USER alice\nS: ...\nC: PASS two words\nS: +OK ...\nC: DELE 1\nS: ...\n"
                          "! store broken\nC: QUIT\nS: -ERR ...\n! closed\n",
                          Protocol::pop3),
              (Lines{"PASS: 1-2 (alice)", "DELE: 1"}));
}

TEST(RecordOfSmtp, says_where_a_message_was_stored) {
    EXPECT_EQ(
        concerns_of("S: ...\nC: HELO me\nS: ...\nC: MAIL FROM:<>\nS: ...\nC: RCPT TO:<Bob+x@post.example>\nS: ...\n"
                    "C: RCPT TO:<alice@post.example>\nS: ...\nC: DATA\nS: ...\nC: Subject: x\nC: \nC: .\nS: 250 ...\n",
                    Protocol::smtp),
        (Lines{"DATA: 5 (bob alice)"}));
}

TEST(RecordOfSmtp, says_who_has_logged_in) {
    EXPECT_EQ(
        concerns_of("S: ...\nC: EHLO me\nS: 250-post.example...\nS: 250-PIPELINING\nS: 250-SIZE...\nS: 250-8BITMIME\n"
                    "S: 250-CHUNKING\nS: 250-LIMITS...\nS: 250-DSN\nS: 250-SMTPUTF8\nS: 250-AUTH ...\n"
                    "S: 250-ENHANCED...\nS: 250-STARTTLS\nS: 250 HELP\nC: AUTH PLAIN AGFsaWNlAHdyb25n\nS: 535 ...\n"
                    "C: AUTH PLAIN AEFsaWNlQHBvc3QuZXhhbXBsZQB0d28gd29yZHM=\nS: 235 ...\nC: NOOP\nS: 250 ...\n",
                    Protocol::smtp),
        (Lines{"AUTH:  (alice)"}))
        << "the first one was wrong; the name is the account's";
}

}  // namespace postlab::labs::concerns_test
