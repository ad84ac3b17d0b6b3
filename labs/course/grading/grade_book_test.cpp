#include "labs/course/grading/grade_book.h"

#include <gtest/gtest.h>

#include "labs/course/grading/conversation_for_tests.h"

namespace postlab::course::grade_book_test {

using namespace std::chrono_literals;

/// The verdict on an attempt, with so many of four points.
Verdict verdict_of(const std::string& student, int score, unsigned attempt = 1) {
    Verdict verdict{};
    verdict.student = student;
    verdict.lab = "L01";
    verdict.attempt = attempt;
    verdict.score = score;
    verdict.max = 4;
    verdict.solved = score == 4;
    return verdict;
}

/// A session in which the commands came so long after the replies before them.
labs::Conversation session(const std::vector<std::string>& commands, std::chrono::microseconds pause) {
    std::string text = "S: +OK\n";
    for (const std::string& command : commands) text += "C: " + command + "\nS: +OK\n";
    labs::Conversation made = conversation(1, "pop3", 0, text);
    std::chrono::microseconds at{};
    for (store::KeptEvent& event : made.events)
        event.at = event.direction == Direction::client ? at += pause : at += 25ms;  // PASS takes its time
    return made;
}

const std::vector<std::string> long_session{"USER x", "PASS ****", "LIST",   "RETR 1", "RETR 2", "RETR 3",
                                            "DELE 1", "DELE 2",    "DELE 3", "NOOP",   "QUIT"};

TEST(Grade, has_sessions_their_times_and_every_mistake_that_was_made) {
    GradeBook book;
    const labs::Conversation first = conversation(7, "pop3", 0, "S: +OK\n"),
                             second = conversation(8, "pop3", 100, "S: +OK\n");
    Verdict open = verdict_of("s001", 1);
    open.mistakes = {{"no_quit", {{7, 2}}}, {"other", {}}};
    book.take(open, first);
    EXPECT_FALSE(book.find("s001", "L01")->has_overcome("no_quit"));
    open.mistakes = {{"no_quit", {{8, 2}}}};
    const Grade& grade = book.take(open, second);
    EXPECT_EQ(grade.sessions, 2u);
    EXPECT_EQ(grade.first, first.about.started);
    EXPECT_EQ(grade.last, *second.about.ended);
    EXPECT_EQ(grade.mistakes, (std::map<std::string, std::set<std::int64_t>>{{"no_quit", {7, 8}}, {"other", {-1}}}));
    EXPECT_TRUE(grade.has_overcome("other")) << "the latest verdict is free of it";
    EXPECT_TRUE(book.take(verdict_of("s001", 4), second).has_overcome("no_quit")) << "solved";
}

TEST(Grade, that_was_kept_adds_what_it_knows) {
    GradeBook book;
    const labs::Conversation now = conversation(9, "pop3", 100, "S: +OK\n");
    book.take(verdict_of("s001", 1), now);
    Grade kept;
    kept.sessions = 4;
    kept.first = now.about.started - 1h;
    kept.mistakes = {{"no_quit", {3}}};
    book.take({"s001", "L01"}, kept);
    const Grade& grade = *book.find("s001", "L01");
    EXPECT_EQ(grade.sessions, 4u);
    EXPECT_EQ(grade.first, kept.first);
    EXPECT_EQ(grade.last, *now.about.ended);
    EXPECT_TRUE(grade.mistakes.contains("no_quit"));
}

struct Flags : testing::Test {
    std::string of(const std::string& student, const labs::Conversation& solving) {
        return book.take(verdict_of(student, 4), solving).flags;
    }
    GradeBook book;
};

TEST_F(Flags, name_a_session_that_no_hand_can_have_typed) {
    EXPECT_EQ(of("s001", session({"USER x", "PASS ****", "LIST", "QUIT"}, 0us)), "pasted");
    EXPECT_EQ(of("s002", session({"USER x", "PASS ****", "LIST", "QUIT"}, 3ms)), "pasted");
    EXPECT_EQ(of("s003", session({"USER x", "PASS ****", "LIST", "QUIT"}, 300ms)), "");
    EXPECT_EQ(of("s004", session({"USER x", "PASS ****", "QUIT"}, 0us)), "") << "too short to tell";
}

TEST_F(Flags, leave_a_session_alone_of_which_a_part_was_typed) {
    labs::Conversation typed = session({"USER x", "PASS ****", "LIST", "QUIT"}, 0us);
    for (std::size_t i = typed.events.size() - 2; i < typed.events.size(); ++i) typed.events[i].at += 2s;
    EXPECT_EQ(of("s001", typed), "");
}

TEST_F(Flags, name_whose_rhythm_it_is) {
    EXPECT_EQ(of("s001", session(long_session, 700ms)), "");
    EXPECT_EQ(of("s002", session(long_session, 700ms)), "same_as:s001");
    EXPECT_EQ(of("s003", session(long_session, 705ms)), "") << "the same commands, typed by another";
}

TEST_F(Flags, find_no_rhythm_in_what_two_have_pasted) {
    EXPECT_EQ(of("s001", session(long_session, 0us)), "pasted");
    EXPECT_EQ(of("s002", session(long_session, 0us)), "pasted");
}

TEST(GradeBook, keeps_the_best_attempt_and_of_equal_ones_the_newest) {
    GradeBook book;
    const labs::Conversation some = session({"QUIT"}, 1s);
    book.take(verdict_of("s001", 0), some);
    EXPECT_EQ(book.take(verdict_of("s001", 0, 2), some).best.attempt, 2u);
    EXPECT_EQ(book.take(verdict_of("s001", 3, 2), some).best.attempt, 2u);
    const Grade& reset = book.take(verdict_of("s001", 1, 3), some);
    EXPECT_EQ(reset.best.attempt, 2u);
    EXPECT_EQ(reset.latest.attempt, 3u);
    EXPECT_EQ(reset.score, 300);
}

TEST(GradeBook, makes_nobody_late_who_tries_again) {
    Deadlines deadlines;
    const Time start = std::chrono::sys_days{std::chrono::year{2026} / 1 / 1};
    deadlines.add("L01", {start + std::chrono::minutes(1), start + std::chrono::days(365), 100});
    GradeBook book(deadlines);
    labs::Conversation some = session({"QUIT"}, 1s);
    book.take(verdict_of("s001", 2), some);
    some.about.started += 90s;
    EXPECT_EQ(book.take(verdict_of("s001", 2, 2), some).late, 0);
    EXPECT_EQ(book.take(verdict_of("s001", 3, 2), some).late, 1);
}

}  // namespace postlab::course::grade_book_test
