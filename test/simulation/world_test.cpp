#include "test/simulation/world.h"

#include <gtest/gtest.h>

#include "test/simulation/letter.h"
#include "test/simulation/silence.h"

namespace postlab::simulation::world_test {

TEST(WorldTest, is_the_same_again_for_the_same_seed) {
    const Silence silence;
    const Ground ground;
    std::vector<std::uint64_t> digests;
    for (const std::uint64_t seed : {21, 21, 22}) {
        World world(ground, seed);
        world.run();
        digests.push_back(world.digest());
    }
    EXPECT_EQ(digests[0], digests[1]);
    EXPECT_NE(digests[0], digests[2]);
}

struct OracleTest : testing::Test {
    Oracle oracle;
    Chance chance{1};
    Oracle::Number number = oracle.new_letter();
    std::string text = write_letter(number, chance);

    Oracle::Found copy(const std::string& mailbox, const std::string& unique_id) {
        const std::string content = "Return-Path: <a@b>\r\n" + text;
        return {mailbox, unique_id, 5, content.size(), content};
    }
};

TEST_F(OracleTest, misses_a_letter_that_got_its_250) {
    oracle.sending(number, text, {"ann"});
    EXPECT_NO_THROW(Oracle(oracle).found({})) << "nobody was told that it is there";
    oracle.stored(number, 5);
    EXPECT_THROW(Oracle(oracle).found({}), Broken);
    EXPECT_NO_THROW(oracle.found({copy("ann", "5.1")}));
}

TEST_F(OracleTest, bears_no_letter_twice_at_others_or_changed) {
    oracle.sending(number, text, {"ann", "bob"});
    EXPECT_THROW(Oracle(oracle).found({copy("ann", "5.1")}), Broken) << "one recipient without the other";
    EXPECT_THROW(Oracle(oracle).found({copy("ann", "5.1"), copy("ann", "5.2"), copy("bob", "5.3")}), Broken);
    EXPECT_THROW(Oracle(oracle).found({copy("carol", "5.1")}), Broken);
    EXPECT_THROW(Oracle(oracle).found({copy("ann", "5.1"), copy("bob", "5.1")}), Broken) << "one unique-id for two";
    text.pop_back();
    EXPECT_THROW(Oracle(oracle).found({copy("ann", "5.1"), copy("bob", "5.2")}), Broken);
}

TEST_F(OracleTest, holds_a_deletion_that_was_confirmed_and_allows_one_that_was_not) {
    oracle.sending(number, text, {"ann"});
    oracle.stored(number, 5);
    oracle.deleting("ann", {number});
    EXPECT_NO_THROW(Oracle(oracle).found({}));
    EXPECT_NO_THROW(Oracle(oracle).found({copy("ann", "5.1")}));
    oracle.deleted("ann", {number});
    EXPECT_NO_THROW(Oracle(oracle).found({}));
    EXPECT_THROW(oracle.found({copy("ann", "5.1")}), Broken);
}

}  // namespace postlab::simulation::world_test
