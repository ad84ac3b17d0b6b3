#include "store/transcript/transcript_queue.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace postlab::store::transcript_queue_test {

TranscriptRecord event(std::uint64_t conversation, std::uint32_t seq, std::string_view bytes) {
    TranscriptRecord record{TranscriptRecord::Kind::event, conversation, seq, 0, {}};
    record.event.bytes = bytes;
    return record;
}

TEST(TranscriptQueue, gives_back_what_was_pushed) {
    TranscriptQueue queue(4096);
    EXPECT_TRUE(queue.empty());
    const Time at = Time(std::chrono::microseconds(1234567));
    ASSERT_TRUE(queue.push({TranscriptRecord::Kind::event,
                            7,
                            3,
                            99,
                            {Direction::server, at, std::string_view("+OK\0\r\n", 6), "AUTHORIZATION", "TRANSACTION",
                             "PASS", "pass.ok", true}},
                           nullptr));
    EXPECT_FALSE(queue.empty());
    const TranscriptRecord* record = queue.read();
    ASSERT_TRUE(record);
    EXPECT_EQ(record->kind, TranscriptRecord::Kind::event);
    EXPECT_EQ(record->conversation, 7u);
    EXPECT_EQ(record->seq, 3u);
    EXPECT_EQ(record->left_out, 99u);
    EXPECT_EQ(record->event.direction, Direction::server);
    EXPECT_EQ(record->event.at, at);
    EXPECT_EQ(record->event.bytes, std::string_view("+OK\0\r\n", 6));
    EXPECT_EQ(record->event.state_before, "AUTHORIZATION");
    EXPECT_EQ(record->event.state_after, "TRANSACTION");
    EXPECT_EQ(record->event.verb, "PASS");
    EXPECT_EQ(record->event.reply, "pass.ok");
    EXPECT_TRUE(record->event.content);
    EXPECT_FALSE(queue.read());
}

TEST(TranscriptQueue, says_no_when_it_is_full_and_yes_when_it_has_been_read) {
    TranscriptQueue queue(4096);
    const std::string bytes(500, 'x');
    int kept = 0;
    while (queue.push(event(1, 0, bytes), nullptr)) ++kept;
    EXPECT_EQ(kept, 7);
    while (queue.read()) {
    }
    EXPECT_FALSE(queue.push(event(1, 0, bytes), nullptr)) << "what is read is still held";
    queue.release();
    EXPECT_TRUE(queue.push(event(1, 0, bytes), nullptr));
}

/// Pushes lines for all of these conversations in turn until none of them gets any more in.
void fill(TranscriptQueue& queue, std::vector<TranscriptQueue::Share>& greedy) {
    for (bool some = true; some;) {
        some = false;
        for (TranscriptQueue::Share& share : greedy) some = queue.push(event(1, 0, "HELP\r\n"), &share) || some;
    }
}

TEST(TranscriptQueue, has_room_for_a_quiet_conversation_however_many_say_too_much) {
    for (const std::size_t conversations : {1u, 30u, 1000u}) {
        TranscriptQueue queue(1 << 20);
        std::vector<TranscriptQueue::Share> greedy(conversations);
        for (int round = 0; round < 10; ++round) {
            fill(queue, greedy);
            TranscriptQueue::Share quiet;
            EXPECT_TRUE(queue.push(event(2, 0, "NOOP\r\n"), &quiet)) << conversations << ", round " << round;
            EXPECT_TRUE(queue.push(event(2, 1, "250 OK\r\n"), &quiet)) << conversations << ", round " << round;
            while (queue.octets_read() < (1 << 18) && queue.read()) {
            }
            queue.release();
        }
    }
}

