#include "shared/text/moment.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

#include "shared/text/sayable_error.h"

namespace postlab::moment_test {

/// In a zone of its own; the machine's comes back.
class Moment : public testing::Test {
protected:
    Moment() { in_zone("CET-1CEST,M3.5.0,M10.5.0/3"); }
    ~Moment() override {
        unsetenv("TZ");
        tzset();
    }
    static void in_zone(const char* zone) {
        setenv("TZ", zone, 1);
        tzset();
    }
    static std::time_t seconds(const char* text) { return std::chrono::system_clock::to_time_t(moment(text)); }
};

TEST_F(Moment, has_its_zone_with_it) {
    for (const char* text : {"2026-10-01T23:59:00+02:00", "2026-10-01T23:59+02:00", "2026-10-01T21:59:00Z",
                             "2026-10-01T16:29-05:30", "2026-10-02T11:59+14:00"})
        EXPECT_EQ(seconds(text), 1790891940) << text;
    EXPECT_EQ(seconds("2028-02-29T00:00Z"), 1835395200);
}

TEST_F(Moment, is_the_end_of_a_day_where_the_machine_is) {
    const std::chrono::microseconds least{1};
    EXPECT_EQ(moment("2026-10-01") + least, moment("2026-10-02T00:00+02:00"));
    EXPECT_EQ(moment("2026-10-25") + least, moment("2026-10-26T00:00+01:00")) << "a day of 25 hours";
    EXPECT_EQ(moment("2026-12-31") + least, moment("2027-01-01T00:00+01:00"));
    in_zone("UTC");
    EXPECT_EQ(moment("2026-10-01") + least, moment("2026-10-02T00:00Z"));
}

TEST_F(Moment, is_spelled_out_as_it_was_understood) {
    EXPECT_EQ(spelled_out(moment("2026-10-01")), "2026-10-01 23:59:59 +02:00 (CEST)");
    EXPECT_EQ(spelled_out(moment("2026-12-01T12:00Z")), "2026-12-01 13:00:00 +01:00 (CET)");
}

TEST_F(Moment, in_any_other_form_is_refused) {
    for (const char* text : {"",
                             "Z",
                             "tomorrow",
                             "2026-10-01T23:59:00",
                             "2026-10-01T23:59",
                             "2026-10-01 23:59:00Z",
                             "2026-10-01t23:59z",
                             "2026-10-1",
                             "26-10-01",
                             "2026-13-01",
                             "2026-02-29",
                             "2026-00-10",
                             "2026-10-01T24:00Z",
                             "2026-10-01T23:60Z",
                             "2026-10-01T23:59:60Z",
                             "2026-10-01T23:59+0200",
                             "2026-10-01T23:59+15:00",
                             "2026-10-01T23:59+02:60",
                             "9999-12-31T23:59:59Z",
                             "1999-12-31",
                             "2200-01-01",
                             " 2026-10-01",
                             "2026-10-01 ",
                             "2026-10-01T23:59:00.5Z",
                             "2026/10/01",
                             "01.10.2026",
                             "+026-10-01",
                             "2026-10-01T23:59:00Zulu"})
        EXPECT_THROW(moment(text), SayableError) << text;
}

}  // namespace postlab::moment_test
