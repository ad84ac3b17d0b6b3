#include "store/accounts.h"

#include "store/mailbox_name.h"
#include "store/store_on_disk_for_tests.h"

namespace postlab::store::accounts_test {

using Apop = Accounts::Apop;
using Change = Accounts::Change;

struct AccountsOnDisk : StoreOnDisk {
    Accounts accounts{directory()};

    /// What is said against it; empty when it works.
    static std::string complaint(const std::function<void()>& change) {
        try {
            change();
            return {};
        } catch (const AccountError& error) {
            EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos) << "one line";
            return error.what();
        }
    }
    std::string import(const std::string& csv) {
        return complaint([&] { imported = accounts.import(csv); });
    }
    bool opens(const std::string& name, const std::string& password) {
        return !refusal(WaitingStore(directory()).open(name, Password{password}));
    }
    Accounts::Imported imported{};
};

bool says(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

TEST_F(AccountsOnDisk, are_added_and_get_new_passwords) {
    EXPECT_EQ(accounts.add("dave", "one", Apop::none), Change::added);
    EXPECT_TRUE(opens("dave", "one"));
    EXPECT_EQ(accounts.add("dave", "two", Apop::none), Change::password_changed);
    EXPECT_FALSE(opens("dave", "one"));
    EXPECT_TRUE(opens("dave", "two"));
    EXPECT_EQ(accounts.add("postmaster", "three", Apop::none), Change::password_changed);
    EXPECT_TRUE(opens("postmaster", "three"));
}

TEST_F(AccountsOnDisk, are_added_many_at_a_time_or_not_at_all) {
    accounts.add({{"dave", "one"}, {"erin", "two"}, {"desk", ""}, {"ann", ""}});
    EXPECT_TRUE(opens("dave", "one"));
    EXPECT_TRUE(opens("erin", "two"));
    EXPECT_FALSE(opens("desk", ""));
    EXPECT_TRUE(opens("ann", "secret")) << "stays as it was";
    EXPECT_NE(complaint([&] { accounts.add({{"fred", "x"}, {"not a name", "x"}}); }), "");
    EXPECT_FALSE(opens("fred", "x"));
}

TEST_F(AccountsOnDisk, keep_their_mail_when_the_password_changes) {
    WaitingStore store(directory());
    store.deliver({"ann"}, "x\r\n");
    accounts.add("ann", "new", Apop::none);
    const auto opened = store.open("ann", Password{"new"});
    EXPECT_EQ(std::get<0>(opened)->total().messages, 1u);
}

TEST_F(AccountsOnDisk, never_keep_the_password_itself_unless_apop_needs_it) {
    accounts.add("dave", "a password to look for", Apop::none);
    EXPECT_EQ(number("SELECT count(*) FROM mailbox WHERE password LIKE '%look for%' OR apop_secret IS NOT NULL"), 0);
    accounts.add("dave", "a password to look for", Apop::keep_secret);
    EXPECT_EQ(number("SELECT count(*) FROM mailbox WHERE apop_secret = 'a password to look for'"), 1);
}

TEST_F(AccountsOnDisk, have_names_that_keep_to_the_rule) {
    for (const std::string name : {"a", "ann.b", "a-b_c.9", "0"})
        EXPECT_EQ(complaint([&] { accounts.add(name, "x", Apop::none); }), "") << name;
    for (const std::string name : {"", "a!b", "$a", ".a", "a.", "a..b", "a b", "a@b", "a+b", "\xc3\xa4", "a\n", "a/b"})
        EXPECT_TRUE(says(complaint([&] { accounts.add(name, "x", Apop::none); }), mailbox_name_rule.text)) << name;
    EXPECT_EQ(complaint([&] { accounts.add("Dave", "x", Apop::none); }), "");
    EXPECT_TRUE(opens("dave", "x")) << "names are kept in lower case";
    EXPECT_EQ(complaint([&] { accounts.add(std::string(64, 'a'), "x", Apop::none); }), "");
    EXPECT_NE(complaint([&] { accounts.add(std::string(65, 'a'), "x", Apop::none); }), "");
}

TEST_F(AccountsOnDisk, have_passwords_that_a_client_can_send) {
    for (const std::string& password :
         {std::string(), std::string("a\r"), std::string("a\nb"), std::string("a\0b", 3), std::string(249, 'x'),
          std::string("\xff"), std::string("tab\there"), std::string("\xEE\x80\x80"), std::string("\xC8\xA1")})
        EXPECT_TRUE(says(complaint([&] { accounts.add("dave", password, Apop::none); }), "password"));
    EXPECT_EQ(complaint([&] { accounts.add("dave", std::string(248, 'x'), Apop::none); }), "");
}

TEST_F(AccountsOnDisk, are_listed_with_what_they_hold) {
    accounts.add("dave", "x", Apop::keep_secret);
    WaitingStore store(directory());
    store.deliver({"ann", "dave"}, "12345\r\n");
    store.deliver({"ann"}, "1\r\n");
    const auto list = accounts.list();
    ASSERT_EQ(list.size(), 5u);
    EXPECT_EQ(list[0].name, "ann");
    EXPECT_EQ(list[0].messages, 2u);
    EXPECT_EQ(list[0].octets, 10u);
    EXPECT_FALSE(list[0].has_apop_secret);
    EXPECT_EQ(list[3].name, "dave");
    EXPECT_EQ(list[3].messages, 1u);
    EXPECT_TRUE(list[3].has_apop_secret);
    EXPECT_EQ(list[4].name, "postmaster");
    EXPECT_EQ(list[4].messages, 0u);
    EXPECT_FALSE(list[4].has_password);
}

TEST_F(AccountsOnDisk, are_planted_with_a_secret_that_may_be_seen_and_take_no_mail) {
    accounts.plant("S017-L20", "one");
    accounts.plant("s017-l20", "two");
    EXPECT_EQ(number("SELECT count(*) FROM mailbox WHERE name = 's017-l20' AND planted AND apop_secret = 'two'"), 1);
    WaitingStore store(directory());
    auto opened = store.open("s017-L20", Password{"two"});
    ASSERT_FALSE(refusal(opened));
    EXPECT_TRUE(std::get<std::unique_ptr<Maildrop>>(opened)->is_planted());
    EXPECT_FALSE(store.maildrop("ann")->is_planted());
    EXPECT_TRUE(refusal(store.open("s017-l20", Password{"one"})));
    EXPECT_EQ(store.find("s017-l20"), Lookup::none);
    EXPECT_EQ(store.deliver({"s017-l20"}, "x\r\n").outcome, Delivery::no_mailbox);
    EXPECT_TRUE(accounts.list().back().planted);
}

TEST_F(AccountsOnDisk, are_never_planted_over_somebody_s_and_no_more_so_with_a_password_of_their_own) {
    EXPECT_TRUE(says(complaint([&] { accounts.plant("Ann", "x"); }), "'ann' that is no lab's"));
    EXPECT_TRUE(opens("ann", "secret"));
    for (const bool imported_ : {false, true}) {
        accounts.plant("dave", "x");
        if (imported_)
            import("dave,x,apop\n");
        else
            accounts.add("dave", "x", Apop::keep_secret);
        EXPECT_EQ(number("SELECT planted FROM mailbox WHERE name = 'dave'"), 0);
        EXPECT_TRUE(says(complaint([&] { accounts.plant("dave", "x"); }), "no lab's"));
        accounts.remove("dave");
    }
}

TEST_F(AccountsOnDisk, take_their_mail_along_when_they_are_removed) {
    WaitingStore store(directory());
    store.deliver({"ann", "bob"}, std::string(100000, 'x'));
    store.deliver({"ann"}, std::string(100000, 'y'));
    accounts.remove("ann");
    EXPECT_EQ(number("SELECT count(*) FROM mailbox WHERE name = 'ann'"), 0);
    EXPECT_EQ(number("SELECT count(*) FROM content"), 1) << "bob's";
    EXPECT_EQ(number("SELECT count(*) FROM chunk"), 2);
    EXPECT_EQ(store.content(*store.maildrop("bob"), 0), std::string(100000, 'x'));
    EXPECT_EQ(refusal(store.open("ann", Password{"secret"})), Refusal::bad_credentials);
}

TEST_F(AccountsOnDisk, are_not_removed_while_a_session_holds_the_maildrop) {
    WaitingStore store(directory());
    store.deliver({"ann"}, "x\r\n");
    auto maildrop = store.maildrop("ann");
    EXPECT_TRUE(says(complaint([&] { accounts.remove("ann"); }), "a session has ann's maildrop open"));
    EXPECT_EQ(store.content(*maildrop, 0), "x\r\n");
    maildrop.reset();
    EXPECT_EQ(complaint([&] { accounts.remove("ann"); }), "");
}

TEST_F(AccountsOnDisk, that_do_not_exist_or_must_exist_are_not_removed) {
    EXPECT_TRUE(says(complaint([&] { accounts.remove("nobody"); }), "no mailbox 'nobody'"));
    EXPECT_TRUE(says(complaint([&] { accounts.remove("postmaster"); }), "RFC 5321 4.5.1"));
}

TEST_F(AccountsOnDisk, that_come_back_under_an_old_name_start_empty) {
    WaitingStore store(directory());
    store.deliver({"ann"}, "x\r\n");
    const std::int64_t old_id = number("SELECT id FROM mailbox WHERE name = 'ann'");
    accounts.remove("ann");
    accounts.add("ann", "secret", Apop::none);
    EXPECT_GT(number("SELECT id FROM mailbox WHERE name = 'ann'"), old_id) << "ids, and so locks, aren't given twice";
    EXPECT_EQ(store.maildrop("ann")->total().messages, 0u);
}

TEST_F(AccountsOnDisk, are_imported_from_a_file_and_a_second_time_nothing_changes) {
    const std::string csv = "name,password\r\ndave,one\r\nerin,\"two, or three\",apop\r\nann,secret\r\n";
    EXPECT_EQ(import(csv), "");
    EXPECT_EQ(imported.added, 2u);
    EXPECT_EQ(imported.unchanged, 1u);
    EXPECT_TRUE(opens("dave", "one"));
    EXPECT_TRUE(opens("erin", "two, or three"));
    EXPECT_EQ(number("SELECT count(*) FROM mailbox WHERE apop_secret IS NOT NULL"), 1);
    EXPECT_EQ(import(csv), "");
    EXPECT_EQ(imported.added + imported.changed, 0u);
    EXPECT_EQ(imported.unchanged, 3u);
    for (const char* row : {"dave,one,apop\n", "Dave,one,apop-only\n"}) {
        EXPECT_EQ(import(row), "");
        EXPECT_EQ(imported.changed, 1u) << row;
        EXPECT_EQ(import(row), "");
        EXPECT_EQ(imported.unchanged, 1u) << row;
    }
    EXPECT_FALSE(opens("dave", "one"));
}

TEST_F(AccountsOnDisk, are_imported_from_whatever_a_spreadsheet_writes) {
    for (const char* csv : {"username,password\ndave,one\n", "Name;Password;\r\ndave;one;\r\n;;\r\n", "dave\tone\r",
                            "\xEF\xBB\xBFsep=;\nlogin;PASSWORD\n dave ;one\n"}) {
        EXPECT_EQ(import(csv), "") << csv;
        EXPECT_EQ(imported.added + imported.unchanged, 1u) << csv;
        EXPECT_TRUE(opens("dave", "one")) << csv;
    }
    for (const char* heading : {"name", "username", "login"}) EXPECT_FALSE(opens(heading, "password")) << heading;
    EXPECT_EQ(import("dave,p;a;ss\n"), "") << "a password may hold what separates elsewhere";
    EXPECT_TRUE(opens("dave", "p;a;ss"));
}

TEST_F(AccountsOnDisk, are_imported_all_or_none_and_the_error_names_its_row) {
    EXPECT_TRUE(says(import("dave,one\ner!n,two\n"), "row 2: 'er!n' can't be a mailbox's name"));
    EXPECT_TRUE(says(import("dave,one\n\nerin\n"), "row 3: a row is name,password"));
    EXPECT_TRUE(says(import("dave,one,two,three\n"), "row 1: "));
    EXPECT_TRUE(says(import("dave,one\nerin,two,yes\n"), "row 2: the third field is 'apop', 'apop-only' or empty"));
    EXPECT_TRUE(says(import("dave,one\nerin,\n"), "row 2: the password is empty"));
    EXPECT_TRUE(says(import("dave,one\nerin,two\ndave,three\n"), "row 3: dave is in row 1 already"));
    EXPECT_TRUE(says(import("dave,one\n\"erin,two\n"), "row 2: a quote is not closed"));
    EXPECT_EQ(number("SELECT count(*) FROM mailbox"), 4) << "postmaster, ann, bob and carol";
}

}  // namespace postlab::store::accounts_test
