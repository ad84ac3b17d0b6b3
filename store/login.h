#pragma once
#include <memory>
#include <optional>
#include <string>

#include "store/engine.h"
#include "store/mail_store.h"
#include "store/mail_tables.h"
#include "store/queue/fair_queue.h"

namespace postlab::store {

/// One attempt to open a maildrop, on its way between the threads: a reader looks the account up, a checker
/// hashes the password unless it was right not long ago, a reader takes the lock and lists the messages. A digest of
/// APOP that is wrong costs as much. Unknown names take the same way, so that the time tells nothing. Shared by the
/// jobs that carry it, which follow one another.
class Login : public std::enable_shared_from_this<Login> {
public:
    Login(Engine& engine, Post post, Asker asker, Credential credential, Done<Opened> done)
        : engine_(engine),
          post_(std::move(post)),
          asker_(std::move(asker)),
          credential_(std::move(credential)),
          done_(std::move(done)) {}

    /// Sets it going; the answer comes by `post`.
    void start();

private:
    void look_up(Database& database);  ///< on a reader's thread
    /// Without taking time: a right digest, or a password that was right not long ago.
    bool is_known_to_be_right() const;
    bool is_right(PasswordChecker& checker) const;  ///< on a checker's thread; takes its time
    bool right(const ApopDigest& apop) const;       ///< RFC 1939 7
    void wait_for_checker();
    void checked(bool right);
    void take_maildrop(Database& database);     ///< on a reader's thread
    void read(void (Login::*step)(Database&));  ///< hands a step to a reader; what it throws is Refusal::failed
    void answer(Opened opened);                 ///< once, by `post`

    Engine& engine_;  ///< outlives all its jobs
    Post post_;
    Asker asker_;
    Credential credential_;
    Done<Opened> done_;
    std::optional<Account> account_;   ///< none: there is no such name, which nobody must notice
    Opened opened_ = Refusal::failed;  ///< on its way to the session's thread
};

}  // namespace postlab::store
