#include "store/login.h"

#include <algorithm>
#include <future>

#include "shared/system/digest.h"
#include "store/engine.h"
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

/// What pages ask.
struct PageLogins : StoreOnDisk {
    PageChecked check(WaitingStore& store, const std::string& name, const std::string& secret) {
        return store.loop.await<PageChecked>(
            [&](auto done) { store.engine.check_for_pages(name, secret, kept, "192.0.2.1", store.loop.post(), done); });
    }
    std::string kept = hash_password("48219036");
};

TEST_F(PageLogins, take_the_pin_and_the_password) {
    WaitingStore store(directory());
    for (const char* right : {"48219036", "4821 9036", " 4821-9036 ", "secret"})
        EXPECT_EQ(check(store, "Ann", right), PageChecked::right) << right;
    for (const char* wrong : {"48219037", "4821903", "482190360", "", "Secret", "0000 0000"})
        EXPECT_EQ(check(store, "ann", wrong), PageChecked::wrong) << wrong;
    kept = "";
    EXPECT_EQ(check(store, "ann", "48219036"), PageChecked::wrong) << "there is no PIN";
    EXPECT_EQ(check(store, "nobody", "48219036"), PageChecked::wrong);
}

TEST_F(PageLogins, leave_the_maildrop_closed_to_the_pin) {
    WaitingStore store(directory());
    ASSERT_EQ(check(store, "ann", "48219036"), PageChecked::right);
    EXPECT_EQ(refusal(store.open("ann", Password{"48219036"})), Refusal::bad_credentials);
    EXPECT_EQ(refusal(store.open("ann", Password{"4821 9036"})), Refusal::bad_credentials);
}

TEST_F(PageLogins, cost_more_with_each_wrong_one_and_lock_nobody_out) {
    WaitingStore store(directory());
    auto cost = [&](const std::string& secret) {
        const std::uint64_t before = store.engine.passwords_checked();
        check(store, "ann", secret);
        return store.engine.passwords_checked() - before;
    };
    EXPECT_EQ(cost("00000001"), 2u) << "as a password, and as a PIN";
    for (int i = 0; i < 30; ++i) check(store, "ann", "00000001");
    EXPECT_GE(cost("00000001"), 5u);
    EXPECT_EQ(cost("48219036"), 2u) << "who has the PIN waits for nobody's guesses";
    const std::uint64_t before = store.engine.passwords_checked();
    EXPECT_EQ(refusal(store.open("ann", Password{"wrong"})), Refusal::bad_credentials);
    EXPECT_GE(store.engine.passwords_checked() - before, 4u) << "POP3 counts with the pages";
}

TEST_F(PageLogins, are_not_checked_when_the_process_is_about_to_stop) {
    WaitingStore store(directory());
    store.engine.refuse_logins();
    EXPECT_EQ(check(store, "ann", "48219036"), PageChecked::failed);
}

TEST_F(Logins, take_passwords_with_any_characters) {
    for (const std::string password : {"two words", " led and trailed ", "p\xc3\xa4ss", "a,\"b\""}) {
        Accounts(directory()).add("dave", password, Accounts::Apop::none);
        WaitingStore store(directory());
        EXPECT_FALSE(refusal(store.open("dave", Password{password}))) << password;
    }
}

