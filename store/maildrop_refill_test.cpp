#include "store/maildrop_refill.h"

#include "store/store_on_disk_for_tests.h"

namespace postlab::store::maildrop_refill_test {

struct Refill : StoreOnDisk {
    MaildropRefill refill{directory()};
    using Ids = MaildropRefill::Ids;

    Ids fill(const std::string& mailbox, const std::vector<NewLetter>& letters) {
        return refill.refill(mailbox, letters, [](const Ids&) {}).value_or(Ids{});
    }
    /// What a POP3 session would see.
    std::vector<std::string> contents(const std::string& mailbox) {
        WaitingStore store(directory());
        auto maildrop = store.maildrop(mailbox);
        std::vector<std::string> all;
        for (std::size_t i = 0; i < maildrop->total().messages; ++i)
            all.push_back(store.content(*maildrop, i).value_or("lost"));
        return all;
    }
};

using Texts = std::vector<std::string>;

TEST_F(Refill, replaces_what_a_maildrop_holds) {
    WaitingStore(directory()).deliver({"ann", "bob"}, "old\r\n");
    const Ids ids = fill("ann", {{"x@y", "one\r\n"}, {"x@y", "two\r\n"}});
    EXPECT_EQ(ids.size(), 2u);
    EXPECT_EQ(contents("ann"), (Texts{"one\r\n", "two\r\n"}));
    EXPECT_EQ(contents("bob"), Texts{"old\r\n"}) << "another maildrop";
    EXPECT_EQ(number("SELECT reverse_path = 'x@y' FROM content WHERE id = " + std::to_string(ids[0])), 1);
    EXPECT_EQ(fill("ann", {}), Ids{});
    EXPECT_EQ(contents("ann"), Texts{});
    EXPECT_EQ(number("SELECT count(*) FROM chunk"), 1) << "what nobody has is gone";
}

TEST_F(Refill, does_nothing_while_a_session_holds_the_lock) {
    WaitingStore store(directory());
    store.deliver({"ann"}, "old\r\n");
    auto held = store.maildrop("ann");
    EXPECT_EQ(refill.refill("ann", {{"", "new\r\n"}}, [](const Ids&) { FAIL(); }), std::nullopt);
    held.reset();
    EXPECT_EQ(contents("ann"), Texts{"old\r\n"});
}

TEST_F(Refill, lets_nobody_in_before_it_has_been_told_what_there_is) {
    WaitingStore store(directory());
    refill.refill("ann", {{"", "new\r\n"}}, [&](const Ids& ids) {
        EXPECT_EQ(ids.size(), 1u);
        EXPECT_EQ(refusal(store.open("ann", Password{"secret"})), Refusal::in_use);
    });
    EXPECT_NE(store.maildrop("ann"), nullptr);
}

TEST_F(Refill, delivers_one_message_to_many_in_the_place_where_it_belongs) {
    const std::int64_t first = refill.reserve(100), big = first + 99;
    fill("ann", {{"", "a1\r\n", first}, {"", "big\r\n", big}, {"", "a3\r\n"}});
    fill("bob", {{"", "b1\r\n", first + 1}, {"", "b2\r\n", first + 2}, {"", "big\r\n", big}, {"", "b4\r\n"}});
    EXPECT_EQ(contents("ann"), (Texts{"a1\r\n", "big\r\n", "a3\r\n"}));
    EXPECT_EQ(contents("bob"), (Texts{"b1\r\n", "b2\r\n", "big\r\n", "b4\r\n"}));
    EXPECT_EQ(number("SELECT count(*) FROM content"), 6) << "the big one once";
    fill("ann", {{"", "big\r\n", big}});
    EXPECT_EQ(contents("ann"), Texts{"big\r\n"});
    fill("ann", {});
    EXPECT_TRUE(refill.holds(big)) << "bob has it";
    fill("bob", {});
    EXPECT_FALSE(refill.holds(big));
}

TEST_F(Refill, reserves_what_is_given_to_nobody_else) {
    const std::int64_t first = refill.reserve(10);
    EXPECT_EQ(fill("ann", {{"", "x\r\n"}})[0], static_cast<std::uint64_t>(first + 10));
}

TEST_F(Refill, says_who_is_missing) { EXPECT_THROW(fill("nobody", {}), std::runtime_error); }

}  // namespace postlab::store::maildrop_refill_test
