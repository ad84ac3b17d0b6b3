#include "labs/record/turns.h"

#include <gtest/gtest.h>

namespace postlab::labs::turns_test {

using namespace std::chrono_literals;

constexpr Direction client = Direction::client, server = Direction::server;
constexpr const char* refusal = "\xff\xfc\x06";

/// A conversation, event by event, a millisecond between any two.
class TakenApart : public testing::Test {
protected:
    store::KeptEvent& add(Direction direction, const std::string& bytes, bool content = false) {
        store::KeptEvent event{next_, std::chrono::milliseconds(next_), direction, content, bytes, 0, "", "", "", ""};
        ++next_;
        conversation.events.push_back(std::move(event));
        return conversation.events.back();
    }
    store::KeptEvent& content(Direction direction, const std::string& bytes) { return add(direction, bytes, true); }
    void lose(std::uint32_t events) { next_ += events; }

    Conversation conversation{{1, "smtp", "127.0.0.1", Time(), {}, "quit", 0, 0, 0}, {}};

private:
    std::uint32_t next_ = 0;
};

using Texts = std::vector<std::string>;
Texts texts(std::span<const Line> lines) {
    Texts all;
    for (const Line& line : lines) all.emplace_back(line.text);
    return all;
}
/// "C hello", "s content"
Texts utterances(const Turns& turns) {
    Texts all;
    for (const Utterance& said : turns.utterances())
        all.push_back(std::string(said.direction == client ? (said.content ? "c " : "C ")
                                  : said.content           ? "s "
                                                           : "S ")
                          .append(said.bytes));
    return all;
}

TEST_F(TakenApart, has_a_turn_for_the_greeting_each_command_and_the_message) {
    add(server, "220 hello\r\n");
    add(client, "DATA\r\n").verb = "DATA";
    add(server, "354 go on\r\n");
    content(client, "a\r\nb\r\n.\r\n");
    add(server, "250-two\r\n250 lines\r\n");
    const Turns turns(conversation);
    ASSERT_EQ(turns.size(), 3u);
    EXPECT_EQ(turns[0].kind, Turn::Kind::greeting);
    EXPECT_EQ(texts(turns[0].said), Texts{});
    EXPECT_EQ(texts(turns[0].reply), Texts{"220 hello"});
    EXPECT_EQ(turns[1].kind, Turn::Kind::command);
    EXPECT_EQ(turns[1].verb, "DATA");
    EXPECT_EQ(turns[1].code, "354");
    EXPECT_EQ(turns[2].kind, Turn::Kind::content);
    EXPECT_EQ(texts(turns[2].said), (Texts{"a", "b", "."}));
    EXPECT_EQ(texts(turns[2].reply), (Texts{"250-two", "250 lines"}));
    EXPECT_EQ(bytes_of(turns[2].said), "a\r\nb\r\n.\r\n");
}

TEST_F(TakenApart, has_one_turn_for_a_bdat_and_its_octets_which_are_answered_together) {
    add(client, "BDAT 9\r\n").verb = "BDAT";
    content(client, "a\r\n").verb = "BDAT";
    content(client, "QUIT\r\n").verb = "BDAT";
    add(server, "250 9 octets\r\n");
    add(client, "BDAT 0 LAST\r\n").verb = "BDAT";
    add(server, "250 stored\r\n");
    const Turns turns(conversation);
    ASSERT_EQ(turns.size(), 2u);
    EXPECT_EQ(turns[0].kind, Turn::Kind::command);
    EXPECT_EQ(texts(turns[0].command()), Texts{"BDAT 9"});
    EXPECT_EQ(texts(turns[0].content()), (Texts{"a", "QUIT"}));
    EXPECT_EQ(turns[0].code, "250");
    EXPECT_TRUE(turns[1].content().empty());
    EXPECT_EQ(texts(turns[1].reply), Texts{"250 stored"});
}

TEST_F(TakenApart, joins_lines_that_were_cut_into_chunks) {
    add(client, "BDAT 10\r\n").verb = "BDAT";
    content(client, "one\r\ntwo a\r");
    add(server, "250\r\n");
    add(client, "BDAT 6 LAST\r\n").verb = "BDAT";
    content(client, "\nthree");
    const Turns turns(conversation);
    const std::vector<std::span<const Line>> pieces{turns[0].content(), turns[1].content()};
    const Joined joined(pieces);
    EXPECT_EQ(texts(joined.lines()), (Texts{"one", "two a", "three"}));
    EXPECT_EQ(bytes_of(joined.lines()), "one\r\ntwo a\r\nthree");
    EXPECT_EQ(joined.lines()[1].end, Line::End::crlf);
    EXPECT_EQ(joined.lines()[1].seq, 1u) << "where it began";
    EXPECT_EQ(joined.lines()[1].row, 1u);
    EXPECT_EQ(joined.lines()[2].seq, 4u);
    EXPECT_EQ(joined.lines()[2].end, Line::End::none);
}

TEST_F(TakenApart, gives_content_to_the_reply_that_announced_it) {
    conversation.about.protocol = "pop3";
    add(client, "RETR 1\r\n");
    auto& reply = add(server, "+OK 7 octets\r\n");
    reply.reply = "retr.ok";
    reply.messages = "9";
    content(server, "letter\r\n.\r\n");
    add(client, "STAT\r\n");
    add(server, "-ERR\r\n");
    const Turns turns(conversation);
    ASSERT_EQ(turns.size(), 2u);
    EXPECT_EQ(texts(turns[0].reply), (Texts{"+OK 7 octets", "letter", "."}));
    EXPECT_EQ(turns[0].code, "+OK");
    EXPECT_EQ(turns[0].messages, "9");
    EXPECT_EQ(turns[1].code, "-ERR");
    EXPECT_EQ(turns[1].messages, "");
}

TEST_F(TakenApart, adds_what_is_said_unasked_to_the_turn_before) {
    add(client, "NOOP\r\n");
    add(server, "250 OK\r\n");
    add(server, "421 time is up\r\n");
    const Turns turns(conversation);
    ASSERT_EQ(turns.size(), 1u);
    EXPECT_EQ(texts(turns[0].reply), (Texts{"250 OK", "421 time is up"}));
    EXPECT_EQ(turns[0].code, "421");
}

TEST_F(TakenApart, keeps_the_code_where_a_fault_has_only_cut_the_line_behind_it) {
    add(client, "NOOP\r\n");
    add(server, "250 OK\r\n");
    add(server, "").injected = "cut after the reply";
    const Turns turns(conversation);
    EXPECT_EQ(turns[0].code, "250");
    ASSERT_EQ(turns.utterances().size(), 3u);
    EXPECT_TRUE(turns.utterances()[2].lines.empty());
    EXPECT_EQ(turns.utterances()[2].injected, "cut after the reply");
}

TEST_F(TakenApart, puts_content_together_wherever_it_was_cut) {
    content(server, "Gr\xc3");
    content(server, "\xbc\xc3\x9f");
    content(server, "e\r");
    content(server, "\nnext\r\nla");
    content(server, "st\n");
    const Turns turns(conversation);
    ASSERT_EQ(turns.utterances().size(), 1u);
    const std::span<const Line> lines = turns.utterances()[0].lines;
    EXPECT_EQ(texts(lines), (Texts{"Gr\xc3\xbc\xc3\x9f"
                                   "e",
                                   "next", "last"}));
    EXPECT_EQ(lines[0].at, 0ms);
    EXPECT_EQ(lines[1].at, 3ms) << "when its first octet came";
    EXPECT_EQ(lines[1].seq, 3u);
    EXPECT_EQ(lines[2].at, 3ms);
    EXPECT_EQ(lines[1].end, Line::End::crlf);
    EXPECT_EQ(lines[2].end, Line::End::lf);
}

TEST_F(TakenApart, ends_an_utterance_where_something_is_missing) {
    content(client, "abc").left_out = 5;
    content(client, "def\r\n");
    lose(2);
    content(client, "ghi\r\n");
    const Turns turns(conversation);
    EXPECT_EQ(utterances(turns), (Texts{"c abc", "c def\r\n", "c ghi\r\n"}));
    EXPECT_EQ(turns.utterances()[0].left_out, 5u);
    EXPECT_EQ(turns.utterances()[0].lines[0].end, Line::End::none);
    EXPECT_EQ(turns.utterances()[1].lost, 0u);
    EXPECT_EQ(turns.utterances()[2].lost, 2u);
    ASSERT_EQ(turns.size(), 1u) << "it is one message all the same";
    EXPECT_EQ(texts(turns[0].said), (Texts{"abc", "def", "ghi"}));
}

TEST_F(TakenApart, counts_what_was_lost_at_the_beginning) {
    lose(3);
    add(client, "QUIT\r\n");
    EXPECT_EQ(Turns(conversation).utterances()[0].lost, 3u);
}

TEST_F(TakenApart, tells_of_telnet_only_where_that_is_wanted) {
    content(client, "Subject: a");
    content(server, refusal);
    content(client, "b\r\n.\r\n");
    add(server, "250 OK\r\n");
    const Turns all(conversation);
    EXPECT_EQ(utterances(all), (Texts{"c Subject: a", std::string("s ") + refusal, "c b\r\n.\r\n", "S 250 OK\r\n"}));
    const Turns turns(conversation, {.refusals = false});
    EXPECT_EQ(utterances(turns), (Texts{"c Subject: ab\r\n.\r\n", "S 250 OK\r\n"}));
    ASSERT_EQ(turns.size(), 1u);
    EXPECT_EQ(texts(turns[0].said), (Texts{"Subject: ab", "."}));
    EXPECT_EQ(turns.utterances()[1].lost, 0u);
}

TEST_F(TakenApart, has_a_command_as_the_session_took_it) {
    add(client, "\xff\xfa\x1f\x01\nP\xff\xf0NOO\x08OP\r\n").taken = "NOOP";
    add(client, "QUIT \n");
    add(client, std::string("RSET\r\0", 6));
    add(client, "HE");
    const Turns turns(conversation);
    const auto line = [&](std::size_t turn) { return turns[turn].said[0]; };
    ASSERT_EQ(turns.size(), 4u);
    ASSERT_EQ(turns[0].said.size(), 1u) << "an LF within telnet's bytes ends no command";
    EXPECT_EQ(line(0).text, "NOOP");
    EXPECT_EQ(line(0).bytes, conversation.events[0].bytes);
    EXPECT_EQ(line(1).text, "QUIT ");
    EXPECT_EQ(line(1).end, Line::End::lf);
    EXPECT_EQ(line(2).text, "RSET");
    EXPECT_EQ(line(2).end, Line::End::crlf);
    EXPECT_EQ(line(3).text, "HE");
    EXPECT_EQ(line(3).end, Line::End::none);
}

TEST_F(TakenApart, depends_on_the_conversation_no_longer) {
    add(client, "N\x08NOOP\r\n").verb = "a verb that is longer than a short string is";
    conversation.events.back().taken = "NOOP, and some more so that it is a long string";
    const Turns turns(conversation);
    conversation = {};
    EXPECT_EQ(turns[0].said[0].text, "NOOP, and some more so that it is a long string");
    EXPECT_EQ(turns[0].verb, "a verb that is longer than a short string is");
}

TEST_F(TakenApart, is_bounded) {
    for (int i = 0; i < 10; ++i) add(client, "NOOP\r\n");
    EXPECT_TRUE(Turns(conversation).complete());
    const Turns few(conversation, {.most_lines = 3}), short_one(conversation, {.most_octets = 20});
    EXPECT_FALSE(few.complete());
    EXPECT_EQ(few.size(), 4u) << "the one that was too many is the last";
    EXPECT_FALSE(short_one.complete());
    EXPECT_EQ(short_one.octets(), 18u);
}

TEST_F(TakenApart, may_be_of_a_conversation_in_which_nothing_was_said) {
    EXPECT_TRUE(Turns(conversation).empty());
    EXPECT_TRUE(Turns(conversation).complete());
}

}  // namespace postlab::labs::turns_test
