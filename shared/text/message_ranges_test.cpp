#include "shared/text/message_ranges.h"

#include <gtest/gtest.h>

namespace postlab::message_ranges_test {

std::string written(const std::vector<std::uint64_t>& ids) {
    MessageRanges ranges;
    for (std::uint64_t id : ids) ranges.add(id);
    return ranges.text();
}

TEST(MessageRanges, make_neighbours_one_range) {
    EXPECT_EQ(written({}), "");
    EXPECT_EQ(written({7}), "7");
    EXPECT_EQ(written({3, 4, 5, 9}), "3-5 9");
    EXPECT_EQ(written({1, 3, 5, 6}), "1 3 5-6");
}

TEST(MessageRanges, are_read_as_they_were_written) {
    for (const std::vector<std::uint64_t>& ids :
         {std::vector<std::uint64_t>{}, {1}, {1, 2}, {1, 3}, {5, 6, 7, 20, 21, 40}, {18446744073709551614u}})
        EXPECT_EQ(message_ids(written(ids)), ids);
}

TEST(MessageRanges, end_where_a_text_stops_to_be_one) {
    EXPECT_EQ(message_ids("3-"), std::vector<std::uint64_t>());
    EXPECT_EQ(message_ids("1 2-18446744073709551615 3"), std::vector<std::uint64_t>{1});
    EXPECT_EQ(message_ids("3 x"), std::vector<std::uint64_t>{3});
}

}  // namespace postlab::message_ranges_test
