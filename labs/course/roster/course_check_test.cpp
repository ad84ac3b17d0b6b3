// What can be wrong with a course, made by hand.
#include "labs/course/roster/course_check.h"

#include "labs/course/class_for_tests.h"
#include "labs/course/roster/course_database.h"

namespace postlab::course::course_check_test {

struct BrokenCourse : ClassOnDisk {
    std::string found() {
        store::Database mail(directory() / "maildrop.db", store::Database::Checkpoints::none);
        std::string all;
        for (const store::Flaw& flaw : find_course_flaws(directory(), mail)) all += flaw.what.in_english() + "\n";
        return all;
    }
};

TEST_F(BrokenCourse, OfWhichNothingIsBrokenHasNoFlaw) { EXPECT_EQ(found(), ""); }

TEST_F(BrokenCourse, StudentsWithoutAMailboxAreNamed) {
    store::Accounts(directory()).remove("s002");
    EXPECT_EQ(found(), "student s002 has no mailbox\n");
}

TEST_F(BrokenCourse, GradesOfNobodyAreNamed) {
    open_course(directory())
        ->execute(
            "INSERT INTO grade(student, lab, score, solved, attempts, late, flags, best, latest)"
            "  VALUES ('s999', 'L02', 0, 0, 1, 0, '', '', '')");
    EXPECT_EQ(found(), "there is a grade in L02 of s999, who is not on the roster\n");
}

TEST_F(BrokenCourse, AKeyThatIsMissingOrNoneIsSaid) {
    std::filesystem::resize_file(directory() / "course.key", 5);
    EXPECT_EQ(found(), "course.key is missing or no key, so badges and receipts can't be checked\n");
    std::filesystem::remove(directory() / "course.key");
    EXPECT_EQ(found(), "course.key is missing or no key, so badges and receipts can't be checked\n");
}

}  // namespace postlab::course::course_check_test