TEST(TranscriptQueue, has_room_for_another_client_however_many_conversations_one_begins) {
    TranscriptQueue queue(1 << 20);
    TranscriptQueue::Client flood, other;
    for (int round = 0; round < 10; ++round) {
        for (bool some = true; some;) {  // each ends as soon as it has said something
            TranscriptQueue::Share fresh{0, 0, &flood};
            some = queue.push(event(1, 0, std::string(1000, 'x')), &fresh) || queue.push(event(1, 0, "x"), &fresh);
        }
        TranscriptQueue::Share quiet{0, 0, &other};
        for (std::uint32_t i = 0; i < 10; ++i)
            EXPECT_TRUE(queue.push(event(2, i, "250 OK\r\n"), &quiet)) << "round " << round;
        while (queue.octets_read() < (1 << 18) && queue.read()) {
        }
        queue.release();
    }
}

TEST(TranscriptQueue, gives_half_to_one_who_is_alone) {
    TranscriptQueue queue(1 << 20);
    std::vector<TranscriptQueue::Share> alone(1);
    fill(queue, alone);
    EXPECT_GT(queue.octets(), 1u << 19);
}

TEST(TranscriptQueue, keeps_room_for_beginnings_and_ends_which_have_no_share) {
    TranscriptQueue queue(4096);
    for (bool some = true; some;) {
        TranscriptQueue::Share another;
        some = queue.push(event(1, 0, "x"), &another);
    }
    EXPECT_TRUE(queue.push(event(1, 0, "x"), nullptr));
}

TEST(TranscriptQueue, refuses_what_could_never_fit) {
    TranscriptQueue queue(4096);
    EXPECT_FALSE(queue.push(event(1, 0, std::string(5000, 'x')), nullptr));
    EXPECT_TRUE(queue.empty());
}

TEST(TranscriptQueue, reads_again_what_was_not_released) {
    TranscriptQueue queue(4096);
    queue.push(event(1, 10, "a"), nullptr);
    queue.push(event(1, 11, "b"), nullptr);
    queue.read();
    queue.release();
    queue.read();
    queue.reread();
    EXPECT_EQ(queue.read()->seq, 11u);
}

TEST(TranscriptQueue, keeps_order_and_bytes_over_the_end_of_the_ring) {
    TranscriptQueue queue(1024);
    std::uint32_t pushed = 0, read = 0;
    for (int round = 0; round < 1000; ++round) {
        while (queue.push(event(1, pushed, std::string(pushed % 97, static_cast<char>('a' + pushed % 26))), nullptr))
            ++pushed;
        for (int i = 0; i < 3; ++i) {  // never empty: so it goes round
            const TranscriptRecord* record = queue.read();
            ASSERT_TRUE(record);
            ASSERT_EQ(record->seq, read);
            ASSERT_EQ(record->event.bytes, std::string(read % 97, static_cast<char>('a' + read % 26)));
            ++read;
        }
        queue.release();
    }
    EXPECT_GT(read, 2900u);
}

TEST(TranscriptQueue, takes_from_many_threads_at_once) {
    TranscriptQueue queue(1 << 14);
    constexpr std::uint32_t each = 20000;
    std::vector<std::thread> threads;
    for (std::uint64_t number = 0; number < 3; ++number)
        threads.emplace_back([&queue, number] {
            const std::string bytes(number * 20 + 1, static_cast<char>('a' + number));
            for (std::uint32_t seq = 0; seq < each;) {
                if (queue.push(event(number, seq, bytes), nullptr))
                    ++seq;
                else
                    std::this_thread::yield();
            }
        });
    std::uint32_t next[3] = {};
    while (next[0] + next[1] + next[2] < 3 * each) {
        while (const auto record = queue.read()) {
            ASSERT_LT(record->conversation, 3u);
            ASSERT_EQ(record->seq, next[record->conversation]++);
            ASSERT_EQ(record->event.bytes.size(), record->conversation * 20 + 1);
        }
        queue.release();
        std::this_thread::yield();
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_TRUE(queue.empty());
}

}  // namespace postlab::store::transcript_queue_test
