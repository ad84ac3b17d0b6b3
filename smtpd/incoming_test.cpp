#include "smtpd/incoming.h"

#include <gtest/gtest.h>

namespace postlab::smtpd::incoming_test {

/// Feeds it in pieces of `cut` octets; true when the end came with the last one.
bool feed(Incoming& incoming, std::string_view wire, std::size_t cut) {
    bool ended = false;
    while (!wire.empty()) {
        EXPECT_FALSE(ended) << "the end came too early";
        std::string_view piece = wire.substr(0, cut);
        wire.remove_prefix(piece.size());
        while (!piece.empty() && !ended) ended = incoming.take(piece);
    }
    return ended;
}

unsigned hops(std::string_view content, std::size_t cut) {
    HopCounter counter;
    for (std::size_t from = 0; from < content.size(); from += cut) counter.look(content.substr(from, cut));
    return counter.hops();
}

TEST(HopCounter, counts_Received_lines_of_the_header_however_it_is_cut) {
    std::string_view content =
        "Received: one\r\n"
        "\tReceived: a folded line\r\n"
        "RECEIVED:two\r\n"
        "Received-SPF: none\r\n"
        "Receive\r\n"
        "X: Received:\r\n"
        "received: three\r\n"
        "\r\n"
        "Received: body\r\n";
    for (std::size_t cut = 1; cut <= content.size(); ++cut) EXPECT_EQ(hops(content, cut), 3u) << "cut " << cut;
}

TEST(Incoming, puts_the_trace_first_and_counts_only_the_content) {
    for (std::size_t cut = 1; cut < 20; ++cut) {
        Incoming incoming("Trace: long\r\n", 10, false);
        EXPECT_TRUE(feed(incoming, "a\r\n..\r\n.bc\r\n.\r\n", cut));
        EXPECT_EQ(incoming.refusal(), nullptr);
        EXPECT_EQ(incoming.take_content().text, "Trace: long\r\na\r\n.\r\nbc\r\n");
    }
}

TEST(Incoming, keeps_nothing_once_it_is_too_big_but_finds_the_end) {
    Incoming incoming("", 8, false);
    std::string_view input = "123456789\r\nmore\r\n.\r\nNOOP\r\n";
    EXPECT_TRUE(incoming.take(input));
    EXPECT_EQ(input, "NOOP\r\n");
    ASSERT_TRUE(incoming.refusal());
    EXPECT_EQ(incoming.refusal()->id, "data.too_big");
    EXPECT_EQ(incoming.take_content().text, "");
}

TEST(Incoming, says_a_loop_at_the_101st_Received_line) {
    std::string hops;
    for (unsigned i = 0; i < Incoming::most_hops; ++i) hops += "Received: x\r\n";
    Incoming hundred("", 100000, false), more("", 100000, false);
    EXPECT_TRUE(feed(hundred, hops + "\r\nReceived: y\r\n.\r\n", 7));
    EXPECT_EQ(hundred.refusal(), nullptr);
    EXPECT_TRUE(feed(more, hops + "Received: x\r\n\r\n.\r\n", 7));
    ASSERT_TRUE(more.refusal());
    EXPECT_EQ(more.refusal()->id, "data.loop");
}

TEST(Incoming, never_holds_much_more_than_its_bound) {
    Incoming incoming("", UINT64_MAX, false);
    std::string megabyte(1 << 20, 'x');
    std::string_view input = megabyte;
    std::size_t handed_over = 0;
    while (!input.empty()) {
        EXPECT_FALSE(incoming.take(input));
        if (!incoming.block_is_due()) continue;
        std::string block = incoming.take_block();
        EXPECT_LE(block.size(), Incoming::held_at_most + 64 * 1024);
        handed_over += block.size();
    }
    EXPECT_EQ(handed_over + incoming.take_content().text.size(), megabyte.size());
}

TEST(Incoming, goes_to_disk_earlier_when_memory_is_tight_and_is_refused_when_there_is_none) {
    MemoryBudget budget(1 << 20);
    MemoryBudget::Share others(&budget);
    Incoming incoming("", UINT64_MAX, false, MemoryBudget::Share(&budget));
    const std::string line = std::string(998, 'x') + "\r\n";
    const auto take = [&] {
        std::string_view input = line;
        EXPECT_FALSE(incoming.take(input));
    };
    for (int i = 0; i < 20; ++i) take();
    EXPECT_FALSE(incoming.block_is_due());
    others.resize(600 << 10);
    EXPECT_TRUE(incoming.block_is_due());
    EXPECT_EQ(incoming.take_block().size(), 20000u);
    take();
    EXPECT_FALSE(incoming.block_is_due());
    EXPECT_EQ(incoming.refusal(), nullptr);
    others.resize(1 << 20);
    take();
    ASSERT_NE(incoming.refusal(), nullptr);
    EXPECT_EQ(incoming.refusal()->id, "data.full");
    others.resize(0);
    EXPECT_FALSE(budget.is_tight()) << "what is refused holds nothing";
}

TEST(Incoming, gives_the_same_reason_however_it_is_cut) {
    std::string_view wire = "too long\r\nbare\n\r\n.\r\n";
    for (std::size_t cut = 1; cut <= wire.size(); ++cut) {
        Incoming incoming("", 4, false);
        EXPECT_TRUE(feed(incoming, wire, cut));
        EXPECT_EQ(incoming.refusal()->id, "data.mixed_line_ends") << "cut " << cut;
    }
}

}  // namespace postlab::smtpd::incoming_test
