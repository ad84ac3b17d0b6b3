#include "labs/explain/explain_session.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "labs/dialogue/dialogue_files_for_tests.h"
#include "labs/dialogue/memory_wire.h"
#include "labs/dialogue/player.h"
#include "labs/explain/explain.h"

namespace postlab::labs::explain_session_test {

using namespace std::chrono_literals;

constexpr Direction client = Direction::client, server = Direction::server;

struct ExplainSession : testing::Test {
    std::string explained(const std::string& protocol) {
        conversation.about.protocol = protocol;
        conversation.about.events = conversation.events.size();
        std::ostringstream out;
        explain_session(conversation, out);
        return out.str();
    }
    void say(Direction direction, const std::string& bytes, const std::string& verb = "",
             const std::string& before = "fresh", const std::string& after = "fresh", const std::string& reply = "") {
        const auto seq = static_cast<std::uint32_t>(conversation.events.size());
        conversation.events.push_back({seq, 0us, direction, false, bytes, 0, before, after, verb, reply});
    }
    void content(Direction direction, const std::string& bytes) {
        say(direction, bytes);
        conversation.events.back().content = true;
    }

    Conversation conversation{{1, "", "127.0.0.1:4711", Time(), {}, "", 0, 0, 0}, {}};
};

TEST_F(ExplainSession, says_what_a_refused_command_would_have_needed) {
    say(client, "RCPT TO:<a@b>\r\n", "RCPT", "ready", "ready");
    say(server, "503 5.5.1 MAIL first\r\n", "RCPT", "ready", "ready", "order.mail_first");
    EXPECT_NE(explained("smtp").find("# RCPT would have needed the state mail_given or rcpt_given; this was ready\n"),
              std::string::npos)
        << explained("smtp");
}

TEST_F(ExplainSession, says_of_a_verb_that_no_state_allows_it) {
    say(client, "EXPN staff\r\n", "EXPN", "ready", "ready");
    say(server, "502 5.5.1 no\r\n", "EXPN", "ready", "ready", "expn.no_lists");
    const std::string text = explained("smtp");
    EXPECT_NE(text.find("# EXPN: no state allows it\n"), text.npos) << text;
    EXPECT_EQ(text.find("would have needed"), text.npos) << text;
}

TEST_F(ExplainSession, tells_of_a_report_that_the_server_has_made_and_nobody_said) {
    content(client, "text\r\n");
    content(server, "\xFF\xFE\x06");  // telnet's, refused
    content(server, "");
    conversation.events.back().messages = "17";
    conversation.events.back().mailboxes = "bob";
    say(server, "250 2.0.0 OK, stored as message 16\r\n", "DATA", "data", "ready", "data.ok");
    const std::string text = explained("smtp");
    EXPECT_NE(
        text.find(
            "# a report of the delivery is stored: message 17 in the maildrop of bob\n       (NOTIFY=SUCCESS)\nS  250"),
        text.npos)
        << text;
}

TEST_F(ExplainSession, leaves_other_refusals_to_their_row) {
    say(server, "550 5.1.1 no\r\n", "RCPT", "mail_given", "mail_given", "rcpt.unknown_mailbox");
    const std::string text = explained("smtp");
    EXPECT_NE(text.find("# rcpt.unknown_mailbox · RFC 5321"), text.npos) << text;
    EXPECT_EQ(text.find("would have needed"), text.npos) << text;
}

TEST_F(ExplainSession, explains_the_remarks_behind_a_reply) {
    say(client, " MAIL FROM: <a@b>\n", "MAIL", "ready", "ready");
    say(server, "250 2.1.0 Sender <a@b> OK (extra spaces left out) (no space belongs in front of the <address>)\r\n",
        "MAIL", "ready", "mail_given", "mail.ok");
    const std::string text = explained("smtp");
    for (const char* id : {"# mail.ok · ", "# note.blanks · ", "# note.path_blank · "})
        EXPECT_NE(text.find(id), text.npos) << text;
}

TEST_F(ExplainSession, notices_lines_that_came_at_once_where_nothing_allowed_it) {
    for (int i = 0; i < 3; ++i) say(client, "NOOP\r\n", "NOOP");
    const std::string text = explained("smtp");
    EXPECT_NE(text.find("C  NOOP␍␊\nC  NOOP␍␊\nC  NOOP␍␊\n     # the third line that came at once"), text.npos) << text;
    conversation.events[0].verb = "EHLO";
    EXPECT_EQ(explained("smtp").find("at once"), text.npos);
    conversation.events[0].verb = "NOOP";
    conversation.events[2].at = 1us;
    EXPECT_EQ(explained("smtp").find("at once"), text.npos);
}

TEST_F(ExplainSession, names_states_and_multi_line_replies_once) {
    for (int i = 0; i < 2; ++i) say(server, "250-a\r\n250 b\r\n", "EHLO", "fresh", "ready", "ehlo.ok");
    const std::string text = explained("smtp");
    EXPECT_NE(text.find("# state: fresh -> ready\n"), text.npos) << text;
    const std::size_t first = text.find("one reply in several lines");
    ASSERT_NE(first, text.npos) << text;
    EXPECT_EQ(text.find("one reply in several lines", first + 1), text.npos) << text;
}

TEST_F(ExplainSession, finds_stuffed_dots_and_the_last_one) {
    content(client, "a.b\r\n..c\r\n");
    content(client, ".");
    content(client, "\r\n");
    const std::string text = explained("smtp");
    EXPECT_NE(text.find("C  a.b␍␊\nC  ..c␍␊\n     # the first dot is stuffing"), text.npos) << text;
    EXPECT_NE(text.find("keeps \".c\""), text.npos) << text;
    EXPECT_NE(text.find("C  .␍␊\n     # a dot alone: the content ends here (RFC 5321 4.1.1.4)\n"), text.npos) << text;
    EXPECT_NE(explained("pop3").find("ends here (RFC 1939 3)"), std::string::npos);
}

TEST_F(ExplainSession, takes_no_dot_behind_BDAT_for_stuffing) {
    say(client, "BDAT 12 LAST\r\n", "BDAT");
    content(client, "..two\r\n.\r\n");
    EXPECT_EQ(explained("smtp").find("stuffing"), std::string::npos) << explained("smtp");
    EXPECT_EQ(explained("smtp").find("dot alone"), std::string::npos) << explained("smtp");
    say(client, "DATA\r\n", "DATA");
    content(client, "..two\r\n.\r\n");
    EXPECT_NE(explained("smtp").find("the first dot is stuffing"), std::string::npos) << explained("smtp");
}

TEST_F(ExplainSession, says_what_a_digest_of_APOP_is_made_of) {
    say(server, "+OK POP3 server ready <17.4@post.example>\r\n", "", "AUTHORIZATION", "AUTHORIZATION",
        "greeting.ready");
    say(client, "APOP alice ****\r\n", "APOP", "AUTHORIZATION", "AUTHORIZATION");
    EXPECT_NE(explained("pop3").find("the digest is the MD5 of \"<17.4@post.example>\""), std::string::npos)
        << explained("pop3");
}

TEST_F(ExplainSession, knows_no_line_start_where_content_is_missing) {
    content(client, "a");
    conversation.events.back().left_out = 5;
    content(client, ".\r\n");
    EXPECT_EQ(explained("smtp").find("dot alone"), std::string::npos) << explained("smtp");
}

TEST_F(ExplainSession, points_out_base64_behind_auth) {
    say(client, "AUTH PLAIN AGFsaWNlAHR3byB3b3Jkcw==\r\n");
    say(client, "NOOP AGFsaWNl\r\n");
    say(client, "auth plain ****\r\n");
    const std::string text = explained("smtp");
    const std::size_t first = text.find("looks like base64");
    ASSERT_NE(first, text.npos) << text;
    EXPECT_EQ(text.find("looks like base64", first + 1), text.npos) << text;
}

TEST_F(ExplainSession, reads_what_a_server_challenges_with) {
    say(client, "AUTH LOGIN\r\n");
    say(server, "334 VXNlcm5hbWU6\r\n", "AUTH", "ready", "ready", "auth.challenge");
    say(client, "****\r\n");
    say(server, "334 \r\n", "AUTH", "ready", "ready", "auth.challenge");
    const std::string text = explained("smtp");
    const std::size_t first = text.find("base64, which anyone can read: \"Username:\" (RFC 4648 4)");
    ASSERT_NE(first, text.npos) << text;
    EXPECT_EQ(text.find("base64, which anyone", first + 1), text.npos) << "an empty one has nothing to read";
}

/// What is printed piece by piece, each piece of so many events.
std::string grown(const Conversation& conversation, std::size_t pieces) {
    std::ostringstream out;
    GrowingExplanation explanation(conversation.protocol(), "", Language::english());
    std::uint32_t next = 0;
    for (std::size_t at = 0; at < conversation.events.size(); at += pieces) {
        const auto from = conversation.events.begin() + static_cast<std::ptrdiff_t>(at);
        const std::vector<store::KeptEvent> some(
            from, from + static_cast<std::ptrdiff_t>(std::min(pieces, conversation.events.size() - at)));
        explanation.print(some, next, false, out);
        next = some.back().seq + 1;
    }
    explanation.print({}, next, true, out);
    return out.str();
}

TEST(GrowingExplanation, of_every_dialogue_says_the_same_however_it_is_cut) {
    std::size_t compared = 0;
    for (const auto& file : dialogue_files())
        for (const Dialogue& dialogue : read_dialogues(file)) {
            MemoryWire wire;
            ASSERT_EQ(play(dialogue, wire).value_or(""), "");
            for (std::size_t which = 0; which < wire.record().begun.size(); ++which) {
                const auto& begun = wire.record().begun[which];
                Conversation conversation{{1, begun.protocol, "", begun.at, {}, "", 0, 0, 0}, {}};
                for (const RecordedEvent& event : wire.record().events)
                    if (event.conversation == which && event.layer == Event::Layer::said)
                        conversation.events.push_back(kept(event.view(), conversation));
                conversation.about.events = conversation.events.size();
                std::ostringstream whole;
                explain_session(conversation, whole);
                const std::string text = whole.str().substr(whole.str().find("\n\n") + 2);
                for (const std::size_t pieces : {std::size_t{1}, std::size_t{3}, std::size_t{1000}})
                    EXPECT_EQ(grown(conversation, pieces), text) << file << " in pieces of " << pieces;
                ++compared;
            }
        }
    EXPECT_GT(compared, 150u);
}

TEST(GrowingExplanation, waits_for_the_end_of_a_line) {
    std::ostringstream out;
    GrowingExplanation explanation(Protocol::smtp, "7  ", Language::english());
    auto letter = [](std::uint32_t seq, const std::string& bytes) {
        return store::KeptEvent{seq, 0us, client, true, bytes, 0, "data", "data", "DATA", ""};
    };
    explanation.print({letter(0, "one\r\nha")}, 0, false, out);
    EXPECT_EQ(out.str(), "");
    explanation.print({letter(1, "lf\r\n")}, 1, false, out);
    EXPECT_EQ(out.str(), "7  C  one␍␊\n7  C  half␍␊\n");
    explanation.print({letter(2, "the rest")}, 2, true, out);
    EXPECT_EQ(out.str(), "7  C  one␍␊\n7  C  half␍␊\n7  C  the rest\n");
}

TEST(GrowingExplanation, tells_of_what_was_lost) {
    std::ostringstream out;
    GrowingExplanation explanation(Protocol::smtp, "", Language::english());
    explanation.print({{5, 0us, client, false, "NOOP\r\n", 0, "fresh", "fresh", "NOOP", ""}}, 2, true, out);
    EXPECT_NE(out.str().find("3 lines or blocks were not recorded"), std::string::npos) << out.str();
}

TEST(ExplainSessionOptions, are_told_what_to_type) {
    std::ostringstream out;
    for (const auto& wrong : std::vector<std::vector<std::string>>{{"explain", "--session"},
                                                                   {"explain", "--session", "x"},
                                                                   {"explain", "--session", "1", "rcpt"},
                                                                   {"explain", "--data", "d"}})
        EXPECT_THROW(run_program({explain_command()}, wrong, out, out), UsageError);
}

}  // namespace postlab::labs::explain_session_test
