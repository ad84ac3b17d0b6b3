#include "store/login.h"

#include <future>

#include "shared/system/digest.h"
#include "store/store_on_disk_for_tests.h"

namespace postlab::store::login_test {

using Logins = StoreOnDisk;

TEST_F(Logins, open_for_the_right_password_alone) {
    WaitingStore store(directory());
    EXPECT_EQ(refusal(store.open("ann", Password{"wrong"})), Refusal::bad_credentials);
    EXPECT_EQ(refusal(store.open("ann", Password{""})), Refusal::bad_credentials);
    EXPECT_EQ(refusal(store.open("ann", Password{"secret "})), Refusal::bad_credentials);
    EXPECT_EQ(refusal(store.open("nobody", Password{"secret"})), Refusal::bad_credentials);
    EXPECT_TRUE(store.maildrop("ann"));
    EXPECT_TRUE(store.maildrop("ANN"));
}

TEST_F(Logins, take_passwords_with_any_characters) {
    for (const std::string password : {"two words", " led and trailed ", "p\xc3\xa4ss", "\xff\x01", "a,\"b\""}) {
        Accounts(directory()).add("dave", password, Accounts::Apop::none);
        WaitingStore store(directory());
        EXPECT_FALSE(refusal(store.open("dave", Password{password}))) << password;
    }
}

TEST_F(Logins, hash_once_for_a_right_password_and_each_time_for_a_wrong_one) {
    WaitingStore store(directory());
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(store.maildrop("ann"));
    EXPECT_EQ(store.engine.passwords_checked(), 1u);
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(refusal(store.open("ann", Password{"wrong"})));
    EXPECT_EQ(store.engine.passwords_checked(), 4u);
}

TEST_F(Logins, cost_a_hash_for_names_that_nobody_has_and_for_those_without_a_password) {
    WaitingStore store(directory());
    for (const char* name : {"nobody", "postmaster", "", "no such name!"}) {
        const std::uint64_t before = store.engine.passwords_checked();
        EXPECT_EQ(refusal(store.open(name, Password{"secret"})), Refusal::bad_credentials) << name;
        EXPECT_EQ(store.engine.passwords_checked(), before + 1) << name;
        EXPECT_EQ(refusal(store.open(name, Password{""})), Refusal::bad_credentials) << name;
    }
}

TEST_F(Logins, count_a_changed_password_at_once) {
    WaitingStore store(directory());
    ASSERT_TRUE(store.maildrop("ann"));
    Accounts(directory()).add("ann", "new", Accounts::Apop::none);
    EXPECT_EQ(refusal(store.open("ann", Password{"secret"})), Refusal::bad_credentials);
    EXPECT_FALSE(refusal(store.open("ann", Password{"new"})));
    Accounts(directory()).remove("ann");
    EXPECT_EQ(refusal(store.open("ann", Password{"new"})), Refusal::bad_credentials);
}

TEST_F(Logins, let_one_session_in_and_keep_its_lock_when_others_fail) {
    WaitingStore store(directory());
    auto first = store.maildrop("ann");
    for (int i = 0; i < 3; ++i) EXPECT_EQ(refusal(store.open("ann", Password{"secret"})), Refusal::in_use);
    EXPECT_EQ(refusal(store.open("ann", Password{"wrong"})), Refusal::bad_credentials)
        << "who has no right to the maildrop isn't told that it is in use";
    WaitingStore elsewhere(directory());
    EXPECT_EQ(refusal(elsewhere.open("ann", Password{"secret"})), Refusal::in_use);
    EXPECT_TRUE(store.maildrop("bob")) << "the lock is one maildrop's";
    first.reset();
    EXPECT_TRUE(elsewhere.maildrop("ann"));
}

TEST_F(Logins, by_apop_need_the_secret_that_was_kept) {
    Accounts accounts(directory());
    accounts.add("mrose", "tanstaaf", Accounts::Apop::keep_secret);
    WaitingStore store(directory());
    const std::string timestamp = "<1896.697170952@dbc.mtview.ca.us>";  // RFC 1939 7
    const ApopDigest right{timestamp, "c4c9334bac560ecc979e58001b3e22fb"};
    EXPECT_FALSE(refusal(store.open("mrose", right)));
    EXPECT_FALSE(refusal(store.open("mrose", Password{"tanstaaf"})));
    EXPECT_EQ(refusal(store.open("mrose", ApopDigest{timestamp, ""})), Refusal::bad_credentials);
    EXPECT_EQ(refusal(store.open("mrose", ApopDigest{"<1@x>", right.digest})), Refusal::bad_credentials);
    EXPECT_EQ(refusal(store.open("ann", ApopDigest{timestamp, apop_digest(timestamp, "secret")})),
              Refusal::bad_credentials)
        << "ann's secret was never kept";
    for (const char* name : {"nobody", "ann", "postmaster"})
        for (const char* secret : {"", "nobody's secret"})
            EXPECT_EQ(refusal(store.open(name, ApopDigest{timestamp, apop_digest(timestamp, secret)})),
                      Refusal::bad_credentials)
                << name;
    accounts.add("mrose", "tanstaaf", Accounts::Apop::none);
    EXPECT_EQ(refusal(store.open("mrose", right)), Refusal::bad_credentials) << "the secret was dropped";
}

TEST_F(Logins, by_apop_alone_are_a_choice_of_the_account) {
    Accounts(directory()).add("moshez", "tanstaaf", Accounts::Apop::only);
    WaitingStore store(directory());
    const std::string timestamp = "<1896.697170952@dbc.mtview.ca.us>";
    EXPECT_EQ(refusal(store.open("moshez", Password{"tanstaaf"})), Refusal::bad_credentials);
    EXPECT_EQ(refusal(store.open("moshez", Password{""})), Refusal::bad_credentials);
    EXPECT_FALSE(refusal(store.open("moshez", ApopDigest{timestamp, apop_digest(timestamp, "tanstaaf")})));
}

TEST_F(Logins, are_refused_unchecked_when_the_process_is_about_to_stop) {
    WaitingStore store(directory());
    store.engine.refuse_logins();
    EXPECT_EQ(refusal(store.open("ann", Password{"secret"})), Refusal::failed);
    EXPECT_EQ(refusal(store.open("nobody", Password{"secret"})), Refusal::failed);
    EXPECT_EQ(store.engine.passwords_checked(), 0u);
}

TEST_F(Logins, are_asked_to_come_again_when_too_many_wait_for_a_checker) {
    AnswerLoop loop;
    std::promise<void> gate;
    const auto open = gate.get_future().share();
    Engine engine(directory(), {});
    for (std::size_t busy = 0; busy < engine.checkers.tools().size(); ++busy) {
        // Each thread takes one job and is busy from then on; only then can the queue be filled to the end.
        const auto taken = std::make_shared<std::promise<void>>();
        ASSERT_TRUE(engine.checkers.push([taken, open](PasswordChecker&) {
            taken->set_value();
            open.wait();
        }));
        taken->get_future().wait();
    }
    while (engine.checkers.push([open](PasswordChecker&) { open.wait(); })) continue;
    const auto opened = loop.await<Opened>(
        [&](auto done) { std::make_shared<Login>(engine, loop.post(), "ann", Password{"secret"}, done)->start(); });
    EXPECT_EQ(refusal(opened), Refusal::failed);
    gate.set_value();
}

}  // namespace postlab::store::login_test
