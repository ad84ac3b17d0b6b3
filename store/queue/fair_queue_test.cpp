#include "store/queue/fair_queue.h"

#include <gtest/gtest.h>

#include <vector>

namespace postlab::store::fair_queue_test {

std::vector<int> taken(FairQueue<int>& queue) {
    std::vector<int> jobs;
    while (auto turn = queue.take()) {
        jobs.push_back(turn->job);
        queue.done(turn->asker);
    }
    return jobs;
}

TEST(FairQueue, lets_clients_take_turns_and_the_names_of_each) {
    FairQueue<int> queue(100, 100);
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(queue.push({"10.0.0.1", "ann"}, i));
    for (int i = 10; i < 12; ++i) ASSERT_TRUE(queue.push({"10.0.0.1", "bob"}, i));
    for (int i = 20; i < 23; ++i) ASSERT_TRUE(queue.push({"10.0.0.2", "ann"}, i));
    EXPECT_EQ(taken(queue), (std::vector<int>{0, 20, 10, 21, 1, 22, 11, 2}));
}

TEST(FairQueue, lets_a_newcomer_wait_for_one_job_of_each_other_at_most) {
    FairQueue<int> queue(1000, 1000);
    for (int i = 0; i < 50; ++i) ASSERT_TRUE(queue.push({"flood", "ann"}, 0));
    for (int i = 0; i < 50; ++i) ASSERT_TRUE(queue.push({"flood", "name" + std::to_string(i)}, 0));
    ASSERT_TRUE(queue.push({"person", "ann"}, 1));
    ASSERT_TRUE(queue.take());
    EXPECT_EQ(queue.take()->job, 1);
}

TEST(FairQueue, has_room_for_others_when_it_refuses_a_flood) {
    FairQueue<int> queue(4096, 32);
    int taken = 0;
    while (queue.push({"flood", "ann"}, 0)) ++taken;
    EXPECT_EQ(taken, 32);
    EXPECT_TRUE(queue.push({"flood", "bob"}, 0)) << "a line in one name is nobody else's";
    for (const char* client : {"flood", "another"})
        for (int i = 0; queue.push({client, std::to_string(i)}, 0); ++i) continue;
    for (int i = 0; i < 300; ++i) ASSERT_TRUE(queue.push({"class", "s" + std::to_string(i)}, 0)) << i;
}

TEST(FairQueue, is_busy_with_those_who_wait_or_whose_job_is_under_way) {
    FairQueue<int> queue(10, 10);
    const Asker ann{"here", "ann"}, bob{"here", "bob"};
    ASSERT_TRUE(queue.push(ann, 1));
    EXPECT_TRUE(queue.is_busy_with(ann));
    EXPECT_FALSE(queue.is_busy_with(bob));
    ASSERT_TRUE(queue.take());
    EXPECT_TRUE(queue.is_busy_with(ann));
    queue.done(ann);
    EXPECT_FALSE(queue.is_busy_with(ann));
    EXPECT_FALSE(queue.take());
}

}  // namespace postlab::store::fair_queue_test
