#pragma once
#include <memory>
#include <optional>
#include <string>

#include "store/engine.h"
#include "store/mail_store.h"
#include "store/mail_tables.h"
#include "store/queue/fair_queue.h"
#include "store/sqlite_store.h"

namespace postlab::store {

/// One credential, on its way between the threads: a reader looks the account up, a checker hashes the password unless
/// it was right not long ago, a reader lets the client in. A digest or proof that is wrong costs as much as a wrong
/// password. Unknown names take the same way, so that the time tells nothing. Shared by the jobs that carry it, which
/// follow one another.
class CredentialCheck : public std::enable_shared_from_this<CredentialCheck> {
public:
    virtual ~CredentialCheck() = default;

    /// Sets it going; the answer comes by `post`.
    void start();

protected:
    CredentialCheck(Engine& engine, Post post, Asker asker, Credential credential)
        : engine_(engine), post_(std::move(post)), asker_(std::move(asker)), credential_(std::move(credential)) {}

    virtual void let_in(Database& database) = 0;  ///< on a reader's thread: the credential is account_'s
    virtual void refuse(Refusal why) = 0;         ///< answers, once

    Engine& engine_;  ///< outlives all its jobs
    Post post_;
    Asker asker_;
    Credential credential_;
    std::optional<Account> account_;  ///< none: there is no such name, which nobody must notice

private:
    void look_up(Database& database);  ///< on a reader's thread
    /// Without taking time: a right digest or proof, or a password that was right not long ago.
    bool is_known_to_be_right() const;
    bool is_right(PasswordChecker& checker);  ///< on a checker's thread; takes its time
    bool is_password(PasswordChecker& checker, const std::string& text);
    /// What is not the account's password may be right for this question alone. On a checker's thread; takes its time.
    virtual bool is_right_otherwise(PasswordChecker&, const std::string&) { return false; }
    bool right(const ApopDigest& apop) const;
    bool right(const sasl::CramDigest& cram) const;
    bool right(const sasl::ScramProof& scram) const;
    /// Of a digest or a proof, which take no time.
    bool is_right_at_once() const;
    /// For an account from before there was SCRAM, or one that its first mail has made: now the password is known.
    void keep_scram_keys(const std::string& password) const;
    void wait_for_checker();
    void checked(bool right);
    void found_wrong();
    void read(
        void (CredentialCheck::*step)(Database&));  ///< hands a step to a reader; what it throws is Refusal::failed

    bool found_wrong_ = false;      ///< it only waits now
    bool right_otherwise_ = false;  ///< so the password is not known
    unsigned turns_owed_ = 0;       ///< before that is said, see FailedLogins
    std::string salt_key_;          ///< where the account still has to get its SCRAM keys
};

/// MailStore::check().
class CheckOnly : public CredentialCheck {
public:
    CheckOnly(Engine& engine, Post post, Asker asker, Credential credential, Done<Checked> done)
        : CredentialCheck(engine, std::move(post), std::move(asker), std::move(credential)), done_(std::move(done)) {}

private:
    /// Of an account made with `--apop-only`: whoever hears that this is too weak knows its secret.
    bool is_right_otherwise(PasswordChecker&, const std::string& text) override;
    void let_in(Database& database) override;
    void refuse(Refusal why) override { answer(why); }
    void answer(Checked checked);

    Done<Checked> done_;
    bool too_weak_ = false;
};

/// SqliteStore::check_for_pages().
class PageLogin : public CredentialCheck {
public:
    PageLogin(Engine& engine, Post post, Asker asker, Password password, std::string kept_pin, Done<PageChecked> done)
        : CredentialCheck(engine, std::move(post), std::move(asker), std::move(password)),
          kept_pin_(std::move(kept_pin)),
          done_(std::move(done)) {}

private:
    bool is_right_otherwise(PasswordChecker& checker, const std::string& text) override;
    void let_in(Database&) override { answer(PageChecked::right); }
    void refuse(Refusal why) override { answer(why == Refusal::failed ? PageChecked::failed : PageChecked::wrong); }
    void answer(PageChecked checked);

    const std::string kept_pin_;
    Done<PageChecked> done_;
};

/// MailStore::open(): takes the lock, too, and looks how much there is.
class Login : public CredentialCheck {
public:
    Login(Engine& engine, Post post, Asker asker, Credential credential, Done<Opened> done)
        : CredentialCheck(engine, std::move(post), std::move(asker), std::move(credential)), done_(std::move(done)) {}

private:
    void let_in(Database& database) override;
    void refuse(Refusal why) override { answer(why); }
    void answer(Opened opened);

    Done<Opened> done_;
    Opened opened_ = Refusal::failed;  ///< on its way to the session's thread
};

}  // namespace postlab::store
