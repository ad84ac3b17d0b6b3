#include "labs/course/class/student_status.h"

#include "labs/course/class/class_grades.h"
#include "labs/course/class/graded_record.h"
#include "labs/course/class_for_tests.h"
#include "labs/course/lab/tokens.h"

namespace postlab::course::student_status_test {

TEST_F(ClassOnDisk, tells_a_student_in_his_language_what_is_missing) {
    start("L02", "s002");
    pop3({"USER s002", "PASS secret", "DELE " + values("L02", "s002").at("x")});
    bring_up_to_date(course, labs);
    const Student student = *course.roster().find("s002");
    const std::string status = status_of(course, labs, student);
    EXPECT_TRUE(has(status, "L02  0/2  0 of 4\n")) << status;
    EXPECT_TRUE(has(status, "[ ] Письма " + values("L02", "s002").at("x") + " больше нет\n")) << status;
    EXPECT_TRUE(has(status, "! Without QUIT nothing is removed.")) << status;
    EXPECT_TRUE(has(status, "postlab lab hint L02")) << status;
    EXPECT_EQ(hints_for(course, lab("L02"), student, std::chrono::system_clock::now()),
              "What makes a mark come true?\n");
    EXPECT_EQ((class_grades(course, labs, {}).hints.at({"s002", "L02"})), 1u);
    EXPECT_TRUE(has(hints_for(course, lab("L01"), student, {}), "no hint yet"));
}

TEST_F(ClassOnDisk, tells_a_student_what_is_solved_with_its_receipt) {
    const Labs worded = with_released_sentences();
    const Student student = *course.roster().find("s001");
    EXPECT_EQ(status_of(course, worded, student), "s001  Ann Ash\nL01  -\nL02  -\nL03  -\n");
    start("L02", "s001");
    solve_l02("s001");
    bring_up_to_date(course, worded);
    EXPECT_EQ(status_of(course, worded, student), "s001  Ann Ash\nL01  -\nL02  ok   4 of 4  receipt " +
                                                      receipt(course.key(), "s001", "L02", 1) + "\nL03  -\n");
}

}  // namespace postlab::course::student_status_test
