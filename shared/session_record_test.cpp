#include "shared/session_record.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "shared/memory_recorder.h"

namespace postlab::session_record_test {

constexpr Reply ok{"ok", "+OK", "", "ok", "RFC 1939 3", "It agrees."};

/// An event: its bytes, the states around it, its verb and reply, its mailboxes, messages and faults, and as it was
/// taken.
using Told = std::array<std::string, 9>;

struct Record : testing::Test {
    static LineReader::Line line(std::string_view raw, std::string_view text) {
        return {text, raw, false, raw.size(), LineReader::End::crlf};
    }
    std::vector<Told> told() const {
        std::vector<Told> all;
        for (const RecordedEvent& e : recorder.events)
            all.push_back({e.bytes, e.state_before, e.state_after, e.verb, e.reply, e.mailboxes, e.messages, e.injected,
                           e.taken});
        return all;
    }
    MemoryRecorder recorder;
    SessionRecord record{recorder.begin("smtp", "client", {})};
};

TEST_F(Record, has_the_states_around_a_reply_and_what_it_is_about) {
    record.command({{}, "before"}, line("RETR 1\r\n", "RETR 1"), "RETR", "RETR 1");
    record.reply_is_about("7", "ann");
    record.begin_reply(ok, 0);
    record.end_reply({{}, "after"}, "+OK\r\n", {});
    record.server_content({{}, "after"}, ".\r\n", "cut");
    EXPECT_EQ(told(), (std::vector<Told>{{"RETR 1\r\n", "before", "before", "RETR", "", "", "", "", ""},
                                         {"+OK\r\n", "before", "after", "RETR", "ok", "ann", "7", "", ""},
                                         {".\r\n", "after", "after", "RETR", "", "", "", "cut", ""}}));
}

TEST_F(Record, stars_all_of_a_line_but_what_may_be_shown) {
    record.command({}, line("PASS x\r\n", "PASS x"), "PASS", "PASS");
    record.command({}, line("C:  PASS x\n", "C: PASS x"), "", "C: PASS");
    record.command({}, line("x\r\n", "x"), "", "");
    record.command({}, line("PASS x", "PASS x"), "", "PASS");
    record.command({}, line("STAT\r\n", "STAT"), "STAT", "STAT");
    record.command({}, line("\r\n", ""), "", "");
    std::vector<std::string> bytes;
    for (const RecordedEvent& event : recorder.events) bytes.push_back(event.bytes);
    EXPECT_EQ(bytes, (std::vector<std::string>{"PASS ****\r\n", "C: PASS ****\n", "****\r\n", "PASS ****", "STAT\r\n",
                                               "\r\n"}));
}

TEST_F(Record, stars_what_was_not_kept_of_a_line) {
    LineReader::Line long_line = line("NOOP xy\r\n", "NOOP");
    long_line.too_long = true;
    record.command({}, long_line, "NOOP", "NOOP");
    record.end("drop", {});
    EXPECT_EQ(recorder.events.at(0).bytes, "NOOP ****\r\n");
}

TEST_F(Record, has_a_line_as_it_was_taken_only_where_that_differs) {
    record.command({}, line("A  B\r\n", "A B"), "", "A B");
    record.command({}, line("A\tB\r\n", "A B"), "", "A B");
    record.command({}, line("A B\n", "A B"), "", "A B");
    record.command({}, line(std::string_view("A B\r\0", 5), "A B"), "", "A B");
    record.command({}, line("PASS  x\r\n", "PASS x"), "PASS", "PASS");
    record.end("drop", {});
    std::vector<std::string> taken;
    for (const RecordedEvent& event : recorder.events) taken.push_back(event.taken);
    EXPECT_EQ(taken, (std::vector<std::string>{"A B", "A B", "", "", ""}));
}

TEST_F(Record, has_a_planted_secret_as_it_was_typed_once_it_was_right) {
    const Time typed = Time() + std::chrono::seconds(3);
    record.command({typed, "before"}, line("PASS x\r\n", "PASS x"), "PASS", "PASS");
    EXPECT_TRUE(recorder.events.empty()) << "whether it is one shows only when it was right";
    record.reveal();
    record.begin_reply(ok, 0);
    record.end_reply({{}, "after"}, "+OK\r\n", {});
    record.reveal();
    EXPECT_EQ(told(), (std::vector<Told>{{"PASS x\r\n", "before", "before", "PASS", "", "", "", "", ""},
                                         {"+OK\r\n", "before", "after", "PASS", "ok", "", "", "", ""}}));
    EXPECT_EQ(recorder.events[0].at, typed);
}

TEST_F(Record, never_has_what_keys_have_rubbed_out_nor_what_came_before) {
    record.command({}, line("PASS own\r\n", "PASS own"), "PASS", "PASS");
    record.command({}, line("PASS own\x15PASS x\r\n", "PASS x"), "PASS", "PASS");
    record.reveal();
    record.command({}, line("PASS own\r\n", "PASS own"), "PASS", "PASS");
    record.begin_reply(ok, 0);
    record.end_reply({}, "+OK\r\n", {});
    record.reveal();
    record.command({}, line("PASS own\r\n", "PASS own"), "PASS", "PASS");
    record.end("drop", {});
    record.reveal();
    for (const RecordedEvent& event : recorder.events) EXPECT_EQ(event.bytes.find("own"), std::string::npos);
    EXPECT_EQ(recorder.events.size(), 5u);
}

TEST_F(Record, has_what_TLS_hides_of_a_planted_account_alone) {
    record.hold_hidden_back();
    record.hidden(Event::Layer::secret, Direction::server, "SECRET a", {});
    record.hidden(Event::Layer::wire, Direction::client, "octets", {});
    record.heard(8);
    record.command({}, line("PASS x\r\n", "PASS x"), "PASS", "PASS");
    record.reveal();
    record.hidden(Event::Layer::wire, Direction::server, "more", {});
    EXPECT_EQ(recorder.events.size(), 1u) << "whether nothing else was said shows at the end";
    record.end("quit", {});
    std::string all;
    for (const RecordedEvent& event : recorder.events) all += event.bytes + "|";
    EXPECT_EQ(all, "PASS x\r\n|SECRET a|octets|more|");
    EXPECT_EQ(recorder.events[1].layer, Event::Layer::secret);
    EXPECT_EQ(recorder.events[2].layer, Event::Layer::wire);
}

TEST_F(Record, has_nothing_that_would_open_another_secret_beside_the_planted_one) {
    struct Said {
        LineReader::Line line;
        std::string_view shown;
    };
    struct Spoken {
        std::vector<Said> before, behind;
        std::size_t unread;
        bool is_opened;
    };
    const Said planted{line("PASS x\r\n", "PASS x"), "PASS"}, own{line("PASS own\r\n", "PASS own"), "PASS"},
        noop{line("NOOP\r\n", "NOOP"), "NOOP"};
    Said rubbed_out{line("***NOOP\r\n", "NOOP"), "NOOP"};
    rubbed_out.line.edited = true;
    for (const Spoken& spoken :
         {Spoken{{noop}, {noop}, 0, true}, Spoken{{own}, {}, 0, false}, Spoken{{}, {own}, 0, false},
          Spoken{{}, {rubbed_out}, 0, false}, Spoken{{}, {}, 5, false}}) {
        SessionRecord session(recorder.begin("pop3", "client", {}));
        recorder.events.clear();
        session.hold_hidden_back();
        session.hidden(Event::Layer::secret, Direction::server, "SECRET a", {});
        auto say = [&](const Said& said) {
            session.heard(said.line.raw.size());
            session.command({}, said.line, {}, said.shown);
        };
        for (const Said& said : spoken.before) say(said);
        say(planted);
        session.reveal();
        for (const Said& said : spoken.behind) say(said);
        session.heard(spoken.unread);  // sent behind QUIT, and never looked at
        session.end("quit", {});
        EXPECT_EQ(recorder.events.back().layer == Event::Layer::secret, spoken.is_opened) << recorder.events.size();
    }
}

TEST_F(Record, forgets_what_TLS_hides_of_others_and_holds_no_more_than_it_may) {
    record.hold_hidden_back();
    record.hidden(Event::Layer::secret, Direction::server, "SECRET a", {});
    record.command({}, line("PASS x\r\n", "PASS x"), "PASS", "PASS");
    record.end("drop", {});
    EXPECT_EQ(recorder.events.size(), 1u) << "the line with its stars";
    SessionRecord other(recorder.begin("smtp", "client", {}));
    other.hold_hidden_back();
    for (std::size_t octets = 0; octets <= SessionRecord::most_hidden; octets += 1 << 10)
        other.hidden(Event::Layer::wire, Direction::client, std::string(1 << 10, 'x'), {});
    other.reveal();
    other.hidden(Event::Layer::wire, Direction::client, "x", {});
    EXPECT_EQ(recorder.events.size(), 1u) << "a part would open nothing";
}

TEST_F(Record, says_the_end_once_and_nothing_behind_it) {
    record.end("quit", {});
    record.end("drop", {});
    record.client_content({}, "late");
    ASSERT_EQ(recorder.ended.size(), 1u);
    EXPECT_EQ(recorder.ended[0].how, "quit");
    EXPECT_TRUE(recorder.events.empty());
}

}  // namespace postlab::session_record_test
