#include "labs/course/class/class_grades.h"

#include <gtest/gtest.h>

namespace postlab::course::class_grades_test {

Labs two_labs() {
    Labs labs;
    labs.labs.resize(2);
    labs.labs[0].id = "L01";
    labs.labs[1].id = "L02";
    labs.labs[0].checks = {{"a", 4, "", {}}};
    labs.labs[1].checks = {{"b", 3, "", {}}};
    return labs;
}

Grade grade_of(int score, bool solved) {
    Grade grade;
    grade.score = score;
    if (solved) grade.solved = Time{};
    return grade;
}

const Labs labs = two_labs();
const ClassGrades all{{{"s001", "Ann Ash", "", "", "en"}, {"a-long-id", "Boris", "", "", "ru"}},
                      labs,
                      {{{"s001", "L01"}, grade_of(400, true)}, {{"s001", "L02"}, grade_of(150, false)}},
                      {},
                      {},
                      {{"a-long-id", "L02"}}};

TEST(Points, are_written_without_needless_digits) {
    EXPECT_EQ(points(0, false), "0");
    EXPECT_EQ(points(400, false), "4");
    EXPECT_EQ(points(450, false), "4.5");
    EXPECT_EQ(points(425, false), "4.25");
    EXPECT_EQ(points(405, false), "4.05");
    EXPECT_EQ(points(450, true), "4,5");
    EXPECT_EQ(points(12345, true), "123,45");
}

TEST(ClassGrades, know_what_was_tried) {
    EXPECT_EQ(all.find("s001", "L01")->score, 400);
    EXPECT_EQ(all.find("s001", "L03"), nullptr);
    EXPECT_EQ(all.find("a-long-id", "L01"), nullptr);
}

std::string table(const ClassGrades& grades, std::size_t width, const char* language = "en") {
    return class_table(grades, width, labs::Language::of(language));
}

TEST(ClassTable, says_of_how_many_points_and_who_has_started) {
    EXPECT_EQ(table(all, 80),
              "student    points  last session  L01  L02\n"
              "s001       5.5/7   -             4/4  1.5/3\n"
              "a-long-id  0/7     -             -    started\n");
}

TEST(ClassTable, has_its_headings_in_the_language_that_was_asked_for) {
    EXPECT_EQ(table(all, 80, "zh"),
              "学生       得分   最近一次会话  L01  L02\n"
              "s001       5.5/7  -             4/4  1.5/3\n"
              "a-long-id  0/7    -             -    已开始\n");
    EXPECT_TRUE(table(all, 80, "ru").starts_with("студент    баллы  последний сеанс  L01  L02\n"))
        << table(all, 80, "ru");
}

TEST(ClassTable, tells_who_was_late_and_when_the_last_session_was) {
    ClassGrades late = all;
    Grade& grade = late.grades[{"s001", "L01"}];
    grade.score = 160;
    grade.last = time_at(1'790'000'000'000'000);
    EXPECT_TRUE(table(late, 80).find("1.6/4 late") != std::string::npos) << table(late, 80);
    EXPECT_TRUE(table(late, 80).find("  2026-09-2") != std::string::npos) << table(late, 80);
}

TEST(ClassTable, goes_on_below_where_the_terminal_ends) {
    EXPECT_EQ(table(all, 40),
              "student    points  last session  L01\n"
              "s001       5.5/7   -             4/4\n"
              "a-long-id  0/7     -             -\n"
              "\n"
              "student    L02\n"
              "s001       1.5/3\n"
              "a-long-id  started\n");
}

TEST(ClassTable, has_the_labs_that_were_touched_or_those_that_the_course_has_named) {
    EXPECT_EQ(table({all.students, labs, {}, {}, {}}, 80),
              "student    points  last session\n"
              "s001       0/0     -\n"
              "a-long-id  0/0     -\n");
    Labs chosen = labs;
    chosen.chosen = true;
    EXPECT_TRUE(
        table({all.students, chosen, {}, {}, {}}, 80)
            .starts_with("student    points  last session  L01  L02\ns001       0/7     -             -    -\n"));
}

}  // namespace postlab::course::class_grades_test
