#include "labs/course/roster/roster.h"

#include <gtest/gtest.h>

#include "labs/course/roster/course_database.h"
#include "shared/system/temporary_directory_for_tests.h"

namespace postlab::course::roster_test {

class RosterInDatabase : public testing::Test {
protected:
    void import(const std::vector<Student>& file) { roster.apply(roster.compare(file)); }

    const TemporaryDirectory temporary_;
    const std::unique_ptr<store::Database> course = open_course(temporary_.path());
    Roster roster{*course};
    const Student ann{"s001", "Ann Ash", "ann@x.example", "A", "en"}, boris{"s002", "Борис", "", "B", "ru"};
};

using Students = std::vector<Student>;
using Names = std::vector<std::string>;

TEST_F(RosterInDatabase, keeps_its_students_in_the_order_of_their_ids) {
    import({boris, ann});
    EXPECT_EQ(roster.students(), (Students{ann, boris}));
    EXPECT_EQ(roster.ids(), (Names{"s001", "s002"}));
    EXPECT_EQ(roster.find("s002"), boris);
    EXPECT_EQ(roster.find("s003"), std::nullopt);
}

TEST_F(RosterInDatabase, compares_a_file_and_changes_nothing_by_that) {
    import({ann, boris});
    Student moved = ann;
    moved.group = "B";
    const Student carl{"s003", "Carl", "", "", "en"};
    const Roster::Change change = roster.compare({carl, moved});
    EXPECT_EQ(change.added, Students{carl});
    ASSERT_EQ(change.changed.size(), 1u);
    EXPECT_EQ(change.changed[0].first, ann);
    EXPECT_EQ(change.changed[0].second, moved);
    EXPECT_EQ(change.absent, Students{boris});
    EXPECT_EQ(change.unchanged, 0u);
    EXPECT_EQ(roster.students(), (Students{ann, boris}));
}

TEST_F(RosterInDatabase, takes_over_what_has_changed_and_keeps_whom_the_file_leaves_out) {
    import({ann, boris});
    Student renamed = ann;
    renamed.name = "Ann Oak";
    import({renamed});
    EXPECT_EQ(roster.students(), (Students{renamed, boris}));
    const Roster::Change again = roster.compare({renamed, boris});
    EXPECT_EQ(again.unchanged, 2u);
    EXPECT_TRUE(again.added.empty() && again.changed.empty() && again.absent.empty());
}

TEST_F(RosterInDatabase, forgets_all_that_is_known_of_a_student_who_goes) {
    import({ann, boris});
    for (const char* student : {"s001", "s002"})
        for (const char* row : {"attempt(student, lab, number, variant) VALUES (?, 'L01', 1, 0)",
                                "hint(student, lab, attempt, hint, at) VALUES (?, 'L01', 1, 'h', 0)",
                                "receipt(student, lab, code, at, owner) VALUES (?, 'L01', 'c', 0, 's001')"})
            course->execute(std::string("INSERT INTO ") + row, std::string(student));
    roster.remove("s001");
    EXPECT_EQ(roster.ids(), Names{"s002"});
    for (const char* table : {"attempt", "hint", "receipt"}) {
        store::Query rows = course->query(std::string("SELECT student FROM ") + table);
        ASSERT_TRUE(rows.next()) << table;
        EXPECT_EQ(rows.text(0), "s002") << table;
        EXPECT_FALSE(rows.next()) << table;
    }
}

TEST_F(RosterInDatabase, lists_a_change_in_lines_to_read) {
    import({ann, boris});
    Student moved = ann;
    moved.group = "";
    moved.lang = "zh";
    EXPECT_EQ(listed(roster.compare({moved, {"s003", "Carl", "", "C", "en"}})),
              "s003\tnew: Carl, C, en\n"
              "s001\tchanged: group \"A\" -> \"\"; lang \"en\" -> \"zh\"\n"
              "s002\tnot in the file, stays: Борис, B, ru\n"
              "1 new, 1 changed, 0 as they were, 1 not in the file\n");
}

}  // namespace postlab::course::roster_test