TEST_F(Logins, know_a_password_by_its_prepared_form_however_it_was_typed_at_first) {  // RFC 6856 2.2
    const std::string typed = "caf\x65\xCC\x81 \xEF\xBC\x91", kept = "caf\xC3\xA9 1";
    Accounts accounts(directory());
    accounts.add("dave", typed, Accounts::Apop::keep_secret);
    accounts.add({{"erin", typed}});
    accounts.import("frank," + typed + ",apop\n", "");
    accounts.plant("grace", typed);
    WaitingStore store(directory());
    for (const char* name : {"dave", "erin", "frank", "grace"}) {
        EXPECT_FALSE(refusal(store.open(name, Password{kept}))) << name;
        EXPECT_TRUE(refusal(store.open(name, Password{typed}))) << name << ": a session prepares what it is told";
    }
    for (const char* name : {"dave", "frank", "grace"}) {
        EXPECT_FALSE(refusal(store.open(name, ApopDigest{"<1@x>", apop_digest("<1@x>", kept)}))) << name;
        EXPECT_TRUE(refusal(store.open(name, ApopDigest{"<1@x>", apop_digest("<1@x>", typed)}))) << name;
    }
    EXPECT_EQ(accounts.import("frank," + kept + ",apop\n", "").unchanged, 1u);
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

TEST_F(Logins, let_go_of_the_lock_before_they_are_refused_for_another_reason) {
    WaitingStore store(directory()), elsewhere(directory());
    Database database(directory() / "maildrop.db", Database::Checkpoints::none);
    database.execute("ALTER TABLE delivery RENAME TO elsewhere");
    EXPECT_EQ(refusal(store.open("ann", Password{"secret"})), Refusal::failed) << "the messages can't be listed";
    database.execute("ALTER TABLE elsewhere RENAME TO delivery");
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

TEST_F(Logins, by_apop_are_guessed_as_slowly_as_passwords_for_any_name) {
    Accounts(directory()).add("mrose", "tanstaaf", Accounts::Apop::keep_secret);
    WaitingStore store(directory());
    const std::string timestamp = "<1896.697170952@dbc.mtview.ca.us>";
    for (const char* name : {"mrose", "ann", "nobody"}) {
        const std::uint64_t before = store.engine.passwords_checked();
        EXPECT_TRUE(refusal(store.open(name, ApopDigest{timestamp, "c4c9334bac560ecc979e58001b3e22fc"})));
        EXPECT_EQ(store.engine.passwords_checked(), before + 1) << name;
    }
}

/// All threads that check passwords are busy until it goes; logins that are begun meanwhile wait.
class BusyCheckers {
public:
    explicit BusyCheckers(PasswordCheckers& checkers) {
        for (std::size_t thread = 0; thread < checkers.count(); ++thread) {
            const auto taken = std::make_shared<std::promise<void>>();
            const auto wait = [taken, open = open_](PasswordChecker&) {
                taken->set_value();
                open.wait();
                return true;
            };
            EXPECT_TRUE(checkers.push({"busy", std::to_string(thread)}, {wait, [](bool) {}}));
            taken->get_future().wait();
        }
    }
    ~BusyCheckers() { gate_.set_value(); }

private:
    std::promise<void> gate_;
    std::shared_future<void> open_ = gate_.get_future().share();
};

struct WaitingLogins : Logins {
    void begin(const std::string& client, const std::string& name, Credential credential) {
        const std::string who = client + " " + name;
        std::make_shared<Login>(engine, loop.post(), Asker{client, name}, std::move(credential),
                                [this, who](Opened got) {
                                    answered.push_back(who);
                                    if (!refusal(got)) let_in = answered.size();
                                })
            ->start();
    }
    /// Lets both readers deal with all that has been begun: those logins wait for a checker then, or are refused.
    void settle() {
        const auto one = std::make_shared<std::promise<void>>(), other = std::make_shared<std::promise<void>>(),
                   both = std::make_shared<std::promise<void>>();
        ASSERT_TRUE(engine.readers.push([one, wait = both->get_future().share()](Database&) {
            one->set_value();
            wait.wait();
        }));
        one->get_future().wait();
        ASSERT_TRUE(engine.readers.push([other](Database&) { other->set_value(); }));
        other->get_future().wait();
        both->set_value();
    }
    void run_until_answered(std::size_t count) {
        while (answered.size() < count) loop.run_one();
    }

    AnswerLoop loop;
    Engine engine{directory(), {}};
    std::vector<std::string> answered;
    std::size_t let_in = 0;  ///< how many had been answered with the first one that was
};

TEST_F(WaitingLogins, let_a_person_in_before_a_flood_of_wrong_ones_whatever_it_has_in_common_with_them) {
    struct Flood {
        const char *client, *name;
    };
    for (const Flood flood : {Flood{"192.0.2.1", "bob"}, Flood{"192.0.2.66", "ann"}}) {
        answered.clear();
        let_in = 0;
        {
            const BusyCheckers busy(engine.checkers);
            for (int i = 0; i < 20; ++i) begin(flood.client, flood.name, Password{"wrong"});
            settle();
            begin("192.0.2.1", "ann", Password{"secret"});
            settle();
        }
        run_until_answered(21);
        EXPECT_GT(let_in, 0u);
        EXPECT_LE(let_in, 10u) << flood.client << " " << flood.name;
        Accounts(directory()).add("ann", "secret", Accounts::Apop::none);  // a new hash: nothing is remembered
    }
}

TEST(PasswordCheckers, refuse_too_many_of_one_name_and_nobody_else) {
    testing::internal::CaptureStderr();
    PasswordCheckers checkers(200, 10);
    {
        const BusyCheckers busy(checkers);
        const PasswordCheckers::Check check{[](PasswordChecker&) { return true; }, [](bool) {}};
        for (int i = 0; i < 10; ++i) EXPECT_TRUE(checkers.push({"192.0.2.1", "bob"}, check));
        for (int i = 0; i < 10; ++i) EXPECT_FALSE(checkers.push({"192.0.2.1", "bob"}, check));
        EXPECT_TRUE(checkers.push({"192.0.2.1", "ann"}, check));
    }
    checkers.finish();
    EXPECT_EQ(testing::internal::GetCapturedStderr(),
              "postlab: logins that were told to come again, since too many of one name or client waited: 1\n")
        << "once a minute at most";
}

TEST_F(WaitingLogins, that_are_right_show_no_sooner_than_wrong_ones_while_somebody_guesses) {
    Accounts(directory()).add("mrose", "tanstaaf", Accounts::Apop::keep_secret);
    const std::string timestamp = "<1896.697170952@dbc.mtview.ca.us>";
    const ApopDigest right{timestamp, "c4c9334bac560ecc979e58001b3e22fb"};
    {
        const BusyCheckers busy(engine.checkers);
        begin("192.0.2.66", "mrose", ApopDigest{timestamp, "c4c9334bac560ecc979e58001b3e22fc"});
        settle();
        begin("192.0.2.66", "mrose", right);
        settle();
        EXPECT_TRUE(loop.quiet());
        begin("192.0.2.1", "mrose", right);
        run_until_answered(1);
        EXPECT_EQ(answered[0], "192.0.2.1 mrose") << "nobody has guessed from there";
    }
    run_until_answered(3);
}

}  // namespace postlab::store::login_test
