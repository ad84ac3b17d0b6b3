#include "shared/system/worker.h"

#include <gtest/gtest.h>

#include <future>
#include <optional>
#include <string>

namespace postlab::worker_test {

TEST(WorkerTest, takes_turns_on_a_thread_of_its_own_until_the_last_and_gathers_before_each) {
    std::promise<std::thread::id> thread;
    std::string done;
    const auto turn = [&] {
        done += 't';
        if (done.size() < 6) return true;
        thread.set_value(std::this_thread::get_id());
        return false;
    };
    Worker worker("worker", 0, {turn, [] { return true; }, [&] { done += 'g'; }});
    worker.finish();
    EXPECT_EQ(done, "gtgtgt");
    EXPECT_NE(thread.get_future().get(), std::this_thread::get_id());
}

/// Counts down from what it was given.
struct Countdown {
    int left;
    bool closed = false;
    Work work() {
        return {[this] { return left > 0 ? left-- > 0 : !closed; }, [this] { return left > 0; }};
    }
};

TEST(HandsTest, do_the_work_in_the_order_they_like_and_in_their_own_thread) {
    Hands hands;
    Countdown first{2}, second{1};
    std::optional<Worker> one, two;
    hands.take_on([&] {
        one.emplace("one", 0, first.work());
        two.emplace("two", 0, second.work());
    });
    ASSERT_EQ(hands.workers(), 2u);
    EXPECT_TRUE(hands.take_turn(1));
    EXPECT_FALSE(hands.take_turn(1)) << "there is nothing left to do, and nobody waits for more";
    EXPECT_TRUE(hands.take_turn(0));
    EXPECT_EQ(first.left, 1);
    first.closed = second.closed = true;
    one->finish();
    EXPECT_EQ(first.left, 0) << "what is still to be done is done at the end";
    EXPECT_EQ(hands.workers(), 1u);
}

TEST(HandsTest, take_a_turn_within_a_turn_but_never_the_same_workers) {
    Hands hands;
    Countdown other{1};
    bool again = true, interrupted = false;
    const auto turn = [&] {
        if (hands.workers() < 2) return false;
        again = hands.take_turn(0);
        interrupted = hands.take_turn(1);
        return false;
    };
    std::optional<Worker> one, two;
    hands.take_on([&] {
        one.emplace("one", 0, Work{turn, [] { return true; }});
        two.emplace("two", 0, other.work());
    });
    other.closed = true;
    EXPECT_TRUE(hands.take_turn(0));
    EXPECT_FALSE(again);
    EXPECT_TRUE(interrupted);
}

}  // namespace postlab::worker_test
