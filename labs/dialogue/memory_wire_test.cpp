#include "labs/dialogue/memory_wire.h"

#include <gtest/gtest.h>

namespace postlab::labs::memory_wire_test {

struct InMemory : testing::Test {
    /// All lines that have come there.
    std::string heard(int connection) {
        std::string all;
        for (Heard next = wire.hear(connection); next.what == Heard::What::line; next = wire.hear(connection))
            all += next.text;
        return all;
    }
    bool closed(int connection) { return wire.hear(connection).what == Heard::What::closed; }
    void happen(Step::Kind kind, const std::string& argument = {}) {
        EXPECT_EQ(wire.happen({kind, 1, 1, {}, argument}), std::nullopt);
    }
    MemoryWire wire;
};

TEST_F(InMemory, every_run_begins_at_the_same_moment_with_the_same_mail) {
    wire.open(1, Protocol::pop3);
    EXPECT_EQ(heard(1), "+OK POP3 server ready <1896.697170952@dbc.mtview.ca.us>\r\n");
    wire.send(1, "USER alice\r\nPASS two words\r\nLIST\r\nUIDL 2\r\n");
    EXPECT_NE(heard(1).find("1 120\r\n2 200\r\n.\r\n+OK 2 2.memory\r\n"), std::string::npos);
    EXPECT_EQ(wire.record().begun[0].at, MemoryWire().now() + std::chrono::microseconds(1));
}

TEST_F(InMemory, each_session_of_a_lab_has_a_timestamp_of_its_own) {
    MemoryRecorder recorder;
    MemoryWire lab([](store::MemoryStore&) {}, recorder);
    for (const char* process : {"<1896.", "<1897."}) {
        lab.open(1, Protocol::pop3);
        EXPECT_NE(lab.hear(1).text.find(process), std::string::npos);
    }
}

TEST_F(InMemory, two_sessions_find_one_store) {
    wire.open(1, Protocol::pop3);
    wire.open(2, Protocol::pop3);
    wire.send(1, "USER bob\r\nPASS secret\r\n");
    wire.send(2, "USER bob\r\nPASS secret\r\n");
    EXPECT_NE(heard(2).find("-ERR [IN-USE]"), std::string::npos);
    wire.drop(1);
    wire.send(2, "PASS secret\r\nUSER bob\r\nPASS secret\r\n");
    EXPECT_NE(heard(2).find("+OK bob's maildrop"), std::string::npos) << "a lost line lets go of the lock";
}

TEST_F(InMemory, time_passes_only_when_it_is_said) {
    wire.open(1, Protocol::smtp);
    heard(1);
    happen(Step::Kind::wait, "299");
    EXPECT_FALSE(closed(1));
    wire.send(1, "NOOP\r\n");
    heard(1);
    happen(Step::Kind::wait, "299");
    EXPECT_FALSE(closed(1)) << "the idle time runs from the last line on";
    happen(Step::Kind::wait, "2");
    EXPECT_EQ(heard(1).find("421 "), 0u);
    EXPECT_TRUE(closed(1));
}

TEST_F(InMemory, what_a_fault_delays_comes_when_its_time_has_passed) {
    happen(Step::Kind::fault, "protocol=smtp verb=NOOP delay=10s");
    wire.open(1, Protocol::smtp);
    heard(1);
    wire.send(1, "NOOP\r\n");
    happen(Step::Kind::wait, "9");
    EXPECT_EQ(heard(1), "");
    happen(Step::Kind::wait, "1");
    EXPECT_EQ(heard(1).find("250 "), 0u);
}

TEST_F(InMemory, a_setting_counts_for_the_connections_that_open_from_then_on) {
    wire.open(1, Protocol::smtp);
    happen(Step::Kind::set, "server.max_connections=1");
    wire.open(2, Protocol::smtp);
    EXPECT_EQ(heard(2).find("421 "), 0u);
    EXPECT_TRUE(closed(2));
    EXPECT_EQ(heard(1).find("220 "), 0u);
    EXPECT_NE(wire.happen({Step::Kind::set, 1, 1, {}, "no.such=1"}), std::nullopt);
}

TEST_F(InMemory, a_closed_connection_hears_nothing_more_and_may_open_again) {
    wire.open(1, Protocol::smtp);
    wire.send(1, "QUIT\r\n");
    wire.send(1, "NOOP\r\n");
    EXPECT_NE(heard(1).find("221 "), std::string::npos);
    EXPECT_TRUE(closed(1));
    wire.open(1, Protocol::pop3);
    EXPECT_EQ(heard(1).find("+OK "), 0u);
}

TEST_F(InMemory, when_the_server_stops_everybody_is_told) {
    wire.open(1, Protocol::smtp);
    wire.open(2, Protocol::pop3);
    heard(1), heard(2);
    happen(Step::Kind::shutdown);
    EXPECT_EQ(heard(1).find("421 "), 0u);
    EXPECT_EQ(heard(2), "") << "a POP3 client would take it for the reply to its next command";
    EXPECT_TRUE(closed(1) && closed(2));
}

}  // namespace postlab::labs::memory_wire_test
