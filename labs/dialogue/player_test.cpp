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
    std::optional<std::string> start_tls(int) override { return "no TLS here"; }
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

TEST(Player, leaves_out_what_a_class_says_behind_the_servers_words) {
    EXPECT_EQ(played("S: hello smtp\nC: one [L03 3/6]\nS: got {what}\nC: {what}\nS: got one\n").complaint,
              "as written");
    EXPECT_EQ(played("S: hello smtp\nC: bye, receipt L12-7Q4K-93XD\nS: got bye\n").complaint, "as written");
    EXPECT_EQ(played("S: hello smtp\nC: one [L03 3/6]\nS: got one [L03 3/6]\n").complaint, "as written");
    EXPECT_NE(played("S: hello smtp\nC: one [L03 3/6]\nS: got one [L03 4/6]\n").complaint, "as written");
    EXPECT_NE(played("S: hello smtp\nC: one [3/6]\nS: got one\n").complaint, "as written");
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

TEST(Player, says_so_in_the_language_that_was_asked_for) {
    ParrotWire wire;
    const auto complaint = play(parse_dialogue("S: hello smtp\nC: a\nS: b\n", "test.txt", Protocol::smtp), wire,
                                Pace::lines, Language::of("zh"));
    EXPECT_EQ(complaint.value_or(""),
              "test.txt:3: 在第 1 个连接上，服务器说的不一样\n"
              "    应该是： b\n"
              "    实际是： got a");
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

// --------------------------------------------------------------------------- where whole replies are expected

/// A server that says, to each line, what the test has written for it.
class ScriptedWire : public Wire {
public:
    using Replies = std::map<std::string, std::string>;
    explicit ScriptedWire(Replies replies) : replies_(std::move(replies)) {}
    void open(int connection, Protocol) override { unheard_[connection] = replies_.at("greeting"); }
    void send(int connection, std::string_view bytes) override {
        heard_lines.emplace_back(bytes);
        const auto reply = replies_.find(std::string(bytes.substr(0, bytes.find("\r\n"))));
        if (reply != replies_.end()) unheard_.at(connection) += reply->second;
    }
    Heard hear(int connection) override {
        std::string& unheard = unheard_.at(connection);
        const std::size_t end = unheard.find('\n');
        if (end == std::string::npos) return {Heard::What::silence, unheard};
        const std::string line = unheard.substr(0, end + 1);
        unheard.erase(0, end + 1);
        return {Heard::What::line, line};
    }
    void end(int) override {}
    std::optional<std::string> start_tls(int) override { return "no TLS here"; }
    void drop(int connection) override { unheard_.erase(connection); }
    std::string unheard(int connection) const override { return unheard_.at(connection); }
    std::optional<std::string> happen(const Step&) override { return std::nullopt; }

    std::vector<std::string> heard_lines;

private:
    std::map<std::string, std::string> replies_;
    std::map<int, std::string> unheard_;
};

Dialogue in_smtp(std::string_view text) { return parse_dialogue(text, "test.txt", Protocol::smtp); }

/// "KIND text" of each moment; of an answer the verb as well.
std::vector<std::string> told(Player& player) {
    std::vector<std::string> all;
    for (const Moment& moment : player.take_moments())
        all.push_back((moment.kind == Moment::Kind::said       ? "said "
                       : moment.kind == Moment::Kind::answered ? "answered " + moment.verb + " "
                                                               : "") +
                      with_escapes(moment.text));
    return all;
}

using Told = std::vector<std::string>;

TEST(PlayerOfReplies, takes_all_lines_of_each_and_says_what_was_heard) {
    ScriptedWire wire({{"greeting", "220-a\r\n220 b\r\n"}, {"EHLO me", "250-a\r\n250-SIZE\r\n250 HELP\r\n"}});
    Player player(wire, Expect::replies);
    EXPECT_EQ(player.play(in_smtp("S: 220...\nC: EHLO me\nS: 250...\n")), std::nullopt);
    EXPECT_EQ(told(player), (Told{"answered  220-a\\r\\n220 b\\r\\n", "said EHLO me\\r\\n",
                                  "answered EHLO 250-a\\r\\n250-SIZE\\r\\n250 HELP\\r\\n"}));
}

TEST(PlayerOfReplies, pairs_pipelined_commands_with_their_replies) {
    ScriptedWire wire({{"greeting", "+OK\r\n"}, {"STAT", "+OK 1 3\r\n"}, {"RETR 1", "+OK\r\nx\r\n.\r\n"}});
    Player player(wire, Expect::replies);
    EXPECT_EQ(player.play(parse_dialogue("C: STAT\nC: RETR 1\nS: +OK\nS: +OK 1 3\nS: +OK\n", "t", Protocol::pop3)),
              std::nullopt);
    EXPECT_EQ(told(player), (Told{"said STAT\\r\\n", "said RETR 1\\r\\n", "answered  +OK\\r\\n",
                                  "answered STAT +OK 1 3\\r\\n", "answered RETR +OK\\r\\nx\\r\\n.\\r\\n"}));
}

TEST(PlayerOfReplies, takes_no_line_of_a_letter_for_a_command) {
    ScriptedWire wire({{"greeting", "220\r\n"}, {"DATA", "354\r\n"}, {".", "250\r\n"}});
    Player player(wire, Expect::replies);
    EXPECT_EQ(player.play(in_smtp("S: ...\nC: DATA\nS: 354\nC: QUIT\nC: .\nS: 250\n")), std::nullopt);
    EXPECT_EQ(told(player).back(), "answered DATA 250\\r\\n");
}

TEST(PlayerOfReplies, stops_at_another_reply_and_tells_how_far_it_came) {
    ScriptedWire wire({{"greeting", "220 x\r\n"}, {"DATA", "503 no\r\n"}});
    Player player(wire, Expect::replies);
    EXPECT_EQ(player.play(in_smtp("S: 220...\nC: DATA\nS: 354...\nC: Subject: x\n")),
              "test.txt:3: the server said something else on connection 1\n    expected: 354...\n    got:      503 no");
    EXPECT_EQ(player.played(), 2u);
    EXPECT_EQ(wire.heard_lines, Told{"DATA\r\n"});
}

TEST(PlayerOfReplies, drops_a_connection_on_which_a_reply_breaks_off) {
    ScriptedWire wire(ScriptedWire::Replies{{"greeting", "220-x\r\n"}});
    Player player(wire, Expect::replies);
    EXPECT_NE(player.play(in_smtp("S: 220...\n")), std::nullopt);
    EXPECT_EQ(told(player), (Told{"answered  220-x\\r\\n", "nothing more has come in time"}));
    player.leave();
    EXPECT_TRUE(wire.heard_lines.empty()) << "nobody to say QUIT to";
}

TEST(PlayerOfReplies, tells_that_the_server_does_not_close) {
    ScriptedWire wire(ScriptedWire::Replies{{"greeting", "220 x\r\n"}});
    Player player(wire, Expect::replies);
    EXPECT_NE(player.play(in_smtp("S: 220...\n! closed\n")), std::nullopt);
    EXPECT_EQ(told(player).back(), "the server does not close the connection");
}

TEST(PlayerOfReplies, goes_on_with_the_next_dialogue_on_the_same_connection) {
    ScriptedWire wire({{"greeting", "220 x\r\n"}, {"NOOP", "250\r\n"}});
    Player player(wire, Expect::replies);
    EXPECT_EQ(player.play(in_smtp("S: 220...\n")), std::nullopt);
    EXPECT_EQ(player.play(in_smtp("C: NOOP\nS: 250\n")), std::nullopt);
}

TEST(PlayerOfReplies, leaves_with_QUIT_where_no_letter_is_on_its_way) {
    ScriptedWire wire({{"greeting", "220 x\r\n"}, {"DATA", "354\r\n"}, {"QUIT", "221\r\n"}});
    Player player(wire, Expect::replies);
    EXPECT_EQ(player.play(in_smtp("S: ...\nC: DATA\nS: 354\nC: text\nS2: 220...\n")), std::nullopt);
    player.leave();
    EXPECT_EQ(wire.heard_lines, (Told{"DATA\r\n", "text\r\n", "QUIT\r\n"}));
}

TEST(PlayerOfReplies, asks_between_dialogues_without_telling_of_it) {
    ScriptedWire wire({{"greeting", "+OK\r\n"}, {"UIDL", "+OK\r\n1 a\r\n.\r\n"}});
    Player player(wire, Expect::replies);
    EXPECT_EQ(player.play(parse_dialogue("S: +OK\n", "t", Protocol::pop3)), std::nullopt);
    player.take_moments();
    EXPECT_EQ(player.ask(1, "UIDL"), "+OK\r\n1 a\r\n.\r\n");
    EXPECT_EQ(told(player), Told{});
}

TEST(PlayerOfReplies, takes_no_line_of_a_chunk_for_a_command) {
    ScriptedWire wire({{"greeting", "220\r\n"}, {".", "250 9 octets\r\n"}, {"BDAT 0 LAST", "250 all\r\n"}});
    Player player(wire, Expect::replies);
    EXPECT_EQ(player.play(in_smtp("S: ...\nC: bdat 9\nC: QUIT\nC: .\nS: 250 9...\nC: BDAT 0 LAST\nS: 250 all\n")),
              std::nullopt);
    EXPECT_EQ(told(player),
              (Told{"answered  220\\r\\n", "said bdat 9\\r\\n", "said QUIT\\r\\n", "said .\\r\\n",
                    "answered BDAT 250 9 octets\\r\\n", "said BDAT 0 LAST\\r\\n", "answered BDAT 250 all\\r\\n"}));
}

TEST(PlayerOfReplies, says_no_QUIT_into_a_chunk) {
    ScriptedWire wire({{"greeting", "220\r\n"}, {"QUIT", "221\r\n"}});
    Player player(wire, Expect::replies);
    EXPECT_EQ(player.play(in_smtp("S: ...\nC: BDAT 90 LAST\nC: text\n")), std::nullopt);
    player.leave();
    EXPECT_EQ(wire.heard_lines.back(), "text\r\n");
}

}  // namespace postlab::labs::player_test
