#include "labs/dialogue/player.h"

#include <gtest/gtest.h>

namespace postlab::labs::player_test {

/// A server as small as can be: greets with "hello PROTOCOL", answers each line with "got LINE", and BYE with
/// closing. Remembers what it was asked to do.
class ParrotWire : public Wire {
public:
    void open(int connection, Protocol protocol) override {
        ends_[connection] = {};
        say(connection, protocol == Protocol::smtp ? "hello smtp" : "hello pop3");
        log += "open" + std::to_string(connection) + " ";
    }
    void send(int connection, std::string_view bytes) override {
        log += "send(" + with_escapes(bytes) + ") ";
        End& end = ends_.at(connection);
        for (char c : bytes) {
            end.line += c;
            if (c != '\n') continue;
            std::string line = end.line.substr(0, end.line.size() - 2);
            end.line.clear();
            if (line == "HALF")
                end.unheard += "got ha";
            else if (line == "BYE")
                end.closed = true;
            else if (line == "RAW")
                end.unheard += "bare\n";
            else
                say(connection, "got " + line);
        }
    }
    Heard hear(int connection) override {
        End& end = ends_.at(connection);
        std::size_t at = end.unheard.find('\n');
        if (at == std::string::npos) return {end.closed ? Heard::What::closed : Heard::What::silence, end.unheard};
        Heard heard{Heard::What::line, end.unheard.substr(0, at + 1)};
        end.unheard.erase(0, at + 1);
        return heard;
    }
    void end(int connection) override { log += "end" + std::to_string(connection) + " "; }
    void drop(int connection) override {
        ends_.erase(connection);
        log += "drop" + std::to_string(connection) + " ";
    }
    std::string unheard(int connection) const override { return ends_.at(connection).unheard; }
    std::optional<std::string> happen(const Step& event) override {
        if (event.argument == "bad=1") return "no such setting";
        log += "event(" + event.argument + ") ";
        return std::nullopt;
    }

