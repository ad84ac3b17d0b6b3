#include "store/transcript/transcript_queue.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

namespace postlab::store::transcript_queue_test {

using Conversation = std::shared_ptr<QueuedConversation>;

QueuedStep said(const Conversation& conversation, std::uint32_t seq, std::string bytes) {
    KeptEvent event{};
    event.seq = seq;
    event.bytes = std::move(bytes);
    return {QueuedStep::Kind::event, conversation, std::move(event)};
}

int push_until_full(TranscriptQueue& queue, const Conversation& conversation, const std::string& bytes) {
    int pushed = 0;
    while (queue.push(said(conversation, 0, bytes))) ++pushed;
    return pushed;
}

TEST(TranscriptQueue, gives_back_what_was_pushed_in_that_order) {
    TranscriptQueue queue(1 << 16);
    const auto one = std::make_shared<QueuedConversation>(), two = std::make_shared<QueuedConversation>();
    EXPECT_TRUE(queue.empty());
    ASSERT_TRUE(queue.push(said(one, 3, std::string("+OK\0\r\n", 6))));
    ASSERT_TRUE(queue.push(said(two, 4, "b")));
    ASSERT_TRUE(queue.push(said(one, 5, "c")));
    EXPECT_FALSE(queue.empty());
    const auto steps = queue.take();
    ASSERT_EQ(steps.size(), 3u);
    EXPECT_EQ(steps[0]->conversation, one);
    EXPECT_EQ(steps[0]->event.bytes, std::string("+OK\0\r\n", 6));
    EXPECT_EQ(steps[1]->conversation, two);
    EXPECT_EQ(steps[2]->event.seq, 5u);
    EXPECT_TRUE(queue.empty());
    EXPECT_TRUE(queue.take().empty());
}

TEST(TranscriptQueue, says_no_when_it_is_full_and_yes_when_there_is_room_again) {
    TranscriptQueue queue(1 << 16);
    const auto one = std::make_shared<QueuedConversation>();
    EXPECT_GT(push_until_full(queue, one, std::string(500, 'x')), 7);
    const auto steps = queue.take();
    EXPECT_FALSE(queue.push(said(one, 0, std::string(500, 'x')))) << "what is taken is still held";
    for (const auto& step : steps) queue.release(*step);
    EXPECT_EQ(queue.octets(), 0u);
    EXPECT_TRUE(queue.push(said(one, 0, std::string(500, 'x'))));
}

TEST(TranscriptQueue, keeps_room_for_those_who_say_little) {
    TranscriptQueue queue(1 << 20);
    std::vector<Conversation> floods(30);
    for (Conversation& flood : floods) flood = std::make_shared<QueuedConversation>();
    for (int i = 0; i < 1000; ++i)
        for (const Conversation& flood : floods) queue.push(said(flood, 0, "x"));
    EXPECT_LT(queue.octets(), (1u << 20) / 10 * 9);
    EXPECT_TRUE(queue.push(said(std::make_shared<QueuedConversation>(), 0, std::string(10'000, 'x'))));
}

TEST(TranscriptQueue, always_has_room_for_an_end) {
    TranscriptQueue queue(1 << 12);
    const auto one = std::make_shared<QueuedConversation>();
    push_until_full(queue, one, "x");
    for (int i = 0; i < 10; ++i) EXPECT_TRUE(queue.push({QueuedStep::Kind::end, one, {}}));
}

TEST(TranscriptQueue, refuses_what_could_never_fit) {
    TranscriptQueue queue(4096);
    EXPECT_FALSE(queue.push(said(std::make_shared<QueuedConversation>(), 0, std::string(5000, 'x'))));
    EXPECT_TRUE(queue.empty());
    EXPECT_EQ(queue.octets(), 0u);
}

TEST(TranscriptQueue, takes_from_many_threads_at_once) {
    TranscriptQueue queue(1 << 18);
    constexpr std::uint32_t each = 20000;
    std::vector<Conversation> conversations(3);
    std::vector<std::thread> threads;
    for (std::size_t number = 0; number < 3; ++number) {
        conversations[number] = std::make_shared<QueuedConversation>();
        threads.emplace_back([&queue, number, one = conversations[number]] {
            const std::string bytes(number * 20 + 1, static_cast<char>('a' + number));
            for (std::uint32_t seq = 0; seq < each;) {
                if (queue.push(said(one, seq, bytes)))
                    ++seq;
                else
                    std::this_thread::yield();
            }
        });
    }
    std::uint32_t next[3] = {};
    while (next[0] + next[1] + next[2] < 3 * each) {
        for (const auto& step : queue.take()) {
            const auto number =
                static_cast<std::size_t>(std::ranges::find(conversations, step->conversation) - conversations.begin());
            ASSERT_LT(number, 3u);
            ASSERT_EQ(step->event.seq, next[number]++);
            ASSERT_EQ(step->event.bytes.size(), number * 20 + 1);
            queue.release(*step);
        }
        std::this_thread::yield();
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_TRUE(queue.empty());
    EXPECT_EQ(queue.octets(), 0u);
}

}  // namespace postlab::store::transcript_queue_test
