#include <algorithm>
#include <atomic>
#include <limits>

#include "store/store_on_disk_for_tests.h"

namespace postlab::store::maildrop_list_test {

/// A maildrop of more than a page: its list is read as far as it is needed.
struct LargeMaildrop : StoreOnDisk {
    /// So many more messages for ann; what each holds is its id.
    void fill(std::int64_t messages) {
        Database database(directory() / "maildrop.db", Database::Checkpoints::none);
        Transaction transaction(database);
        Query last = database.query("SELECT coalesce(max(id), 0) FROM content");
        last.next();
        const std::int64_t first = last.integer(0) + 1, end = last.integer(0) + messages;
        const char* each = "WITH RECURSIVE n(i) AS (SELECT ?1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2) ";
        database.execute(each + std::string("INSERT INTO content SELECT i, '' FROM n"), first, end);
        database.execute(each + std::string("INSERT INTO chunk SELECT i * 65536, CAST(i AS BLOB) FROM n"), first, end);
        database.execute(each + std::string("INSERT INTO delivery SELECT mailbox.id, i, length(i), i FROM n, mailbox"
                                            " WHERE name = 'ann'"),
                         first, end);
        transaction.commit();
    }
    static constexpr std::size_t page = 256;
};

TEST_F(LargeMaildrop, comes_with_its_list_only_if_that_is_short) {
    fill(page);
    WaitingStore store(directory());
    EXPECT_TRUE(store.maildrop("ann")->message(0)) << "a page is read at the login";
    EXPECT_TRUE(store.maildrop("ann")->message(page - 1));
    fill(1);
    const auto maildrop = store.maildrop("ann");
    EXPECT_EQ(maildrop->total().messages, page + 1);
    for (const std::size_t index : {std::size_t{0}, page - 1, page}) EXPECT_FALSE(maildrop->message(index)) << index;
}

TEST_F(LargeMaildrop, has_the_same_numbers_whatever_the_order_they_are_asked_in) {
    fill(1000);
    WaitingStore store(directory());
    for (const auto& order :
         std::vector<std::vector<std::size_t>>{{999, 0, 500, 255, 256}, {256, 700, 1}, {511, 512}}) {
        const auto maildrop = store.maildrop("ann");
        fill(3);
        for (const std::size_t index : order) {
            EXPECT_EQ(store.message(*maildrop, index).id, index + 1);
            EXPECT_EQ(store.content(*maildrop, index), std::to_string(index + 1));
        }
        ASSERT_TRUE(store.list(*maildrop, 0, maildrop->total().messages));
        for (std::size_t index = 0; index < maildrop->total().messages; ++index)
            ASSERT_EQ(maildrop->message(index)->id, index + 1);
        EXPECT_EQ(store.commit(*maildrop, {}), true);
    }
}

TEST_F(LargeMaildrop, reads_no_more_of_the_list_than_one_page_for_one_message) {
    fill(1000);
    WaitingStore store(directory());
    const auto maildrop = store.maildrop("ann");
    EXPECT_EQ(store.message(*maildrop, 300).id, 301u);
    EXPECT_FALSE(maildrop->message(255));
    EXPECT_FALSE(maildrop->message(512));
    EXPECT_EQ(maildrop->message(511)->id, 512u);
}

TEST_F(LargeMaildrop, refuses_the_list_when_messages_have_gone_beside_the_lock) {
    fill(1000);
    WaitingStore store(directory());
    const auto maildrop = store.maildrop("ann");
    EXPECT_EQ(store.message(*maildrop, 999).id, 1000u);
    Database(directory() / "maildrop.db", Database::Checkpoints::none)
        .execute("DELETE FROM delivery WHERE content = 7");
    EXPECT_FALSE(store.list(*maildrop, 0, 1)) << "else number 7 would be another message";
    EXPECT_FALSE(store.list(*maildrop, 0, 1000));
    EXPECT_EQ(store.content(*maildrop, 999), "1000") << "what was known is still known";
}

std::atomic<std::int64_t> steps = 0;
int count_step(void*) {
    ++steps;
    return 0;
}
int count_steps_of(sqlite3* handle, char**, const void*) {
    sqlite3_progress_handler(handle, 1, count_step, nullptr);
    return SQLITE_OK;
}

/// Each step of SQLite's machine, on every connection that is opened while this is there.
struct StepsCounted {
    StepsCounted() { sqlite3_auto_extension(reinterpret_cast<void (*)()>(count_steps_of)); }
    ~StepsCounted() { sqlite3_cancel_auto_extension(reinterpret_cast<void (*)()>(count_steps_of)); }
};

TEST_F(LargeMaildrop, opens_in_as_many_steps_whatever_it_holds) {
    // Keys that are missing would be made meanwhile, and asked for until then.
    Database(directory() / "maildrop.db", Database::Checkpoints::none)
        .execute("UPDATE mailbox SET scram = 'are there'");
    const StepsCounted counted;
    WaitingStore store(directory());
    const auto steps_of_login = [&] {
        std::int64_t fewest = std::numeric_limits<std::int64_t>::max();
        for (int i = 0; i < 10; ++i) {  // each reader's first one is more work, and the first right password
            steps = 0;
            EXPECT_TRUE(store.maildrop("ann"));
            fewest = std::min(fewest, steps.load());
        }
        return fewest;
    };
    fill(page + 1);
    const std::int64_t few = steps_of_login();
    EXPECT_GT(few, 0);
    fill(20000);
    EXPECT_EQ(steps_of_login(), few);
}

}  // namespace postlab::store::maildrop_list_test
