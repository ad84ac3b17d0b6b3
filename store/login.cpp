#include "store/login.h"

#include <exception>

#include "shared/system/crypto.h"
#include "shared/system/digest.h"
#include "store/sqlite_maildrop.h"

namespace postlab::store {

void Login::start() { read(&Login::look_up); }

void Login::read(void (Login::*step)(Database&)) {
    const bool taken = engine_.readers.push([self = shared_from_this(), step](Database& database) {
        try {
            (self.get()->*step)(database);
        } catch (const std::exception&) {
            self->answer(Refusal::failed);
        }
    });
    if (!taken) answer(Refusal::failed);
}

void Login::look_up(Database& database) {
    account_ = find_account(database, asker_.name);
    if (!engine_.checkers.are_busy_with(asker_) && is_known_to_be_right()) return take_maildrop(database);
    wait_for_checker();
}

bool Login::is_known_to_be_right() const {
    if (const auto* apop = std::get_if<ApopDigest>(&credential_)) return right(*apop);
    return account_ && engine_.credentials.remembers(account_->password, std::get<Password>(credential_).text);
}

bool Login::is_right(PasswordChecker& checker) const {
    if (engine_.refuses_logins) return false;
    const auto* password = std::get_if<Password>(&credential_);
    if (password) return checker.right(password->text, account_ ? account_->password : "");
    checker.take_as_long();
    return right(std::get<ApopDigest>(credential_));
}

bool Login::right(const ApopDigest& apop) const {
    const bool has_secret = account_ && account_->apop_secret;
    const std::string expected = apop_digest(apop.timestamp, has_secret ? *account_->apop_secret : "nobody's secret");
    return equal_in_constant_time(apop.digest, expected) && has_secret;
}

void Login::wait_for_checker() {
    const auto self = shared_from_this();
    const bool taken =
        engine_.checkers.push(asker_, {[self](PasswordChecker& checker) { return self->is_right(checker); },
                                       [self](bool right) { self->checked(right); }});
    if (!taken) answer(Refusal::failed);
}

void Login::checked(bool right) {
    if (engine_.refuses_logins) return answer(Refusal::failed);
    if (!right) return answer(Refusal::bad_credentials);
    if (const auto* password = std::get_if<Password>(&credential_))
        engine_.credentials.remember(account_->password, password->text);
    read(&Login::take_maildrop);
}

void Login::take_maildrop(Database& database) {
    database.expect_in_place();
    auto lock = engine_.locks.take(account_->id);
    if (!lock) return answer(Refusal::in_use);
    // From here on nobody else removes the mailbox or its mail; until here somebody may have.
    const auto now = find_account(database, asker_.name);
    const bool unchanged = now && now->id == account_->id && now->password == account_->password &&
                           now->apop_secret == account_->apop_secret;
    if (!unchanged) return answer(Refusal::bad_credentials);
    answer(std::make_unique<SqliteMaildrop>(engine_, post_, std::move(*lock), account_->id,
                                            list_messages(database, account_->id)));
}

void Login::answer(Opened opened) {
    opened_ = std::move(opened);
    post_([self = shared_from_this()] { self->done_(std::move(self->opened_)); });
}

}  // namespace postlab::store
