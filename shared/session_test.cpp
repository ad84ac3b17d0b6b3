#include "shared/session.h"

#include <gtest/gtest.h>

#include <tuple>
#include <vector>

#include "shared/memory_recorder.h"

namespace postlab::session_test {

using namespace std::chrono_literals;
using namespace std::string_literals;
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

/// An event, by its bytes, the states around it, its verb and its reply.
using Seen = std::tuple<Direction, std::string, std::string, std::string, std::string, std::string>;

/// What a class would say, and what it has been told.
struct Told {
    std::string standing, receipt;
    bool late = false;
    Feedback::Answer answer{};                        ///< while the goodbye waits for it
    std::vector<std::string> followed{}, goodbyes{};  ///< bytes
};

struct TellingFeedback : Feedback {
    explicit TellingFeedback(Told& told) : told(told) {}
    void follow(const Event& e) override { told.followed.emplace_back(e.bytes); }
    std::string at_login(std::string_view account) override { return account == "ann" ? told.standing : ""; }
    void at_letter(const Event&, Answer answer) override { answer(told.receipt); }
    void at_goodbye(const Event& goodbye, Answer answer) override {
        told.goodbyes.emplace_back(goodbye.bytes);
        told.late ? void(told.answer = answer) : answer(told.receipt);
    }
    Told& told;
};

/// A protocol of four words: "big N" says N octets of content, "ask" asks a store that answers later,
/// "secret X" is starred, "quit" ends; anything else is echoed.
class Echo : public Session {
public:
    explicit Echo(Recorder& recorder, WireProfile profile = WireProfile::classroom)
        : Session(recorder.begin("echo", "client", {}), 100, profile) {}
    std::chrono::seconds idle_limit() const override { return 60s; }
    std::function<void(int)> question;

protected:
    void greet() override { say(row(catalogue, "hello")); }
    void say_no_tls() override { say(row(catalogue, "busy")); }
    void say_needs_tls() override { say(row(catalogue, "busy")); }
    void forget_all() override {}
    void say_busy() override { say(row(catalogue, "busy")); }
    void say_timeout() override { say(row(catalogue, "idle")); }
    void say_shutdown() override { say(row(catalogue, "stop")); }
    std::string_view state_name() const override { return answered_ ? "answered" : "fresh"; }
    std::string_view without_secret(std::string_view line) const override {
        return line.starts_with("secret") ? line.substr(0, 6) : line;
    }
    bool step() override {
        auto line = next_line();
        if (!line) return false;
        std::string text(line->text);
        record_.command(moment(), *line, text.starts_with("secret") ? "secret" : "", may_be_shown(line->text));
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
            ask_feedback("ann");
            say(row(catalogue, "data"), {"1", "2"});
        } else if (text == "ann") {
            ask_feedback("ann");
            say(row(catalogue, "hello"));
        } else if (text == "quit") {
            say_goodbye(row(catalogue, "bye"));
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
    std::string ends() const {
        std::string all;
        for (const MemoryRecorder::Ending& ending : record.ended) all += ending.how + " ";
        return all;
    }
    std::vector<Seen> seen() const {
        std::vector<Seen> all;
        for (const RecordedEvent& e : record.events)
            all.emplace_back(e.direction, e.bytes, e.state_before, e.state_after, e.verb, e.reply);
        return all;
    }
    MemoryRecorder record;
    Echo echo{record};
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

struct SessionInAClass : SessionTest {
    Told told{" [L01 1/2]", ", receipt L01"};
    SessionInAClass() { echo.arrange(std::make_unique<TellingFeedback>(told)); }
};

TEST_F(SessionInAClass, says_the_feedback_in_front_of_the_notes_and_records_it) {
    echo.receive("ann\nquit\r\n", now);
    const std::string said = echo.take_output(), hello = "+OK hello [L01 1/2] (";
    EXPECT_TRUE(said.starts_with(hello)) << said;
    EXPECT_TRUE(said.ends_with("\r\n+OK bye, receipt L01\r\n")) << said;
    EXPECT_EQ(record.events.back().bytes, "+OK bye, receipt L01\r\n") << "it is recorded as it was said";
}

TEST_F(SessionInAClass, tells_the_feedback_all_that_is_recorded) {
    echo.receive("a\r\nquit\r\n", now);
    EXPECT_EQ(told.goodbyes, std::vector<std::string>{"+OK bye"});
    EXPECT_EQ(told.followed,
              (std::vector<std::string>{"a\r\n", "+OK you said a\r\n", "quit\r\n", "+OK bye, receipt L01\r\n"}));
}

TEST_F(SessionInAClass, makes_feedback_fit_for_a_reply) {
    told.receipt = "\xC3\xA4\r\n";
    echo.receive("quit\r\n", now);
    EXPECT_EQ(echo.take_output(), "+OK bye??\\x0D\\x0A\r\n");
}

TEST_F(SessionInAClass, says_no_feedback_where_a_program_reads_to_the_end) {
    echo.receive("data\r\na\r\n", now);
    EXPECT_EQ(echo.take_output(), "+OK 1 2\r\n+OK you said a\r\n");
}

TEST_F(SessionInAClass, waits_with_the_goodbye_for_an_answer_that_comes_later) {
    told.late = true;
    EXPECT_EQ(echo.receive("quit\r\na\r\n", now), Next::wait);
    EXPECT_EQ(echo.take_output(), "");
    told.answer(told.receipt);
    EXPECT_EQ(echo.resume(now), Next::close);
    EXPECT_EQ(echo.take_output(), "+OK bye, receipt L01\r\n");
    EXPECT_EQ(ends(), "quit ");
}

TEST_F(SessionInAClass, says_goodbye_without_words_that_the_class_has_none_of) {
    told.receipt.clear();
    EXPECT_EQ(echo.receive("quit\r\n", now), Next::close);
    EXPECT_EQ(echo.take_output(), "+OK bye\r\n");
}

TEST_F(SessionTest, has_no_feedback_in_the_strict_profile) {
    Told told{" [L01 1/2]", ", receipt L01"};
    Echo strict{record, WireProfile::strict};
    strict.arrange(std::make_unique<TellingFeedback>(told));
    strict.receive("ann\r\nquit\r\n", now);
    EXPECT_EQ(strict.take_output(), "+OK hello\r\n+OK bye\r\n");
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

TEST_F(SessionTest, lets_others_have_their_turn_while_short_commands_are_pipelined) {
    std::string lines;
    for (int i = 0; i < 2000; ++i) lines += "a\r\n";
    std::string said;
    int turns = 0;
    for (auto next = echo.receive(lines, now);; next = echo.resume(now), ++turns) {
        const std::string output = echo.take_output();
        EXPECT_LT(output.size(), 9000u);
        said += output;
        if (next == Next::read) break;
        ASSERT_EQ(next, Next::write);
    }
    EXPECT_GT(turns, 2);
    EXPECT_EQ(said.size(), 2000 * std::string_view("+OK you said a\r\n").size());
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
    EXPECT_EQ(ends(), "drop ");
}

TEST_F(SessionTest, ignores_what_follows_a_goodbye) {
    EXPECT_EQ(echo.receive("quit\r\na\r\n", now), Next::close);
    EXPECT_EQ(echo.take_output(), "+OK bye\r\n");
    EXPECT_EQ(ends(), "quit ");
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
    EXPECT_EQ(ends(), "shutdown ");
}

TEST_F(SessionTest, ends_when_the_client_was_silent_for_too_long) {
    EXPECT_EQ(echo.timed_out(now), Next::close);
    EXPECT_EQ(echo.take_output(), "-ERR idle\r\n");
    EXPECT_EQ(ends(), "timeout ");
}

TEST_F(SessionTest, ends_as_after_a_silence_when_somebody_needs_what_it_holds) {
    echo.let_go();
    EXPECT_EQ(echo.timed_out(now), Next::close);
    EXPECT_EQ(echo.take_output(), "-ERR idle\r\n");
    EXPECT_EQ(ends(), "released ");
}

TEST_F(SessionTest, is_let_go_while_the_store_holds_its_question) {
    EXPECT_EQ(echo.receive("ask\r\n", now), Next::wait);
    echo.let_go();
    echo.dropped(now);
    EXPECT_EQ(ends(), "released ");
    echo.question(1);
}

TEST_F(SessionTest, turns_a_client_away_without_a_greeting) {
    EXPECT_EQ(echo.turn_away(now), Next::close);
    EXPECT_EQ(echo.take_output(), "-ERR busy\r\n");
    EXPECT_EQ(ends(), "refused ");
}

TEST_F(SessionTest, records_lines_replies_and_content_with_the_states_around_them) {
    echo.receive("big 3\r\nask\r\n", now);
    echo.question(1);
    echo.resume(now);
    EXPECT_EQ(seen(), (std::vector<Seen>{
                          {Direction::client, "big 3\r\n", "fresh", "fresh", "", ""},
                          {Direction::server, "+OK much follows\r\n", "fresh", "fresh", "", "big"},
                          {Direction::server, "xxx", "fresh", "fresh", "", ""},
                          {Direction::client, "ask\r\n", "fresh", "fresh", "", ""},
                          {Direction::server, "+OK answered\r\n", "fresh", "answered", "", "late"},
                      }));
}

TEST_F(SessionTest, stars_a_secret_in_the_record) {
    echo.receive("secret tanstaaf\r\n", now);
    EXPECT_EQ(record.events.at(0).bytes, "secret ****\r\n");
}

TEST_F(SessionTest, records_a_line_as_it_took_it_where_that_differs_from_the_bytes) {
    echo.receive("a\r\nb\nc d\r\0 e  f\r\ng\x08h\r\n\xFF\xFB\x1Fi\r\n"s, now);
    std::vector<std::string> taken;
    for (const RecordedEvent& event : record.events)
        if (event.direction == Direction::client) taken.push_back(event.taken);
    EXPECT_EQ(taken, (std::vector<std::string>{"", "", "", "e f", "h", "i"}));
}

TEST_F(SessionTest, never_says_a_secret_as_it_took_it) {
    echo.receive("secret  tanstaaf\r\nx\x08secret tanstaaf\r\nsecret \xFF\xFB\x1Ftanstaaf\n", now);
    for (const RecordedEvent& event : record.events) EXPECT_EQ(event.taken, "");
    EXPECT_EQ(record.events.at(0).bytes, "secret ****\r\n");
}

TEST_F(SessionTest, records_a_line_that_the_client_did_not_end) {
    echo.receive("a\r\nQUI", now);
    echo.dropped(now);
    ASSERT_EQ(record.events.size(), 3u);
    EXPECT_EQ(record.events[2].bytes, "QUI");
}

TEST_F(SessionTest, stars_a_secret_that_the_client_did_not_end) {
    echo.receive("secret tanst", now);
    echo.dropped(now);
    EXPECT_EQ(record.events.at(0).bytes, "secret ****");
}

TEST_F(SessionTest, judges_an_unfinished_line_as_its_keys_have_left_it) {
    echo.receive(
        "wrong\x15seXX\x7F\x7F"
        "cret tanst",
        now);
    echo.dropped(now);
    EXPECT_EQ(record.events.at(0).bytes, "secret ****");
}

TEST_F(SessionTest, judges_a_line_as_its_keys_would_have_left_it_in_a_strict_session) {
    Echo strict(record, WireProfile::strict);
    strict.receive(
        "seXX\x7F\x7F"
        "cret tanst\r\nno\x7F\r\n",
        now);
    EXPECT_EQ(record.events.at(0).bytes, "****\r\n");
    EXPECT_EQ(record.events.at(2).bytes, "no\x7F\r\n");
}

TEST_F(SessionTest, records_no_more_of_a_line_than_it_kept) {
    echo.receive(std::string(150, 'a') + "secret\r\n", now);
    EXPECT_EQ(record.events.at(0).bytes, std::string(100, 'a') + " ****\r\n");
}

TEST_F(SessionTest, records_what_it_answers_to_telnet) {
    echo.receive("secret x\r\n\xFF\xFB\x1F", now);
    EXPECT_EQ(record.events.at(0).verb, "secret");
    EXPECT_EQ(record.events.at(2).bytes, "\xFF\xFE\x1F");
    EXPECT_EQ(record.events.at(2).verb, "") << "no command asked for it";
}

TEST_F(SessionTest, closes_on_tls_however_its_octets_come) {
    EXPECT_EQ(echo.receive("\x16", now), Next::read);
    EXPECT_EQ(echo.receive("\x03\x01", now), Next::close);
    EXPECT_EQ(echo.take_output(), "-ERR busy\r\n");
    ASSERT_EQ(record.events.size(), 2u);
    EXPECT_EQ(record.events[0].bytes, "\x16\x03\x01");
    EXPECT_EQ(record.events[1].reply, "busy");
}

TEST_F(SessionTest, closes_on_tls_also_where_its_octets_would_edit_a_line) {
    EXPECT_EQ(echo.receive("\x16", now), Next::read);
    const std::string keys = "\x03o\x18y\x17\x17\x17" + std::string(28, '\xFF') + "OLO c";
    EXPECT_EQ(echo.receive(keys, now), Next::close);
    EXPECT_EQ(echo.take_output(), "-ERR busy\r\n");
}

TEST_F(SessionTest, refuses_telnet_options_and_goes_on) {
    echo.receive(
        "\xFF\xFD\x06"
        "a\r\n",
        now);
    EXPECT_EQ(echo.take_output(), "\xFF\xFC\x06+OK you said a\r\n");
}

}  // namespace postlab::session_test
