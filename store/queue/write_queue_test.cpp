#include "store/queue/write_queue.h"

#include <gtest/gtest.h>

#include <string>

namespace postlab::store::write_queue_test {

struct SizedWrite : Write {
    explicit SizedWrite(std::size_t octets) : octets_(octets) {}
    void run(Database&) override {}
    void finished(Written) override {}
    std::size_t octets() const override { return octets_; }
    std::size_t octets_;
};

struct WriteQueueTest : testing::Test {
    WriteQueue queue;
    void push(std::size_t octets) {
        std::unique_ptr<Write> write = std::make_unique<SizedWrite>(octets);
        ASSERT_TRUE(queue.push(std::move(write)));
    }
    /// "s" for each small write of the next transaction, "L" for each large one.
    std::string next() {
        std::string kinds;
        for (const auto& write : queue.take()) kinds += write->octets() < WriteQueue::large ? 's' : 'L';
        return kinds;
    }
};

TEST_F(WriteQueueTest, lets_large_writes_and_small_ones_take_turns) {
    for (int i = 0; i < 3; ++i) push(WriteQueue::largest_large_batch);
    for (int i = 0; i < 2; ++i) push(0);
    EXPECT_EQ(next(), "ss");
    push(0);
    EXPECT_EQ(next(), "L");
    EXPECT_EQ(next(), "s");
    EXPECT_EQ(next(), "L");
    EXPECT_EQ(next(), "L") << "no small one waits";
}

TEST_F(WriteQueueTest, puts_several_large_writes_into_a_transaction_up_to_its_bound) {
    for (int i = 0; i < 10; ++i) push(WriteQueue::large * 3);
    EXPECT_EQ(next(), "LLL");
}

TEST_F(WriteQueueTest, bounds_a_transaction_of_small_ones_by_number_and_octets) {
    for (std::size_t i = 0; i < WriteQueue::longest_batch + 1; ++i) push(1);
    EXPECT_EQ(next().size(), WriteQueue::longest_batch);
    EXPECT_EQ(next(), "s");
    for (int i = 0; i < 100; ++i) push(WriteQueue::large / 2);
    EXPECT_EQ(next().size(), 64u);
}

TEST_F(WriteQueueTest, gives_out_what_it_has_when_it_is_closed_and_then_nothing) {
    push(1);
    queue.close();
    std::unique_ptr<Write> late = std::make_unique<SizedWrite>(1);
    EXPECT_FALSE(queue.push(std::move(late)));
    EXPECT_NE(late, nullptr) << "the caller still has it";
    EXPECT_EQ(next(), "s");
    EXPECT_EQ(next(), "");
}

}  // namespace postlab::store::write_queue_test
