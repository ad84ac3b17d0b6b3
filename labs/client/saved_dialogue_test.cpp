#include "labs/client/saved_dialogue.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "labs/dialogue/dialogue_files_for_tests.h"
#include "labs/dialogue/overhearing_wire_for_tests.h"
#include "labs/dialogue/player.h"

namespace postlab::labs::saved_dialogue_test {

constexpr const char* passwords[] = {"two words", "two\\\\ words", "tanstaaf", "secret"};

/// Before a login, and where a number belongs, whatever is typed may be a password; and a wrong digest is no secret,
/// but nothing that could be worked out again.
bool types_what_may_be_a_secret(const std::string& file) {
    constexpr std::string_view files[] = {"apop.txt", "message_numbers.txt", "the_server_tells_nothing.txt", "top.txt"};
    return std::ranges::any_of(files, [&](std::string_view name) { return file.ends_with(name); });
}

/// What can happen to somebody with one terminal.
bool can_be_saved(const Dialogue& dialogue) {
    return std::ranges::all_of(dialogue.steps, [](const Step& step) {
        using Kind = Step::Kind;
        const bool known = step.kind == Kind::client || step.kind == Kind::server || step.kind == Kind::closed ||
                           step.kind == Kind::formula || step.kind == Kind::starttls;
        return known && step.connection == 1 && !step.unfinished;
    });
}

/// How a saved conversation goes with each of the passwords there are: as written with one of them.
std::string played_again(const std::string& text, Protocol protocol) {
    std::string complaints;
    for (std::string_view password : passwords) {
        std::string with = text;
        for (const char* before : {"PASS ", "PASS not ", "alice ", "mrose ", "}", "\\x00", "base64 "}) {
            const std::string stars = before + std::string(SavedDialogue::secret);
            for (std::size_t at = 0; (at = with.find(stars, at)) != with.npos; ++at)
                with.replace(at, stars.size(), std::string(before).append(password));
        }
        MemoryWire wire;
        const auto complaint = play(parse_dialogue(with, "saved", protocol), wire);
        if (!complaint) return "";
        complaints += *complaint + "\n";
    }
    return complaints + text;
}

TEST(SavedDialogue, of_every_dialogue_plays_again) {
    std::size_t saved = 0;
    for (const auto& file : dialogue_files())
        for (const Dialogue& dialogue : read_dialogues(file)) {
            if (!can_be_saved(dialogue) || !is_typed_in_lines(dialogue)) continue;
            SavedDialogue keeper("a comment", "of secrets");
            std::size_t lines = 0;
            OverhearingWire wire([&](int, const Overheard& line) {
                keeper.add(line);
                lines = line.number + 1;
            });
            wire.on_tls([&] { keeper.happened("starttls", lines); });
            ASSERT_EQ(play(dialogue, wire).value_or(""), "");
            if (wire.wire.record().begun.size() != 1 || types_what_may_be_a_secret(file)) continue;
            EXPECT_EQ(played_again(keeper.text(), dialogue.protocol), "") << file;
            ++saved;
        }
    EXPECT_GT(saved, 25u);
}

struct Saved : testing::Test {
    SavedDialogue keeper{"a comment", "of secrets"};
    Bystander bystander{[this](const Overheard& line) { keeper.add(line); }};
    void say(std::string_view line) { bystander.said(std::string(line) + "\r\n"); }
    void hear(std::string_view line) { bystander.heard(std::string(line) + "\r\n"); }
};

TEST_F(Saved, leaves_open_what_is_new_each_time) {
    hear("+OK POP3 server ready <1.2@post.example>");
    say("USER alice");
    hear("+OK send PASS");
    say("PASS secret");
    hear("+OK alice's maildrop has 1 message (60 octets)");
    say("UIDL");
    hear("+OK");
    hear("1 7.abc");
    hear(".");
    say("RETR 1");
    hear("+OK 60 octets");
    for (const char* line : {"Return-Path: <bob@post.example>", "Received: from me", "\tby you;", "Subject: {x} ...",
                             "", "Received: in the text", "."})
        hear(line);
    keeper.happened("drop", bystander.lines());
    EXPECT_EQ(keeper.text(),
              "# a comment\n# of secrets\n! connect pop3\nS: +OK POP3 server ready {timestamp}\nC: USER alice\n"
              "S: +OK send PASS\nC: PASS ****\nS: +OK alice's maildrop has 1 message (60 octets)\nC: UIDL\nS: +OK\nS: "
              "1 ...\nS: .\nC: RETR 1\n"
              "S: +OK 60 octets\nS: Return-Path: <bob@post.example>\nS: Received: ...\nS: ...\n"
              "S: Subject: \\x7Bx} \\x2E..\nS:\nS: Received: in the text\nS: .\n! drop\n");
}

TEST_F(Saved, has_no_secret_in_it_but_what_it_was_worked_out_of) {
    hear("+OK POP3 server ready <1.2@post.example>");
    say("APOP alice 0123456789abcdef0123456789abcdef");
    hear("-ERR [AUTH] permission denied");
    say("APOP alice 1123456789abcdef0123456789abcdef");
    hear("+OK alice's maildrop has 0 messages (0 octets)");
    const std::string text = keeper.text();
    EXPECT_EQ(text.find("23456"), text.npos) << text;
    EXPECT_NE(text.find("# of secrets\n"), text.npos) << text;
    EXPECT_NE(text.find("C: APOP alice 00000000000000000000000000000000\nS: -ERR"), text.npos) << text;
    EXPECT_NE(text.find("! {digest} = md5 {timestamp}****\nC: APOP alice {digest}\n"), text.npos) << text;
}

TEST_F(Saved, says_a_wrong_password_again_as_a_wrong_one) {
    hear("+OK ready <1.2@post.example>");
    say("USER alice");
    hear("+OK send PASS");
    say("PASS wrong");
    hear("-ERR [AUTH] invalid password");
    EXPECT_NE(keeper.text().find("C: PASS not ****\n"), std::string::npos) << keeper.text();
}

TEST_F(Saved, keeps_the_order_in_which_lines_have_crossed_the_wire) {
    say("NOOP");
    say("QUIT");
    hear("220 post.example ESMTP Postlab ready");
    hear("250 2.0.0 OK");
    EXPECT_EQ(keeper.text(),
              "# a comment\nC: NOOP\nC: QUIT\nS: 220 post.example ESMTP Postlab ready\nS: 250 2.0.0 OK\n");
}

TEST_F(Saved, works_an_exchange_out_again_where_it_was_right) {
    hear("220 post.example ESMTP Postlab ready");
    say("AUTH PLAIN AGFsaWNlAHNlY3JldA==");
    hear("235 2.7.0 Authentication successful");
    say("AUTH LOGIN");
    hear("334 VXNlcm5hbWU6");
    say("YWxpY2U=");
    hear("334 UGFzc3dvcmQ6");
    say("c2VjcmV0");
    hear("235 2.7.0 Authentication successful");
    const std::string text = keeper.text();
    EXPECT_NE(text.find("! {response} = base64 \\x00alice\\x00****\nC: AUTH PLAIN {response}\n"), text.npos) << text;
    EXPECT_NE(
        text.find(
            "! {response} = base64 alice\nC: {response}\nS: 334 ...\n! {response} = base64 ****\nC: {response}\n"),
        text.npos)
        << text;
}

}  // namespace postlab::labs::saved_dialogue_test
