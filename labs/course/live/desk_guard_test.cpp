#include "labs/course/live/desk_guard.h"

#include <gtest/gtest.h>

namespace postlab::course::desk_guard_test {

using namespace std::chrono_literals;

const Time now{1'800'000'000s};

DeskGuard after_guesses(unsigned count) {
    DeskGuard guard;
    for (unsigned i = 0; i < count; ++i) guard.note_guess("s017", "192.0.2.66", now);
    return guard;
}

TEST(DeskGuard, counts_guesses_against_the_address_that_they_come_from) {
    EXPECT_TRUE(after_guesses(19).trusts("s017", "192.0.2.66", now));
    const DeskGuard guard = after_guesses(20);
    EXPECT_FALSE(guard.trusts("s017", "192.0.2.66", now));
    EXPECT_TRUE(guard.trusts("s017", "192.0.2.1", now)) << "the student's own";
    EXPECT_TRUE(guard.trusts("s018", "192.0.2.66", now)) << "a classmate behind the same one";
    EXPECT_TRUE(guard.trusts("s017", "192.0.2.66", now + 61min));
}

TEST(DeskGuard, trusts_a_student_who_has_logged_in_from_there) {
    DeskGuard guard = after_guesses(1000);
    guard.note_login("s017", "192.0.2.1", now);
    guard.note_login("s018", "192.0.2.66", now);
    EXPECT_FALSE(guard.trusts("s017", "192.0.2.66", now));
    guard.note_login("s017", "192.0.2.66", now);
    EXPECT_TRUE(guard.trusts("s017", "192.0.2.66", now + 10min));
    EXPECT_FALSE(guard.trusts("s017", "192.0.2.66", now + 11min)) << "long enough for others to guess on";
}

TEST(DeskGuard, keeps_only_what_is_recent) {
    DeskGuard guard;
    for (int minute = 0; minute < 1000; ++minute) {
        const std::string address = "192.0.2." + std::to_string(minute);
        guard.note_login("s017", address, now + std::chrono::minutes(minute));
        guard.note_guess("s018", address, now + std::chrono::minutes(minute));
    }
    EXPECT_EQ(guard.kept(), 11u + 61u);
}

TEST(DeskGuard, keeps_no_more_than_so_many_and_whoever_guesses_most_is_not_forgotten) {
    DeskGuard guard = after_guesses(20);
    for (std::size_t i = 0; i < 2 * DeskGuard::most_kept; ++i) {
        guard.note_guess("s018", "2001:db8::" + std::to_string(i), now + 1min);
        guard.note_login("s018", "2001:db8::" + std::to_string(i), now + 1min);
    }
    EXPECT_EQ(guard.kept(), 2 * DeskGuard::most_kept);
    EXPECT_FALSE(guard.trusts("s017", "192.0.2.66", now + 2min));
}

TEST(DeskGuard, begins_to_count_anew_after_an_hour) {
    DeskGuard guard = after_guesses(19);
    guard.note_guess("s017", "192.0.2.66", now + 61min);
    EXPECT_TRUE(guard.trusts("s017", "192.0.2.66", now + 61min));
}

}  // namespace postlab::course::desk_guard_test
