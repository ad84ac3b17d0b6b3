#include "labs/course/class/receipts.h"

#include "labs/course/class/class_grades.h"
#include "labs/course/class/graded_record.h"
#include "labs/course/class/kept_grades.h"
#include "labs/course/class_for_tests.h"
#include "labs/course/lab/tokens.h"

namespace postlab::course::receipts_test {

TEST_F(ClassOnDisk, knows_whose_receipt_it_is) {
    start("L02", "s001");
    solve_l02("s001");
    bring_up_to_date(course, labs);
    std::string code = load_grades(course.database()).at({"s001", "L02"}).best.receipt;
    EXPECT_EQ(hand_in(course, lab("L02"), "s001", code, {}), "s001");
    for (char& c : code) c = static_cast<char>(std::tolower(c));
    EXPECT_EQ(hand_in(course, lab("L02"), "s002", code, {}), "s001");
    EXPECT_EQ(hand_in(course, lab("L03"), "s001", code, {}), "") << "of another lab";
    EXPECT_EQ(hand_in(course, lab("L02"), "s003", "L02-0000-0000", {}), "");
    EXPECT_EQ(class_grades(course, labs, {}).receipts_of,
              (std::map<GradeBook::Key, std::string>{{{"s002", "L02"}, "s001"}}))
        << "a mistyped one is nobody's fault";
}

TEST_F(ClassOnDisk, reads_a_receipt_as_people_copy_it) {
    const std::string code = receipt(course.key(), "s001", "L02", 7);
    EXPECT_EQ(owner_of(course, lab("L02"), code), "s001") << "of any attempt";
    std::string blanks = code;
    for (char& c : blanks) c = c == '-' ? ' ' : c == '0' ? 'o' : c == '1' ? 'l' : c;
    EXPECT_EQ(owner_of(course, lab("L02"), blanks), "s001");
    EXPECT_EQ(owner_of(course, lab("L02"), receipt(course.key(), "s099", "L02", 1)), "") << "nobody of the class";
    EXPECT_EQ(owner_of(course, lab("L02"), receipt("another key", "s001", "L02", 1)), "");
    EXPECT_EQ(owner_of(course, lab("L02"), ""), "");
}

}  // namespace postlab::course::receipts_test
