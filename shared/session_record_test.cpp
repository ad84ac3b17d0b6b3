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
    EXPECT_EQ(recorder.events.at(0).bytes, "NOOP ****\r\n");
}

TEST_F(Record, has_a_line_as_it_was_taken_only_where_that_differs) {
    record.command({}, line("A  B\r\n", "A B"), "", "A B");
    record.command({}, line("A\tB\r\n", "A B"), "", "A B");
    record.command({}, line("A B\n", "A B"), "", "A B");
    record.command({}, line(std::string_view("A B\r\0", 5), "A B"), "", "A B");
    record.command({}, line("PASS  x\r\n", "PASS x"), "PASS", "PASS");
    std::vector<std::string> taken;
    for (const RecordedEvent& event : recorder.events) taken.push_back(event.taken);
    EXPECT_EQ(taken, (std::vector<std::string>{"A B", "A B", "", "", ""}));
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
