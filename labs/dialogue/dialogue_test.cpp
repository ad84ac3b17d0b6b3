#include "labs/dialogue/dialogue.h"

#include <gtest/gtest.h>

#include <fstream>

namespace postlab::labs::dialogue_test {

Dialogue parse(std::string_view text) { return parse_dialogue(text, "test.txt", Protocol::smtp); }

std::string first_bytes(std::string_view text) { return bytes_to_send(parse(text).steps.at(0), {}); }

bool server_line_matches(std::string_view pattern, std::string_view line) {
    Captures captured;
    return matches(parse("S: " + std::string(pattern)).steps.at(0), line, captured);
}

TEST(Dialogue, knows_who_speaks_on_which_connection_and_where_it_stands) {
    Dialogue dialogue = parse("# a comment\n\nS: 220 ...\nC2: NOOP\n!2 drop\n! wait 600s\n");
    ASSERT_EQ(dialogue.steps.size(), 4u);
    EXPECT_EQ(dialogue.steps[0].kind, Step::Kind::server);
    EXPECT_EQ(dialogue.steps[0].connection, 1);
    EXPECT_EQ(dialogue.steps[0].line, 3);
    EXPECT_EQ(dialogue.steps[1].kind, Step::Kind::client);
    EXPECT_EQ(dialogue.steps[1].connection, 2);
    EXPECT_EQ(dialogue.steps[2].kind, Step::Kind::drop);
    EXPECT_EQ(dialogue.steps[2].connection, 2);
    EXPECT_EQ(dialogue.steps[3].kind, Step::Kind::wait);
    EXPECT_EQ(dialogue.steps[3].argument, "600");
}

TEST(Dialogue, knows_every_event) {
    Dialogue dialogue = parse(
        "C: x\n! closed\n! drop\n! end\n! connect pop3\n! wait 1s\n! shutdown\n! set a.b=c d=e\n! store no_mailbox\n");
    std::vector<std::pair<Step::Kind, std::string>> events;
    for (const Step& step : dialogue.steps) events.emplace_back(step.kind, step.argument);
    events.erase(events.begin());
    using K = Step::Kind;
    EXPECT_EQ(events, (std::vector<std::pair<K, std::string>>{{K::closed, ""},
                                                              {K::drop, ""},
                                                              {K::end, ""},
                                                              {K::connect, "pop3"},
                                                              {K::wait, "1"},
                                                              {K::shutdown, ""},
                                                              {K::set, "a.b=c d=e"},
                                                              {K::store, "no_mailbox"}}));
}

TEST(Dialogue, sends_a_client_line_with_crlf_and_its_escapes_as_bytes) {
    EXPECT_EQ(first_bytes("C: NOOP"), "NOOP\r\n");
    EXPECT_EQ(first_bytes("C:"), "\r\n");
    EXPECT_EQ(first_bytes("C:   two more spaces  "), "  two more spaces  \r\n");
    EXPECT_EQ(first_bytes("C: NOOP\\n\\"), "NOOP\n");
    EXPECT_EQ(first_bytes("C: NO\\"), "NO");
    EXPECT_EQ(first_bytes("C: a\\r\\n\\t\\\\b"), std::string("a\r\n\t\\b\r\n"));
    EXPECT_EQ(first_bytes("C: \\x00\\xfF\\x2e"), std::string("\0\xff.\r\n", 5));
    EXPECT_EQ(first_bytes("C: ends in a backslash\\\\"), "ends in a backslash\\\r\n");
    EXPECT_EQ(first_bytes("C: ... and {} {Name} are text"), "... and {} {Name} are text\r\n");
}

TEST(Dialogue, leaves_out_the_carriage_return_of_a_file_with_crlf_lines) {
    EXPECT_EQ(first_bytes("C: NOOP\r\nS: 250 ...\r\n"), "NOOP\r\n");
}

TEST(Dialogue, matches_a_server_line_exactly_but_for_its_dots) {
    EXPECT_TRUE(server_line_matches("250 OK", "250 OK"));
    EXPECT_FALSE(server_line_matches("250 OK", "250 OK "));
    EXPECT_FALSE(server_line_matches("250 OK", "250 ok"));
    EXPECT_TRUE(server_line_matches("250 ...", "250 "));
    EXPECT_TRUE(server_line_matches("250 ...", "250 anything"));
    EXPECT_FALSE(server_line_matches("250 ...", "250"));
    EXPECT_TRUE(server_line_matches("a ... b ... c", "a 1 b 2 b 3 c"));
    EXPECT_FALSE(server_line_matches("a ... b ... c", "a 1 b 2 b 3"));
    EXPECT_TRUE(server_line_matches("\\x2E..", "..."));
    EXPECT_FALSE(server_line_matches("\\x2E..", "...."));
    EXPECT_TRUE(server_line_matches("\\\\ {", "\\ {"));
    EXPECT_TRUE(server_line_matches("", ""));
}

TEST(Dialogue, captures_what_a_name_stands_for_and_expects_it_again) {
    Dialogue dialogue = parse("S: +OK <{stamp}> ready\nS: {stamp} and {stamp}\nC: APOP {stamp}\n");
    Captures captured;
    EXPECT_FALSE(sendable(dialogue.steps[2], captured));
    EXPECT_FALSE(matches(dialogue.steps[0], "+OK <> ready", captured));
    EXPECT_TRUE(captured.empty());
    ASSERT_TRUE(matches(dialogue.steps[0], "+OK <1.2@h> ready", captured));
    EXPECT_EQ(captured.at("stamp"), "1.2@h");
    EXPECT_FALSE(matches(dialogue.steps[1], "1.2@h and 1.3@h", captured));
    EXPECT_TRUE(matches(dialogue.steps[1], "1.2@h and 1.2@h", captured));
    EXPECT_TRUE(sendable(dialogue.steps[2], captured));
    EXPECT_EQ(bytes_to_send(dialogue.steps[2], captured), "APOP 1.2@h\r\n");
}

TEST(Dialogue, captures_one_name_twice_in_one_line_only_if_both_are_alike) {
    EXPECT_TRUE(server_line_matches("{n} messages, {n} octets", "7 messages, 7 octets"));
    EXPECT_FALSE(server_line_matches("{n} messages, {n} octets", "7 messages, 8 octets"));
}

struct Bad {
    const char* text;
    const char* complaint;
};

class BadDialogue : public testing::TestWithParam<Bad> {};

TEST_P(BadDialogue, is_refused_with_file_line_and_what_was_expected) {
    try {
        parse(GetParam().text);
        FAIL() << "parsed";
    } catch (const DialogueError& error) {
        EXPECT_STREQ(error.what(), (std::string("test.txt:") + GetParam().complaint).c_str());
    }
}

#define EVENT_WORDS "closed, drop, end, starttls, connect, wait, shutdown, set, store, fault"
INSTANTIATE_TEST_SUITE_P(
    All, BadDialogue,
    testing::Values(Bad{"", "0: expected at least one C: or S: line"},
                    Bad{"# only\n", "1: expected at least one C: or S: line"},
                    Bad{"! drop\n", "1: expected at least one C: or S: line"},
                    Bad{"C: x\nX: y\n", "2: expected a line that begins with C:, S:, ! or #"},
                    Bad{" C: x\n", "1: expected a line that begins with C:, S:, ! or #"},
                    Bad{"c: x\n", "1: expected a line that begins with C:, S:, ! or #"},
                    Bad{"C x\n", "1: expected a colon behind C or S, or behind its number"},
                    Bad{"S1 : x\n", "1: expected a colon behind C or S, or behind its number"},
                    Bad{"C:x\n", "1: expected a space behind the colon"},
                    Bad{"C0: x\n", "1: expected a connection's number from 1 to 999"},
                    Bad{"C1234: x\n", "1: expected a connection's number from 1 to 999"},
                    Bad{"C: a\\q\n", "1: expected \\r, \\n, \\t, \\\\ or \\xHH behind a backslash"},
                    Bad{"C: \\x4\n", "1: expected \\r, \\n, \\t, \\\\ or \\xHH behind a backslash"},
                    Bad{"C: \\x4g\n", "1: expected \\r, \\n, \\t, \\\\ or \\xHH behind a backslash"},
                    Bad{"S: x\\q\n", "1: expected \\r, \\n, \\t, \\\\ or \\xHH behind a backslash"},
                    Bad{"C: {stamp}\n", "1: expected an S: line above this one that captures {stamp}"},
                    Bad{"C: x\n!drop\n", "2: expected an event behind `! `: " EVENT_WORDS},
                    Bad{"C: x\n!\n", "2: expected an event behind `! `: " EVENT_WORDS},
                    Bad{"C: x\n! jump\n", "2: expected an event: " EVENT_WORDS},
                    Bad{"C: x\n! drop it\n", "2: expected nothing behind `drop`"},
                    Bad{"C: x\n! connect imap\n", "2: expected smtp, pop3 or pop2 behind `connect`"},
                    Bad{"C: x\n! wait\n", "2: expected a time like 600s behind `wait`"},
                    Bad{"C: x\n! wait 10m\n", "2: expected a time like 600s behind `wait`"},
                    Bad{"C: x\n! wait -1s\n", "2: expected a time like 600s behind `wait`"},
                    Bad{"C: x\n! wait 999999999s\n", "2: expected a time like 600s behind `wait`"},
                    Bad{"C: x\n! set key\n", "2: expected key=value behind `set`"},
                    Bad{"C: x\n! set =value\n", "2: expected key=value behind `set`"},
                    Bad{"C: x\n! fault\n", "2: expected key=value behind `fault`"},
                    Bad{"C: x\n! fault verb=RTR cut=after\n",
                        "2: expected another fault: there is no verb RTR; did you mean RETR?"},
                    Bad{"C: x\n! store empty\n",
                        "2: expected full, no_room, broken, no_mailbox or works behind `store`"},
                    Bad{"C: x\n!2 shutdown\n", "2: expected no number: this event concerns the whole server"}));

class DialogueFile : public testing::Test {
protected:
    std::filesystem::path write(const std::string& name, std::string_view text) {
        std::filesystem::path file = std::filesystem::path(testing::TempDir()) / name;
        std::ofstream(file, std::ios::binary) << text;
        return file;
    }
};

TEST_F(DialogueFile, takes_its_protocol_from_its_path) {
    EXPECT_EQ(read_dialogues(write("postlab_pop3.txt", "S: +OK\n")).at(0).protocol, Protocol::pop3);
    EXPECT_EQ(read_dialogues(write("postlab_other.txt", "S: 220\n")).at(0).protocol, Protocol::smtp);
    std::filesystem::create_directories(std::filesystem::path(testing::TempDir()) / "my_pop3_course" / "smtpd");
    EXPECT_EQ(read_dialogues(write("my_pop3_course/smtpd/quit.txt", "S: 220\n")).at(0).protocol, Protocol::smtp);
}

TEST_F(DialogueFile, is_the_same_from_any_editor) {
    using namespace std::string_view_literals;
    for (std::string_view text : {"S: 220 a\r\nC: QUIT\r\n"sv, "S: 220 a\rC: QUIT\r"sv,
                                  "\xEF\xBB\xBFS: 220 a\nC: QUIT"sv, "\xFF\xFES\0:\0 \0a\0\n\0C\0:\0 \0Q\0\n\0"sv}) {
        const auto steps = read_dialogues(write("postlab_editor.txt", text)).at(0).steps;
        ASSERT_EQ(steps.size(), 2u);
        EXPECT_EQ(steps[1].line, 2);
    }
    EXPECT_THROW(read_dialogues(write("postlab_guess.txt", "S: 220 J\xFCrgen\n")), DialogueError);
}

TEST_F(DialogueFile, may_be_a_handout_with_several_blocks) {
    auto file = write("postlab_handout.md",
                      "# Text\nC: not this\n```dialogue smtp\nS: 220 ...\n```\n"
                      "```sh\nC: nor this\n```\n\n```dialogue pop3\nS: +OK ...\n# more\nC: QUIT\n```\n");
    auto dialogues = read_dialogues(file);
    ASSERT_EQ(dialogues.size(), 2u);
    EXPECT_EQ(dialogues[0].protocol, Protocol::smtp);
    EXPECT_EQ(dialogues[0].steps.at(0).line, 4);
    EXPECT_EQ(dialogues[1].protocol, Protocol::pop3);
    EXPECT_EQ(dialogues[1].steps.at(1).line, 13);
    EXPECT_EQ(dialogues[1].name, file.string());
}

TEST_F(DialogueFile, is_refused_when_a_block_has_no_protocol_or_no_end) {
    EXPECT_THROW(read_dialogues(write("postlab_a.md", "```dialogue\nS: x\n```\n")), DialogueError);
    EXPECT_THROW(read_dialogues(write("postlab_b.md", "```dialogue smtp\nS: x\n")), DialogueError);
    EXPECT_THROW(read_dialogues(write("postlab_c.md", "```dialogue smtp\nX\n```\n")), DialogueError);
}

TEST_F(DialogueFile, is_refused_when_it_is_not_there) {
    EXPECT_THROW(read_dialogues("no/such/file.txt"), DialogueError);
    EXPECT_THROW(read_dialogues(testing::TempDir()), DialogueError);
}

TEST(Visible, shows_every_byte_in_the_formats_own_escapes) {
    EXPECT_EQ(with_escapes(std::string_view("a\r\n\t\\\0\xff", 7)), "a\\r\\n\\t\\\\\\x00\\xFF");
}

}  // namespace postlab::labs::dialogue_test