    std::string log;

private:
    struct End {
        std::string line, unheard;
        bool closed = false;
    };
    void say(int connection, const std::string& text) { ends_.at(connection).unheard += text + "\r\n"; }
    std::map<int, End> ends_;
};

struct Played {
    std::string complaint, log;
};

Played played(std::string_view text, Pace pace = Pace::lines) {
    ParrotWire wire;
    auto complaint = play(parse_dialogue(text, "test.txt", Protocol::smtp), wire, pace);
    return {complaint.value_or("as written"), wire.log};
}

TEST(Player, finds_a_dialogue_as_written) {
    EXPECT_EQ(played("S: hello smtp\nC: one\nS: got one\nC: BYE\n! closed\n").complaint, "as written");
}

TEST(Player, opens_a_connection_at_its_first_line_and_again_after_its_end) {
    Played all = played("S: hello smtp\n! drop\n!2 connect pop3\nS2: hello pop3\nC2: BYE\n!2 closed\nS2: hello pop3\n");
    EXPECT_EQ(all.complaint, "as written");
    EXPECT_EQ(all.log, "open1 drop1 open2 send(BYE\\r\\n) drop2 open2 ");
}

TEST(Player, passes_events_on_in_their_order) {
    Played all = played("! set a=b\nS: hello smtp\n! wait 5s\n! end\n");
    EXPECT_EQ(all.complaint, "as written");
    EXPECT_EQ(all.log, "event(a=b) open1 event(5) end1 ");
}

constexpr std::string_view cut_here =
    "S: hello smtp\nC: a\nC: b\nS: got a\nS: got b\nC: c\nS: {reply}\nC: d {reply}\nS: ...\n! wait 1s\nC: e\nS: got "
    "e\n";

TEST(Player, sends_line_by_line) {
    Played all = played(cut_here, Pace::lines);
    EXPECT_EQ(all.complaint, "as written");
    EXPECT_EQ(all.log, "open1 send(a\\r\\n) send(b\\r\\n) send(c\\r\\n) send(d got c\\r\\n) event(1) send(e\\r\\n) ");
}

TEST(Player, sends_whole_what_no_event_and_no_capture_parts) {
    Played all = played(cut_here, Pace::whole);
    EXPECT_EQ(all.complaint, "as written");
    EXPECT_EQ(all.log, "open1 send(a\\r\\nb\\r\\nc\\r\\n) send(d got c\\r\\n) event(1) send(e\\r\\n) ");
}

TEST(Player, sends_whole_only_what_one_connection_says_in_a_row) {
    Played all =
        played("S: hello smtp\nS2: hello smtp\nC: a\nC2: b\nC: c\nS: got a\nS2: got b\nS: got c\n", Pace::whole);
    EXPECT_EQ(all.complaint, "as written");
    EXPECT_EQ(all.log, "open1 open2 send(a\\r\\n) send(b\\r\\n) send(c\\r\\n) ");
}

TEST(Player, sends_byte_by_byte) {
    Played all = played("S: hello smtp\nC: a\nS: got a\n", Pace::bytes);
    EXPECT_EQ(all.complaint, "as written");
    EXPECT_EQ(all.log, "open1 send(a) send(\\r) send(\\n) ");
}

TEST(Player, says_where_what_was_expected_and_what_came) {
    EXPECT_EQ(played("S: hello smtp\n\nC2: b\\t\nS2: hello smtp\nS2: got ...c\n").complaint,
              "test.txt:5: the server said something else on connection 2\n"
              "    expected: got ...c\n"
              "    got:      got b\\t");
}

TEST(Player, says_that_no_line_came) {
    EXPECT_EQ(played("S: hello smtp\nS: more\n").complaint,
              "test.txt:2: the server said something else on connection 1\n"
              "    expected: more\n"
              "    got:      silence");
}

TEST(Player, says_that_the_server_has_closed) {
    EXPECT_EQ(played("S: hello smtp\nC: BYE\nS: bye\n").complaint,
              "test.txt:3: the server said something else on connection 1\n"
              "    expected: bye\n"
              "    got:      the connection closed");
}

TEST(Player, takes_an_unfinished_line_as_far_as_it_has_come) {
    EXPECT_EQ(played("S: hello smtp\nC: HALF\nS: got\\\n").complaint,
              "test.txt:3: the server said something else on connection 1\n"
              "    expected: got\\\n"
              "    got:      got ha, an unfinished line, then silence");
    EXPECT_EQ(played("S: hello smtp\nC: a\nS: got a\\\n").complaint,
              "test.txt:3: the server said something else on connection 1\n"
              "    expected: got a\\\n"
              "    got:      got a\\r\\n");
    EXPECT_EQ(played("S: hello smtp\nC: HALF\nS: got {what}\\\n").complaint, "as written");
    EXPECT_EQ(played("S: hello smtp\nC: HALF\nS: got ha\\\nC: BYE\n! closed\n").complaint, "as written");
    EXPECT_EQ(played("S: hello smtp\nC: HALF\nC: BYE\n! closed\n").complaint,
              "test.txt:4: the server said something else on connection 1\n"
              "    expected: the connection closed by the server\n"
              "    got:      got ha, an unfinished line, then the connection closed");
    EXPECT_EQ(played("S: hello smtp\nC: HALF\nS: got ha\\\nC: a\nS: got hagot a\n").complaint, "as written");
}

TEST(Player, says_that_the_server_has_not_closed) {
    EXPECT_EQ(played("S: hello smtp\n! closed\n").complaint,
              "test.txt:2: the server said something else on connection 1\n"
              "    expected: the connection closed by the server\n"
              "    got:      silence");
}

TEST(Player, demands_crlf_at_the_end_of_each_reply_line) {
    EXPECT_EQ(played("S: hello smtp\nC: RAW\nS: bare\n").complaint,
              "test.txt:3: the server said something else on connection 1\n"
              "    expected: bare\n"
              "    got:      bare\\n   (the line does not end in CRLF)");
}

TEST(Player, demands_that_nothing_unexpected_is_said) {
    EXPECT_EQ(played("S: hello smtp\nC: a\n").complaint,
              "test.txt:2: the server said something else on connection 1\n"
              "    expected: nothing more\n"
              "    got:      got a\\r\\n");
}

TEST(Player, demands_that_nothing_is_said_before_closing) {
    EXPECT_EQ(played("S: hello smtp\nC: a\nC: BYE\n! closed\n").complaint,
              "test.txt:4: the server said something else on connection 1\n"
              "    expected: the connection closed by the server\n"
              "    got:      got a\\r\\n");
}

TEST(Player, says_why_an_event_cannot_happen) {
    EXPECT_EQ(played("! set bad=1\nS: hello smtp\n").complaint, "test.txt:1: no such setting");
}

}  // namespace postlab::labs::player_test
