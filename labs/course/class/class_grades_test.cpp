#include "labs/course/class/class_grades.h"

#include <gtest/gtest.h>

namespace postlab::course::class_grades_test {

Labs two_labs() {
    Labs labs;
    labs.labs.resize(2);
    labs.labs[0].id = "L01";
    labs.labs[1].id = "L02";
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
                      {}};

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

TEST(ClassTable, has_a_row_for_each_student_and_a_column_for_each_lab) {
    EXPECT_EQ(class_table(all),
              "student    L01    L02    total\n"
              "s001       4 ok   1.5    5.5\n"
              "a-long-id  -      -      0\n");
}

TEST(ClassTable, of_nobody_is_its_headings) {
    EXPECT_EQ(class_table({{}, labs, {}, {}, {}}), "student  L01    L02    total\n");
}

}  // namespace postlab::course::class_grades_test
