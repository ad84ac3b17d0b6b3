// AUTHORIZATION: USER and PASS, APOP (RFC 1939 7) and AUTH (RFC 5034).
#include <vector>

#include "pop3d/apop.h"
#include "pop3d/replies.h"
#include "pop3d/session.h"
#include "shared/text/text.h"

namespace postlab::pop3d {

/// "APOP, AUTH SCRAM-SHA-256, STLS", as far as they can be had here.
std::string Session::ways_to_hide_password() const {
    std::vector<std::string_view> ways;
    for (const Command& command : commands) {
        const bool is_auth = command.handler == &Session::auth;
        const bool hides = is_auth || command.handler == &Session::apop || command.handler == &Session::stls;
        if (hides && offered(command)) ways.push_back(is_auth ? "AUTH SCRAM-SHA-256" : command.verb);
    }
    return joined(ways, ", ");
}

void Session::user(std::string_view name) {
    login_begun_ = true;
    if (!may_send_password()) return say("user.plaintext_off"_reply, {ways_to_hide_password()});
    const auto text = prepared(name);
    if (!text) return say("login.not_utf8"_reply);
    name_ = settings_.account_meant(*text);
    if (!faults_.makes_leak()) return say("user.ok"_reply);
    store_.find_mailbox(*name_, 0, when_answered([this](store::Lookup lookup) { looked_up(lookup); }));
}

/// What RFC 1939's examples do and we don't, unless a fault has been arranged to show what that costs.
void Session::looked_up(store::Lookup lookup) {
    if (lookup == store::Lookup::failed) return say("user.ok"_reply);
    if (lookup != store::Lookup::none) return say("user.known"_reply, {*name_});
    say("user.unknown"_reply, {*name_});
    name_.reset();
}

void Session::pass(std::string_view password) {
    login_begun_ = true;
    if (!may_send_password()) return say("user.plaintext_off"_reply, {ways_to_hide_password()});
    if (!name_) return say("pass.user_first"_reply);
    const auto text = prepared(password);
    if (!text) return say("login.not_utf8"_reply);
    std::string name = std::move(*name_);
    name_.reset();
    log_in(name, store::Password{*text}, "pass.wrong"_reply);
}

void Session::apop(std::string_view name_and_digest) {
    std::size_t space = name_and_digest.find(' ');
    std::string_view digest = name_and_digest.substr(space + 1);
    if (!is_apop_digest(digest)) return say("apop.digest"_reply);
    const auto name = prepared(name_and_digest.substr(0, space));
    if (!name) return say("login.not_utf8"_reply);
    name_.reset();
    log_in(std::string(settings_.account_meant(*name)), store::ApopDigest{timestamp_, std::string(digest)},
           "apop.wrong"_reply);
}

void Session::log_in(const std::string& name, store::Credential credential, const Reply& wrong) {
    store_.open(name, std::move(credential), peer_, when_answered([this, name, &wrong](store::Opened opened) {
                    answered(name, std::move(opened), wrong);
                }));
}

void Session::answered(const std::string& name, store::Opened opened, const Reply& wrong) {
    auto refusal = std::get_if<store::Refusal>(&opened);
    if (!refusal && !faults_.holds_lock(now_))
        return enter(name, std::get<std::unique_ptr<store::Maildrop>>(std::move(opened)));
    switch (refusal ? *refusal : store::Refusal::in_use) {
        case store::Refusal::bad_credentials:
        case store::Refusal::too_weak:
            return failed_login(wrong);
        case store::Refusal::in_use:
            record_.reply_is_about({}, lower_case(name));  // whoever hears it has given the right password
            return say("login.in_use"_reply);
        case store::Refusal::failed:
            return say("login.failed"_reply);
    }
}

void Session::enter(const std::string& name, std::unique_ptr<store::Maildrop> maildrop) {
    count_login(true);
    faults_.belongs_to(name);
    faults_.proven_to_be(name);
    if (maildrop->is_planted()) record_.reveal();
    maildrop_ = std::move(maildrop);
    mailbox_ = lower_case(name);
    marks_.emplace(maildrop_->total());
    state_ = State::transaction;
    record_.reply_is_about(ids_unmarked(), mailbox_);
    ask_feedback(mailbox_);
    say("login.ok"_reply,
        {name, std::to_string(marks_->count()), plural(marks_->count()), std::to_string(marks_->octets())});
}

void Session::failed_login(const Reply& wrong) {
    count_login(false);
    if (++failed_logins_ < settings_.auth.max_failures) return say(wrong);
    say("login.too_many"_reply);
    hang_up("refused");
}

void Session::auth(std::string_view mechanism_and_response) {
    login_begun_ = true;  // its credentials may follow, line by line, though it is refused
    name_.reset();
    const sasl::AuthArgument wanted = sasl::read_auth(mechanism_and_response);
    const sasl::Mechanism* mechanism = sasl::mechanism_named(wanted.mechanism);
    if (!mechanism) return say("auth.mechanism"_reply, {sasl::mechanism_names(may_send_password())});
    if (mechanism->plaintext && !may_send_password()) return say("auth.plaintext_off"_reply, {ways_to_hide_password()});
    exchange_ = sasl::begin_exchange(*mechanism, next_nonce(), settings_.domain);
    lines_.set_longest(longest_response);
    go_on(exchange_->begin(wanted.initial));
}

void Session::take_response(const LineReader::Line& line) {
    record_.command(moment(), line, "AUTH", may_be_shown(line.text));
    if (line.too_long) return end_exchange("auth.too_long"_reply, {std::to_string(longest_response)});
    go_on(exchange_->take(line.text));
}

void Session::go_on(const sasl::Step& step) {
    using What = sasl::Step::What;
    switch (step.what) {
        case What::challenge:
            return say_challenge(step.text);
        case What::salt:
            return find_salt();
        case What::prove:
            return prove();
        case What::log_in:
            return open_maildrop();
        case What::cancelled:
            return end_exchange("auth.cancelled"_reply);
        case What::not_base64:
            return end_exchange("auth.not_base64"_reply);
        case What::malformed:
            return end_exchange("auth.malformed"_reply, {step.text});
        case What::no_initial:
            return end_exchange("auth.no_initial"_reply);
    }
}

/// However long it is: nothing may stand beside it.
void Session::say_challenge(const std::string& base64) {
    const Reply& row = "auth.challenge"_reply;
    say_raw(writer_.line(row, {""}) + base64 + "\r\n", row);
}

void Session::find_salt() {
    store_.find_salt(settings_.account_meant(exchange_->name()),
                     when_answered([this](const std::optional<sasl::ScramSalt>& salt) {
                         salt ? go_on(exchange_->salted(*salt)) : end_exchange("login.failed"_reply);
                     }));
}

void Session::prove() {
    if (acts_for_another()) return;
    store_.check(settings_.account_meant(exchange_->name()), exchange_->credential(), peer_,
                 when_answered([this](const store::Checked& checked) { proven(checked); }));
}

void Session::proven(const store::Checked& checked) {
    if (auto* right = std::get_if<store::Right>(&checked)) return go_on(exchange_->proven(right->signature));
    forget_exchange();
    if (std::get<store::Refusal>(checked) == store::Refusal::failed) return say("login.failed"_reply);
    failed_login("auth.wrong"_reply);
}

void Session::open_maildrop() {
    if (acts_for_another()) return;
    const std::string name(settings_.account_meant(exchange_->name()));
    store::Credential credential = exchange_->credential();
    forget_exchange();
    if (faults_.any()) faults_.claimed_by(name);
    log_in(name, std::move(credential), "auth.wrong"_reply);
}

bool Session::acts_for_another() {
    const std::string_view as = exchange_->on_behalf(), name = exchange_->name();
    if (as.empty() || equal_ignoring_case(settings_.account_meant(as), settings_.account_meant(name))) return false;
    forget_exchange();
    failed_login("auth.wrong"_reply);
    return true;
}

void Session::end_exchange(const Reply& reply, std::initializer_list<std::string_view> details) {
    forget_exchange();
    say(reply, details);
}

void Session::forget_exchange() {
    exchange_.reset();
    lines_.set_longest(longest_command);
}

}  // namespace postlab::pop3d
