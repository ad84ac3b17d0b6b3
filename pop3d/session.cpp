#include "pop3d/session.h"

#include <algorithm>

#include "pop3d/apop.h"
#include "pop3d/replies.h"
#include "shared/notes.h"
#include "shared/text/homoglyph.h"
#include "shared/text/text.h"
#include "shared/wire/typing.h"

namespace postlab::pop3d {

namespace {

constexpr const Reply& login_first = "command.login_first"_reply;
constexpr const Reply& logged_in = "command.logged_in"_reply;

}  // namespace

constinit const std::array<Session::Command, 18> Session::commands = {{
    // clang-format off
    // Round brackets: may be left out. Square ones would begin a response code in a reply (RFC 2449 3).
    // verb   syntax              section        purpose                                                AUTHORIZATION TRANSACTION
    {"USER", "USER name",        "RFC 1939 7", "Says whose maildrop is wanted.",                      {run,         logged_in}, &Session::user},
    {"PASS", "PASS string",      "RFC 1939 7", "Gives the password: all behind the one space.",       {run,         logged_in}, &Session::pass, true},
    {"APOP", "APOP name digest", "RFC 1939 7", "Proves to know the secret without sending it.",       {run,         logged_in}, &Session::apop},
    {"AUTH", "AUTH mechanism (initial-response)", "RFC 5034 4", "Logs in by a mechanism that CAPA lists, in base64.",   {run,         logged_in}, &Session::auth},
    {"STLS", "STLS",             "RFC 2595 4", "Begins TLS, which hides what follows.",               {run,         logged_in}, &Session::stls},
    {"UTF8", "UTF8",             "RFC 6856 2", "Asks for letters with headers in UTF-8 as they are.",  {run,         logged_in}, &Session::utf8},
    {"STAT", "STAT",             "RFC 1939 5", "How many messages, and how many octets.",             {login_first, run},       &Session::stat},
    {"LIST", "LIST (msg)",       "RFC 1939 5", "The size of each message, or of one.",                {login_first, run},       &Session::list},
    {"RETR", "RETR msg",         "RFC 1939 5", "Sends a whole message.",                              {login_first, run},       &Session::retr},
    {"DELE", "DELE msg",         "RFC 1939 5", "Marks a message for deletion at QUIT.",               {login_first, run},       &Session::dele},
    {"NOOP", "NOOP",             "RFC 1939 5", "Does nothing, and keeps the session awake.",          {login_first, run},       &Session::noop},
    {"RSET", "RSET",             "RFC 1939 5", "Takes all deletion marks back.",                      {login_first, run},       &Session::rset},
    {"LAST", "LAST",             "RFC 1460 5", "The highest message number accessed; long obsolete.", {login_first, run},       &Session::last},
    {"TOP",  "TOP msg n",        "RFC 1939 7", "Sends the header and the first n lines of the body.", {login_first, run},       &Session::top},
    {"UIDL", "UIDL (msg)",       "RFC 1939 7", "The unique-id of each message, or of one.",           {login_first, run},       &Session::uidl},
    {"LANG", "LANG (range)",     "RFC 6856 3", "Chooses the language of replies, or lists them all.", {run,         run},       &Session::lang},
    {"CAPA", "CAPA",             "RFC 2449 5", "What this server can do beyond the minimum.",         {run,         run},       &Session::capa},
    {"QUIT", "QUIT",             "RFC 1939 6", "Ends the session; what is marked is removed now.",    {run,         run},       &Session::quit},
    // clang-format on
}};

namespace {

constexpr std::array<std::string_view, 7> smtp_verbs = {"HELO", "EHLO", "MAIL", "RCPT", "DATA", "VRFY", "EXPN"};
constexpr std::array<std::string_view, 5> pop2_verbs = {"FOLD", "READ", "ACKS", "ACKD", "NACK"};

bool is_one_of(std::span<const std::string_view> verbs, std::string_view verb) {
    return std::ranges::any_of(verbs, [&](std::string_view known) { return equal_ignoring_case(known, verb); });
}

bool is_control(unsigned char c) { return c < ' ' || c == 0x7F; }

const Session::Command* find(std::string_view verb) {
    auto found = std::ranges::find_if(Session::commands,
                                      [&](const auto& command) { return equal_ignoring_case(command.verb, verb); });
    return found == Session::commands.end() ? nullptr : &*found;
}

/// "*", or what tags of languages look like: two or three letters, and what stands behind a hyphen (RFC 5646 2.1).
bool is_language_range(std::string_view text) {
    const std::string_view primary = text.substr(0, text.find('-'));
    const bool code = (primary.size() == 2 || primary.size() == 3) && std::ranges::all_of(primary, is_ascii_letter);
    return text == "*" || (code && text.size() <= 12 && text.find(' ') == text.npos);
}

/// A command of the TRANSACTION state that a word was meant as; null: there is none, or a password may stick to it.
const Session::Command* transaction_meant(std::string_view word) {
    static const auto verbs = [] {
        std::vector<std::string_view> verbs;
        for (const Session::Command& command : Session::commands)
            if (!command.gate[1].refusal()) verbs.push_back(command.verb);
        return verbs;
    }();
    return find(slip_of(word, verbs));
}

/// What stands behind the verb is one space and a word, as often as the syntax says: null. Else what to say.
const Reply* grammar_error(std::string_view behind_verb, std::string_view syntax) {
    auto words = std::ranges::count(behind_verb, ' ');
    auto most = std::ranges::count(syntax, ' ');
    auto least = most - std::ranges::count(syntax, '(');
    if (behind_verb.ends_with(' ') || behind_verb.find("  ") != behind_verb.npos) return &"command.spaces"_reply;
    return words < least || words > most ? &"command.syntax"_reply : nullptr;
}

}  // namespace

Session::Session(const Settings& settings, store::MailStore& store, std::unique_ptr<Transcript> transcript,
                 std::string timestamp, std::string peer)
    : postlab::Session(std::move(transcript), longest_command, settings.wire.profile),
      settings_(settings),
      store_(store),
      timestamp_(std::move(timestamp)),
      peer_(std::move(peer)) {
    if (settings.pop3.hide.has("AUTH-RESP-CODE")) writer_.leave_out("[AUTH]");
    if (settings.pop3.hide.has("RESP-CODES")) writer_.leave_codes_out();
    if (settings.tls.teach == Teach::planted) record_.hold_hidden_back();
}

std::chrono::seconds Session::idle_limit() const { return std::chrono::seconds(settings_.pop3.idle_timeout_s); }

std::string_view Session::state_name() const { return state_ == State::update ? "UPDATE" : state_names[column()]; }

void Session::greet() { say("greeting.ready"_reply, {timestamp_}); }

void Session::say_no_tls() { say("greeting.no_tls"_reply); }

void Session::say_needs_tls() { say("greeting.needs_tls"_reply); }

void Session::say_busy() { say("greeting.busy"_reply); }

bool Session::step() {
    if (retrieval_) {
        read_block();
    } else if (listing_) {
        say_content(next_lines());
    } else {
        auto line = next_line();
        if (!line) return false;
        exchange_ ? take_response(*line) : obey(*line);
    }
    return true;
}

void Session::obey(const LineReader::Line& line) {
    std::string_view verb = line.text.substr(0, line.text.find(' ')), behind_verb = line.text.substr(verb.size());
    const Command* command = find(verb);
    if (command && is_hidden(*command)) command = nullptr;
    const Reply* refusal = command ? command->gate[column()].refusal() : nullptr;
    std::string_view known = command ? command->verb : std::string_view();
    record_.command(moment(), line, known, may_be_shown(line.text));
    if (faults_.any()) tell_faults_account(command, behind_verb);
    if (fault_replaces(known)) return;

    unrecognized_ = command ? 0 : unrecognized_ + 1;
    if (unrecognized_ >= settings_.most_unrecognized(settings_.pop3.max_unrecognized)) {
        hang_up("refused");
        return say("command.baffled"_reply);
    }
    if (line.too_long) return say("command.too_long"_reply);
    if (line.text.empty()) return say("command.empty"_reply);
    if (!command || !command->secret)
        if (auto control = std::ranges::find_if(line.text, is_control); control != line.text.end())
            return say("command.control_character"_reply,
                       {{&*control, 1}, std::to_string(control - line.text.begin() + 1)});
    if (!command) return refuse_unknown(verb);
    if (refusal) return say(*refusal);
    if (waits_for_tls(*command)) return say("login.needs_tls"_reply);
    bool rest_is_one_word = command->secret && !behind_verb.empty();
    if (!rest_is_one_word)
        if (auto error = grammar_error(behind_verb, command->syntax)) return say(*error, {command->syntax});
    if (!behind_verb.empty()) behind_verb.remove_prefix(1);
    (this->*command->handler)(behind_verb);
}

/// Faults are arranged for accounts, and an account has its name before it has shown its password.
void Session::tell_faults_account(const Command* command, std::string_view behind_verb) {
    bool names = command && (command->handler == &Session::user || command->handler == &Session::apop);
    if (!names || behind_verb.empty() || state_ != State::authorization) return;
    behind_verb.remove_prefix(1);
    faults_.claimed_by(settings_.account_meant(behind_verb.substr(0, behind_verb.find(' '))));
}

void Session::release() {
    retrieval_.reset();
    listing_.reset();
    marks_.reset();
    maildrop_.reset();
}

/// In UPDATE the maildrop is held until the deletions are done.
bool Session::is_consistent() const {
    const bool may_hold = state_ != State::authorization, must_hold = state_ == State::transaction;
    if (maildrop_ ? !may_hold : must_hold) return false;
    if (marks_.has_value() != (maildrop_ != nullptr) || (name_ && state_ != State::authorization)) return false;
    if (listing_ && retrieval_) return false;
    if (is_replying() && state_ != State::transaction) return false;
    if (exchange_ && state_ != State::authorization) return false;
    return !maildrop_ || last_ <= maildrop_->total().messages;
}

/// People type passwords behind any verb, behind none, and twice. So of a line that may be none of this protocol
/// nothing is shown, not even a slip before the login.
std::string_view Session::without_secret(std::string_view line) const {
    if (exchange_) return line == "*" ? line : std::string_view();
    const std::size_t start = std::min(line.find_first_not_of(" \t"), line.size());
    const std::size_t end = std::min(line.find_first_of(" \t", start), line.size());
    const std::string_view verb = line.substr(start, end - start), behind_verb = line.substr(end);
    const Command* command = find(without_homoglyphs(verb));
    if (!command && state_ != State::authorization) command = transaction_meant(verb);
    if (command && command->handler == &Session::auth) return sasl::shown_of_auth(line);
    if (command) return shows_argument(*command, behind_verb) ? line : line.substr(0, end);
    const bool foreign = is_one_of(smtp_verbs, verb) || is_one_of(web_verbs, verb) ||
                         equal_ignoring_case(verb, "LOGIN") ||
                         (state_ != State::authorization && is_one_of(pop2_verbs, verb));
    return foreign ? line.substr(0, end) : std::string_view();
}

/// APOP's digest is made to be seen. A command that is refused before the login may be a pass phrase.
bool Session::shows_argument(const Command& command, std::string_view behind_verb) const {
    if (behind_verb.empty()) return true;
    if (command.handler == &Session::user) return !grammar_error(behind_verb, command.syntax);
    if (command.handler == &Session::apop)
        return !grammar_error(behind_verb, command.syntax) &&
               is_apop_digest(behind_verb.substr(behind_verb.rfind(' ') + 1));
    if (command.handler == &Session::lang && is_language_range(behind_verb.substr(1))) return true;
    const bool numbers = without_homoglyphs(behind_verb).find_first_not_of(" \t+-0123456789") == std::string::npos;
    return numbers && !command.secret && !command.gate[column()].refusal();
}

bool Session::ends_in_password(std::string_view text) const {
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    const Command* command = find(text.substr(0, text.find_first_of(" \t")));
    return command && command->secret;
}

void Session::note_slip(std::string_view verb) {
    if (find(without_homoglyphs(verb))) return writer_.note_homoglyph(verb);  // also in front of a password
    if (equal_ignoring_case(verb, "LOGIN")) return writer_.note("note.login"_note);
    if (login_begun_ && state_ == State::authorization) return;  // it may be a password
    std::vector<std::string_view> verbs;
    for (const Command& command : commands)
        if (!is_hidden(command)) verbs.push_back(command.verb);
    writer_.note_meant(verb, verbs);
}

void Session::refuse_unknown(std::string_view verb) {
    if (is_one_of(smtp_verbs, verb)) return say("command.smtp"_reply);
    if (is_one_of(web_verbs, verb)) {
        say("command.http"_reply);
        return hang_up("refused");
    }
    note_slip(verb);
    if (name_) return say("command.bare_password"_reply);
    say("command.unknown"_reply, {verbs_offered()});
}

/// What a setting has taken away for a lab is unknown.
bool Session::is_hidden(const Command& command) const {
    using Brought = std::pair<std::string_view, std::string_view>;
    static constexpr Brought brought[] = {{"USER", "USER"}, {"PASS", "USER"}, {"AUTH", "SASL"}, {"STLS", "STLS"},
                                          {"TOP", "TOP"},   {"UIDL", "UIDL"}, {"UTF8", "UTF8"}, {"LANG", "LANG"}};
    const auto found = std::ranges::find(brought, command.verb, &Brought::first);
    return found != std::end(brought) && settings_.pop3.hide.has(found->second);
}

/// RFC 2595 2.2
bool Session::waits_for_tls(const Command& command) const {
    constexpr void (Session::*logins[])(std::string_view) = {&Session::user, &Session::pass, &Session::apop,
                                                             &Session::auth};
    return needs_tls() && std::ranges::find(logins, command.handler) != std::end(logins);
}

bool Session::offered(const Command& command) const {
    if (is_hidden(command)) return false;
    if (command.handler == &Session::last && !settings_.pop3.last && !faults_.brings_last()) return false;
    if (command.handler == &Session::stls && !offers_tls()) return false;
    bool plaintext = command.handler == &Session::user || command.handler == &Session::pass;
    if ((plaintext && !may_send_password()) || waits_for_tls(command)) return false;
    return !command.gate[column()].refusal();
}

std::string Session::verbs_offered() const {
    std::string verbs;
    for (const Command& command : commands)
        if (offered(command)) verbs.append(verbs.empty() ? "" : " ").append(command.verb);
    return verbs;
}

void Session::dele(std::string_view number) {
    with_message(number, [this](std::size_t index, const store::Message& message) {
        marks_->mark(index, message.octets);
        record_.reply_is_about(std::to_string(message.id));
        last_ = std::max(last_, index + 1);
        say("dele.ok"_reply, {std::to_string(index + 1)});
    });
}

void Session::noop(std::string_view) { say("noop.ok"_reply); }

void Session::rset(std::string_view) {
    record_.reply_is_about(ids_of(marks_->doomed()));
    marks_->clear();
    last_ = 0;
    say("rset.ok"_reply, {std::to_string(marks_->count()), plural(marks_->count()), std::to_string(marks_->octets())});
}

void Session::last(std::string_view) {
    if (!settings_.pop3.last && !faults_.brings_last()) return say("last.off"_reply);
    say("last.ok"_reply, {std::to_string(last_)});
}

void Session::capa(std::string_view) {
    std::string lines = writer_.line("capa.list"_reply, {}) + "\r\n";
    for (std::string_view extension : pop3_extensions) {
        if (settings_.pop3.hide.has(extension)) continue;
        if (extension == "USER" && (!may_send_password() || needs_tls())) continue;
        if (extension == "SASL" && needs_tls()) continue;
        if (extension == "STLS" && !offers_tls()) continue;
        lines += extension;
        if (extension == "SASL") lines += " " + sasl::mechanism_names(may_send_password());
        if (extension == "EXPIRE") lines += " NEVER";
        if (extension == "UTF8") lines += " USER";
        if (extension == "IMPLEMENTATION") lines += " Postlab";
        lines += "\r\n";
    }
    say_raw(lines + ".\r\n", "capa.list"_reply);
}

void Session::stls(std::string_view) {
    if (is_private()) return say("stls.already"_reply);
    if (utf8_) return say("stls.after_utf8"_reply);
    if (!offers_tls()) return say("stls.unavailable"_reply);
    say("stls.go"_reply);
    start_tls();
}

/// But not how often a login has failed, or whoever guesses could go on for ever.
void Session::forget_all() {
    name_.reset();
    login_begun_ = false;
    writer_.speak(nullptr, {});
}

void Session::quit(std::string_view) {
    if (state_ == State::authorization) return say_goodbye("quit.ok"_reply, {settings_.domain});
    state_ = State::update;
    auto doomed = marks_->doomed();
    if (doomed.empty()) return updated(true);
    maildrop_->commit(std::move(doomed), when_answered([this](bool removed) { updated(removed); }));
}

void Session::updated(bool removed) {
    std::size_t left = marks_->count();
    if (removed) record_.reply_is_about(ids_of(marks_->doomed()));
    marks_.reset();
    maildrop_.reset();  // before the reply, so that whoever reads it finds the lock free
    if (removed && left == 0) return say_goodbye("quit.empty"_reply, {settings_.domain});
    if (removed) return say_goodbye("quit.left"_reply, {settings_.domain, std::to_string(left), plural(left)});
    say_goodbye("quit.failed"_reply);
}

}  // namespace postlab::pop3d
