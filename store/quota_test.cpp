// What a maildrop holds, and `store.max_mailbox_bytes`.
#include "store/store_on_disk_for_tests.h"

namespace postlab::store::quota_test {

struct Quota : StoreOnDisk {
    static Settings quota_of(std::uint64_t octets) {
        Settings settings;
        settings.store.max_mailbox_bytes = octets;
        return settings;
    }
};

std::string letter(std::size_t octets) { return std::string(octets - 2, 'x') + "\r\n"; }

TEST_F(Quota, refuses_what_goes_beyond_it_until_something_is_deleted) {
    WaitingStore store(directory(), quota_of(100000));
    EXPECT_EQ(store.deliver({"ann"}, letter(60000)).outcome, Delivery::stored);
    EXPECT_EQ(store.deliver({"ann"}, letter(40001)).outcome, Delivery::no_room);
    EXPECT_EQ(store.find("ann", 40001), Lookup::no_room);
    EXPECT_EQ(store.find("ANN", 40000), Lookup::found);
    EXPECT_EQ(store.deliver({"ann"}, letter(40000)).outcome, Delivery::stored) << "up to the last octet";
    EXPECT_EQ(store.find("ann"), Lookup::no_room) << "not one octet more";
    EXPECT_EQ(store.find("bob", 99999), Lookup::found) << "another's quota is another's";
    EXPECT_EQ(store.find("nobody", 1), Lookup::none);
    ASSERT_TRUE(store.commit(*store.maildrop("ann"), {0}));
    EXPECT_EQ(store.find("ann", 60000), Lookup::found);
    EXPECT_EQ(store.deliver({"ann"}, letter(60000)).outcome, Delivery::stored);
}

TEST_F(Quota, lets_an_empty_maildrop_take_whatever_the_server_takes) {
    WaitingStore store(directory(), quota_of(65536));
    EXPECT_EQ(store.deliver({"ann"}, letter(65536 + 400)).outcome, Delivery::stored) << "its trace lines came on top";
    EXPECT_EQ(store.deliver({"ann"}, letter(2)).outcome, Delivery::no_room);
}

TEST_F(Quota, of_one_recipient_refuses_the_letter_for_all) {
    WaitingStore store(directory(), quota_of(65536));
    ASSERT_EQ(store.deliver({"bob"}, letter(65000)).outcome, Delivery::stored);
    EXPECT_EQ(store.deliver({"ann", "bob", "carol"}, letter(1000)).outcome, Delivery::no_room);
    EXPECT_EQ(store.maildrop("ann")->total().messages, 0u);
    EXPECT_EQ(number("SELECT count(*) FROM content"), 1);
    EXPECT_EQ(store.deliver({"ann", "carol"}, letter(1000)).outcome, Delivery::stored);
}

/// Each alone fits, all were let in by RCPT, and most of them share a commit.
TEST_F(Quota, holds_for_deliveries_that_are_in_flight_together) {
    WaitingStore store(directory(), quota_of(100000));
    ASSERT_EQ(store.deliver({"ann"}, letter(10)).outcome, Delivery::stored);
    int stored = 0, refused = 0;
    for (int i = 0; i < 40; ++i)
        store.store->deliver({"", {"ann"}}, {nullptr, letter(9000)}, [&](Delivered delivered) {
            stored += delivered.outcome == Delivery::stored;
            refused += delivered.outcome == Delivery::no_room;
        });
    while (stored + refused < 40) store.loop.run_one();
    EXPECT_EQ(stored, 11);
    EXPECT_EQ(number("SELECT octets FROM mailbox_total JOIN mailbox ON id = mailbox WHERE name = 'ann'"), 99010);
}

TEST_F(Quota, is_none_unless_it_is_set) {
    WaitingStore store(directory());
    for (int i = 0; i < 3; ++i) ASSERT_EQ(store.deliver({"ann"}, letter(70000)).outcome, Delivery::stored);
    EXPECT_EQ(store.find("ann", 1 << 30), Lookup::found);
}

TEST_F(Quota, goes_for_maildrops_that_their_first_mail_makes) {
    Settings settings = quota_of(65536);
    settings.accounts.auto_create = true;
    WaitingStore store(directory(), settings);
    EXPECT_EQ(store.find("dave", 65536), Lookup::found);
    ASSERT_EQ(store.deliver({"dave"}, letter(65000)).outcome, Delivery::stored);
    EXPECT_EQ(store.find("dave", 65536), Lookup::no_room);
    EXPECT_EQ(store.deliver({"dave"}, letter(65000)).outcome, Delivery::no_room);
}

/// How many steps of SQLite's virtual machine that takes.
std::int64_t steps_of(Database& database, const std::function<void()>& work) {
    std::int64_t steps = 0;
    const auto count = [](void* counted) {
        ++*static_cast<std::int64_t*>(counted);
        return 0;
    };
    sqlite3_progress_handler(database.handle(), 1, count, &steps);
    work();
    sqlite3_progress_handler(database.handle(), 0, nullptr, nullptr);
    return steps;
}

TEST_F(Quota, costs_a_delivery_no_more_when_the_maildrop_holds_many) {
    Database database(directory() / "maildrop.db", Database::Checkpoints::none);
    const std::int64_t ann[] = {*find_mailbox_id(database, "ann")};
    const std::string text = letter(10);
    const auto deliver = [&] {
        Pieces content(nullptr, text);
        EXPECT_TRUE(has_room(database, ann[0], 10, 1 << 30));
        insert_message(database, "", content, ann);
    };
    Transaction transaction(database);
    for (int i = 0; i < 3; ++i) deliver();
    const std::int64_t few = steps_of(database, deliver);
    for (int i = 0; i < 5000; ++i) deliver();
    EXPECT_GT(few, 10);
    EXPECT_EQ(steps_of(database, deliver), few);
    transaction.commit();
    EXPECT_EQ(total_of(database, ann[0]).messages, 5005u);
    EXPECT_EQ(total_of_all(database).octets, 50050u);
}

/// RFC 5321 4.5.1
TEST_F(Quota, keeps_nothing_from_postmaster) {
    WaitingStore store(directory(), quota_of(65536));
    for (int i = 0; i < 3; ++i) ASSERT_EQ(store.deliver({"postmaster"}, letter(60000)).outcome, Delivery::stored);
    EXPECT_EQ(store.find("Postmaster", 65536), Lookup::found);
    ASSERT_EQ(store.deliver({"ann"}, letter(60000)).outcome, Delivery::stored);
    EXPECT_EQ(store.deliver({"ann", "postmaster"}, letter(60000)).outcome, Delivery::no_room) << "ann's is full";
}

}  // namespace postlab::store::quota_test
