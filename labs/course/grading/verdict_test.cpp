#include "labs/course/grading/verdict.h"

#include <gtest/gtest.h>

#include "labs/course/grading/conversation_for_tests.h"
#include "labs/course/lab/conditions_for_tests.h"

namespace postlab::course::verdict_test {

Lab a_lab() {
    Lab lab;
    lab.id = "L01";
    lab.checks = {{"quit", 1, "", conditions("seen: {smtp: \"C: QUIT\\nS: 221 ...\"}")},
                  {"noop", 3, "", conditions("seen: {smtp: \"C: NOOP $word\\nS: 250 ...\", times: $n}")}};
    lab.hints = {{"noop", "h1", 2, std::nullopt}, {"noop", "h2", std::nullopt, 10}, {"quit", "h3", 1, std::nullopt}};
    lab.mistakes = {{"dropped", conditions("seen: {smtp: \"! drop\"}")}};
    return lab;
}

const Lab lab = a_lab();
const Values values{{"word", "amber"}, {"n", "1"}};
const std::string greeted = "S: 220 ready\n", noop = "C: NOOP amber\nS: 250 ok\n", quit = "C: QUIT\nS: 221 bye\n";

Attempt attempt(const std::vector<labs::Conversation>& conversations) {
    Attempt made;
    made.student = "s017";
    made.lab = "L01";
    made.number = 4;
    made.variant = 2;
    for (const labs::Conversation& one : conversations) made.sessions.push_back(ended_session(one));
    return made;
}

TEST(Verdict, sums_up_the_weights_of_what_holds) {
    const Verdict part = verdict_on(attempt({conversation(7, "smtp", 0, greeted + quit)}), lab, values);
    EXPECT_EQ(part.score, 1);
    EXPECT_EQ(part.max, 4);
    EXPECT_FALSE(part.solved);
    EXPECT_TRUE(part.checks[0].passed);
    EXPECT_FALSE(part.checks[1].passed);
    const Verdict whole = verdict_on(attempt({conversation(7, "smtp", 0, greeted + noop + quit)}), lab, values);
    EXPECT_EQ(whole.score, 4);
    EXPECT_TRUE(whole.solved);
}

TEST(Verdict, knows_a_letter_that_is_too_large_in_every_lab) {
    Lab letters;
    letters.id = "L01";
    letters.checks = {{"a", 1, "", conditions("letter: {subject: x, body_has: hello}")},
                      {"b", 1, "", conditions("letter: {subject: x, ascii: yes}")}};
    auto cut = conversation(
        7, "smtp", 0, "S: 220\nC: MAIL FROM:<a@b>\nS: 250\nC: DATA\nS: 354\nc: Subject: x\nc: \nS: 250 | anna | 7\n");
    cut.events[6].left_out = 100'000;
    const Verdict verdict = verdict_on(attempt({cut}), letters, values);
    ASSERT_EQ(verdict.mistakes.size(), 1u);
    EXPECT_EQ(verdict.mistakes[0].first, "too_large");
}

TEST(Verdict, says_where_the_record_has_a_gap_as_long_as_the_lab_is_not_solved) {
    auto with_gap = conversation(7, "smtp", 0, greeted + noop + quit), at_end = conversation(8, "smtp", 60, greeted);
    for (auto event = with_gap.events.begin() + 3; event != with_gap.events.end(); ++event) event->seq += 40;
    with_gap.about.lost = 40;
    at_end.about.lost = 2;
    const Lab other = [] {
        Lab unsolved = a_lab();
        unsolved.checks[1] = {"rset", 3, "", conditions("seen: {smtp: \"C: RSET\"}")};
        return unsolved;
    }();
    const auto gaps = verdict_on(attempt({with_gap, at_end}), other, values).mistakes;
    ASSERT_EQ(gaps.size(), 1u);
    EXPECT_EQ(gaps[0].first, "gap");
    EXPECT_EQ(gaps[0].second, (std::vector<Citation>{{7, 43}, {8, 0}}));
    EXPECT_TRUE(verdict_on(attempt({conversation(7, "smtp", 0, greeted + quit)}), other, values).mistakes.empty());
    EXPECT_TRUE(verdict_on(attempt({with_gap}), lab, values).mistakes.empty());
}

TEST(Verdict, says_whose_attempt_it_is_and_which) {
    const Verdict verdict = verdict_on(attempt({conversation(7, "smtp", 0, greeted + quit)}), lab, values);
    EXPECT_EQ(verdict.student + " " + verdict.lab, "s017 L01");
    EXPECT_EQ(verdict.attempt, 4u);
    EXPECT_EQ(verdict.variant, 2u);
    EXPECT_EQ(verdict.receipt, "") << "who has the key writes it";
}

TEST(Verdict, is_given_at_the_end_of_the_session_that_ended_last) {
    const auto late = conversation(7, "smtp", 1000, greeted + quit), early = conversation(9, "smtp", 0, greeted + quit);
    const Verdict verdict = verdict_on(attempt({early, late}), lab, values);
    EXPECT_EQ(verdict.conversation, 7);
    EXPECT_EQ(verdict.at, *late.about.ended);
    EXPECT_EQ(verdict.sessions, 2u);
}

TEST(Verdict, goes_by_the_values_of_its_student) {
    const Attempt said_once = attempt({conversation(7, "smtp", 0, greeted + noop + quit)});
    EXPECT_FALSE(verdict_on(said_once, lab, {{"word", "basil"}, {"n", "1"}}).solved);
    EXPECT_FALSE(verdict_on(said_once, lab, {{"word", "amber"}, {"n", "2"}}).solved);
    EXPECT_EQ(verdict_on(said_once, lab, {{"word", "amber"}, {"n", "2"}}).checks[1].note,
              Note("times", {{"got", "1"}, {"wanted", "2"}}));
}

TEST(Verdict, names_mistakes_until_the_lab_is_solved) {
    const auto cut_off = conversation(7, "smtp", 0, greeted, "drop");
    const Verdict open = verdict_on(attempt({cut_off}), lab, values);
    ASSERT_EQ(open.mistakes.size(), 1u);
    EXPECT_EQ(open.mistakes[0].first, "dropped");
    const auto right = conversation(8, "smtp", 100, greeted + noop + quit);
    EXPECT_TRUE(verdict_on(attempt({cut_off, right}), lab, values).mistakes.empty());
}

TEST(Verdict, cites_a_mistake_where_it_was_made_last) {
    Lab with_lines = lab;
    with_lines.mistakes = {{"dropped", conditions("seen: {smtp: \"C: NOOP ...\\n! drop\"}")}};
    const auto first = conversation(7, "smtp", 0, greeted + noop, "drop"),
               again = conversation(8, "smtp", 100, greeted + noop, "drop"),
               other = conversation(9, "smtp", 200, greeted + quit);
    auto where = [&](const std::vector<labs::Conversation>& said) {
        const Verdict verdict = verdict_on(attempt(said), with_lines, {{"word", "basil"}, {"n", "1"}});
        return verdict.mistakes.empty() ? 0 : verdict.mistakes[0].second.at(0).conversation;
    };
    EXPECT_EQ(where({first, again}), 8);
    EXPECT_EQ(where({first, other}), 7) << "not made in the last session, but still there";
}

TEST(Verdict, unlocks_hints_for_what_is_missing_by_sessions_or_by_time) {
    using Hints = std::vector<std::string>;
    const auto one = conversation(7, "smtp", 0, greeted + quit), two = conversation(8, "smtp", 100, greeted + quit),
               three = conversation(9, "smtp", 700, greeted + quit);
    EXPECT_EQ(verdict_on(attempt({one}), lab, values).hints, Hints());
    EXPECT_EQ(verdict_on(attempt({one, two}), lab, values).hints, Hints{"h1"});
    EXPECT_EQ(verdict_on(attempt({one, three}), lab, values).hints, (Hints{"h1", "h2"}));
    EXPECT_EQ(verdict_on(attempt({conversation(7, "smtp", 0, greeted)}), lab, values).hints, Hints{"h3"});
}

TEST(Verdict, on_an_attempt_without_sessions_is_empty) {
    const Verdict verdict = verdict_on(attempt({}), lab, values);
    EXPECT_EQ(verdict.score, 0);
    EXPECT_EQ(verdict.max, 4);
    EXPECT_TRUE(verdict.hints.empty());
    EXPECT_TRUE(verdict.mistakes.empty());
}

}  // namespace postlab::course::verdict_test
