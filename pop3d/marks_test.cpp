#include "pop3d/marks.h"

#include <gtest/gtest.h>

namespace postlab::pop3d::marks_test {

TEST(Marks, count_what_is_left_and_forget_on_clear) {
    Marks marks({3, 327});
    EXPECT_EQ(marks.count(), 3u);
    EXPECT_EQ(marks.octets(), 327u);
    EXPECT_TRUE(marks.doomed().empty());

    marks.mark(2, 7);
    marks.mark(0, 120);
    EXPECT_EQ(marks.count(), 1u);
    EXPECT_EQ(marks.octets(), 200u);
    EXPECT_EQ(marks.doomed(), (std::vector<std::size_t>{0, 2}));
    EXPECT_TRUE(marks.marked(0) && !marks.marked(1) && marks.marked(2));

    marks.clear();
    EXPECT_EQ(marks.count(), 3u);
    EXPECT_EQ(marks.octets(), 327u);
    EXPECT_TRUE(marks.doomed().empty());
}

}  // namespace postlab::pop3d::marks_test
