#include "labs/course/class/attempt_values.h"

#include "labs/course/class_for_tests.h"

namespace postlab::course::attempt_values_test {

TEST_F(ClassOnDisk, names_the_server_as_the_import_was_told_and_changes_nothing_else) {
    const Values before = AttemptValues(course).now(lab("L02"), "s001");
    EXPECT_EQ(before.at("host") + before.at("smtp") + before.at("pop3") + before.at("pop2"), "localhost252521102109");
    course.set_server({"10.0.0.5", "31025", "31110", "post.example", "31109"});
    Course again = Course::open(directory());
    Values after = AttemptValues(again).now(lab("L02"), "s001");
    EXPECT_EQ(after.at("host") + ":" + after.at("smtp") + "," + after.at("pop3"), "10.0.0.5:31025,31110");
    EXPECT_EQ(after.at("pop2"), "31109");
    for (const char* name : {"host", "smtp", "pop3", "pop2"}) after[name] = before.at(name);
    EXPECT_EQ(after, before);
}

TEST_F(ClassOnDisk, has_values_that_stay_until_a_student_begins_with_other_ones) {
    const Values first = AttemptValues(course).now(lab("L02"), "s001");
    EXPECT_EQ(first, AttemptValues(course).of(lab("L02"), "s001", 0)) << "it has not been started yet";
    start("L02", "s001");
    start("L02", "s001", Act::reset);
    EXPECT_EQ(AttemptValues(course).now(lab("L02"), "s001"), first);
    start("L02", "s001", Act::reset, true);
    EXPECT_EQ(AttemptValues(course).now(lab("L02"), "s001"), AttemptValues(course).of(lab("L02"), "s001", 1));
    EXPECT_EQ(AttemptValues(course).now(lab("L02"), "s002"), AttemptValues(course).of(lab("L02"), "s002", 0));
}

TEST_F(ClassOnDisk, names_the_next_two_of_the_roster_as_peers) {
    const Values values = AttemptValues(course).now(lab("L01"), "s002");
    EXPECT_EQ(values.at("peer1") + " " + values.at("peer2"), "s003 s001");
}

}  // namespace postlab::course::attempt_values_test
