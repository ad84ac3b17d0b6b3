#include "store/maildrop_lock.h"

#include "store/child_process_for_tests.h"
#include "store/store_on_disk_for_tests.h"

namespace postlab::store::maildrop_lock_test {

struct MaildropLocksOnDisk : testing::Test {
    TemporaryDirectory temporary;
    MaildropLocks locks{temporary.path()};
};

TEST_F(MaildropLocksOnDisk, let_one_in_at_a_time) {
    auto first = locks.take(7);
    ASSERT_TRUE(first);
    EXPECT_FALSE(locks.take(7));
    EXPECT_TRUE(locks.take(8)) << "another maildrop";
    first.reset();
    EXPECT_TRUE(locks.take(7));
}

TEST_F(MaildropLocksOnDisk, say_who_has_which_and_since_when) {
    auto first = locks.take(7, "alice");
    const auto second = locks.take(6, "bob"), nameless = locks.take(9);
    const auto held = locks.held();
    ASSERT_EQ(held.size(), 2u);
    EXPECT_EQ(held[0].mailbox, "alice") << "the longest first";
    EXPECT_LE(held[0].since, held[1].since);
    first.reset();
    ASSERT_EQ(locks.held().size(), 1u);
    EXPECT_EQ(locks.held()[0].mailbox, "bob");
}

TEST_F(MaildropLocksOnDisk, keep_the_winners_lock_when_a_loser_leaves) {
    const auto winner = locks.take(7);
    { const auto loser = locks.take(7); }
    EXPECT_FALSE(locks.take(7));
    MaildropLocks elsewhere(temporary.path());
    EXPECT_FALSE(elsewhere.take(7));
    EXPECT_FALSE(elsewhere.take(7));
}

TEST_F(MaildropLocksOnDisk, count_for_everybody_who_opened_the_directory) {
    MaildropLocks elsewhere(temporary.path());
    auto here = locks.take(7);
    EXPECT_FALSE(elsewhere.take(7));
    here.reset();
    const auto there = elsewhere.take(7);
    EXPECT_TRUE(there);
    EXPECT_FALSE(locks.take(7));
}

TEST_F(MaildropLocksOnDisk, are_not_given_in_a_file_that_nobody_else_would_lock) {
    std::filesystem::rename(temporary.path() / "maildrop.lock", temporary.path() / "away");
    MaildropLocks elsewhere(temporary.path());
    EXPECT_TRUE(elsewhere.take(7));
    EXPECT_THROW(locks.take(7), FileMoved);
}

TEST_F(MaildropLocksOnDisk, survive_the_end_of_somebody_else) {
    const auto held = locks.take(7);
    { MaildropLocks elsewhere(temporary.path()); }  // closing another descriptor must not drop it
    MaildropLocks elsewhere(temporary.path());
    EXPECT_FALSE(elsewhere.take(7));
}

TEST(LockChild, DISABLED_holds_a_lock) {
    MaildropLocks locks(ChildProcess::directory());
    const auto held = locks.take(7);
    ChildProcess::tell_parent(held ? "held" : "refused");
    pause();
}

TEST_F(MaildropLocksOnDisk, are_free_at_once_when_their_process_is_killed) {
    ChildProcess child("LockChild.DISABLED_holds_a_lock", temporary.path());
    ASSERT_EQ(child.line(), "held");
    EXPECT_FALSE(locks.take(7));
    child.kill_9();
    EXPECT_TRUE(locks.take(7));
}

}  // namespace postlab::store::maildrop_lock_test
