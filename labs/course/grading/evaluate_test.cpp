// What each kind of condition makes of an attempt.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "labs/course/grading/conversation_for_tests.h"
#include "labs/course/grading/evaluate.h"
#include "labs/course/lab/conditions_for_tests.h"
#include "labs/course/lab/labs.h"
#include "labs/course/lab/note_for_tests.h"

namespace postlab::course::evaluate_test {

namespace fs = std::filesystem;

Attempt attempt(const std::vector<labs::Conversation>& conversations) {
    Attempt made;
    made.student = "s017";
    for (const labs::Conversation& one : conversations) made.sessions.push_back(ended_session(one));
    return made;
}

bool holds(const std::string& yaml, const Attempt& attempt) { return evaluate(conditions(yaml), attempt).holds; }
std::string note(const std::string& yaml, const Attempt& attempt) {
    return in_english(evaluate(conditions(yaml), attempt).note);
}

const Attempt typing = attempt({conversation(1, "smtp", 0,
                                             "S: 220\nC: HELO a\nS: 250\nC: helo b\nS: 250\nC: Helo c\nS: 250\nC: FOO\n"
                                             "S: 500\nC: RCPT x\nS: 503\nC: QUIT\nS: 221\n")});

TEST(Commands, are_counted_by_reply_verb_and_case) {
    EXPECT_TRUE(holds("commands: {smtp: \"5..\", at_least: 2}", typing));
    EXPECT_FALSE(holds("commands: {smtp: \"5..\", at_least: 3}", typing));
    EXPECT_EQ(note("commands: {smtp: \"5..\", at_least: 3}", typing), "2 of 3 commands");
    EXPECT_TRUE(holds("commands: {smtp: any, verb: HELO, case: mixed}", typing));
    EXPECT_FALSE(holds("commands: {smtp: any, verb: QUIT, case: mixed}", typing));
    EXPECT_FALSE(holds("commands: {smtp: \"2..\", at_most: 3}", typing));
    EXPECT_TRUE(holds("commands: {smtp: \"2..\", different: yes, at_most: 2}", typing));
    EXPECT_TRUE(holds("commands: {smtp: any, line_end: crlf, at_least: 6}", typing));
    EXPECT_FALSE(holds("commands: {smtp: any, line_end: lf}", typing));
    EXPECT_FALSE(holds("commands: {pop3: any}", typing));
}

TEST(Codes, must_all_have_been_said) {
    EXPECT_TRUE(holds("codes: {smtp: [\"220\", \"5..\"]}", typing));
    EXPECT_EQ(note("codes: {smtp: [\"220\", \"4..\", \"552\"]}", typing), "not yet: 4.., 552");
}

TEST(Octets, are_those_the_server_said) {
    EXPECT_TRUE(holds("octets: {smtp: {at_most: 35, at_least: 35}}", typing));
    EXPECT_FALSE(holds("octets: {smtp: {at_most: 34}}", typing));
}

TEST(ConditionsOfOneCheck, must_all_hold) {
    EXPECT_TRUE(holds("codes: {smtp: [\"220\"]}\nnever: {smtp: \"C: DATA\"}", typing));
    EXPECT_FALSE(holds("codes: {smtp: [\"220\"]}\nnever: {smtp: \"C: QUIT\"}", typing));
}

/// A POP3 session that finds some letters, asks UIDL or not, fetches some and removes some.
labs::Conversation fetching(int id, const std::string& found, bool uidl, const std::string& fetched,
                            const std::string& removed) {
    std::string text = "S: +OK\nC: PASS ****\nS: +OK | s017 | " + found + "\n";
    if (uidl) text += "C: UIDL\nS: +OK | | " + found + "\n";
    std::istringstream ids(fetched);
    for (std::string one; ids >> one;) text += "C: RETR x\nS: +OK | | " + one + "\n";
    return conversation(id, "pop3", id * 100,
                        text + "C: QUIT\nS: +OK" + (removed.empty() ? "" : " | | " + removed) + "\n");
}

TEST(Sessions, go_by_their_plan) {
    Attempt three = attempt(
        {fetching(1, "1-2", false, "1 2", "1-2"), fetching(2, "3", false, "", ""), fetching(3, "3", false, "3", "")});
    three.letters = {{1, {}}, {2, {}}, {3, {}}};
    EXPECT_TRUE(holds("sessions: [{fetched: [1, 2], removed: [1, 2]}, {fetched: [3], removed: [], how: quit}]", three));
    EXPECT_EQ(note("sessions: [{fetched: [3]}, {fetched: [1, 2]}]", three), "1 of 2 sessions");
}

TEST(Synchronised, means_fetching_what_is_new_and_nothing_else) {
    auto sessions = [](const std::string& second_fetched, bool uidl) {
        return attempt({fetching(1, "1-2", true, "1 2", ""), fetching(2, "1-3", uidl, second_fetched, "")});
    };
    EXPECT_TRUE(holds("synchronised: 2", sessions("3", true)));
    EXPECT_FALSE(holds("synchronised: 2", sessions("2 3", true)));
    EXPECT_FALSE(holds("synchronised: 2", sessions("", true)));
    EXPECT_FALSE(holds("synchronised: 2", sessions("3", false)));
    EXPECT_FALSE(holds("synchronised: 3", sessions("3", true)));
}

TEST(Answers, are_compared_without_regard_to_case_and_order) {
    Attempt one;
    one.answers = {{"left", {" 15 ", {}, {}}}, {"names", {"Boris ,anna", {}, {}}}};
    EXPECT_TRUE(holds("answer: {Left: \"15\", names: \"anna, boris\"}", one));
    EXPECT_FALSE(holds("answer: {left: \"16\"}", one));
    EXPECT_FALSE(holds("answer: {names: \"anna, boris, carl\"}", one));
    EXPECT_EQ(note("answer: {right: x}", one), "not answered: right");
}

TEST(Classified, asks_about_codes_that_were_said) {
    const std::string quiz = "classified: {\"2..\": done, \"5..\": mend, at_least: 2}";
    Attempt one = typing;
    one.answers = {{"250", {"Done", {}, {}}}, {"421", {"mend", {}, {}}}};
    EXPECT_EQ(note(quiz, one), "1 of 2 right answers");
    one.answers["503"] = {"mend", {}, {}};
    EXPECT_TRUE(holds(quiz, one));
    one.answers["500"] = {"done", {}, {}};
    EXPECT_EQ(note(quiz, one), "look at 500 again");
}

TEST(Cites, wants_the_line_that_disproves) {
    const std::string errata = "cites: {choose: 1, of: {a: {smtp: \"C: FOO\\nS: ...\"}, b: {smtp: \"C: RCPT ...\"}}}";
    Attempt one = typing;
    one.answers = {{"a", {"250", {}, {}}}};
    EXPECT_FALSE(holds(errata, one));
    one.answers = {{"a", {"S: 500", {}, {}}}};
    EXPECT_TRUE(holds(errata, one));
    one.answers = {{"b", {"C: RCPT x", {}, {}}}};
    EXPECT_TRUE(holds(errata, one));
}

TEST(Cites, takes_any_reply_to_quit_in_the_lab_about_textbooks) {
    const Lab lab = read_lab(fs::path(POSTLAB_SOURCE_DIR) / "labs" / "22-the-whole-loop");
    const auto errata = std::ranges::find(lab.checks, "errata", &Check::id);
    Attempt one =
        attempt({conversation(1, "pop3", 0,
                              "S: +OK\nC: PASS ****\nS: +OK hello | s017 | 7\nC: LIST\nS: +OK 1 letter\nC: DELE 1\n"
                              "S: +OK marked || 7\nC: QUIT\nS: +OK farewell\n")});
    one.answers = {{"e1", {"+OK farewell", {}, {}}}, {"e5", {"+OK marked", {}, {}}}, {"e8", {"+OK 1 letter", {}, {}}}};
    EXPECT_TRUE(evaluate(errata->conditions, one).holds) << evaluate(errata->conditions, one).note.key;
    one.answers["e1"] = {"+OK marked", {}, {}};
    EXPECT_FALSE(evaluate(errata->conditions, one).holds);
}

TEST(Nearest, lines_are_quoted_where_what_was_asked_for_is_missing) {
    const Attempt one = attempt({conversation(1, "pop3", 0,
                                              "S: +OK\nC: PASS ****\nS: +OK | s017 | 7-8\nC: RETR 1\n"
                                              "S: +OK || 7\nC: DELE 2\nS: +OK || 8\nC: NOOP\nS: +OK\n",
                                              "drop")});
    auto lines = [&](const std::string& yaml, const Attempt& of) {
        const Finding finding = evaluate(conditions(yaml), of);
        EXPECT_FALSE(finding.holds) << yaml;
        return finding.lines;
    };
    using Lines = std::vector<Citation>;
    EXPECT_EQ(lines("seen: {pop3: \"C: RETR 1\\nS: +OK\\nC: DELE ...\\nS: +OK\\nC: QUIT\"}", one),
              (Lines{{1, 3}, {1, 4}, {1, 5}, {1, 6}}))
        << "the longest beginning that was found";
    EXPECT_EQ(lines("seen: {pop3: \"C: STAT\\nS: +OK\"}", one), Lines{});
    EXPECT_EQ(lines("sessions: [{fetched: [2]}]", one), (Lines{{1, 1}})) << "the last login";
    Attempt marked = one;
    marked.letters = {{7, {}}, {8, {}}, {9, {}}};
    EXPECT_EQ(lines("maildrop: {gone: [2]}", marked), (Lines{{1, 5}})) << "the last command about that letter";
    EXPECT_EQ(lines("maildrop: {gone: [3]}", marked), Lines{}) << "nobody has touched it";
    marked.removed = {7};
    EXPECT_EQ(lines("maildrop: {kept: [1]}", marked), (Lines{{1, 3}}));
}

}  // namespace postlab::course::evaluate_test
