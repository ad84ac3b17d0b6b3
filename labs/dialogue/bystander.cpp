#include "labs/dialogue/bystander.h"

#include <algorithm>
#include <span>
#include <utility>

#include "labs/catalogue/transitions.h"
#include "labs/dialogue/recognise.h"
#include "labs/dialogue/whole_reply.h"
#include "shared/sasl/mechanism.h"
#include "shared/text/text.h"
#include "shared/wire/credentials.h"
#include "shared/wire/typing.h"

namespace postlab::labs {

namespace {

using What = Overheard::What;

constexpr std::size_t longest_reply_line = 1024;  // twice what both RFCs allow (RFC 5321 4.5.3.1.5, RFC 1939 3)

std::string_view without_end(std::string_view bytes) {
    if (bytes.ends_with('\n')) bytes.remove_suffix(bytes.ends_with("\r\n") ? 2 : 1);
    return bytes;
}

/// As it stands in the table; empty: it is none of this protocol's.
std::string_view verb_in(Protocol protocol, std::string_view text) {
    const std::string_view trim = trimmed(text), word = trim.substr(0, trim.find_first_of(" \t"));
    for (const Verb& verb : tables(protocol).verbs)
        if (equal_ignoring_case(verb.name, word)) return verb.name;
    return {};
}

bool says_yes(std::string_view reply) {
    return !reply.empty() && std::string_view("23+#=").find(reply[0]) != reply.npos;
}

/// How much of a line ends with its first word.
std::size_t end_of_word(std::string_view text) {
    return std::min(text.find_first_of(" \t", std::min(text.find_first_not_of(" \t"), text.size())), text.size());
}

bool is_one_of(std::span<const std::string_view> verbs, std::string_view word) {
    return std::ranges::any_of(verbs, [&](std::string_view verb) { return equal_ignoring_case(verb, word); });
}

/// A verb that somebody says at the wrong port.
bool is_known_elsewhere(std::string_view word) {
    return !verb_in(Protocol::smtp, word).empty() || is_one_of(web_verbs, word);
}

/// What rubs out, or moves, in a line.
bool is_key(char c) { return (c >= 0 && c < ' ' && c != '\t') || c == '\x7F'; }

Protocol spoken_behind(std::string_view greeting) {
    const bool pop3 = greeting.starts_with("+OK") || greeting.starts_with("-ERR");
    const bool pop2 = greeting.starts_with('+') || greeting.starts_with('-');
    return pop3 ? Protocol::pop3 : pop2 ? Protocol::pop2 : Protocol::smtp;
}

}  // namespace

void Bystander::said(std::string_view bytes) {
    held_.push_back({std::string(bytes), lines_++});
    release();
}

void Bystander::over() {
    asked_.reset();
    place_ = 0;
    while (!held_.empty()) {
        asked_.reset();
        release();
    }
}

void Bystander::release() {
    while (!held_.empty() && (in_letter_ || chunk_left_ > 0 || !answer_is_due())) {
        Held next = std::move(held_.front());
        held_.pop_front();
        if (chunk_left_ > 0 && next.bytes.size() > chunk_left_) {  // behind the last octet a command begins
            held_.push_front({next.bytes.substr(chunk_left_), next.number});
            next.bytes.resize(chunk_left_);
        }
        tell_client(next);
    }
}

// ---------------------------------------------------------------------------------------- what the client says

void Bystander::tell_client(const Held& held) {
    const std::string_view text = without_end(held.bytes);
    Overheard line{What::command, held.bytes, text, 1, true, {}, nullptr, state_, state_, text, held.number, protocol_};
    if (in_letter_ || chunk_left_ > 0) return tell_letter(line);
    if (!in_exchange_) return tell_command(line);
    line.what = What::response;
    line.verb = "AUTH";
    if (text != "*") line.shown = {};
    asked_ = {"AUTH"};
    tell_(line);
}

void Bystander::tell_command(Overheard line) {
    const std::string_view text = line.text;
    if (protocol_) line.verb = verb_in(*protocol_, text);
    line.shown = shown_of(text, line.verb);
    const bool secret = line.verb == "AUTH" || line.shown.size() < text.size();
    const bool goes_on = line.verb == "HELO" || line.verb == "EHLO" || line.verb == "MAIL";
    tried_login_ = secret || (tried_login_ && !goes_on);
    const bool with_argument = trimmed(text).find(' ') != text.npos;
    if (protocol_ == Protocol::smtp) chunk_left_ = octets_behind(text);
    asked_ = {line.verb, with_argument};
    place_ = 0;
    if (line.verb == "RETR" && !with_argument && announced_ > 0) {  // POP2 answers it by the message alone
        asked_.reset();
        in_content_ = true;
        place_ = 1;
    }
    tell_(line);
}

void Bystander::tell_letter(Overheard line) {
    line.what = What::letter;
    line.place = ++letter_place_;
    line.verb = in_letter_ ? "DATA" : "BDAT";
    chunk_left_ -= std::min<std::uint64_t>(chunk_left_, line.bytes.size());
    line.last = in_letter_ ? line.text == "." : chunk_left_ == 0;
    if (line.last) {
        in_letter_ = false;
        letter_place_ = 0;
        asked_ = {line.verb};
    }
    tell_(line);
}

// --------------------------------------------------------------------------------------------------- its secrets

std::string_view Bystander::shown_of(std::string_view text, std::string_view verb) const {
    if (std::ranges::any_of(text, is_key)) return text.substr(0, 0);  // somebody may have taken it back
    if (verb == "AUTH") return sasl::shown_of_auth(text);
    if (protocol_ == Protocol::pop3) return shown_of_pop3(text, verb);
    if (const auto shown = before_credentials(text)) return *shown;
    if (protocol_ == Protocol::pop2) {
        const bool secret = verb == "HELO" || state_ == tables(Protocol::pop2).states.front();
        return verb.empty() ? text.substr(0, 0) : secret ? text.substr(0, end_of_word(text)) : text;
    }
    const bool name_and_password = (verb == "VRFY" || verb == "EXPN") && text.find(':') != text.npos;
    if (name_and_password && text.find(" <") == text.npos) return text.substr(0, end_of_word(text));
    if (!verb.empty()) return text;
    const std::string_view word = trimmed(text.substr(0, end_of_word(text)));
    if (is_one_of(web_verbs, word)) return text.substr(0, end_of_word(text));
    constexpr std::string_view user[] = {"USER"};
    return tried_login_ || !verb_meant(word, user).empty() ? text.substr(0, 0) : text;
}

/// Before the login people type passwords behind any verb, and behind none.
std::string_view Bystander::shown_of_pop3(std::string_view text, std::string_view verb) const {
    const std::size_t word = end_of_word(text);
    const std::string_view behind = text.substr(word), argument = trimmed(behind);
    if (verb.empty()) return text.substr(0, is_known_elsewhere(trimmed(text.substr(0, word))) ? word : 0);
    if (argument.empty()) return text;
    const bool numbers = argument.find_first_not_of(" \t+-0123456789") == argument.npos;
    const bool one_word = argument.find(' ') == argument.npos;
    const bool open = (verb == "USER" && one_word) || (verb == "LANG" && argument.size() <= 5 && one_word) ||
                      (numbers && verb != "PASS" && verb != "APOP" && state_ == "TRANSACTION");
    return open ? text : text.substr(0, word);
}

// ---------------------------------------------------------------------------------------- what the server says

void Bystander::heard(std::string_view bytes) {
    if (!protocol_) begin(bytes);
    const What what = in_content_ ? What::content : What::reply;
    const Overheard line{what,   bytes, without_end(bytes), 0,        true, {}, nullptr, state_,
                         state_, {},    lines_++,           protocol_};
    in_content_ ? hear_content(line) : hear_reply(line);
    release();
}

void Bystander::begin(std::string_view greeting) {
    protocol_ = spoken_behind(greeting);
    state_ = tables(*protocol_).states.front();
}

void Bystander::hear_content(Overheard line) {
    line.place = place_++;
    line.verb = asked_ ? asked_->verb : "RETR";
    const bool counted = protocol_ == Protocol::pop2;
    announced_ -= std::min(announced_, line.bytes.size());
    line.last = counted ? announced_ == 0 : line.text == ".";
    if (line.last) {
        in_content_ = false;
        place_ = 0;
        asked_.reset();
        if (counted) line.after = state_ = "NEXT";
    }
    tell_(line);
}

void Bystander::hear_reply(Overheard line) {
    if (place_++ == 0) {
        first_ = line.text;
        const bool may_be_ours = first_.size() <= longest_reply_line;
        row_ = may_be_ours ? recognise(tables(*protocol_), first_, asked_ ? asked_->verb : "") : nullptr;
    }
    line.place = place_;
    line.row = row_;
    line.verb = asked_ ? asked_->verb : "";
    line.last = !goes_on(line.text);
    if (line.last) {
        end_reply(first_);
        line.after = state_;
    }
    tell_(line);
}

bool Bystander::goes_on(std::string_view text) const {
    if (protocol_ == Protocol::smtp) return text.size() > 3 && text[3] == '-';
    if (protocol_ == Protocol::pop2 || !asked_ || !first_.starts_with("+OK")) return false;
    const bool letter = asked_->verb == "RETR" || asked_->verb == "TOP";
    return !letter && goes_on_to_a_dot(asked_->verb, asked_->with_argument) && (place_ == 1 || text != ".");
}

void Bystander::end_reply(std::string_view first) {
    const std::string_view verb = asked_ ? asked_->verb : "";
    state_ = state_behind(first);
    place_ = 0;
    in_exchange_ = verb == "AUTH" && (first.starts_with("334") || first == "+" || first.starts_with("+ "));
    in_letter_ = protocol_ == Protocol::smtp && verb == "DATA" && first.starts_with("354");
    if (protocol_ == Protocol::pop2) announced_ = length_in(first);
    if (protocol_ == Protocol::pop3 && first.starts_with("+OK") && (verb == "RETR" || verb == "TOP")) {
        in_content_ = true;
        place_ = 1;
        return;
    }
    asked_.reset();
}

/// As our own tables have it, or, where another server has said it in other words, as they have it for what agrees.
std::string_view Bystander::state_behind(std::string_view reply) const {
    const Tables& all = tables(*protocol_);
    const std::string_view verb = asked_ ? asked_->verb : "";
    std::string_view to;
    for (const Transition& transition : transitions(*protocol_)) {
        if (!row_ || transition.reply != row_ || (transition.from != state_ && !transition.from.empty())) continue;
        if (transition.verb.empty() ? to.empty() : transition.verb == verb) to = transition.to;
    }
    const auto known = std::ranges::find(all.verbs, verb, &Verb::name);
    if (!row_ && known != all.verbs.end() && says_yes(reply)) to = leads_to(all, *known, state_);
    if (!row_ && protocol_ == Protocol::smtp && state_ == "data") to = "ready";
    return to.empty() || to == closed ? state_ : to;
}

}  // namespace postlab::labs
