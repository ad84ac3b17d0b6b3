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
    account_ = find_account(database, user_);
    if (const auto* apop = std::get_if<ApopDigest>(&credential_))
        return right(*apop) ? take_maildrop(database) : answer(Refusal::bad_credentials);
    const Password& password = std::get<Password>(credential_);
    if (account_ && engine_.credentials.remembers(account_->password, password.text)) return take_maildrop(database);
    check_password(password);
}

bool Login::right(const ApopDigest& apop) const {
    const bool has_secret = account_ && account_->apop_secret;
    const std::string expected = apop_digest(apop.timestamp, has_secret ? *account_->apop_secret : "nobody's secret");
    return equal_in_constant_time(apop.digest, expected) && has_secret;
}

void Login::check_password(const Password& password) {
    const bool taken = engine_.checkers.push([self = shared_from_this(), &password](PasswordChecker& checker) {
        if (self->engine_.refuses_logins) return self->answer(Refusal::failed);
        const std::string kept = self->account_ ? self->account_->password : "";
        if (!checker.right(password.text, kept)) return self->answer(Refusal::bad_credentials);
        self->engine_.credentials.remember(kept, password.text);
        self->read(&Login::take_maildrop);
    });
    if (!taken) answer(Refusal::failed);
}

void Login::take_maildrop(Database& database) {
    database.expect_in_place();
    auto lock = engine_.locks.take(account_->id);
    if (!lock) return answer(Refusal::in_use);
    // From here on nobody else removes the mailbox or its mail; until here somebody may have.
    const auto now = find_account(database, user_);
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
