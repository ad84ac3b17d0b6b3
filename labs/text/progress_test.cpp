#include "labs/text/progress.h"

#include <gtest/gtest.h>

#include <sstream>

#include "labs/text/ink.h"

namespace postlab::labs::progress_test {

using std::chrono::milliseconds;

TEST(Progress, is_seen_at_a_terminal_alone) {
    std::ostringstream err;
    Progress(err, "work", milliseconds(0))(1, 2);
    EXPECT_EQ(err.str(), "");
}

TEST(Progress, is_not_seen_of_what_is_done_soon) {
    std::ostringstream err;
    look_at(err, {true, false, 80});
    {
        Progress progress(err, "work");
        for (std::size_t done = 0; done <= 1000; ++done) progress(done, 1000);
    }
    EXPECT_EQ(err.str(), "");
}

TEST(Progress, is_printed_over_and_gone_in_the_end) {
    std::ostringstream err;
    look_at(err, {true, false, 80});
    {
        Progress progress(err, "work", milliseconds(0));
        progress(0, 0);
        progress(1, 4);
        progress(2, 4);  // too soon after it
    }
    EXPECT_EQ(err.str(), "\rwork: 1/4 (25 %)\r                \r");
}

TEST(Progress, fits_the_terminal) {
    std::ostringstream err;
    look_at(err, {true, false, 12});
    Progress(err, "评分", milliseconds(0))(1, 1000);
    EXPECT_EQ(err.str().substr(0, err.str().find('\r', 1)), "\r评分: 1/100");
}

}  // namespace postlab::labs::progress_test
