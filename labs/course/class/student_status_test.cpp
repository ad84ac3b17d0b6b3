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
    EXPECT_TRUE(has(status, "L02  баллы: 0 из 4, проверок пройдено: 0 из 2, сеансов: 1, ")) << status;
    EXPECT_TRUE(has(status, "[ ] Письма " + values("L02", "s002").at("x") + " больше нет\n")) << status;
    EXPECT_TRUE(has(status, "! Without QUIT nothing is removed.")) << status;
    EXPECT_TRUE(has(status, "postlab lab hint L02")) << status;
    EXPECT_EQ(hints_for(course, labs, lab("L02"), student, std::chrono::system_clock::now()),
              "What makes a mark come true?\n");
    EXPECT_EQ((class_grades(course, labs, {}).hints.at({"s002", "L02"})), 1u);
    EXPECT_TRUE(has(hints_for(course, labs, lab("L01"), student, {}), "подсказок пока нет"));
}

TEST_F(ClassOnDisk, tells_a_student_what_is_solved_with_its_receipt) {
    const Student student = *course.roster().find("s001");
    EXPECT_EQ(status_of(course, labs, student), "s001  Ann Ash\n") << "nothing was touched";
    start("L02", "s001");
    solve_l02("s001");
    bring_up_to_date(course, labs);
    EXPECT_EQ(status_of(course, labs, student),
              "s001  Ann Ash\nL02  solved, 4 of 4 points, receipt " + receipt(course.key(), "s001", "L02", 1) + "\n");
}

TEST_F(ClassOnDisk, tells_of_any_lab_and_of_what_was_only_started) {
    start("L02", "s001");
    const Student student = *course.roster().find("s001");
    bring_up_to_date(course, labs);
    EXPECT_EQ(status_of(course, labs, student), "s001  Ann Ash\nL02  started, no session yet\n");
    solve_l02("s001");
    pop3({"USER s002", "PASS secret"});
    bring_up_to_date(course, labs);
    const std::string solved = status_of(course, labs, student, &lab("L02"));
    EXPECT_TRUE(has(solved, "\nL02:\n  [x] You looked")) << solved;
    const Student other = *course.roster().find("s002");
    EXPECT_TRUE(has(status_of(course, labs, other, &lab("L02")), "\nL02  -\n"));
    EXPECT_TRUE(has(status_of(course, labs, other, nullptr, 200),
                    "\nL01  баллы: 0 из 1, проверок пройдено: 0 из 1, сеансов: 1, последний — 20"))
        << status_of(course, labs, other);
}

TEST_F(ClassOnDisk, wraps_what_it_tells_and_leaves_the_asterisks_out) {
    Labs wordy = labs;
    std::vector<Phrase> errors;
    const TemporaryDirectory folder;
    std::ofstream(folder.path() / "strings.en.yaml")
        << "check.bye: Say *QUIT* at the end\ncheck.bye.help: " + std::string(200, 'x').replace(90, 1, " ") + "\n";
    wordy.labs[0].strings = Strings::read(folder.path(), "labs", errors);
    pop3({"USER s001", "PASS secret"});
    bring_up_to_date(course, wordy);
    const std::string text = status_of(course, wordy, *course.roster().find("s001"));
    EXPECT_TRUE(has(text, "  [ ] Say QUIT at the end\n      xxx")) << text;
    EXPECT_TRUE(has(text, "x\n      xxx")) << text;
}

}  // namespace postlab::course::student_status_test
