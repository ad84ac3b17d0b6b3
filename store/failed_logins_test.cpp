#include "store/failed_logins.h"

#include "shared/system/digest.h"
#include "store/store_on_disk_for_tests.h"

namespace postlab::store::failed_logins_test {

using namespace std::chrono_literals;

const FailedLogins::Moment beginning = FailedLogins::Moment() + 1h;

TEST(FailedLogins, cost_more_the_more_there_are_up_to_a_bound) {
    FailedLogins failed;
    for (int i = 0; i < 7; ++i) EXPECT_EQ(failed.add({"192.0.2.1", "ann"}, beginning), 0u) << "slips are free";
    EXPECT_EQ(failed.add({"192.0.2.1", "ann"}, beginning), 1u);
    EXPECT_EQ(failed.add({"192.0.2.2", "ann"}, beginning), 1u) << "whoever guesses at a name, from wherever";
    EXPECT_EQ(failed.add({"192.0.2.2", "bob"}, beginning), 0u);
    for (int i = 0; i < 300; ++i) failed.add({"192.0.2.1", "ann"}, beginning);
    EXPECT_EQ(failed.add({"192.0.2.1", "ann"}, beginning), FailedLogins::most_turns);
}

TEST(FailedLogins, of_one_address_count_together_whatever_the_names_are) {
    FailedLogins failed;
    for (int i = 1; i < 32; ++i) EXPECT_EQ(failed.add({"192.0.2.1", std::to_string(i)}, beginning), 0u);
    EXPECT_EQ(failed.add({"192.0.2.1", "another"}, beginning), 1u);
    EXPECT_EQ(failed.add({"192.0.2.2", "another"}, beginning), 0u);
}

TEST(FailedLogins, are_forgotten_by_half_each_minute) {
    FailedLogins failed;
    for (int i = 0; i < 16; ++i) failed.add({"192.0.2.1", "ann"}, beginning);
    EXPECT_EQ(failed.add({"192.0.2.1", "ann"}, beginning + 1min), 1u);
    EXPECT_EQ(failed.add({"192.0.2.1", "ann"}, beginning + 10min), 0u);
}

TEST(FailedLogins, of_names_without_end_take_no_memory_without_end_and_hide_no_guesser) {
    FailedLogins failed;
    for (int i = 0; i < 20; ++i) failed.add({"192.0.2.1", "ann"}, beginning);
    for (int i = 0; i < 20000; ++i) failed.add({std::to_string(i), "name " + std::to_string(i)}, beginning);
    EXPECT_EQ(failed.add({"192.0.2.2", "ann"}, beginning), 2u);
}

using WrongLogins = StoreOnDisk;

TEST_F(WrongLogins, get_slower_and_right_ones_do_not) {
    WaitingStore store(directory());
    const auto cost = [&](const std::string& user, Credential credential) {
        const std::uint64_t before = store.engine.passwords_checked();
        store.open(user, std::move(credential));
        return store.engine.passwords_checked() - before;
    };
    for (int i = 0; i < 7; ++i) EXPECT_EQ(cost("ann", Password{"wrong"}), 1u);
    EXPECT_EQ(cost("ann", Password{"wrong"}), 2u);
    EXPECT_EQ(cost("ann", ApopDigest{"<1@x>", std::string(32, 'a')}), 2u);
    EXPECT_EQ(cost("ann", Password{"secret"}), 1u) << "nobody is locked out";
    EXPECT_EQ(cost("bob", Password{"wrong"}), 1u);
    for (int i = 0; i < 7; ++i) EXPECT_EQ(cost("nobody", Password{"wrong"}), 1u);
    EXPECT_EQ(cost("nobody", Password{"wrong"}), 2u) << "it doesn't tell who has an account";
}

}  // namespace postlab::store::failed_logins_test
