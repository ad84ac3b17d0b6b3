#include "labs/course/class/course_deadlines.h"

#include <gtest/gtest.h>

#include "labs/course/roster/course_database.h"
#include "labs/record/conversation.h"
#include "shared/system/temporary_directory_for_tests.h"

namespace postlab::course::course_deadlines_test {

const char* two =
    "lab,due,late_until,late_percent\n"
    "L12,2026-10-01T23:59:00+02:00,2026-10-02T23:59:00+02:00,40\n"
    "*,2026-12-24T12:00:00Z\n";

TEST(CourseDeadlines, are_read_with_their_zones) {
    const Deadlines deadlines = read_deadlines(two);
    const Deadline* l12 = deadlines.of("L12");
    ASSERT_NE(l12, nullptr);
    EXPECT_EQ(labs::utc(l12->due), "2026-10-01T21:59:00.000000Z");
    EXPECT_EQ(labs::utc(l12->late_until), "2026-10-02T21:59:00.000000Z");
    EXPECT_EQ(l12->late_percent, 40);
    EXPECT_EQ(labs::utc(deadlines.of("L03")->due), "2026-12-24T12:00:00.000000Z");
    EXPECT_EQ(deadlines.of("L03")->late_until, deadlines.of("L03")->due) << "nothing counts afterwards";
}

TEST(CourseDeadlines, are_kept) {
    TemporaryDirectory directory;
    auto course = open_course(directory.path());
    save_deadlines(*course, read_deadlines(two));
    EXPECT_EQ(load_deadlines(*course).text(), read_deadlines(two).text());
    save_deadlines(*course, read_deadlines("L01,2026-12-24T12:00:00Z\n"));
    EXPECT_EQ(load_deadlines(*course).of("L12"), nullptr) << "the new ones are all there are";
}

TEST(CourseDeadlines, take_no_notice_of_empty_cells_at_the_end) {
    EXPECT_EQ(read_deadlines("L12,2026-10-01T23:59:00Z,,\n").text(),
              read_deadlines("L12,2026-10-01T23:59:00Z\n").text());
}

TEST(CourseDeadlines, say_what_is_wrong) {
    const std::pair<const char*, const char*> cases[] = {
        {"L12,tomorrow\n", "deadlines, row 1: a moment is written 2026-10-01T23:59:00+02:00, not \"tomorrow\""},
        {"L12,2026-10-01T23:59:00\n",
         "deadlines, row 1: a moment is written 2026-10-01T23:59:00+02:00, not \"2026-10-01T23:59:00\""},
        {"L12\n", "deadlines, row 1: a row is lab,due or lab,due,late_until,late_percent"},
        {"L12,2026-10-01T23:59:00Z,2026-10-02T23:59:00Z,half\n",
         "deadlines, row 1: late_percent is a number from 0 to 100, not \"half\""},
        {"L12,2026-10-02T23:59:00Z,2026-10-01T23:59:00Z,4\n", "deadlines, row 1: late_until is before due"},
        {"L12,2026-10-01T23:59:00Z\nl12,2026-10-01T23:59:00Z\n", "deadlines, row 2: l12 has a deadline already"},
    };
    for (const auto& [csv, wrong] : cases) try {
            read_deadlines(csv);
            ADD_FAILURE() << csv;
        } catch (const std::runtime_error& error) {
            EXPECT_EQ(error.what(), std::string(wrong));
        }
}

TEST(CourseDeadlines, are_read_as_spreadsheets_write_them) {
    const std::string plain = read_deadlines("L12,2026-10-01T23:59:00Z\n").text();
    EXPECT_EQ(read_deadlines("\xEF\xBB\xBFLab;Due;;\r\nL12;2026-10-01T23:59:00Z;;\r\n;;;\r\n").text(), plain);
    EXPECT_EQ(read_deadlines("sep=\t\rL12\t2026-10-01T23:59:00Z\r").text(), plain);
}

}  // namespace postlab::course::course_deadlines_test
