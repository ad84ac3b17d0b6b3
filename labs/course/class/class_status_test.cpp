#include "labs/course/class/class_status.h"

#include "labs/course/class/graded_record.h"
#include "labs/course/class/kept_grades.h"
#include "labs/course/class_for_tests.h"

namespace postlab::course::class_status_test {

TEST_F(ClassOnDisk, is_not_stuck_at_a_lab_that_it_has_solved_before) {
    for (const char* student : {"s001", "s002"}) start("L02", student);
    solve_l02("s001");
    start("L02", "s001", Act::reset);
    for (const char* student : {"s001", "s002"}) pop3({"USER " + std::string(student), "PASS secret", "QUIT"});
    bring_up_to_date(course, labs);
    const ClassGrades all = class_grades(course, labs, load_grades(course.database()));
    ASSERT_FALSE(all.find("s001", "L02")->latest.solved);
    const std::string stuck = who_is_stuck(course, all, 200, labs::Language::english());
    EXPECT_TRUE(has(stuck, "\ns002  L02  1 session  [ ] ")) << stuck;
    EXPECT_FALSE(has(stuck, "s001")) << stuck;
}

}  // namespace postlab::course::class_status_test
