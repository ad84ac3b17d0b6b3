#include "labs/compare/compare.h"

#include <Poco/SAX/SAXParser.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "labs/client/server_for_tests.h"
#include "labs/compare/compare_page.h"
#include "labs/compare/side_by_side.h"
#include "labs/dialogue/memory_wire.h"
#include "labs/dialogue/socket_wire.h"
#include "labs/text/paragraph.h"

namespace postlab::labs::compare_test {

const Account alice{"alice", "two words", "post.example", "postlab compare"};

bool contains(std::string_view text, std::string_view words) { return text.find(words) != std::string_view::npos; }

std::size_t count(std::string_view text, std::string_view words) {
    std::size_t found = 0;
    for (std::size_t at = 0; (at = text.find(words, at)) != text.npos; at += words.size()) ++found;
    return found;
}

ComparePage page_in_memory() {
    MemoryWire wire;
    return {"Twelve scenarios in SMTP and POP3", {side_by_side(play_scenarios(wire, alice, true, true))}};
}

ComparePage page_of(std::string left, std::string right) {
    return {"T", {{"L", "R", {{"1. X", {{{{"C", "NOOP"}}, {{"C", "NOOP"}}}, {{{"S", left}}, {{"S", right}}, "~"}}}}}}};
}

// ------------------------------------------------------------------------------------------- scenarios

TEST(Scenarios, are_twelve_and_end_as_they_are_meant_to_with_our_own_server) {
    MemoryWire wire;
    const Played played = play_scenarios(wire, alice, true, true);
    ASSERT_EQ(scenarios().size(), 12u);
    for (const Protocol protocol : {Protocol::smtp, Protocol::pop3})
        for (const std::vector<Moment>& moments : played.in(protocol)) {
            ASSERT_FALSE(moments.empty());
            for (const Moment& moment : moments) {
                EXPECT_FALSE(contains(moment.text, "not played")) << moment.text;
                EXPECT_FALSE(contains(moment.text, "does not close")) << moment.text;
            }
        }
}

TEST(Scenarios, show_the_differences_that_they_are_about) {
    const std::string text = compare_in_memory("text");
    for (const char* words :
         {"S: 220", "S: +OK POP3 server ready", "S: 354", "S: 501 5.5.4", "S: -ERR the syntax is", "S: 500 5.5.2",
          "S: 503 5.5.1", "S: -ERR log in first", "S: 250-PIPELINING", "S: +OK Capability list", "C: ..like this",
          "S: ..like this", "(the line drops)", "S: 221", "S2: 503", "S2: -ERR [IN-USE]", "C: PASS ****"})
        EXPECT_TRUE(contains(text, words)) << words << "\n" << text;
    EXPECT_FALSE(contains(text, "two words"));
}

TEST(Scenarios, of_the_ancestor_end_as_they_are_meant_to_and_remove_nothing) {
    MemoryWire wire;
    const Account mrose{"mrose", "tanstaaf", "post.example", "x"};
    for (const Account& account : {alice, mrose})
        for (const auto& [scenario, pop3, pop2] : play_ancestor(wire, account, true).scenes)
            for (const std::vector<Moment>& moments : {pop3, pop2})
                for (const Moment& moment : moments) {
                    EXPECT_FALSE(contains(moment.text, "not played")) << scenario.title << ": " << moment.text;
                    EXPECT_FALSE(contains(moment.text, "does not close")) << scenario.title;
                    EXPECT_FALSE(contains(moment.text, "tanstaaf") || contains(moment.text, "words\r\n"));
                }
    EXPECT_TRUE(contains(play_ancestor(wire, alice, false).scenes[1].pop2.back().text, "#2 messages"));
    for (const auto& scene : play_ancestor(wire, alice, false).scenes) EXPECT_FALSE(scene.scenario.shows_mail);
}

TEST(Scenarios, leave_no_letter_behind_and_remove_none_of_the_owners) {
    store::MemoryStore store;
    fill_with_fixture(store);
    TestServer smtp(Protocol::smtp, store), pop3(Protocol::pop3, store);
    SocketWire wire({{Protocol::smtp, smtp.address()}, {Protocol::pop3, pop3.address()}});
    for (std::size_t i = 0; i + 1 < scenarios().size(); ++i) {  // the last one needs two connections at once
        play_side(scenarios()[i].smtp, Protocol::smtp, wire, alice);
        play_side(scenarios()[i].pop3, Protocol::pop3, wire, alice);
    }
    EXPECT_EQ(store.delivered.size(), 1u);
    EXPECT_EQ(store.mailboxes.at("alice").messages.size(), 2u);
}

TEST(Scenarios, send_no_letter_that_nobody_could_fetch) {
    MemoryWire wire;
    const Played played = play_scenarios(wire, {"alice", "wrong", "post.example", "x"}, true, true);
    EXPECT_FALSE(logged_in(played));
    EXPECT_EQ(played.smtp[8].front().text, "not played: nobody could fetch the letter");
    EXPECT_EQ(played.pop3[8].back().text, "the rest is not played");
    for (const RecordedEvent& event : wire.record().events) EXPECT_NE(event.reply, "data.ok");
}

TEST(Scenarios, find_their_letter_among_newer_ones) {
    MemoryWire wire;
    play_side(scenarios()[8].smtp, Protocol::smtp, wire, alice);
    play_side(scenarios()[8].smtp, Protocol::smtp, wire, {"alice", "two words", "post.example", "a newer one"});
    const std::vector<Moment> fetched = play_side(scenarios()[8].pop3, Protocol::pop3, wire, alice);
    EXPECT_EQ(fetched[1].text, "RETR 3\r\n");
    EXPECT_TRUE(contains(fetched[2].text, "\r\nSubject: postlab compare\r\n"));
}

TEST(Scenarios, tell_of_a_letter_that_has_not_come) {
    MemoryWire wire;
    const std::vector<Moment> moments = play_side(scenarios()[8].pop3, Protocol::pop3, wire, alice);
    ASSERT_EQ(moments.size(), 3u);
    EXPECT_EQ(moments[1].text, "the letter is not in this maildrop");
    EXPECT_EQ(moments[2].text, "the rest is not played");
}

TEST(Scenarios, go_on_with_the_next_one_when_a_server_falls_silent) {
    Poco::Net::ServerSocket silent(Poco::Net::SocketAddress("127.0.0.1", 0));  // takes connections, says nothing
    SocketWire wire({{Protocol::smtp, silent.address().toString()}}, Poco::Timespan(0, 20000));
    const Played played = play_scenarios(wire, alice, true, false);
    ASSERT_EQ(played.smtp.size(), scenarios().size());
    for (const std::vector<Moment>& moments : played.smtp)
        EXPECT_TRUE(std::ranges::any_of(
            moments, [](const Moment& moment) { return moment.text == "nothing more has come in time"; }));
}

TEST(Scenarios, tell_of_a_server_that_is_not_there) {
    SocketWire wire({{Protocol::smtp, "127.0.0.1:1"}});
    const std::vector<Moment> moments = play_side(scenarios()[0].smtp, Protocol::smtp, wire, alice);
    ASSERT_EQ(moments.size(), 1u);
    EXPECT_TRUE(contains(moments[0].text, "no connection: ")) << moments[0].text;
}

// ------------------------------------------------------------------------------------------------ forms

TEST(Compare, looks_in_markdown_as_in_docs) {
    std::ifstream in(std::string(POSTLAB_SOURCE_DIR) + "/docs/compare.md");
    std::ostringstream kept;
    kept << in.rdbuf();
    EXPECT_TRUE(kept.str() == compare_in_memory("md")) << "postlab explain --compare --as md --out docs/compare.md";
}

TEST(Compare, fits_into_the_width_of_the_terminal) {
    for (const std::size_t width : {60u, 80u, 133u}) {
        std::istringstream text(as_text(page_in_memory(), width));
        std::size_t widest = 0;
        for (std::string line; std::getline(text, line); widest = std::max(widest, columns(line))) {
            EXPECT_LE(columns(line), width) << line;
            EXPECT_FALSE(line.ends_with(' ')) << line;
        }
        EXPECT_GT(widest, width - 12) << "it uses the width that there is";
    }
}

TEST(Compare, lays_two_columns_side_by_side) {
    EXPECT_EQ(as_text(page_of("250 one", "250 another one that takes more than a line"), 60),
              "T\n\n"
              "  L                             R\n"
              "  ---------------------------   ---------------------------\n"
              "1. X\n"
              "  C: NOOP                       C: NOOP\n"
              "  S: 250 one                  ~ S: 250 another one that\n"
              "                                    takes more than a line\n"
              "\n");
}

TEST(Compare, cuts_words_that_are_longer_than_a_column) {
    const std::string text = as_text(page_of(std::string(70, 'x'), "250"), 60);
    EXPECT_EQ(count(text, "x"), 70u);
    EXPECT_TRUE(contains(text, "\n  S:                          ~ S: 250\n")) << text;
}

TEST(Compare, makes_what_a_server_hides_visible_and_harmless) {
    const ComparePage page = page_of("250 \x1b[2J<script>|`", "250 \xD0\xAF");
    EXPECT_TRUE(contains(as_text(page, 80), "250 <1B>[2J<script>|`")) << as_text(page, 80);
    EXPECT_TRUE(contains(as_text(page, 80), "250 Я"));
    EXPECT_TRUE(contains(as_markdown(page), "| ``S: 250 <1B>[2J<script>\\|` `` | ~ | `S: 250 Я` |"))
        << as_markdown(page);
    EXPECT_TRUE(contains(as_html(page), "250 &lt;1B&gt;[2J&lt;script&gt;|`")) << as_html(page);
}

TEST(Compare, is_one_html_page_that_needs_no_other_file) {
    const std::string page = as_html(page_in_memory());
    EXPECT_NO_THROW(Poco::XML::SAXParser().parseMemoryNP(page.data(), page.size()));
    EXPECT_TRUE(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
    EXPECT_EQ(count(page, "<section>"), 12u);
    for (const char* outside : {"src=", "href=", "url(", "@import", "http:", "https:"})
        EXPECT_FALSE(contains(page, outside)) << outside;
}

// ------------------------------------------------------------------------------------------ two servers

Played round(const std::string& reply, int ms) {
    Played played;
    for (std::size_t i = 0; i < scenarios().size(); ++i)
        played.smtp.push_back({{Moment::Kind::said, 1, "NOOP\r\n"},
                               {Moment::Kind::answered, 1, reply, "NOOP", std::chrono::milliseconds(ms)}});
    return played;
}

std::string first_mark(const std::string& ours, const std::string& theirs) {
    return differences(Protocol::smtp, {round(ours, 1)}, {round(theirs, 1)}).parts[0].rows[1].mark;
}

TEST(Differences, are_marked) {
    EXPECT_EQ(first_mark("250 OK\r\n", "250 OK\r\n"), "=");
    EXPECT_EQ(first_mark("250 OK\r\n", "250 Ok\r\n"), "~");
    EXPECT_EQ(first_mark("250 OK\r\n", "502 No\r\n"), "≠");
}

TEST(Differences, are_counted_and_timed_by_the_median_of_the_rounds) {
    const std::vector<Played> ours{round("250 OK\r\n", 9), round("250 OK\r\n", 1), round("250 OK\r\n", 2)},
        theirs{round("250 Ok\r\n", 30), round("250 Ok\r\n", 50), round("250 Ok\r\n", 40)};
    const ComparePage::Sheet sheet = differences(Protocol::smtp, ours, theirs);
    EXPECT_EQ(sheet.parts[0].rows[1].left.back().text, "2.00 ms");
    EXPECT_EQ(sheet.parts[0].rows[1].right.back().text, "40 ms");
    EXPECT_TRUE(contains(sheet.summary, "12 replies to the same command: 0 alike (=), 12 with the same code"));
    EXPECT_TRUE(contains(sheet.summary, "median of 3 rounds"));
    EXPECT_TRUE(contains(sheet.summary, "2.00 ms on the left, 40 ms on the right"));
}

TEST(Differences, show_it_when_one_server_says_less) {
    Played ours = round("250 OK\r\n", 1), theirs = ours;
    theirs.smtp[0].pop_back();
    theirs.smtp[0].push_back({Moment::Kind::other, 1, "the server has closed the connection"});
    theirs.smtp[1].pop_back();
    const ComparePage::Sheet sheet = differences(Protocol::smtp, {ours}, {theirs});
    EXPECT_EQ(sheet.parts[0].rows[1].mark, "");
    EXPECT_EQ(sheet.parts[0].rows[1].right[0].text, "the server has closed the connection");
    EXPECT_TRUE(sheet.parts[1].rows[1].right.empty());
    EXPECT_TRUE(contains(sheet.summary, "10 replies"));
}

// ---------------------------------------------------------------------------------------------- command

std::string refusal(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "compare");
    std::ostringstream out;
    try {
        run_program({compare_command()}, arguments, out, out);
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "accepted";
}

TEST(Compare, says_in_one_line_what_it_does_not_understand) {
    EXPECT_EQ(refusal({"--as", "pdf"}), "--as takes text, md or html, not pdf");
    EXPECT_EQ(refusal({"--with", "ftp=a:1"}), "compare --with takes smtp=HOST:PORT or pop3=HOST:PORT, not ftp=a:1");
    EXPECT_EQ(refusal({"--with", "smtp=127.0.0.1:1", "--with", "smtp=127.0.0.1:2"}),
              "compare --with names one server for smtp, not two");
    EXPECT_EQ(refusal({"--smtp", "25"}), "expected HOST:PORT, got 25");
    EXPECT_EQ(refusal({"--domain", "-"}), "--domain takes a host name such as post.example");
    EXPECT_EQ(refusal({"--user", ""}), "compare --user takes the name of an account");
    EXPECT_EQ(refusal({"more"}), "compare takes options only, not \"more\"");
    EXPECT_TRUE(contains(refusal({"--smtp", "127.0.0.1:1"}), "nobody answers at 127.0.0.1:1: "));
}

}  // namespace postlab::labs::compare_test
