#include "store/transcript/content_index.h"

#include <gtest/gtest.h>

#include <set>

namespace postlab::store::content_index_test {

TEST(ContentIndex, knows_what_it_was_told_and_nothing_else) {
    ContentIndex known;
    const std::string letter(1000, 'x'), other(1000, 'y');
    EXPECT_FALSE(known.find(known.fingerprint(letter)));
    known.add(known.fingerprint(letter), {17, 99, 3, 1000});
    const auto place = known.find(known.fingerprint(letter));
    ASSERT_TRUE(place);
    EXPECT_EQ(place->block, 17u);
    EXPECT_EQ(place->tag, 99u);
    EXPECT_EQ(place->seq, 3u);
    EXPECT_EQ(place->octets, 1000u);
    EXPECT_FALSE(known.find(known.fingerprint(other)));
    EXPECT_NE(known.fingerprint(letter), ContentIndex().fingerprint(letter)) << "each process has its secret";
}

TEST(ContentIndex, tells_the_parts_of_messages_from_each_other) {
    ContentIndex known;
    std::set<std::uint64_t> seen;
    for (std::uint64_t message = 1; message <= 300; ++message)
        for (std::uint64_t offset = 0; offset < 300; ++offset) seen.insert(known.fingerprint(message, offset, 4096));
    EXPECT_EQ(seen.size(), 90'000u);
    EXPECT_FALSE(seen.contains(known.fingerprint(1, 0, 4095))) << "cut by a fault";
    EXPECT_FALSE(seen.contains(ContentIndex().fingerprint(1, 0, 4096))) << "each process has its secret";
}

TEST(ContentIndex, has_room_for_all_of_a_long_row_of_messages) {
    ContentIndex known;
    for (std::uint64_t id = 1; id <= 65'536; ++id) known.add(known.fingerprint(id, 0, 4096), {id, 0, 0, 1});
    std::size_t kept = 0;
    for (std::uint64_t id = 1; id <= 65'536; ++id)
        if (known.find(known.fingerprint(id, 0, 4096))) ++kept;
    EXPECT_EQ(kept, 65'536u);
}

TEST(ContentIndex, forgets_what_is_old_and_all_when_it_must) {
    ContentIndex known;
    known.add(1, {10, 0, 0, 1});
    known.add(2, {20, 0, 0, 1});
    known.forget_below(15);
    EXPECT_FALSE(known.find(1));
    EXPECT_TRUE(known.find(2));
    known.forget_all();
    EXPECT_FALSE(known.find(2));
    known.add(2, {1, 0, 0, 1});
    EXPECT_EQ(known.find(2)->block, 1u) << "a new file begins at 1";
}

TEST(ContentIndex, keeps_the_latest_when_it_is_full) {
    ContentIndex known;
    for (std::uint64_t i = 1; i <= 500'000; ++i) known.add(i, {i, i, 0, 1});
    std::size_t kept = 0;
    for (std::uint64_t i = 490'001; i <= 500'000; ++i)
        if (known.find(i)) ++kept;
    EXPECT_EQ(kept, 10'000u);
    EXPECT_FALSE(known.find(1));
}

}  // namespace postlab::store::content_index_test
