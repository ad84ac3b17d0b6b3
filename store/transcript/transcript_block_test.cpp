#include "store/transcript/transcript_block.h"

#include <gtest/gtest.h>

#include <random>

namespace postlab::store::transcript_block_test {

using namespace std::chrono_literals;

TranscriptRecord record(std::uint32_t seq, const Event& event, std::uint64_t left_out = 0) {
    return {TranscriptRecord::Kind::event, 1, seq, left_out, event};
}

TranscriptBlock three_events() {
    TranscriptBlock block;
    Event login{Direction::server, {}, "+OK\r\n", "AUTHORIZATION", "TRANSACTION", "PASS", "pass.ok"};
    login.mailboxes = "ann";
    login.messages = "3-9 12";
    block.add(record(7, login), 5ms);
    block.add(record(9, {Direction::client, {}, "NOOP\r\n", "TRANSACTION", "TRANSACTION", "NOOP", ""}), 3ms);
    Event cut{Direction::server, {}, std::string_view("\0\xff", 2), "TRANSACTION", "", "NOOP", "noop.ok", true};
    cut.injected = "cut after 2 octets";
    block.add(record(10, cut, 300), 4ms);
    return block;
}

TEST(TranscriptBlock, gives_back_what_was_added) {
    const TranscriptBlock block = three_events();
    std::vector<BlockEvent> events;
    ASSERT_TRUE(read_block(block.bytes(), events));
    ASSERT_EQ(events.size(), 3u);
    const KeptEvent& login = events[0].event;
    EXPECT_EQ(login.seq, 7u);
    EXPECT_EQ(login.at, 5ms);
    EXPECT_EQ(login.direction, Direction::server);
    EXPECT_EQ(login.bytes, "+OK\r\n");
    EXPECT_EQ(login.state_before + login.state_after + login.verb + login.reply, "AUTHORIZATIONTRANSACTIONPASSpass.ok");
    EXPECT_EQ(login.mailboxes, "ann");
    EXPECT_EQ(login.messages, "3-9 12");
    EXPECT_EQ(events[1].event.seq, 9u);
    EXPECT_EQ(events[1].event.at, 3ms) << "a clock was set back";
    EXPECT_EQ(events[1].event.verb, "NOOP");
    EXPECT_EQ(events[1].event.reply, "");
    EXPECT_EQ(events[2].event.bytes, std::string("\0\xff", 2));
    EXPECT_TRUE(events[2].event.content);
    EXPECT_EQ(events[2].event.left_out, 300u);
    EXPECT_EQ(events[2].event.injected, "cut after 2 octets");
    EXPECT_EQ(events[2].event.state_after, "");
}

TEST(TranscriptBlock, is_damaged_where_its_times_are_no_times) {
    for (const auto far : {std::chrono::microseconds(std::int64_t{1} << 53), std::chrono::microseconds::max()}) {
        TranscriptBlock block;
        block.add(record(1, {Direction::client, {}, "NOOP\r\n", "s", "s", "NOOP", ""}), -2us);
        block.add(record(2, {Direction::client, {}, "NOOP\r\n", "s", "s", "NOOP", ""}), far - 3us);
        std::vector<BlockEvent> events;
        EXPECT_FALSE(read_block(block.bytes(), events));
        EXPECT_EQ(events.size(), 1u);
    }
}

TEST(TranscriptBlock, adds_up_what_was_left_out_of_one_event_over_the_end_of_a_block) {
    TranscriptBlock first, second;
    first.add(record(4, {Direction::server, {}, "abc", "", "", "", "", true}, 5), 1ms);
    first.add(record(4, {Direction::server, {}, "", "", "", "", "", true}, 6), 1ms);
    second.add(record(4, {Direction::server, {}, "", "", "", "", "", true}, 7), 2ms);
    std::vector<BlockEvent> events;
    ASSERT_TRUE(read_block(first.bytes(), events));
    ASSERT_TRUE(read_block(second.bytes(), events));
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(events[0].event.bytes, "abc");
    EXPECT_EQ(events[0].event.left_out, 18u);
}

TEST(TranscriptBlock, keeps_a_place_instead_of_bytes) {
    TranscriptBlock block;
    std::string place = "what was there before";
    encode({1ull << 40, ~0ull, 77, 4096}, place);
    TranscriptRecord repeated = record(0, {Direction::server, {}, place, "", "", "", "", true});
    repeated.repeats = true;
    block.add(repeated, 0ms);
    std::vector<BlockEvent> events;
    ASSERT_TRUE(read_block(block.bytes(), events));
    ASSERT_TRUE(events[0].same_as);
    EXPECT_EQ(events[0].event.bytes, "");
    EXPECT_EQ(events[0].same_as->block, 1ull << 40);
    EXPECT_EQ(events[0].same_as->tag, ~0ull);
    EXPECT_EQ(events[0].same_as->seq, 77u);
    EXPECT_EQ(events[0].same_as->octets, 4096u);
}

TEST(TranscriptBlock, survives_any_damage) {
    const std::string whole(three_events().bytes());
    for (std::size_t cut = 0; cut < whole.size(); ++cut) {
        std::vector<BlockEvent> events;
        read_block(whole.substr(0, cut), events);
        EXPECT_LE(events.size(), 3u);
    }
    std::mt19937 dice(7);
    for (int i = 0; i < 20000; ++i) {
        std::string bytes = whole;
        for (unsigned n = dice() % 4; n < 4; ++n) bytes[dice() % bytes.size()] = static_cast<char>(dice());
        std::vector<BlockEvent> events;
        read_block(bytes, events);
        EXPECT_LE(events.size(), whole.size());
    }
}

}  // namespace postlab::store::transcript_block_test
