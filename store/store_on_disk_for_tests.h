#pragma once
#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>

#include "shared/system/digest.h"
#include "shared/system/temporary_directory_for_tests.h"
#include "store/accounts.h"
#include "store/mail_tables.h"
#include "store/sqlite_store.h"

/// What the tests of the SQLite store have in common.
namespace postlab::store {

/// Stands for a reactor: the test's thread waits here for the store's answers.
class AnswerLoop {
public:
    Post post() {
        return [this](std::function<void()> answer) {
            const std::lock_guard guard(mutex_);
            answers_.push_back(std::move(answer));
            arrived_.notify_one();
        };
    }
    /// Runs the next answer; fails the test after a minute.
    void run_one() {
        std::unique_lock lock(mutex_);
        if (!arrived_.wait_for(lock, std::chrono::minutes(1), [this] { return !answers_.empty(); }))
            throw std::runtime_error("the store doesn't answer");
        auto answer = std::move(answers_.front());
        answers_.pop_front();
        lock.unlock();
        answer();
    }
    /// Asks, and waits for the answer.
    template <class Answer>
    Answer await(const std::function<void(Done<Answer>)>& ask) {
        std::optional<Answer> got;
        ask([&got](Answer answer) { got.emplace(std::move(answer)); });
        while (!got) run_one();
        return std::move(*got);
    }
    /// Whether nothing has been posted.
    bool quiet() {
        const std::lock_guard guard(mutex_);
        return answers_.empty();
    }

private:
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<std::function<void()>> answers_;
};

/// A store, and a thread's view of it whose calls wait for their answers.
class WaitingStore {
public:
    explicit WaitingStore(const std::filesystem::path& directory, const Settings& settings = {})
        : engine(directory, settings), store(engine.for_thread(loop.post())) {}

    Lookup find(const std::string& name, std::uint64_t octets = 0) {
        return loop.await<Lookup>([&](auto done) { store->find_mailbox(name, octets, done); });
    }
    Delivered deliver(std::vector<std::string> mailboxes, std::string text, std::unique_ptr<Draft> draft = nullptr) {
        return loop.await<Delivered>([&](auto done) {
            store->deliver({"sender@post.example", mailboxes}, {std::move(draft), std::move(text)}, done);
        });
    }
    bool append(Draft& draft, std::string block) {
        return loop.await<bool>([&](auto done) { draft.append(std::move(block), done); });
    }
    Opened open(const std::string& user, Credential credential) {
        return loop.await<Opened>([&](auto done) { store->open(user, credential, "192.0.2.1", done); });
    }
    /// With the password that every test uses; null when it was refused.
    std::unique_ptr<Maildrop> maildrop(const std::string& user) {
        Opened opened = open(user, Password{"secret"});
        auto* maildrop = std::get_if<std::unique_ptr<Maildrop>>(&opened);
        return maildrop ? std::move(*maildrop) : nullptr;
    }
    bool list(Maildrop& maildrop, std::size_t first, std::size_t count) {
        return loop.await<bool>([&](auto done) { maildrop.list(first, count, done); });
    }
    const Message& message(Maildrop& maildrop, std::size_t index) {
        if (!maildrop.message(index) && !list(maildrop, index, 1)) throw std::runtime_error("no list");
        return *maildrop.message(index);
    }
    std::optional<std::string> read(Maildrop& maildrop, std::size_t index, std::uint64_t from = 0) {
        return loop.await<std::optional<std::string>>([&](auto done) { maildrop.read(index, from, 64 * 1024, done); });
    }
    /// A whole message, piece after piece; none when a piece can't be read.
    std::optional<std::string> content(Maildrop& maildrop, std::size_t index) {
        std::string all;
        while (all.size() < message(maildrop, index).octets) {
            auto piece = read(maildrop, index, all.size());
            if (!piece || piece->empty()) return std::nullopt;
            all += *piece;
        }
        return all;
    }
    bool commit(Maildrop& maildrop, std::vector<std::size_t> doomed) {
        return loop.await<bool>([&](auto done) { maildrop.commit(doomed, done); });
    }

    AnswerLoop loop;
    SqliteStore engine;
    std::unique_ptr<MailStore> store;
};

/// A directory with the accounts ann, bob and carol, whose password is "secret".
class StoreOnDisk : public testing::Test {
protected:
    StoreOnDisk() {
        static const std::string hash = hash_password("secret");  // once, since it takes its time on purpose
        Accounts make_database(directory());
        Database database(directory() / "maildrop.db", Database::Checkpoints::none);
        for (const char* name : {"ann", "bob", "carol"}) create_mailbox(database, name, hash);
    }
    const std::filesystem::path& directory() const { return temporary_.path(); }
    /// One number that the database itself is asked for, as any other program could.
    std::int64_t number(std::string_view sql) {
        Database database(directory() / "maildrop.db", Database::Checkpoints::none);
        Query row = database.query(sql);
        return row.next() ? row.integer(0) : -1;
    }

private:
    TemporaryDirectory temporary_;
};

/// The answer to open() when there is no maildrop.
inline std::optional<Refusal> refusal(const Opened& opened) {
    const auto* refused = std::get_if<Refusal>(&opened);
    return refused ? std::optional(*refused) : std::nullopt;
}

}  // namespace postlab::store
