#include "labs/dialogue/bystander.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "labs/dialogue/dialogue_files_for_tests.h"
#include "labs/dialogue/overhearing_wire_for_tests.h"
#include "labs/dialogue/player.h"

namespace postlab::labs::bystander_test {

using What = Overheard::What;
using std::string_view_literals::operator""sv;

/// What was told, a line each: "C MAIL ready", "S mail.ok MAIL ready>mail_given", "L" for a letter's line and "T" for
/// one of content.
struct Told {
    std::vector<std::string> lines;
    std::vector<std::string> shown;
    Bystander bystander{[this](const Overheard& line) { hear(line); }};

    void hear(const Overheard& line) {
        auto text = [](auto... parts) { return (std::string() + ... + std::string(parts)); };
        if (line.by_client()) shown.emplace_back(line.shown);
        if (line.what == What::letter) lines.push_back(line.last ? "L." : "L");
        if (line.what == What::content) lines.push_back(line.last ? "T." : "T");
        if (line.what == What::command || line.what == What::response)
            lines.push_back(text("C ", line.verb, " ", line.before));
        if (line.what == What::reply && line.last)
            lines.push_back(
                text("S ", line.row ? line.row->id : "?", " ", line.verb, " ", line.before, ">", line.after));
    }
};

/// A recorded conversation, told to a bystander, and as the record itself has it.
struct Comparison {
    Told told;
    std::vector<std::string> recorded;
    std::string from_server, from_client;

