#include "labs/course/lab/pattern.h"

#include <gtest/gtest.h>

namespace postlab::course::pattern_test {

using labs::Piece;
using labs::Protocol;
using Kind = Pattern::Exchange::Kind;

Pattern smtp(const std::string& text) { return {text, "", Protocol::smtp}; }

std::string refusal(const std::string& text) {
    try {
        smtp(text);
    } catch (const labs::DialogueError& error) {
        return error.what();
    }
    return "none";
}

std::vector<Kind> kinds(const Pattern& pattern) {
    std::vector<Kind> all;
    for (const auto& exchange : pattern.exchanges()) all.push_back(exchange.kind);
    return all;
}

TEST(Pattern, has_an_exchange_for_each_command_with_the_lines_of_its_reply) {
    const Pattern pattern = smtp("# greeted\nC: EHLO ...\nS: 250-...\nS: 250 ...\nC: QUIT\n! quit\n");
    EXPECT_EQ(kinds(pattern), (std::vector{Kind::command, Kind::command, Kind::end}));
    EXPECT_EQ(pattern.exchanges()[0].reply.size(), 2u);
    EXPECT_TRUE(pattern.exchanges()[1].reply.empty());
    EXPECT_EQ(pattern.exchanges()[2].how, "quit");
}

TEST(Pattern, takes_a_reply_without_a_command_for_any) {
    EXPECT_EQ(kinds(smtp("S: 220 ...\n")), std::vector{Kind::reply});
    EXPECT_EQ(kinds(smtp("C: QUIT\n! any\nS: 221 ...\n")), (std::vector{Kind::command, Kind::end, Kind::reply}));
}

TEST(Pattern, ignores_the_case_of_commands_and_of_what_replies_repeat) {
    const auto exchange = smtp("C: RCPT TO:<$a>\nS: 250 <$a> OK\nS: 250 ...\n").with({{"a", "Ann@x"}}).exchanges()[0];
    EXPECT_TRUE(exchange.command.any_case);
    EXPECT_TRUE(exchange.reply[0].any_case);
    EXPECT_FALSE(exchange.reply[1].any_case);
}

TEST(Pattern, knows_lines_of_a_message_behind_data_until_the_dot) {
    EXPECT_EQ(kinds(smtp("C: DATA\nC: Subject: x\nC: .\nS: 250 ...\nC: QUIT\n")),
              (std::vector{Kind::command, Kind::content, Kind::content, Kind::command}));
    EXPECT_EQ(kinds(smtp("C: data\nS: 354 ...\nC: x\n")), (std::vector{Kind::command, Kind::content}));
    EXPECT_EQ(kinds(smtp("C: DATA\nS: 503 ...\nC: NOOP\n")), (std::vector{Kind::command, Kind::command}))
        << "which was refused";
    EXPECT_FALSE(smtp("C: DATA\nC: Subject: x\n").exchanges()[1].command.any_case);
}

TEST(Pattern, knows_lines_of_a_chunk_behind_bdat_until_the_reply) {
    EXPECT_EQ(kinds(smtp("C: BDAT 9 LAST\nC: .\nC: x\nS: 250 ...\nC: QUIT\n")),
              (std::vector{Kind::command, Kind::content, Kind::content, Kind::command}));
    EXPECT_EQ(kinds(smtp("C: bdat ...\nS: 250 ...\nC: BDAT 0 LAST\n")), (std::vector{Kind::command, Kind::command}));
    EXPECT_EQ(kinds(smtp("C: BDAT 3\nS: 250 ...\nC: DATA\nC: .\nC: NOOP\n")),
              (std::vector{Kind::command, Kind::command, Kind::content, Kind::command}));
}

TEST(Pattern, binds_sessions_of_either_protocol) {
    const Pattern pattern = smtp("!2 connect pop3\nC1: QUIT\nC2: STAT\nS2: +OK ...\n");
    EXPECT_EQ(pattern.connections(), 2u);
    EXPECT_EQ(pattern.protocol(1), Protocol::smtp);
    EXPECT_EQ(pattern.protocol(2), Protocol::pop3);
    EXPECT_EQ(pattern.exchanges()[1].reply.size(), 1u);
}

TEST(Pattern, takes_what_a_name_stands_for_literally) {
    const Pattern pattern = smtp("C: $verb ...\nS: 250 $word\n").with({{"verb", "NOOP"}, {"word", "..."}});
    const auto& exchange = pattern.exchanges()[0];
    EXPECT_EQ(exchange.command.pieces[0].text, "NOOP ");
    ASSERT_EQ(exchange.reply[0].pieces.size(), 1u);
    EXPECT_EQ(exchange.reply[0].pieces[0].kind, Piece::Kind::literal);
    EXPECT_EQ(exchange.reply[0].pieces[0].text, "250 ...");
    EXPECT_THROW(smtp("C: $x\n").with({}), std::runtime_error);
}

TEST(Pattern, says_which_line_is_wrong) {
    EXPECT_EQ(refusal(""), ":0: expected at least one line that begins with C:, S: or !");
    EXPECT_EQ(refusal("C: QUIT\nT: 221\n"), ":2: expected a line that begins with C:, S:, ! or #");
    EXPECT_EQ(refusal("C QUIT\n"), ":1: expected a colon behind C or S, or behind its number");
    EXPECT_EQ(refusal("C: QUIT\n! connect pop3\n"), ":2: expected `! connect` before the session's first line");
    EXPECT_EQ(
        refusal("! hangs up\n"),
        ":1: expected how the session ended (quit, drop, timeout, shutdown, any), starttls, or connect smtp, pop3 or "
        "pop2");
}

}  // namespace postlab::course::pattern_test
