#include "labs/course/class/course_deadlines.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

#include "labs/course/roster/course_database.h"
#include "labs/record/conversation.h"
#include "shared/system/temporary_directory_for_tests.h"

namespace postlab::course::course_deadlines_test {

/// With the labs L01, L03 and L12.
Deadlines read(const std::string& csv) {
    Labs labs;
    for (const char* id : {"L01", "L03", "L12"}) labs.labs.emplace_back().id = id;
    return read_deadlines(csv, labs);
}

std::string refusal(const std::string& csv) {
    try {
        read(csv);
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "none";
}

const char* two =
    "lab,due,late_until,late_percent\n"
    "L12,2026-10-01T23:59:00+02:00,2026-10-02T23:59:00+02:00,40\n"
    "*,2026-12-24T12:00:00Z\n";

TEST(CourseDeadlines, are_read_with_their_zones) {
    const Deadlines deadlines = read(two);
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
    save_deadlines(*course, read(two));
    EXPECT_EQ(load_deadlines(*course).text(), read(two).text());
    save_deadlines(*course, read("L01,2026-12-24T12:00:00Z\n"));
    EXPECT_EQ(load_deadlines(*course).of("L12"), nullptr) << "the new ones are all there are";
}

TEST(CourseDeadlines, take_no_notice_of_empty_cells_at_the_end) {
    EXPECT_EQ(read("L12,2026-10-01T23:59:00Z,,\n").text(), read("L12,2026-10-01T23:59:00Z\n").text());
}

TEST(CourseDeadlines, say_what_is_wrong) {
    const std::string form =
        "deadlines, row 1: a moment is written 2026-10-01T23:59+02:00, or 2026-10-01 for the end of "
        "that day, not ";
    const std::pair<const char*, std::string> cases[] = {
        {"L12,tomorrow\n", form + "\"tomorrow\""},
        {"L12,2026-10-01T23:59:00\n", form + "\"2026-10-01T23:59:00\""},
        {"L12,9999-12-31T23:59:59Z\n", form + "\"9999-12-31T23:59:59Z\""},
        {"L12,Z\n", form + "\"Z\""},
        {"L12\n", "deadlines, row 1: a row is lab,due or lab,due,late_until,late_percent"},
        {"L12,2026-10-01T23:59:00Z,2026-10-02T23:59:00Z,half\n",
         "deadlines, row 1: late_percent is a number from 0 to 100, not \"half\""},
        {"L12,2026-10-02T23:59:00Z,2026-10-01T23:59:00Z,4\n", "deadlines, row 1: late_until is before due"},
        {"L12,2026-10-01T23:59:00Z\nl12,2026-10-01T23:59:00Z\n", "deadlines, row 2: l12 has a deadline already"},
        {"L99,2026-10-01\n",
         "deadlines, row 1: there is no lab L99; postlab lab list shows all, --labs DIR those of your own"},
        {"lab,late_until\nL12,2026-10-01\n",
         "deadlines, row 1: the columns are lab,due,late_until,late_percent, in this order"},
        {"", "there is no deadline in it; postlab grade --clear removes those that there are"},
        {"lab,due\n,,\n", "there is no deadline in it; postlab grade --clear removes those that there are"},
    };
    for (const auto& [csv, wrong] : cases) EXPECT_EQ(refusal(csv), wrong) << csv;
}

TEST(CourseDeadlines, are_spelled_out_as_they_were_understood) {
    setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
    tzset();
    const Deadlines deadlines = read("L12,2026-10-01T20:00Z,2026-10-02,40\n*,2026-12-24\n");
    EXPECT_EQ(spelled_out(deadlines, labs::Language::english()),
              "every other lab counts until 2026-12-24 23:59:59 +01:00 (CET)\n"
              "L12 counts until 2026-10-01 22:00:00 +02:00 (CEST), 40 % of it until 2026-10-02 23:59:59 +02:00 "
              "(CEST)\n");
    EXPECT_TRUE(spelled_out(deadlines, labs::Language::of("zh"))
                    .starts_with("其他所有实验：2026-12-24 23:59:59 +01:00 (CET) 以前全额计分\n"));
    unsetenv("TZ");
    tzset();
}

TEST(CourseDeadlines, are_read_as_spreadsheets_write_them) {
    const std::string plain = read("L12,2026-10-01T23:59:00Z\n").text();
    EXPECT_EQ(read("\xEF\xBB\xBFLab;Due;;\r\nL12;2026-10-01T23:59:00Z;;\r\n;;;\r\n").text(), plain);
    EXPECT_EQ(read("sep=\t\rL12\t2026-10-01T23:59:00Z\r").text(), plain);
}

}  // namespace postlab::course::course_deadlines_test