    void hear(const RecordedEvent& event) {
        const bool client = event.direction == Direction::client;
        const std::string after = event.state_after == "closed" ? event.state_before : event.state_after;
        if (client && !event.content)
            recorded.push_back("C " + event.verb + " " + event.state_before);
        else if (!event.content && !event.reply.empty())
            recorded.push_back("S " + event.reply + " " + event.verb + " " + event.state_before + ">" + after);
        if (client && !event.content)
            return told.bystander.said(event.taken.empty() ? event.bytes : event.taken + "\r\n");
        std::string& unheard = client ? from_client : from_server;
        unheard += event.bytes;
        for (std::size_t end; (end = unheard.find('\n')) != unheard.npos; unheard.erase(0, end + 1)) {
            const std::string_view line = std::string_view(unheard).substr(0, end + 1);
            client ? told.bystander.said(line) : told.bystander.heard(line);
        }
    }
};

bool is_of_its_own_kind(const RecordedEvent& event) {
    return !event.injected.empty() || event.layer != Event::Layer::said ||
           event.bytes.find('\xFF') != std::string::npos;
}

TEST(Bystander, tells_of_every_dialogue_what_its_record_says) {
    std::size_t compared = 0;
    for (const auto& file : dialogue_files())
        for (const Dialogue& dialogue : read_dialogues(file)) {
            if (!is_typed_in_lines(dialogue)) continue;
            MemoryWire wire;
            ASSERT_EQ(play(dialogue, wire).value_or(""), "");
            std::map<std::size_t, Comparison> conversations;
            std::map<std::size_t, bool> spoilt;
            for (const RecordedEvent& event : wire.record().events) {
                if (is_of_its_own_kind(event)) spoilt[event.conversation] = true;
                if (!spoilt[event.conversation]) conversations[event.conversation].hear(event);
            }
            for (auto& [number, conversation] : conversations) {
                std::erase_if(conversation.told.lines,
                              [](const std::string& line) { return "LT"sv.find(line[0]) != "LT"sv.npos; });
                if (spoilt[number]) continue;
                EXPECT_EQ(conversation.told.lines, conversation.recorded) << file;
                ++compared;
            }
        }
    EXPECT_GT(compared, 100u);
}

struct Overhearing : testing::Test, Told {
    void say(std::string_view line) { bystander.said(std::string(line) + "\r\n"); }
    void hear(std::string_view line) { bystander.heard(std::string(line) + "\r\n"); }
    using Lines = std::vector<std::string>;
};

TEST_F(Overhearing, goes_by_what_agrees_where_another_server_has_other_words) {
    hear("220 mx.example ESMTP Postfix");
    say("EHLO me");
    hear("250-mx.example");
    hear("250 DSN");
    say("MAIL FROM:<a@b>");
    hear("250 2.1.0 Ok");
    say("RCPT TO:<c@d>");
    hear("454 4.7.1 Relay access denied");
    say("RCPT TO:<c@e>");
    hear("250 2.1.5 Ok");
    say("DATA");
    hear("354 End data with <CR><LF>.<CR><LF>");
    say("QUIT");
    say(".");
    hear("250 2.0.0 Ok: queued as 12345");
    EXPECT_EQ(lines, (Lines{"S ?  fresh>fresh", "C EHLO fresh", "S ? EHLO fresh>ready", "C MAIL ready",
                            "S ? MAIL ready>mail_given", "C RCPT mail_given", "S ? RCPT mail_given>mail_given",
                            "C RCPT mail_given", "S ? RCPT mail_given>rcpt_given", "C DATA rcpt_given",
                            "S ? DATA rcpt_given>data", "L", "L.", "S ? DATA data>ready"}));
}

TEST_F(Overhearing, waits_for_the_reply_that_says_what_a_line_is) {
    say("DATA");
    say("NOOP");
    EXPECT_EQ(lines, Lines{});
    hear("220 post.example ESMTP Postlab ready");
    hear("503 5.5.1 Bad sequence of commands: say EHLO or HELO first");
    EXPECT_EQ(lines, (Lines{"S session.greeting  fresh>fresh", "C DATA fresh", "S order.hello_first DATA fresh>fresh",
                            "C NOOP fresh"}));
}

TEST_F(Overhearing, counts_the_octets_of_a_chunk_within_which_a_line_may_end) {
    hear("220 post.example ESMTP Postlab ready");
    say("BDAT 4");
    say("a");
    say("bNOOP");
    hear("503 5.5.1 Bad sequence of commands: say EHLO or HELO first");
    EXPECT_EQ(lines, (Lines{"S session.greeting  fresh>fresh", "C BDAT fresh", "L", "L.",
                            "S order.hello_first BDAT fresh>fresh", "C NOOP fresh"}));
}

TEST_F(Overhearing, tells_at_the_end_of_what_was_never_answered) {
    say("NOOP");
    say("NOOP");
    bystander.over();
    EXPECT_EQ(lines, (Lines{"C  ", "C  "}));
}

TEST_F(Overhearing, hears_unasked_words) {
    hear("220 post.example ESMTP Postlab ready");
    hear("421 4.4.2 post.example Timeout, closing transmission channel");
    EXPECT_EQ(lines.back(), "S session.timeout  fresh>fresh");
}

TEST_F(Overhearing, shows_no_secret_of_pop3) {
    hear("+OK POP3 server ready <1.2@post.example>");
    say("USER alice");
    hear("+OK send PASS");
    for (const char* line : {"PASS two words", "two words", "pas two words", "USER alice two", "APOP alice 00ff",
                             "LIST 1234", "AUTH PLAIN AGE=", "AUTH LOGIN YQ==", "NOOP two"}) {
        say(line);
        hear("-ERR");
    }
    say("AUTH LOGIN");
    hear("+ VXNlcm5hbWU6");
    say("YWxpY2U=");
    hear("+ UGFzc3dvcmQ6");
    say("*");
    hear("-ERR authentication cancelled");
    EXPECT_EQ(shown, (Lines{"USER alice", "PASS", "", "", "USER", "APOP", "LIST", "AUTH PLAIN", "AUTH LOGIN", "NOOP",
                            "AUTH LOGIN", "", "*"}));
}

TEST_F(Overhearing, shows_no_secret_of_smtp) {
    hear("220 post.example ESMTP Postlab ready");
    for (const char* line :
         {"EHLO me", "FOO bar", "AUTH PLAIN AGE=", "two words", "more words", "NOOP", "again", "HELO me", "FOO baz",
          "PASS secret", "NOOP PASS secret", "VRFY alice:secret", "USER alice", "RCPT TO:<a@b>"}) {
        say(line);
        hear("500 5.5.2 no");
    }
    EXPECT_EQ(shown, (Lines{"EHLO me", "FOO bar", "AUTH PLAIN", "", "", "NOOP", "", "HELO me", "FOO baz", "PASS",
                            "NOOP PASS", "VRFY", "", "RCPT TO:<a@b>"}));
}

TEST_F(Overhearing, shows_no_secret_of_pop2) {
    hear("+ POP2 post.example server ready");
    say("HELO alice secret");
    hear("#1 message for you");
    say("READ 1");
    EXPECT_EQ(shown, (Lines{"HELO", "READ 1"}));
}

}  // namespace postlab::labs::bystander_test
