#include "shared/session.h"

#include <gtest/gtest.h>

#include <vector>

namespace postlab::session_test {

using namespace std::chrono_literals;
using Next = Session::Next;

constexpr Reply catalogue[] = {
    {"hello", "+OK", "", "hello", "RFC 1939 4", "It greets."},
    {"echo", "+OK", "", "you said {}", "RFC 1939 3", "It answers."},
    {"big", "+OK", "", "much follows", "RFC 1939 3", "It is long."},
    {"late", "+OK", "", "answered", "RFC 1939 3", "It took a while."},
    {"data", "+OK", "", "{} {}", "RFC 1939 5", "It is for programs."},
    {"bye", "+OK", "", "bye", "RFC 1939 6", "It ends."},
    {"busy", "-ERR", "", "busy", "RFC 1939 3", "It is full."},
    {"idle", "-ERR", "", "idle", "RFC 1939 3", "It slept."},
    {"stop", "-ERR", "", "stopping", "RFC 1939 3", "It stops."},
};

struct Seen {
    Direction direction;
    std::string bytes, before, after, verb, reply;
    bool operator==(const Seen&) const = default;
};

struct Notes {
    std::vector<Seen> events;
    std::vector<std::string> ends, asked;
    std::string remark;     ///< said behind "bye" alone ...
    bool says_all = false;  ///< ... or behind whatever it is asked about
};

struct NotedTranscript : Transcript {
    explicit NotedTranscript(Notes& notes) : notes(notes) {}
    void record(const Event& e) override {
        notes.events.push_back({e.direction, std::string(e.bytes), std::string(e.state_before),
                                std::string(e.state_after), std::string(e.verb), std::string(e.reply)});
    }
    std::string remark(const Event& reply) override {
        notes.asked.emplace_back(reply.reply);
        return reply.reply == "bye" || reply.reply == "data" || notes.says_all ? notes.remark : "";
    }
    void ended(std::string_view how, Time) override { notes.ends.emplace_back(how); }
    Notes& notes;
};

/// A protocol of four words: "big N" says N octets of content, "ask" asks a store that answers later,
/// "secret X" is starred, "quit" ends; anything else is echoed.
class Echo : public Session {
public:
    explicit Echo(Notes& notes, WireProfile profile = WireProfile::classroom)
        : Session(std::make_unique<NotedTranscript>(notes), 100, profile) {}
    std::chrono::seconds idle_limit() const override { return 60s; }
    std::function<void(int)> question;

protected:
    void greet() override { say(row(catalogue, "hello")); }
    void say_no_tls() override { say(row(catalogue, "busy")); }
    void say_busy() override { say(row(catalogue, "busy")); }
    void say_timeout() override { say(row(catalogue, "idle")); }
    void say_shutdown() override { say(row(catalogue, "stop")); }
    std::string_view state_name() const override { return answered_ ? "answered" : "fresh"; }
    bool may_be_secret(std::string_view line) const override { return line.starts_with("secret"); }
    bool step() override {
        auto line = next_line();
        if (!line) return false;
        std::string text(line->text);
        heard(line->raw, may_be_secret(text) ? "secret" : "", may_be_secret(text));
        if (text.starts_with("big ")) {
            say(row(catalogue, "big"));
            say_content(std::string(std::stoul(text.substr(4)), 'x'));
        } else if (text == "ask") {
            question = when_answered([this](int answer) {
                answered_ = true;
                say(row(catalogue, "late"), {});
                last_answer = answer;
            });
        } else if (text == "data") {
            say(row(catalogue, "data"), {"1", "2"});
        } else if (text == "quit") {
            say(row(catalogue, "bye"));
            hang_up("quit");
        } else {
            say(row(catalogue, "echo"), {text});
        }
        return true;
    }

public:
    int last_answer = 0;

private:
    bool answered_ = false;
};

struct SessionTest : testing::Test {
    Notes notes;
    Echo echo{notes};
    Time now{};
};

TEST_F(SessionTest, answers_each_line_of_pipelined_input_in_order) {
    EXPECT_EQ(echo.open(now), Next::read);
    EXPECT_EQ(echo.receive("a\r\nb\r\nc", now), Next::read);
    EXPECT_EQ(echo.take_output(), "+OK hello\r\n+OK you said a\r\n+OK you said b\r\n");
    EXPECT_EQ(echo.receive("d\r\n", now), Next::read);
    EXPECT_EQ(echo.take_output(), "+OK you said cd\r\n");
}

TEST_F(SessionTest, makes_what_a_client_said_fit_for_a_reply) {
    echo.receive("a\x01\xD0\xAF{}\r\n" + std::string(98, 'b') + "\r\n", now);
    EXPECT_EQ(echo.take_output(), "+OK you said a\\x01??{}\r\n+OK you said " + std::string(98, 'b') + "\r\n");
}

TEST_F(SessionTest, says_behind_a_reply_what_the_record_wants_said) {
    notes.remark = ", receipt\xC3\xA4\r\n";
    echo.receive("a\nquit\r\n", now);
    const std::string said = echo.take_output(), bye = "+OK bye, receipt??\\x0D\\x0A\r\n";
    EXPECT_TRUE(said.starts_with("+OK you said a (")) << said;
    EXPECT_TRUE(said.ends_with("\r\n" + bye)) << said;
    EXPECT_EQ(notes.events.back().bytes, bye) << "it is recorded as it was said";
}

TEST_F(SessionTest, says_nothing_for_the_record_where_a_program_reads_to_the_end) {
    notes.remark = " [1/2]";
    notes.says_all = true;
    echo.receive("data\r\n", now);
    EXPECT_EQ(echo.take_output(), "+OK 1 2\r\n");
    EXPECT_TRUE(notes.asked.empty());
    Echo strict{notes, WireProfile::strict};
    strict.receive("quit\r\n", now);
    EXPECT_EQ(strict.take_output(), "+OK bye\r\n");
    EXPECT_TRUE(notes.asked.empty());
}

TEST_F(SessionTest, stops_taking_commands_while_too_much_is_unsent) {
    std::string wire;
    EXPECT_EQ(echo.receive("big 70000\r\nbig 70000\r\na\r\n", now), Next::write);
    wire = echo.take_output();
    EXPECT_LT(wire.size(), 71000u);
    EXPECT_EQ(echo.resume(now), Next::write);
    wire = echo.take_output();
    EXPECT_LT(wire.size(), 71000u);
    EXPECT_EQ(echo.resume(now), Next::read);
    EXPECT_EQ(echo.take_output(), "+OK you said a\r\n");
}

TEST_F(SessionTest, looks_at_no_input_while_the_store_is_at_work) {
    int notified = 0;
    echo.on_answer([&] { ++notified; });
    EXPECT_EQ(echo.receive("ask\r\nb\r\n", now), Next::wait);
    EXPECT_EQ(echo.take_output(), "");
    EXPECT_EQ(echo.resume(now), Next::wait);
    echo.question(7);
    EXPECT_EQ(notified, 1);
    EXPECT_EQ(echo.take_output(), "");  // nothing happens outside of receive() and resume()
    EXPECT_EQ(echo.resume(now), Next::read);
    EXPECT_EQ(echo.take_output(), "+OK answered\r\n+OK you said b\r\n");
    EXPECT_EQ(echo.last_answer, 7);
}

TEST_F(SessionTest, finishes_what_was_asked_when_the_client_has_closed_its_side) {
    EXPECT_EQ(echo.receive("ask\r\nb\r\n", now), Next::wait);
    EXPECT_EQ(echo.end_of_input(now), Next::wait);
    echo.question(1);
    EXPECT_EQ(echo.resume(now), Next::close);
    EXPECT_EQ(echo.take_output(), "+OK answered\r\n+OK you said b\r\n");
    EXPECT_EQ(notes.ends, std::vector<std::string>{"drop"});
}

TEST_F(SessionTest, ignores_what_follows_a_goodbye) {
    EXPECT_EQ(echo.receive("quit\r\na\r\n", now), Next::close);
    EXPECT_EQ(echo.take_output(), "+OK bye\r\n");
    EXPECT_EQ(notes.ends, std::vector<std::string>{"quit"});
}

TEST_F(SessionTest, lets_the_command_under_way_end_when_the_server_stops) {
    EXPECT_EQ(echo.receive("ask\r\n", now), Next::wait);
    EXPECT_EQ(echo.shut_down(now), Next::wait);
    echo.question(1);
    EXPECT_EQ(echo.resume(now), Next::close);
    EXPECT_EQ(echo.take_output(), "+OK answered\r\n-ERR stopping\r\n");
}

TEST_F(SessionTest, says_goodbye_to_an_idle_client_when_the_server_stops) {
    EXPECT_EQ(echo.shut_down(now), Next::close);
    EXPECT_EQ(echo.take_output(), "-ERR stopping\r\n");
    EXPECT_EQ(notes.ends, std::vector<std::string>{"shutdown"});
}

TEST_F(SessionTest, ends_when_the_client_was_silent_for_too_long) {
    EXPECT_EQ(echo.timed_out(now), Next::close);
    EXPECT_EQ(echo.take_output(), "-ERR idle\r\n");
    EXPECT_EQ(notes.ends, std::vector<std::string>{"timeout"});
}

TEST_F(SessionTest, turns_a_client_away_without_a_greeting) {
    EXPECT_EQ(echo.turn_away(now), Next::close);
    EXPECT_EQ(echo.take_output(), "-ERR busy\r\n");
    EXPECT_EQ(notes.ends, std::vector<std::string>{"refused"});
}

TEST_F(SessionTest, records_lines_replies_and_content_with_the_states_around_them) {
    echo.receive("big 3\r\nask\r\n", now);
    echo.question(1);
    echo.resume(now);
    EXPECT_EQ(notes.events, (std::vector<Seen>{
                                {Direction::client, "big 3\r\n", "fresh", "fresh", "", ""},
                                {Direction::server, "+OK much follows\r\n", "fresh", "fresh", "", "big"},
                                {Direction::server, "xxx", "fresh", "fresh", "", ""},
                                {Direction::client, "ask\r\n", "fresh", "fresh", "", ""},
                                {Direction::server, "+OK answered\r\n", "fresh", "answered", "", "late"},
                            }));
}

TEST_F(SessionTest, stars_a_secret_in_the_record) {
    echo.receive("secret tanstaaf\r\n", now);
    EXPECT_EQ(notes.events.at(0).bytes, "secret ****\r\n");
}

TEST_F(SessionTest, records_a_line_that_the_client_did_not_end) {
    echo.receive("a\r\nQUI", now);
    echo.dropped(now);
    ASSERT_EQ(notes.events.size(), 3u);
    EXPECT_EQ(notes.events[2].bytes, "QUI");
}

TEST_F(SessionTest, stars_a_secret_that_the_client_did_not_end) {
    echo.receive("secret tanst", now);
    echo.dropped(now);
    EXPECT_EQ(notes.events.at(0).bytes, "****");
}

TEST_F(SessionTest, records_what_it_answers_to_telnet) {
    echo.receive("secret x\r\n\xFF\xFB\x1F", now);
    EXPECT_EQ(notes.events.at(0).verb, "secret");
    EXPECT_EQ(notes.events.at(2).bytes, "\xFF\xFE\x1F");
    EXPECT_EQ(notes.events.at(2).verb, "") << "no command asked for it";
}

TEST_F(SessionTest, closes_on_tls_however_its_octets_come) {
    EXPECT_EQ(echo.receive("\x16", now), Next::read);
    EXPECT_EQ(echo.receive("\x03\x01", now), Next::close);
    EXPECT_EQ(echo.take_output(), "-ERR busy\r\n");
    ASSERT_EQ(notes.events.size(), 2u);
    EXPECT_EQ(notes.events[0].bytes, "\x16\x03\x01");
    EXPECT_EQ(notes.events[1].reply, "busy");
}

TEST_F(SessionTest, refuses_telnet_options_and_goes_on) {
    echo.receive(
        "\xFF\xFD\x06"
        "a\r\n",
        now);
    EXPECT_EQ(echo.take_output(), "\xFF\xFC\x06+OK you said a\r\n");
}

}  // namespace postlab::session_test
