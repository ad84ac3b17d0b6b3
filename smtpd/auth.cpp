// AUTH: an exchange of lines in which a client shows who it is (RFC 4954).
#include "shared/text/text.h"
#include "smtpd/replies.h"
#include "smtpd/session.h"

namespace postlab::smtpd {

void Session::auth(std::string_view argument) {
    if (!account_.empty()) return say("auth.again"_reply);
    if (!extended_) return say("auth.needs_ehlo"_reply);
    if (argument.empty()) return say("command.syntax"_reply, {find("AUTH")->syntax});
    const sasl::AuthArgument wanted = sasl::read_auth(argument);
    const sasl::Mechanism* mechanism = sasl::mechanism_named(wanted.mechanism);
    if (!mechanism) return say("auth.mechanism"_reply, {sasl::mechanism_names(may_send_password())});
    if (mechanism->plaintext && !may_send_password()) return say("auth.plaintext_off"_reply);
    exchange_ = sasl::begin_exchange(*mechanism, next_nonce(), settings_.domain);
    lines_.set_longest(longest_response);
    go_on(exchange_->begin(wanted.initial));
}

void Session::take_response(const LineReader::Line& line) {
    record_.command(moment(), line, "AUTH", may_be_shown(line.text));
    if (line.end == LineReader::End::lf && profile_ == WireProfile::strict)
        return end_exchange("command.bare_lf"_reply);
    if (line.octets > longest_response) return end_exchange("auth.too_long"_reply, {std::to_string(longest_response)});
    go_on(exchange_->take(line.text));
}

void Session::go_on(const sasl::Step& step) {
    using What = sasl::Step::What;
    switch (step.what) {
        case What::challenge:
            return say_challenge(step.text);
        case What::salt:
            return store_.find_salt(settings_.account_meant(exchange_->name()),
                                    when_answered([this](const std::optional<sasl::ScramSalt>& salt) {
                                        salt ? go_on(exchange_->salted(*salt)) : end_exchange("auth.failed"_reply);
                                    }));
        case What::prove:
            return ask_whether_right(&Session::prove);
        case What::log_in:
            return ask_whether_right(&Session::logged_in);
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

void Session::ask_whether_right(void (Session::*then)(const store::Right&)) {
    const std::string name = lower_case(settings_.account_meant(exchange_->name()));
    const std::string& as = exchange_->on_behalf();
    // RFC 4422 3.4.1: to act for somebody else takes a right that nobody has here.
    if (!as.empty() && lower_case(settings_.account_meant(as)) != name) return failed_login();
    store_.check(name, exchange_->credential(), peer_.client.empty() ? peer_.address : peer_.client,
                 when_answered([this, then](const store::Checked& checked) {
                     if (auto* right = std::get_if<store::Right>(&checked)) return (this->*then)(*right);
                     const auto refusal = std::get<store::Refusal>(checked);
                     if (refusal == store::Refusal::bad_credentials) return failed_login();
                     end_exchange(refusal == store::Refusal::too_weak ? "auth.too_weak"_reply : "auth.failed"_reply);
                 }));
}

void Session::prove(const store::Right& right) { go_on(exchange_->proven(right.signature)); }

void Session::logged_in(const store::Right& right) {
    count_login(true);
    if (right.planted) record_.reveal();
    account_ = lower_case(settings_.account_meant(exchange_->name()));
    faults_.belongs_to(account_);
    faults_.proven_to_be(account_);
    login_tried_ = false;
    record_.reply_is_about({}, account_);
    end_exchange("auth.ok"_reply);
}

void Session::failed_login() {
    count_login(false);
    if (++failed_logins_ < settings_.auth.max_failures) return end_exchange("auth.wrong"_reply);
    end_exchange("auth.too_many"_reply, {settings_.domain});
    hang_up("refused");
}

void Session::end_exchange(const Reply& reply, std::initializer_list<std::string_view> details) {
    exchange_.reset();
    lines_.set_longest(longest_mail);
    say(reply, details);
}

}  // namespace postlab::smtpd
