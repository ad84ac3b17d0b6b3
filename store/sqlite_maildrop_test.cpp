#include "store/sqlite_maildrop.h"

#include <fstream>

#include "store/store_on_disk_for_tests.h"

namespace postlab::store::sqlite_maildrop_test {

struct OpenMaildrop : StoreOnDisk {
    WaitingStore store{directory()};

    void deliver(int messages, std::size_t octets = 100) {
        for (int i = 0; i < messages; ++i) ASSERT_EQ(store.deliver({"ann"}, text(i, octets)).outcome, Delivery::stored);
    }
    static std::string text(int i, std::size_t octets = 100) { return std::string(octets, static_cast<char>('a' + i)); }
    /// The answer, if it comes before the call has returned; else it is waited for and thrown away.
    std::optional<std::string> read_at_once(Maildrop& maildrop, std::size_t index) {
        std::optional<std::string> text;
        bool answered = false, returned = false, at_once = false;
        maildrop.read(index, 0, 65536, [&](std::optional<std::string> read) {
            at_once = !returned;
            answered = true;
            text = std::move(read);
        });
        returned = true;
        while (!answered) store.loop.run_one();
        return at_once ? text : std::nullopt;
    }
};

TEST_F(OpenMaildrop, is_frozen_while_mail_goes_on_arriving) {
    deliver(2);
    auto maildrop = store.maildrop("ann");
    const std::string first = maildrop->message(0)->unique_id;
    deliver(1);
    ASSERT_EQ(maildrop->total().messages, 2u);
    EXPECT_EQ(maildrop->message(0)->unique_id, first);
    EXPECT_TRUE(store.commit(*maildrop, {0, 1}));
    maildrop.reset();
    EXPECT_EQ(store.maildrop("ann")->total().messages, 1u) << "what came meanwhile is for the next session";
}

TEST_F(OpenMaildrop, deletes_what_commit_names_and_nothing_else) {
    deliver(4);
    auto maildrop = store.maildrop("ann");
    EXPECT_TRUE(store.commit(*maildrop, {1, 3}));
    maildrop.reset();
    maildrop = store.maildrop("ann");
    ASSERT_EQ(maildrop->total().messages, 2u);
    EXPECT_EQ(store.content(*maildrop, 0), text(0));
    EXPECT_EQ(store.content(*maildrop, 1), text(2));
}

TEST_F(OpenMaildrop, deletes_nothing_when_it_is_dropped) {
    deliver(3);
    store.maildrop("ann");
    EXPECT_EQ(store.maildrop("ann")->total().messages, 3u);
    EXPECT_TRUE(store.commit(*store.maildrop("ann"), {}));
    EXPECT_EQ(store.maildrop("ann")->total().messages, 3u);
}

TEST_F(OpenMaildrop, leaves_content_that_others_still_have_and_no_orphan_after_the_last) {
    store.deliver({"ann", "bob"}, std::string(200000, 'x'));
    EXPECT_TRUE(store.commit(*store.maildrop("ann"), {0}));
    EXPECT_EQ(store.content(*store.maildrop("bob"), 0), std::string(200000, 'x'));
    EXPECT_EQ(number("SELECT count(*) FROM chunk"), 4);
    EXPECT_TRUE(store.commit(*store.maildrop("bob"), {0}));
    EXPECT_EQ(number("SELECT count(*) FROM chunk"), 0);
    EXPECT_EQ(number("SELECT count(*) FROM content"), 0);
}

TEST_F(OpenMaildrop, tells_when_a_deletion_could_not_be_written) {
    deliver(2);
    auto maildrop = store.maildrop("ann");
    Database(directory() / "maildrop.db", Database::Checkpoints::none)
        .execute(
            "CREATE TRIGGER no BEFORE DELETE ON delivery WHEN OLD.content % 2 = 0"
            " BEGIN SELECT RAISE(ABORT, 'broken'); END");
    EXPECT_FALSE(store.commit(*maildrop, {0, 1}));
    maildrop.reset();
    EXPECT_EQ(store.maildrop("ann")->total().messages, 2u) << "all or none";
}

TEST_F(OpenMaildrop, reads_a_large_message_from_any_octet_on) {
    std::string whole;
    for (int i = 0; whole.size() < 200000; ++i) whole += std::to_string(i) + "\r\n";
    store.deliver({"ann"}, whole);
    auto maildrop = store.maildrop("ann");
    for (const std::size_t from : {0, 1, 65535, 65536, 65537, 131072, 199999}) {
        const auto piece = store.read(*maildrop, 0, from);
        ASSERT_TRUE(piece && !piece->empty()) << from;
        EXPECT_LE(piece->size(), 65536u);
        EXPECT_TRUE(*piece == whole.substr(from, piece->size())) << from;
    }
}

TEST_F(OpenMaildrop, brings_the_next_small_messages_along_when_they_are_read_in_turn) {
    deliver(20);
    auto maildrop = store.maildrop("ann");
    EXPECT_FALSE(read_at_once(*maildrop, 0));
    EXPECT_FALSE(read_at_once(*maildrop, 1)) << "the second one shows that they are read in turn";
    for (std::size_t i = 2; i < 20; ++i) EXPECT_EQ(read_at_once(*maildrop, i), text(static_cast<int>(i))) << i;
}

TEST_F(OpenMaildrop, reads_no_more_ahead_than_one_piece) {
    deliver(20, 20000);
    auto maildrop = store.maildrop("ann");
    int at_once = 0;
    for (std::size_t i = 0; i < 20; ++i) at_once += read_at_once(*maildrop, i).has_value();
    EXPECT_EQ(at_once, 12) << "after the first two of each four";
}

TEST_F(OpenMaildrop, gives_the_right_message_whatever_the_order_they_are_read_in) {
    deliver(8);
    auto maildrop = store.maildrop("ann");
    for (const int i : {0, 1, 2, 2, 3, 1, 2, 3, 7, 0, 1, 5, 6, 7, 7, 4}) {
        EXPECT_EQ(store.content(*maildrop, static_cast<std::size_t>(i)), text(i)) << i;
        EXPECT_EQ(store.read(*maildrop, static_cast<std::size_t>(i), 60), text(i, 40)) << i;
    }
}

TEST_F(OpenMaildrop, cannot_read_what_has_been_taken_away_beneath_it) {
    deliver(3);
    auto maildrop = store.maildrop("ann");
    Database(directory() / "maildrop.db", Database::Checkpoints::none)
        .execute("DELETE FROM delivery WHERE content = (SELECT min(content) FROM delivery)");
    EXPECT_EQ(maildrop->total().messages, 3u) << "numbers stay";
    EXPECT_FALSE(store.content(*maildrop, 0));
    EXPECT_EQ(store.content(*maildrop, 1), text(1));
    EXPECT_TRUE(store.commit(*maildrop, {0, 1})) << "what is gone is deleted";
}

TEST_F(OpenMaildrop, holds_no_read_transaction_that_would_keep_the_log_growing) {
    store.deliver({"ann"}, std::string(1000000, 'x'));
    auto maildrop = store.maildrop("ann");
    EXPECT_TRUE(store.read(*maildrop, 0));  // and the client goes away for a while
    for (int i = 0; i < 60; ++i) ASSERT_EQ(store.deliver({"bob"}, std::string(1000000, 'y')).outcome, Delivery::stored);
    EXPECT_LT(std::filesystem::file_size(directory() / "maildrop.db-wal"), 32u << 20);
    EXPECT_TRUE(store.read(*maildrop, 0, 65536));
}

#ifndef POSTLAB_SANITIZER  // they need memory of their own
/// The most memory this process has had since the last call, in octets.
std::size_t peak_memory() {
    std::ifstream status("/proc/self/status");
    std::size_t kilobytes = 0;
    for (std::string word; status >> word;)
        if (word == "VmHWM:") status >> kilobytes;
    std::ofstream("/proc/self/clear_refs") << "5";
    return kilobytes * 1024;
}

TEST_F(OpenMaildrop, takes_and_gives_25_mib_in_little_memory) {
    const std::string block(256 * 1024, 'x');
    deliver(1);
    store.read(*store.maildrop("ann"), 0);
    peak_memory();
    const std::size_t before = peak_memory();
    auto draft = store.store->draft();
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(store.append(*draft, block));
    ASSERT_EQ(store.deliver({"ann"}, "\r\n", std::move(draft)).outcome, Delivery::stored);
    auto maildrop = store.maildrop("ann");
    std::uint64_t octets = 0;
    while (octets < maildrop->message(1)->octets) octets += store.read(*maildrop, 1, octets)->size();
    EXPECT_EQ(octets, 100 * block.size() + 2);
    EXPECT_LT(peak_memory(), before + (8u << 20));
}
#endif

}  // namespace postlab::store::sqlite_maildrop_test
