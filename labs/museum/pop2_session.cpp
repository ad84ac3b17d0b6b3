#include "labs/museum/pop2_session.h"

#include <algorithm>

#include "labs/museum/replies.h"
#include "shared/text/message_ranges.h"
#include "shared/text/text.h"

namespace postlab::museum {

namespace {

constexpr std::size_t longest_command = 512;  // RFC 937, Sizes
constexpr std::size_t block_octets = 64 * 1024;
constexpr std::string_view pop3[] = {"USER", "PASS", "APOP", "STAT", "LIST", "DELE", "NOOP",
                                     "RSET", "TOP",  "UIDL", "CAPA", "LAST", "AUTH", "STLS"};

constexpr const Reply& helo_first = "order.helo_first"_reply;
constexpr const Reply& helo_once = "order.helo_once"_reply;
constexpr const Reply& read_first = "order.read_first"_reply;
constexpr const Reply& nothing_sent = "order.nothing_sent"_reply;
constexpr const Reply& acknowledge = "order.acknowledge"_reply;

const Pop2Session::Command* find(std::string_view verb) {
    const auto found = std::ranges::find_if(
        Pop2Session::commands, [&](const auto& command) { return equal_ignoring_case(command.verb, verb); });
    return found == Pop2Session::commands.end() ? nullptr : &*found;
}

/// The words of an argument: a backslash takes what it means from the character behind it (RFC 937, Quoting). Empty
/// when they are not one space apart.
std::vector<std::string> words_of(std::string_view argument) {
    std::vector<std::string> words(1);
    for (std::size_t i = 0; i < argument.size(); ++i) {
        if (argument[i] == ' ') {
            words.emplace_back();
            continue;
        }
        if (argument[i] == '\\' && ++i == argument.size()) return {};
        words.back() += argument[i];
    }
    if (std::ranges::any_of(words, &std::string::empty)) return {};
    return words;
}

std::string_view plural(std::size_t count) { return count == 1 ? "" : "s"; }

}  // namespace

constinit const std::array<Pop2Session::Command, 8> Pop2Session::commands =
    {
        {
            // clang-format off
    // verb  syntax                section         purpose                                                    AUTH        MBOX          ITEM          NEXT
    {"HELO", "HELO user password", "RFC 937 HELO", "Says who wants their mail, with the password.",         {run,        helo_once,    helo_once,    acknowledge}, &Pop2Session::helo, true},
    {"FOLD", "FOLD mailbox",       "RFC 937 FOLD", "Chooses another folder, and deletes what is marked.",   {helo_first, run,          run,          acknowledge}, &Pop2Session::fold},
    {"READ", "READ (n)",           "RFC 937 READ", "Chooses a message, or the current one: its length.",    {helo_first, run,          run,          acknowledge}, &Pop2Session::read},
    {"RETR", "RETR",               "RFC 937 RETR", "Sends the chosen message, octet for octet.",            {helo_first, read_first,   run,          acknowledge}, &Pop2Session::retr},
    {"ACKS", "ACKS",               "RFC 937 ACKS", "It came; keep it. Goes on to the next message.",        {helo_first, nothing_sent, nothing_sent, run},         &Pop2Session::acks},
    {"ACKD", "ACKD",               "RFC 937 ACKD", "It came; delete it. Goes on to the next message.",      {helo_first, nothing_sent, nothing_sent, run},         &Pop2Session::ackd},
    {"NACK", "NACK",               "RFC 937 NACK", "It did not come; the same message again.",              {helo_first, nothing_sent, nothing_sent, run},         &Pop2Session::nack},
    {"QUIT", "QUIT",               "RFC 937 QUIT", "Ends the session; what is marked is deleted now.",      {run,        run,          run,          acknowledge}, &Pop2Session::quit},
            // clang-format on
        }};

Pop2Session::Pop2Session(const Settings& settings, store::MailStore& store, std::unique_ptr<Transcript> transcript,
                         std::string peer)
    : Session(std::move(transcript), longest_command, settings.wire.profile),
      settings_(settings),
      store_(store),
      peer_(std::move(peer)) {}

std::chrono::seconds Pop2Session::idle_limit() const { return std::chrono::seconds(settings_.pop3.idle_timeout_s); }

std::string_view Pop2Session::state_name() const {
    return state_ == State::done ? "DONE" : state_names[static_cast<std::size_t>(state_)];
}

void Pop2Session::greet() { say("greeting.ready"_reply, {settings_.domain}); }
void Pop2Session::say_no_tls() { say("greeting.no_tls"_reply); }
void Pop2Session::say_busy() { say("greeting.busy"_reply); }
void Pop2Session::say_timeout() { say("session.timeout"_reply); }
void Pop2Session::say_shutdown() { say("session.shutdown"_reply); }

bool Pop2Session::step() {
    if (sent_) return read_block(), true;
    const auto line = next_line();
    if (line) obey(*line);
    return line.has_value();
}

void Pop2Session::refuse(const Reply& reply, std::initializer_list<std::string_view> details) {
    say(reply, details);
    hang_up("refused");
}

void Pop2Session::obey(const LineReader::Line& line) {
    const std::string_view verb = line.text.substr(0, line.text.find(' '));
    std::string_view argument = line.text.substr(verb.size());
    const Command* command = find(verb);
    record_.command(moment(), line, command ? command->verb : std::string_view(), may_be_shown(line.text));
    if (line.too_long) return refuse("command.too_long"_reply);
    if (!command) {
        const auto known = std::ranges::find_if(pop3, [&](auto other) { return equal_ignoring_case(other, verb); });
        if (known != std::end(pop3)) return refuse("command.pop3"_reply, {*known});
        return refuse("command.unknown"_reply);
    }
    if (const Reply* refusal = command->gate[static_cast<std::size_t>(state_)].refusal()) return refuse(*refusal);
    const bool takes_none = command->syntax == command->verb,
               must_have = !takes_none && !command->syntax.ends_with(')');
    if (argument.empty() ? must_have : takes_none || argument.size() == 1)
        return refuse("command.syntax"_reply, {command->syntax});
    if (!argument.empty()) argument.remove_prefix(1);
    (this->*command->handler)(argument);
}

void Pop2Session::release() {
    sent_.reset();
    maildrop_.reset();
}

bool Pop2Session::is_consistent() const {
    const bool logged_in = state_ != State::auth;
    if (!logged_in && maildrop_) return false;
    if (sent_ && (state_ != State::next || !is_there(current_))) return false;
    return std::ranges::all_of(marked_, [this](std::size_t index) { return std::ranges::count(folder_, index) == 1; });
}

/// As in POP3, people type passwords behind any verb, and behind none.
std::string_view Pop2Session::without_secret(std::string_view line) const {
    const std::size_t end = std::min(line.find(' '), line.size());
    const Command* command = find(line.substr(0, end));
    const bool is_pop3 =
        std::ranges::any_of(pop3, [&](auto verb) { return equal_ignoring_case(verb, line.substr(0, end)); });
    if (!command) return line.substr(0, is_pop3 ? end : 0);
    return command->secret || state_ == State::auth ? line.substr(0, end) : line;
}

bool Pop2Session::ends_in_password(std::string_view line) const {
    const Command* command = find(line.substr(0, line.find(' ')));
    return command && command->secret;
}

// ------------------------------------------------------------------------------------------- AUTH

void Pop2Session::helo(std::string_view name_and_password) {
    if (!settings_.auth.allow_plaintext || settings_.tls.require) return refuse("helo.plaintext_off"_reply);
    const std::vector<std::string> words = words_of(name_and_password);
    if (words.size() != 2) return refuse("command.syntax"_reply, {"HELO user password"});
    const std::string name(settings_.account_meant(words[0]));
    store_.open(name, store::Password{words[1]}, peer_,
                when_answered([this, name](store::Opened answer) { opened(name, std::move(answer)); }));
}

void Pop2Session::opened(const std::string& name, store::Opened opened) {
    if (const auto* refusal = std::get_if<store::Refusal>(&opened)) {
        if (*refusal == store::Refusal::bad_credentials) return refuse("helo.wrong"_reply);
        if (*refusal == store::Refusal::failed) return refuse("helo.failed"_reply);
        record_.reply_is_about({}, lower_case(name));  // whoever hears it has given the right password
        return refuse("helo.in_use"_reply);
    }
    maildrop_ = std::get<std::unique_ptr<store::Maildrop>>(std::move(opened));
    mailbox_ = lower_case(name);
    state_ = State::mbox;
    maildrop_->list(0, maildrop_->total().messages, when_answered([this](bool listed) { this->listed(listed); }));
}

void Pop2Session::listed(bool listed) {
    if (!listed) {
        release();
        state_ = State::auth;
        return refuse("helo.failed"_reply);
    }
    if (maildrop_->is_planted()) record_.reveal();
    for (std::size_t index = 0; index < maildrop_->total().messages; ++index) inbox_.push_back(index);
    folder_ = inbox_;
    record_.reply_is_about(ids_of(folder_), mailbox_);
    ask_feedback(mailbox_);
    say("helo.ok"_reply, {std::to_string(folder_.size()), plural(folder_.size())});
}

// ------------------------------------------------------------------------------------------- folders

void Pop2Session::fold(std::string_view mailbox) {
    const bool is_inbox = equal_ignoring_case(mailbox, "INBOX");
    remove_marked(when_answered([this, is_inbox](bool removed) { folded(is_inbox, removed); }));
}

void Pop2Session::remove_marked(store::Done<bool> done) {
    if (marked_.empty()) return done(true);
    record_.reply_is_about(ids_of({marked_.begin(), marked_.end()}));
    maildrop_->commit({marked_.begin(), marked_.end()}, std::move(done));
}

void Pop2Session::folded(bool is_inbox, bool removed) {
    if (!removed) return refuse("fold.failed"_reply);
    std::erase_if(inbox_, [this](std::size_t index) { return marked_.contains(index); });
    marked_.clear();
    folder_ = is_inbox ? inbox_ : std::vector<std::size_t>();
    current_ = 1;
    state_ = State::mbox;
    say("fold.ok"_reply, {std::to_string(folder_.size()), plural(folder_.size())});
}

// ------------------------------------------------------------------------------------------- messages

void Pop2Session::read(std::string_view number) {
    if (!number.empty() && !all_digits(number)) return refuse("command.syntax"_reply, {"READ (n)"});
    // A number too large for any message is that of none.
    if (!number.empty()) current_ = number_in<std::uint64_t>(number).value_or(folder_.size() + 1);
    say_size();
}

void Pop2Session::say_size() {
    state_ = State::item;
    const std::string number = std::to_string(current_);
    if (!is_there(current_)) return say("size.none"_reply, {number});
    if (marked_.contains(index_of(current_))) return say("size.deleted"_reply, {number});
    record_.reply_is_about(ids_of({index_of(current_)}));
    say("size.one"_reply, {std::to_string(current_message().octets), number});
}

/// RFC 937: the server closes when asked for a message of no characters, and has no reply for it.
void Pop2Session::retr(std::string_view) {
    if (!is_there(current_) || marked_.contains(index_of(current_))) return hang_up("refused");
    state_ = State::next;
    sent_ = 0;
    read_block();
}

void Pop2Session::read_block() {
    maildrop_->read(index_of(current_), *sent_, block_octets,
                    when_answered([this](const std::optional<std::string>& block) { say_block(block); }));
}

/// A client that counts would wait for ever for what is missing, so the connection is closed where it stands.
void Pop2Session::say_block(const std::optional<std::string>& block) {
    const std::uint64_t left = current_message().octets - *sent_;
    if (!block || block->empty() || block->size() > left) {
        sent_.reset();
        return hang_up("failed");
    }
    say_content(*block);
    *sent_ += block->size();
    if (block->size() == left) sent_.reset();
}

void Pop2Session::acks(std::string_view) { next_message(); }

void Pop2Session::ackd(std::string_view) {
    marked_.insert(index_of(current_));
    next_message();
}

void Pop2Session::nack(std::string_view) { say_size(); }

void Pop2Session::next_message() {
    ++current_;
    say_size();
}

// ------------------------------------------------------------------------------------------- DONE

void Pop2Session::quit(std::string_view) {
    if (state_ == State::auth) return say_goodbye("quit.ok"_reply);
    state_ = State::done;
    remove_marked(when_answered([this](bool removed) { quitted(removed); }));
}

void Pop2Session::quitted(bool removed) {
    maildrop_.reset();  // the next session may begin when this one has heard that it is over
    if (!removed) return refuse("quit.failed"_reply);
    say_goodbye("quit.ok"_reply);
}

std::string Pop2Session::ids_of(const std::vector<std::size_t>& indices) const {
    MessageRanges ranges;
    for (const std::size_t index : indices) ranges.add(maildrop_->message(index)->id);
    return ranges.text();
}

}  // namespace postlab::museum
