#include "store/login.h"

#include <chrono>
#include <exception>
#include <utility>

#include "shared/sasl/scram_keys.h"
#include "shared/system/crypto.h"
#include "shared/system/digest.h"
#include "store/sqlite_maildrop.h"

namespace postlab::store {
namespace {

/// An account's first SCRAM keys, unless its password has changed meanwhile. Nobody waits for that.
class ScramKeysWrite : public Write {
public:
    ScramKeysWrite(std::int64_t account, std::string password, std::string keys)
        : account_(account), password_(std::move(password)), keys_(std::move(keys)) {}

    void run(Database& database) override {
        database.execute("UPDATE mailbox SET scram = ? WHERE id = ? AND password = ? AND scram = ''", keys_, account_,
                         password_);
    }
    void finished(Written) override {}
    std::size_t octets() const override { return keys_.size(); }

private:
    const std::int64_t account_;
    const std::string password_, keys_;
};

}  // namespace

void CredentialCheck::start() { read(&CredentialCheck::look_up); }

void CredentialCheck::read(void (CredentialCheck::*step)(Database&)) {
    const bool taken = engine_.readers.push([self = shared_from_this(), step](Database& database) {
        try {
            (self.get()->*step)(database);
        } catch (const std::exception&) {
            self->refuse(Refusal::failed);
        }
    });
    if (!taken) refuse(Refusal::failed);
}

void CredentialCheck::look_up(Database& database) {
    account_ = find_account(database, asker_.name);
    if (account_ && account_->scram.empty()) salt_key_ = salt_key(database);
    if (!engine_.checkers.are_busy_with(asker_) && is_known_to_be_right()) return let_in(database);
    wait_for_checker();
}

bool CredentialCheck::is_known_to_be_right() const {
    const auto* password = std::get_if<Password>(&credential_);
    if (!password) return is_right_at_once();
    return engine_.credentials.remembers(account_ ? account_->password : "", password->text) && account_;
}

bool CredentialCheck::is_right(PasswordChecker& checker) {
    if (engine_.refuses_logins) return false;
    if (found_wrong_) return checker.take_as_long(), false;
    if (const auto* password = std::get_if<Password>(&credential_)) return is_password(checker, password->text);
    checker.take_as_long();
    return is_right_at_once();
}

bool CredentialCheck::is_password(PasswordChecker& checker, const std::string& text) {
    const auto kept = checker.right(text, account_ ? account_->password : "");
    if (kept && !salt_key_.empty()) keep_scram_keys(*kept);
    if (!kept) right_otherwise_ = is_right_otherwise(checker, text);
    return kept || right_otherwise_;
}

bool CredentialCheck::is_right_at_once() const {
    if (const auto* apop = std::get_if<ApopDigest>(&credential_)) return right(*apop);
    if (const auto* cram = std::get_if<sasl::CramDigest>(&credential_)) return right(*cram);
    return right(std::get<sasl::ScramProof>(credential_));
}

bool CredentialCheck::right(const ApopDigest& apop) const {
    const bool has_secret = account_ && account_->apop_secret;
    const std::string expected = apop_digest(apop.timestamp, has_secret ? *account_->apop_secret : "nobody's secret");
    return equal_in_constant_time(apop.digest, expected) && has_secret;
}

bool CredentialCheck::right(const sasl::CramDigest& cram) const {
    const bool has_secret = account_ && account_->apop_secret;
    const std::string expected = cram_digest(cram.challenge, has_secret ? *account_->apop_secret : "nobody's secret");
    return equal_in_constant_time(cram.digest, expected) && has_secret;
}

bool CredentialCheck::right(const sasl::ScramProof& scram) const {
    const bool has_keys = account_ && !account_->scram.empty();
    const auto keys = sasl::scram_keys_from(has_keys ? account_->scram : scram_keys_of_nobody());
    return keys && sasl::is_right(scram, *keys) && has_keys;
}

void CredentialCheck::keep_scram_keys(const std::string& password) const {
    std::string keys = in_text(sasl::make_scram_keys(password, salt_of(account_->name, salt_key_)));
    std::unique_ptr<Write> write = std::make_unique<ScramKeysWrite>(account_->id, account_->password, std::move(keys));
    (void)engine_.writer.push(std::move(write));  // when the process is about to stop: another time
}

void CredentialCheck::wait_for_checker() {
    const auto self = shared_from_this();
    const bool taken =
        engine_.checkers.push(asker_, {[self](PasswordChecker& checker) { return self->is_right(checker); },
                                       [self](bool right) { self->checked(right); }});
    if (!taken) refuse(found_wrong_ ? Refusal::bad_credentials : Refusal::failed);
}

void CredentialCheck::checked(bool right) {
    if (engine_.refuses_logins) return refuse(Refusal::failed);
    if (!right) return found_wrong();
    if (const auto* password = std::get_if<Password>(&credential_); password && !right_otherwise_)
        engine_.credentials.remember(account_->password, password->text);
    read(&CredentialCheck::let_in);
}

/// It is said later the more has gone wrong before.
void CredentialCheck::found_wrong() {
    if (!std::exchange(found_wrong_, true))
        turns_owed_ = engine_.failed_logins.add(asker_, std::chrono::steady_clock::now());
    if (turns_owed_ == 0) return refuse(Refusal::bad_credentials);
    --turns_owed_;
    wait_for_checker();
}

bool CheckOnly::is_right_otherwise(PasswordChecker&, const std::string& text) {
    const bool takes_none = account_ && account_->password.empty() && account_->apop_secret;
    too_weak_ = equal_in_constant_time(text, takes_none ? *account_->apop_secret : "nobody's secret") && takes_none;
    return too_weak_;
}

void CheckOnly::let_in(Database&) {
    if (too_weak_) return answer(Refusal::too_weak);
    const auto* scram = std::get_if<sasl::ScramProof>(&credential_);
    const auto keys = scram ? sasl::scram_keys_from(account_->scram) : std::nullopt;
    answer(Right{keys ? server_signature(scram->auth_message, *keys) : "", account_->planted});
}

void CheckOnly::answer(Checked checked) {
    post_([self = shared_from_this(), done = done_, checked = std::move(checked)] { done(checked); });
}

bool PageLogin::is_right_otherwise(PasswordChecker& checker, const std::string& text) {
    const auto pin = pin_in(text);
    return pin && checker.right(*pin, kept_pin_).has_value();
}

void PageLogin::answer(PageChecked checked) {
    post_([done = done_, checked] { done(checked); });
}

void Login::let_in(Database& database) {
    database.expect_in_place();
    auto lock = engine_.locks.take(account_->id, asker_.name);
    if (!lock) return answer(Refusal::in_use);
    // From here on nobody else removes the mailbox or its mail; until here somebody may have.
    const auto now = find_account(database, asker_.name);
    const bool unchanged = now && now->id == account_->id && now->password == account_->password &&
                           now->apop_secret == account_->apop_secret;
    if (!unchanged) return answer(Refusal::bad_credentials);
    answer(std::make_unique<SqliteMaildrop>(engine_, post_, std::move(*lock), *now, database));
}

void Login::answer(Opened opened) {
    opened_ = std::move(opened);
    post_([self = std::static_pointer_cast<Login>(shared_from_this())] { self->done_(std::move(self->opened_)); });
}

}  // namespace postlab::store
