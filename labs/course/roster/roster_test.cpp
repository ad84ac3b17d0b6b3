#include "labs/course/roster/roster.h"

#include <gtest/gtest.h>

#include "labs/course/roster/course_database.h"
#include "shared/system/temporary_directory_for_tests.h"

namespace postlab::course::roster_test {

class RosterInDatabase : public testing::Test {
protected:
    void import(const std::vector<Student>& file) { roster.apply(roster.compare(file, mailboxes)); }

    const TemporaryDirectory temporary_;
    const std::unique_ptr<store::Database> course = open_course(temporary_.path());
    Roster roster{*course};
    const std::set<std::string> mailboxes{"s001", "s002"};
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

TEST_F(RosterInDatabase, shows_what_an_older_import_let_through_instead_of_obeying_it) {
    import(
        {{ "s001",
           "A\xC2\x9B"
           "2Jnn \u202Ehsa",
           "",
           "",
           "en" }});
    for (const std::string& name : {roster.students()[0].name, roster.find("s001")->name})
        EXPECT_EQ(name, "A<C2><9B>2Jnn <E2><80><AE>hsa");
}

TEST_F(RosterInDatabase, compares_a_file_and_changes_nothing_by_that) {
    import({ann, boris});
    Student moved = ann;
    moved.group = "B";
    const Student carl{"s003", "Carl", "", "", "en"};
    const Roster::Change change = roster.compare({carl, moved}, mailboxes);
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
    const Roster::Change again = roster.compare({renamed, boris}, mailboxes);
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
    EXPECT_EQ(listed(roster.compare({moved, {"s003", "Carl", "", "C", "en"}}, {"s001"}), labs::Language::english()),
              "s003\tnew: Carl, C, en\n"
              "s001\tchanged: group \"A\" -> \"\"; lang \"en\" -> \"zh\"\n"
              "s002\tnot in the file, stays: Борис, B, ru\n"
              "s002\thad no mailbox: gets one, and a new card; no other card of theirs counts\n"
              "1 new, 1 changed, 0 as they were, 1 not in the file\n");
}

}  // namespace postlab::course::roster_test
