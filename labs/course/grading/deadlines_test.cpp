#include "labs/course/grading/deadlines.h"

#include <gtest/gtest.h>

namespace postlab::course::deadlines_test {

using namespace std::chrono_literals;

const Time noon = std::chrono::sys_days{std::chrono::year{2026} / 10 / 1} + 12h;
const Deadline a_day_late{noon, noon + 24h, 40};

TEST(Deadline, counts_in_full_then_a_part_and_then_nothing) {
    EXPECT_EQ(a_day_late.percent(noon), 100);
    EXPECT_EQ(a_day_late.percent(noon + 1s), 40);
    EXPECT_EQ(a_day_late.percent(noon + 24h), 40);
    EXPECT_EQ(a_day_late.percent(noon + 24h + 1s), 0);
}

TEST(Deadline, rounds_lateness_up_to_minutes) {
    EXPECT_EQ(a_day_late.minutes_late(noon), 0);
    EXPECT_EQ(a_day_late.minutes_late(noon + 1s), 1);
    EXPECT_EQ(a_day_late.minutes_late(noon + 60s), 1);
    EXPECT_EQ(a_day_late.minutes_late(noon + 61s), 2);
}

TEST(Deadlines, are_a_labs_own_or_those_of_all_others) {
    Deadlines deadlines;
    EXPECT_EQ(deadlines.of("L03"), nullptr) << "without one a lab counts at any time";
    EXPECT_TRUE(deadlines.add("L12", a_day_late));
    EXPECT_EQ(deadlines.of("L03"), nullptr);
    EXPECT_TRUE(deadlines.add("*", {noon + 1h, noon + 1h, 0}));
    EXPECT_EQ(deadlines.of("L12")->due, noon);
    EXPECT_EQ(deadlines.of("L03")->due, noon + 1h);
}

TEST(Deadlines, have_one_for_a_lab) {
    Deadlines deadlines;
    EXPECT_TRUE(deadlines.add("L12", a_day_late));
    EXPECT_FALSE(deadlines.add("L12", {noon + 1h, noon + 1h, 0}));
    EXPECT_EQ(deadlines.of("L12")->due, noon);
}

TEST(Deadlines, are_another_text_when_anything_of_them_changes) {
    auto text = [](const std::string& lab, const Deadline& deadline) {
        Deadlines deadlines;
        deadlines.add(lab, deadline);
        return deadlines.text();
    };
    EXPECT_EQ(text("L12", a_day_late), text("L12", a_day_late));
    EXPECT_NE(text("L12", a_day_late), text("L13", a_day_late));
    EXPECT_NE(text("L12", a_day_late), text("L12", {noon + 1s, noon + 24h, 40}));
    EXPECT_NE(text("L12", a_day_late), text("L12", {noon, noon + 25h, 40}));
    EXPECT_NE(text("L12", a_day_late), text("L12", {noon, noon + 24h, 41}));
    EXPECT_EQ(Deadlines().text(), "");
}

}  // namespace postlab::course::deadlines_test
