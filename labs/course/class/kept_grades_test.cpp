#include "labs/course/class/kept_grades.h"

#include <gtest/gtest.h>

#include "labs/course/grading/verdict_text.h"
#include "labs/course/roster/course_database.h"
#include "shared/system/temporary_directory_for_tests.h"

namespace postlab::course::kept_grades_test {

class KeptGrades : public testing::Test {
protected:
    static Grade grade_of(int score) {
        Grade grade;
        grade.score = score;
        return grade;
    }
    int score(const char* student) { return load_grades(*course).at({student, "L01"}).score; }

    const TemporaryDirectory temporary_;
    const std::unique_ptr<store::Database> course = open_course(temporary_.path());
};

TEST_F(KeptGrades, are_loaded_as_they_were_saved) {
    Grade grade = grade_of(250);
    grade.solved = time_at(1'790'000'000'123'456);
    grade.attempts = 3;
    grade.late = 12;
    grade.flags = "pasted same_as:s002";
    grade.best.checks = {{"gone", 3, true, {{7, 2}}, Note("octets", {{"count", "7"}})}};
    grade.latest.attempt = 4;
    grade.sessions = 5;
    grade.first = time_at(1'780'000'000'000'001);
    grade.last = time_at(1'790'000'000'000'002);
    grade.mistakes = {{"no_quit", {57, 63}}, {"no_dot", {-1}}};
    save_grade(*course, {"s001", "L01"}, grade);
    const Grade back = load_grades(*course).at({"s001", "L01"});
    EXPECT_EQ(back.score, 250);
    EXPECT_EQ(back.solved, grade.solved);
    EXPECT_EQ(back.attempts, 3u);
    EXPECT_EQ(back.late, 12);
    EXPECT_EQ(back.flags, grade.flags);
    EXPECT_EQ(verdict_text(back.best), verdict_text(grade.best));
    EXPECT_EQ(back.latest.attempt, 4u);
    EXPECT_EQ(back.sessions, 5u);
    EXPECT_EQ(back.first, grade.first);
    EXPECT_EQ(back.last, grade.last);
    EXPECT_EQ(back.mistakes, grade.mistakes);
}

TEST_F(KeptGrades, say_that_nothing_is_solved_yet) {
    save_grade(*course, {"s001", "L01"}, grade_of(100));
    EXPECT_EQ(load_grades(*course).at({"s001", "L01"}).solved, std::nullopt);
}

TEST_F(KeptGrades, can_be_those_of_one_student) {
    save_grade(*course, {"s001", "L01"}, grade_of(100));
    save_grade(*course, {"s001", "L02"}, grade_of(100));
    save_grade(*course, {"s002", "L01"}, grade_of(100));
    EXPECT_EQ(load_grades(*course).size(), 3u);
    EXPECT_EQ(load_grades(*course, "s001").size(), 2u);
    EXPECT_EQ(load_grades(*course, "s003").size(), 0u);
}

TEST_F(KeptGrades, take_the_place_of_the_one_before) {
    save_grade(*course, {"s001", "L01"}, grade_of(400));
    save_grade(*course, {"s001", "L01"}, grade_of(100));
    EXPECT_EQ(score("s001"), 100);
}

TEST_F(KeptGrades, are_replaced_by_those_of_a_book) {
    save_grade(*course, {"s002", "L01"}, grade_of(100));
    GradeBook book;
    book.take({"s001", "L01"}, grade_of(300));
    replace_grades(*course, book);
    EXPECT_EQ(score("s001"), 300);
    EXPECT_FALSE(load_grades(*course).contains({"s002", "L01"})) << "the book has it not";
}

}  // namespace postlab::course::kept_grades_test
