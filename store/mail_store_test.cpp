// What store/mail_store.h promises, asked of both stores: a dialogue tried out on the one in memory says what the one
// on disk would do.
#include "store/mail_store.h"

#include "store/memory_store.h"
#include "store/store_on_disk_for_tests.h"

namespace postlab::store::mail_store_test {

/// A store with the mailboxes ann, bob and carol, and how to wait for its answers.
class AnyStore {
public:
    virtual ~AnyStore() = default;
    virtual MailStore& store() = 0;
    virtual AnswerLoop& loop() = 0;
};

class InMemory : public AnyStore {
public:
    InMemory() {
        for (const char* name : {"ann", "bob", "carol"}) store_.add(name, "secret", "apop");
    }
    MailStore& store() override { return store_; }
    AnswerLoop& loop() override { return loop_; }

private:
    MemoryStore store_;
    AnswerLoop loop_;
};

class OnDisk : public AnyStore {
public:
    OnDisk() {
        Accounts accounts(directory_.path());
        for (const char* name : {"ann", "bob", "carol"}) accounts.add(name, "secret", Accounts::Apop::keep_secret);
        store_.emplace(directory_.path());
    }
    MailStore& store() override { return *store_->store; }
    AnswerLoop& loop() override { return store_->loop; }

private:
    TemporaryDirectory directory_;
    std::optional<WaitingStore> store_;
};

class Promises : public testing::TestWithParam<const char*> {
protected:
    Promises() {
        if (std::string(GetParam()) == "memory")
            store_ = std::make_unique<InMemory>();
        else
            store_ = std::make_unique<OnDisk>();
    }
    MailStore& store() { return store_->store(); }
    template <class Answer>
    Answer await(const std::function<void(Done<Answer>)>& ask) {
        return store_->loop().await<Answer>(ask);
    }
    Lookup find(std::string_view name, std::uint64_t octets = 0) {
        return await<Lookup>([&](auto done) { store().find_mailbox(name, octets, done); });
    }
    bool append(Draft& draft, const std::string& block) {
        return await<bool>([&](auto done) { draft.append(block, done); });
    }
    Delivered deliver(std::vector<std::string> mailboxes, std::string text, std::unique_ptr<Draft> draft = nullptr) {
        return await<Delivered>([&](auto done) {
            store().deliver({"sender@post.example", std::move(mailboxes)}, {std::move(draft), std::move(text)}, done);
        });
    }
    Opened open(std::string_view user, Credential credential = Password{"secret"}) {
        return await<Opened>([&](auto done) { store().open(user, std::move(credential), "192.0.2.1", done); });
    }
    std::unique_ptr<Maildrop> maildrop(std::string_view user) {
        Opened opened = open(user);
        auto* held = std::get_if<std::unique_ptr<Maildrop>>(&opened);
        return held ? std::move(*held) : nullptr;
    }
    std::optional<std::string> read(Maildrop& maildrop, std::size_t index, std::uint64_t from = 0) {
        return await<std::optional<std::string>>([&](auto done) { maildrop.read(index, from, 64 * 1024, done); });
    }
    bool commit(Maildrop& maildrop, std::vector<std::size_t> doomed) {
        return await<bool>([&](auto done) { maildrop.commit(std::move(doomed), done); });
    }

private:
    std::unique_ptr<AnyStore> store_;
};

INSTANTIATE_TEST_SUITE_P(Stores, Promises, testing::Values("memory", "disk"),
                         [](const auto& info) { return std::string(info.param); });

TEST_P(Promises, names_match_whatever_the_case_of_their_letters) {
    EXPECT_EQ(find("ANN"), Lookup::found);
    EXPECT_EQ(find("nobody"), Lookup::none);
    EXPECT_EQ(find("an"), Lookup::none);
    EXPECT_EQ(deliver({"aNN"}, "x\r\n").outcome, Delivery::stored);
    EXPECT_EQ(maildrop("Ann")->total().messages, 1u);
}

TEST_P(Promises, a_message_is_the_same_for_all_its_recipients_and_once_for_each) {
    const Delivered delivered = deliver({"ann", "bob", "ann"}, "Subject: hello\r\n\r\nx\r\n");
    ASSERT_EQ(delivered.outcome, Delivery::stored);
    for (const char* name : {"ann", "bob"}) {
        const auto drop = maildrop(name);
        ASSERT_EQ(drop->total().messages, 1u) << name;
        EXPECT_EQ(drop->message(0)->id, delivered.id);
        EXPECT_EQ(drop->message(0)->octets, 21u);
        EXPECT_EQ(read(*drop, 0), "Subject: hello\r\n\r\nx\r\n");
        EXPECT_EQ(read(*drop, 0, 18), "x\r\n");
    }
    EXPECT_EQ(maildrop("carol")->total().messages, 0u);
}

TEST_P(Promises, ids_ascend_and_are_never_given_twice) {
    const std::uint64_t first = deliver({"ann"}, "1\r\n").id, second = deliver({"bob"}, "2\r\n").id;
    EXPECT_LT(first, second);
    EXPECT_TRUE(commit(*maildrop("bob"), {0}));
    EXPECT_LT(second, deliver({"bob"}, "3\r\n").id);
}

TEST_P(Promises, one_session_at_a_time_holds_a_maildrop) {
    auto held = maildrop("ann");
    ASSERT_TRUE(held);
    EXPECT_EQ(refusal(open("ann")), Refusal::in_use);
    EXPECT_EQ(refusal(open("ann", Password{"wrong"})), Refusal::bad_credentials) << "whoever holds it";
    EXPECT_TRUE(maildrop("bob")) << "another maildrop is another lock";
    held.reset();
    EXPECT_TRUE(maildrop("ann"));
}

TEST_P(Promises, a_login_needs_the_right_proof) {
    const std::string timestamp = "<1@post.example>";
    EXPECT_EQ(refusal(open("nobody")), Refusal::bad_credentials);
    EXPECT_EQ(refusal(open("ann", Password{""})), Refusal::bad_credentials);
    EXPECT_EQ(refusal(open("ann", Password{"SECRET"})), Refusal::bad_credentials);
    EXPECT_EQ(refusal(open("ann", ApopDigest{timestamp, apop_digest(timestamp, "wrong")})), Refusal::bad_credentials);
}

TEST_P(Promises, a_listing_is_frozen_and_what_comes_later_is_for_the_next_session) {
    deliver({"ann"}, "1\r\n");
    auto held = maildrop("ann");
    deliver({"ann"}, "2\r\n");
    EXPECT_EQ(held->total().messages, 1u);
    EXPECT_TRUE(commit(*held, {0}));
    held.reset();
    const auto next = maildrop("ann");
    ASSERT_EQ(next->total().messages, 1u);
    EXPECT_EQ(read(*next, 0), "2\r\n");
}

TEST_P(Promises, nothing_is_deleted_but_what_is_committed) {
    for (const char* text : {"1\r\n", "2\r\n", "3\r\n"}) deliver({"ann", "bob"}, text);
    maildrop("ann").reset();
    EXPECT_EQ(maildrop("ann")->total().messages, 3u) << "a line was lost";
    EXPECT_TRUE(commit(*maildrop("ann"), {}));
    EXPECT_TRUE(commit(*maildrop("ann"), {0, 2}));
    const auto next = maildrop("ann");
    ASSERT_EQ(next->total().messages, 1u);
    EXPECT_EQ(read(*next, 0), "2\r\n");
    EXPECT_EQ(maildrop("bob")->total().messages, 3u) << "a message belongs to each of its maildrops";
}

TEST_P(Promises, a_draft_comes_before_the_text) {
    auto given_up = store().draft(), draft = store().draft();
    EXPECT_TRUE(append(*given_up, "From: ann\r\n"));
    EXPECT_TRUE(append(*draft, "Subject: ") && append(*draft, "long\r\n"));
    given_up.reset();
    EXPECT_EQ(deliver({"bob"}, "\r\nrest\r\n", std::move(draft)).outcome, Delivery::stored);
    EXPECT_EQ(read(*maildrop("bob"), 0), "Subject: long\r\n\r\nrest\r\n");
}

}  // namespace postlab::store::mail_store_test
