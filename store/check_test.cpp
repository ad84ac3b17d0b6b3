// What is right without a lock: MailStore::check() and find_salt(), and SCRAM's keys beside the password.
#include "shared/sasl/base64.h"
#include "shared/sasl/scram_keys.h"
#include "shared/system/crypto.h"
#include "shared/system/digest.h"
#include "store/store_on_disk_for_tests.h"

namespace postlab::store::check_test {

using Apop = Accounts::Apop;
using sasl::CramDigest;
using sasl::ScramProof;

struct Checks : StoreOnDisk {
    WaitingStore store{directory()};

    Checked check(const std::string& user, Credential credential) {
        return store.loop.await<Checked>(
            [&](auto done) { store.store->check(user, std::move(credential), "192.0.2.1", done); });
    }
    bool is_right(const std::string& user, Credential credential) {
        return std::holds_alternative<Right>(check(user, std::move(credential)));
    }
    sasl::ScramSalt salt(const std::string& user) {
        return store.loop.await<std::optional<sasl::ScramSalt>>([&](auto done) { store.store->find_salt(user, done); })
            .value();
    }
    /// As a client makes it (RFC 5802 3).
    ScramProof proof(const std::string& user, const std::string& password) {
        const sasl::ScramSalt with = salt(user);
        const std::string client_key = hmac_sha256(pbkdf2_sha256(password, with.salt, with.iterations), "Client Key");
        std::string proof = hmac_sha256(sha256(client_key), "what was said");
        for (std::size_t i = 0; i < proof.size(); ++i) proof[i] = static_cast<char>(proof[i] ^ client_key[i]);
        return {"what was said", proof};
    }
    void expect_cost(const std::string& what, std::uint64_t hashes, const std::function<void()>& act) {
        const std::uint64_t before = store.engine.passwords_checked();
        act();
        EXPECT_EQ(store.engine.passwords_checked(), before + hashes) << what;
    }
};

TEST_F(Checks, ask_for_no_lock) {
    const auto held = store.maildrop("ann");
    EXPECT_TRUE(is_right("ann", Password{"secret"}));
    EXPECT_TRUE(is_right("ANN", Password{"secret"}));
    EXPECT_EQ(refusal(store.open("ann", Password{"secret"})), Refusal::in_use) << "nor did they take it away";
    EXPECT_TRUE(is_right("bob", Password{"secret"}));
    EXPECT_TRUE(store.maildrop("bob"));
    for (const char* name : {"ann", "nobody", "postmaster", ""})
        EXPECT_EQ(std::get<Refusal>(check(name, Password{"wrong"})), Refusal::bad_credentials) << name;
}

TEST_F(Checks, are_refused_when_the_process_is_about_to_stop) {
    store.engine.refuse_logins();
    EXPECT_EQ(std::get<Refusal>(check("ann", Password{"secret"})), Refusal::failed);
}

TEST_F(Checks, of_cram_md5_need_the_secret_that_was_kept) {
    Accounts(directory()).add("tim", "tanstaaftanstaaf", Apop::keep_secret);
    const std::string challenge = "<1896.697170952@postoffice.reston.mci.net>";  // RFC 2195 2
    EXPECT_TRUE(is_right("tim", CramDigest{challenge, "b913a602c7eda7a495b4e6e7334d3890"}));
    EXPECT_FALSE(is_right("tim", CramDigest{"<1@x>", "b913a602c7eda7a495b4e6e7334d3890"}));
    EXPECT_FALSE(refusal(store.open("tim", CramDigest{challenge, "b913a602c7eda7a495b4e6e7334d3890"})));
    EXPECT_FALSE(is_right("ann", CramDigest{challenge, cram_digest(challenge, "secret")})) << "never kept";
    for (const char* name : {"nobody", "ann"})
        for (const char* secret : {"", "nobody's secret"})
            EXPECT_FALSE(is_right(name, CramDigest{challenge, cram_digest(challenge, secret)})) << name;
}

TEST_F(Checks, of_scram_need_no_readable_secret) {
    Accounts(directory()).add("dave", "pencil", Apop::none);
    EXPECT_EQ(number("SELECT count(*) FROM mailbox WHERE name = 'dave' AND apop_secret IS NULL"), 1);
    const auto right = check("dave", proof("dave", "pencil"));
    ASSERT_TRUE(std::holds_alternative<Right>(right));
    const sasl::ScramSalt with = salt("dave");
    EXPECT_EQ(std::get<Right>(right).signature,
              server_signature("what was said", sasl::make_scram_keys("pencil", with)));
    EXPECT_FALSE(refusal(store.open("dave", proof("dave", "pencil"))));
    EXPECT_FALSE(is_right("dave", proof("dave", "Pencil")));
    EXPECT_FALSE(is_right("nobody", proof("nobody", "pencil")));
    Accounts(directory()).add("dave", "other", Apop::none);
    EXPECT_FALSE(is_right("dave", proof("dave", "pencil")));
    EXPECT_TRUE(is_right("dave", proof("dave", "other")));
    Accounts(directory()).add("moshez", "tanstaaf", Apop::only);
    EXPECT_TRUE(is_right("moshez", proof("moshez", "tanstaaf"))) << "what sends no password may log in";
    EXPECT_EQ(std::get<Refusal>(check("moshez", Password{"tanstaaf"})), Refusal::too_weak)
        << "who knows it may hear why";
    for (const char* wrong : {"", "Tanstaaf", "nobody's secret"})
        EXPECT_EQ(std::get<Refusal>(check("moshez", Password{wrong})), Refusal::bad_credentials) << wrong;
    Accounts(directory()).add({{"erin", "one"}, {"desk", ""}});
    EXPECT_TRUE(is_right("erin", proof("erin", "one")));
    EXPECT_FALSE(is_right("desk", proof("desk", "")));
}

TEST_F(Checks, of_scram_work_from_the_next_right_password_on_for_accounts_from_before) {
    EXPECT_FALSE(is_right("ann", proof("ann", "secret"))) << "made as an older program did";
    EXPECT_FALSE(is_right("ann", Password{"wrong"}));
    EXPECT_EQ(number("SELECT count(*) FROM mailbox WHERE scram <> ''"), 0);
    const std::string before = salt("ann").salt;
    EXPECT_TRUE(is_right("ann", Password{"secret"}));
    EXPECT_EQ(store.deliver({"bob"}, "x\r\n").outcome, Delivery::stored) << "what was queued before is written";
    EXPECT_EQ(number("SELECT count(*) FROM mailbox WHERE name = 'ann' AND scram <> ''"), 1);
    EXPECT_TRUE(is_right("ann", proof("ann", "secret")));
    EXPECT_EQ(salt("ann").salt, before) << "asking for it doesn't tell that somebody has logged in";
}

TEST_F(Checks, of_a_pass_phrase_typed_without_blanks_keep_the_keys_of_the_printed_one) {
    {
        Database database(directory() / "maildrop.db", Database::Checkpoints::none);
        create_mailbox(database, "s001", hash_password("bado kemi tuna rozi pefa"));
    }
    EXPECT_TRUE(is_right("s001", Password{"BadoKemiTunaRoziPefa"}));
    EXPECT_EQ(store.deliver({"bob"}, "x\r\n").outcome, Delivery::stored);
    EXPECT_TRUE(is_right("s001", proof("s001", "bado kemi tuna rozi pefa")));
    EXPECT_FALSE(is_right("s001", proof("s001", "BadoKemiTunaRoziPefa")));
}

TEST_F(Checks, cost_the_same_for_a_name_that_nobody_has_in_every_mechanism) {
    Accounts(directory()).add("mrose", "tanstaaf", Apop::keep_secret);
    const std::string digest(32, 'a');
    for (const std::string name : {"mrose", "ann", "nobody", "postmaster", "no such name!"}) {
        expect_cost(name, 1, [&] { EXPECT_FALSE(is_right(name, Password{"wrong"})); });
        expect_cost(name, 1, [&] { EXPECT_FALSE(is_right(name, CramDigest{"<1@x>", digest})); });
        expect_cost(name, 1, [&] { EXPECT_FALSE(is_right(name, ScramProof{"x", std::string(32, 'p')})); });
        expect_cost(name, 1, [&] { EXPECT_FALSE(is_right(name, ApopDigest{"<1@x>", digest})); });
        expect_cost(name, 0, [&] { EXPECT_EQ(salt(name).salt.size(), 16u); });
    }
}

TEST_F(Checks, cost_the_same_where_they_would_open_a_maildrop) {
    Accounts(directory()).add("mrose", "tanstaaf", Apop::keep_secret);
    const std::string digest(32, 'a');
    const auto refused = [this](const std::string& name, Credential wrong) {
        EXPECT_EQ(refusal(store.open(name, std::move(wrong))), Refusal::bad_credentials) << name;
    };
    for (const std::string name : {"mrose", "ann", "nobody", "postmaster", "no such name!"}) {
        expect_cost(name, 1, [&] { refused(name, Password{"wrong"}); });
        expect_cost(name, 1, [&] { refused(name, CramDigest{"<1@x>", digest}); });
        expect_cost(name, 1, [&] { refused(name, ScramProof{"x", std::string(32, 'p')}); });
        expect_cost(name, 1, [&] { refused(name, ApopDigest{"<1@x>", digest}); });
    }
}

TEST_F(Checks, tell_by_the_salt_neither_who_has_an_account_nor_when_it_came) {
    const auto nobodys = salt("nobody"), anns = salt("ann");
    EXPECT_EQ(nobodys.iterations, anns.iterations);
    EXPECT_EQ(nobodys.iterations, sasl::scram_iterations);
    EXPECT_NE(nobodys.salt, anns.salt);
    EXPECT_EQ(nobodys.salt, salt("NoBody").salt);
    Accounts(directory()).add("nobody", "secret", Apop::none);
    EXPECT_EQ(salt("nobody").salt, nobodys.salt);
    const TemporaryDirectory elsewhere;
    Accounts make_database(elsewhere.path());
    Database other(elsewhere.path() / "maildrop.db", Database::Checkpoints::none);
    EXPECT_NE(salt_of("nobody", salt_key(other)).salt, nobodys.salt) << "another installation has other salts";
}

}  // namespace postlab::store::check_test
