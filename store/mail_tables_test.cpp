#include "store/mail_tables.h"

#include "store/store_on_disk_for_tests.h"

namespace postlab::store::mail_tables_test {

struct Tables : StoreOnDisk {
    std::int64_t id(const char* name) { return find_mailbox_id(database, name).value(); }
    std::int64_t put(const std::string& text, std::vector<std::int64_t> mailboxes, std::int64_t wanted = 0) {
        Pieces pieces(nullptr, text);
        return insert_message(database, "sender@post.example", pieces, mailboxes, wanted);
    }
    std::vector<Message> listed(const char* name) { return list_messages(database, view_of(database, id(name))); }
    std::vector<std::int64_t> held_by(const char* name) {
        std::vector<std::int64_t> ids;
        for (const Message& message : listed(name)) ids.push_back(static_cast<std::int64_t>(message.id));
        return ids;
    }
    Database database{directory() / "maildrop.db", Database::Checkpoints::none};
};

TEST_F(Tables, know_an_account_by_its_name_in_lower_case) {
    const auto ann = find_account(database, "ann");
    ASSERT_TRUE(ann);
    EXPECT_EQ(ann->id, id("ann"));
    EXPECT_TRUE(verify_password("secret", ann->password));
    EXPECT_FALSE(ann->apop_secret) << "none is not the same as an empty one";
    EXPECT_FALSE(find_account(database, "Ann"));
    EXPECT_FALSE(find_mailbox_id(database, "nobody"));
    EXPECT_THROW(create_mailbox(database, "ann", ""), DatabaseError);
}

TEST_F(Tables, list_a_maildrop_in_the_order_of_the_ids) {
    const std::int64_t first = put("one\r\n", {id("ann")}), second = put("two two\r\n", {id("ann"), id("bob")});
    EXPECT_EQ(held_by("ann"), (std::vector{first, second}));
    ASSERT_EQ(listed("ann").size(), 2u);
    EXPECT_EQ(listed("ann")[0].octets, 5u);
    EXPECT_EQ(listed("ann")[1].octets, 9u);
    EXPECT_EQ(total_of(database, id("ann")), (Total{2, 14}));
    EXPECT_EQ(held_by("bob"), std::vector{second});
    EXPECT_TRUE(held_by("carol").empty());
}

TEST_F(Tables, list_a_view_as_it_was_or_say_that_it_is_no_more) {
    std::vector<std::int64_t> ids;
    for (int i = 0; i < 5; ++i) ids.push_back(put("x", {id("ann")}));
    const View view = view_of(database, id("ann"));
    put("later", {id("ann")});
    EXPECT_EQ(view.total, (Total{5, 5}));
    EXPECT_EQ(view.newest, ids[4]);
    EXPECT_EQ(list_messages(database, view).size(), 5u) << "what comes later is in no view of before";
    const auto some = list_messages(database, view, 2, static_cast<std::uint64_t>(ids[0]), 1);
    ASSERT_EQ(some.size(), 2u);
    EXPECT_EQ(some[0].id, static_cast<std::uint64_t>(ids[2]));
    delete_message(database, id("ann"), ids[0]);
    EXPECT_THROW(list_messages(database, view, 1, static_cast<std::uint64_t>(ids[3])), std::runtime_error);
    EXPECT_EQ(view_of(database, id("bob")).newest, 0);
}

TEST_F(Tables, give_a_message_the_id_that_was_said_and_go_on_behind_the_highest) {
    EXPECT_EQ(put("x", {id("ann")}, 40), 40);
    EXPECT_EQ(put("x", {id("ann")}, 7), 7);
    EXPECT_EQ(put("x", {id("ann")}), 41);
    EXPECT_THROW(put("x", {id("ann")}, 7), DatabaseError);
}

TEST_F(Tables, tell_who_still_holds_a_message_and_under_which_unique_id) {
    const std::int64_t message = put("x", {id("carol"), id("ann")});
    const std::vector<Copy> copies = copies_of(database, message);
    ASSERT_EQ(copies.size(), 2u);
    EXPECT_EQ(copies[0].mailbox, "ann");
    EXPECT_EQ(copies[1].mailbox, "carol");
    EXPECT_NE(copies[0].message.unique_id, copies[1].message.unique_id);
    EXPECT_EQ(copies[0].message.unique_id, listed("ann")[0].unique_id);
}

TEST_F(Tables, keep_content_until_its_last_delivery_has_gone) {
    const std::int64_t other = put("other", {id("ann")}), shared = put("shared", {id("ann"), id("bob")});
    delete_message(database, id("ann"), shared);
    EXPECT_EQ(read_chunk(database, shared, 0), "shared");
    delete_message(database, id("carol"), shared);
    EXPECT_EQ(read_chunk(database, shared, 0), "shared") << "it was not hers";
    delete_message(database, id("bob"), shared);
    EXPECT_EQ(read_chunk(database, shared, 0), std::nullopt);
    EXPECT_TRUE(copies_of(database, shared).empty());
    EXPECT_EQ(read_chunk(database, other, 0), "other");
}

TEST_F(Tables, keep_long_content_in_pieces_that_neighbours_do_not_share) {
    const std::string text = std::string(chunk_octets, 'a') + std::string(chunk_octets, 'b') + "c";
    const std::int64_t message = put(text, {id("ann")}), next = put("next", {id("ann")});
    EXPECT_EQ(read_chunk(database, message, 1), std::string(chunk_octets, 'b'));
    EXPECT_EQ(read_chunk(database, message, 2), "c");
    EXPECT_EQ(read_chunk(database, message, 3), std::nullopt);
    delete_message(database, id("ann"), message);
    EXPECT_EQ(number("SELECT count(*) FROM chunk"), 1);
    EXPECT_EQ(read_chunk(database, next, 0), "next");
}

}  // namespace postlab::store::mail_tables_test
