#include "smtpd/session.h"

#include <algorithm>

#include "shared/notes.h"
#include "shared/text/text.h"
#include "smtpd/parameters.h"
#include "smtpd/replies.h"
#include "smtpd/trace.h"

namespace postlab::smtpd {

namespace {

constexpr unsigned most_rcpts_for_each = 10;  // recipient that a message may have

/// A recipient as the store knows it. What stands behind a plus sign is for the reader's own sorting.
std::string mailbox_name(const Path& path) {
    std::string name = lower_case(path.local_part);
    std::size_t plus = name.find('+');
    if (plus > 0 && plus != name.npos) name.resize(plus);
    return name;
}

}  // namespace

// clang-format off
constinit const std::array<Session::Command, 18> Session::commands{{
    // verb, syntax
    //   section, purpose
    //   fresh                       ready                      mail_given                   rcpt_given                    chunk_given                     handler
    {"EHLO", "EHLO <domain or address literal>",
        "RFC 5321 4.1.1.1", "Introduces the client, asks for the list of extensions, and drops an open transaction.",
        {run,                        run,                       run,                         run,                          run},                          &Session::ehlo},
    {"HELO", "HELO <domain>",
        "RFC 5321 4.1.1.1", "Introduces the client the old way, without extensions, and drops an open transaction.",
        {run,                        run,                       run,                         run,                          run},                          &Session::helo},
    {"MAIL", "MAIL FROM:<reverse-path> [SIZE=n] [BODY=7BIT|8BITMIME] [SMTPUTF8] [AUTH=addr] [RET=part] [ENVID=id]",
        "RFC 5321 4.1.1.2", "Opens a transaction and says where a failure report would go.",
        {"order.hello_first"_reply,  run,                       "mail.nested"_reply,         "mail.nested"_reply,          "mail.nested"_reply},          &Session::mail, false, longest_mail},
    {"AUTH", "AUTH mechanism [initial-response]",
        "RFC 4954 4", "Shows who the client is, by a mechanism that EHLO lists; what is said is written in base64.",
        {"order.hello_first"_reply,  run,                       "auth.in_transaction"_reply, "auth.in_transaction"_reply,  "auth.in_transaction"_reply},  &Session::auth},
    {"RCPT", "RCPT TO:<forward-path> [NOTIFY=NEVER|SUCCESS,FAILURE,DELAY] [ORCPT=type;addr]",
        "RFC 5321 4.1.1.3", "Names one recipient; several recipients take several RCPTs.",
        {"order.hello_first"_reply,  "order.mail_first"_reply,  run,                         run,                          "order.chunks_began"_reply},   &Session::rcpt, false, longest_rcpt},
    {"DATA", "DATA",
        "RFC 5321 4.1.1.4", "Hands the message over, up to a line with one dot alone.",
        {"order.hello_first"_reply,  "order.mail_first"_reply,  "data.no_recipients"_reply,  run,                          "order.chunks_began"_reply},   &Session::data},
    {"BDAT", "BDAT size [LAST]",
        "RFC 3030 2", "Hands so many octets of the message over; with LAST they are the last ones.",
        {"order.hello_first"_reply,  "order.mail_first"_reply,  "data.no_recipients"_reply,  run,                          run},                          &Session::bdat},
    {"RSET", "RSET",
        "RFC 5321 4.1.1.5", "Drops an open transaction; the introduction stays.",
        {run,                        run,                       run,                         run,                          run},                          &Session::rset},
    {"NOOP", "NOOP [text]",
        "RFC 5321 4.1.1.9", "Does nothing but get an answer.",
        {run,                        run,                       run,                         run,                          run},                          &Session::noop},
    {"QUIT", "QUIT",
        "RFC 5321 4.1.1.10", "Ends the session; an open transaction is dropped.",
        {run,                        run,                       run,                         run,                          run},                          &Session::quit},
    {"VRFY", "VRFY <user or mailbox> [SMTPUTF8]",
        "RFC 5321 4.1.1.6", "Asks whether a mailbox exists, which this server doesn't tell.",
        {run,                        run,                       run,                         run,                          run},                          &Session::vrfy},
    {"HELP", "HELP [verb]",
        "RFC 5321 4.1.1.8", "Lists the commands, or explains one.",
        {run,                        run,                       run,                         run,                          run},                          &Session::help},
    {"STARTTLS", "STARTTLS",
        "RFC 3207 4", "Begins TLS, which hides what follows; what was said before is forgotten.",
        {run,                        run,                       run,                         run,                          run},                          &Session::starttls},
    {"EXPN", "EXPN <mailing list> [SMTPUTF8]",
        "RFC 5321 4.1.1.7", "Asks who is on a mailing list; there are none here.",
        {"expn.no_lists"_reply,      "expn.no_lists"_reply,     "expn.no_lists"_reply,       "expn.no_lists"_reply,        "expn.no_lists"_reply},        nullptr},
    {"SEND", "SEND FROM:<reverse-path>",
        "RFC 5321 F.6", "Showed the message on the user's terminal instead of keeping it.",
        {"command.obsolete"_reply,   "command.obsolete"_reply,  "command.obsolete"_reply,    "command.obsolete"_reply,     "command.obsolete"_reply},     nullptr},
    {"SOML", "SOML FROM:<reverse-path>",
        "RFC 5321 F.6", "Showed the message on the user's terminal, or else kept it in the mailbox.",
        {"command.obsolete"_reply,   "command.obsolete"_reply,  "command.obsolete"_reply,    "command.obsolete"_reply,     "command.obsolete"_reply},     nullptr},
    {"SAML", "SAML FROM:<reverse-path>",
        "RFC 5321 F.6", "Showed the message on the user's terminal, and kept it in the mailbox too.",
        {"command.obsolete"_reply,   "command.obsolete"_reply,  "command.obsolete"_reply,    "command.obsolete"_reply,     "command.obsolete"_reply},     nullptr},
    {"TURN", "TURN",
        "RFC 5321 F.1", "Made client and server change roles, for whoever asked.",
        {"command.obsolete"_reply,   "command.obsolete"_reply,  "command.obsolete"_reply,    "command.obsolete"_reply,     "command.obsolete"_reply},     nullptr},
}};
// clang-format on

Session::Session(const Settings& settings, store::MailStore& store, std::unique_ptr<Transcript> transcript, Peer peer,
                 MemoryBudget* memory, ClientOctets* clients)
    : postlab::Session(std::move(transcript), longest_mail, settings.wire.profile),
      settings_(settings),
      store_(store),
      peer_(std::move(peer)),
      memory_(memory),
      clients_(clients) {
    if (settings.smtp.hide.has("ENHANCEDSTATUSCODES")) writer_.leave_codes_out();
    if (settings.tls.teach == Teach::planted) record_.hold_hidden_back();
}

std::chrono::seconds Session::idle_limit() const { return std::chrono::seconds(settings_.smtp.idle_timeout_s); }

std::string_view Session::state_name() const {
    return is_in_data() ? std::string_view("data") : state_names[static_cast<std::size_t>(state_)];
}

void Session::greet() { say("session.greeting"_reply, {settings_.domain}); }
void Session::say_no_tls() { say("session.no_tls"_reply, {settings_.domain}); }
void Session::say_needs_tls() { say("session.needs_tls"_reply, {settings_.domain}); }
void Session::say_busy() { say("session.busy"_reply, {settings_.domain}); }
void Session::say_timeout() { say("session.timeout"_reply, {settings_.domain}); }
void Session::say_shutdown() { say("session.shutdown"_reply, {settings_.domain}); }

bool Session::step() {
    if (chunk_) return take_chunk();
    if (is_in_data()) return take_content();
    auto line = next_line();
    if (line) exchange_ ? take_response(*line) : obey(*line);
    return line.has_value();
}

// ------------------------------------------------------------------------------------------- from line to handler

const Session::Command* Session::find(std::string_view verb) {
    auto found = std::ranges::find_if(commands, [&](const Command& c) { return equal_ignoring_case(c.verb, verb); });
    return found == commands.end() ? nullptr : &*found;
}

void Session::obey(LineReader::Line line) {
    login_tried_ = login_tried_ || shown_of_login(line.text);
    std::string_view shown = may_be_shown(line.text);
    login_tried_ = login_tried_ || shown.size() < line.text.size();
    if (line.end == LineReader::End::lf && profile_ == WireProfile::strict) {
        record_.command(moment(), line, {}, shown);
        return say("command.bare_lf"_reply);
    }
    // RFC 5321 4.1.1: white space at the end of a command is tolerated.
    std::string_view text = line.text = line.text.substr(0, line.text.find_last_not_of(" \t") + 1);
    shown = shown.substr(0, text.size());
    std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    if (const Command* command = find(word); command && !is_hidden(*command))
        return run_command(*command, line, shown, text);
    not_recognized(line, word, shown);
}

void Session::run_command(const Command& command, const LineReader::Line& line, std::string_view shown,
                          std::string_view argument) {
    record_.command(moment(), line, command.verb, shown);
    if (faults_.any() && command.handler == &Session::rcpt) tell_faults_recipient(argument);
    const bool announces_chunk = command.handler == &Session::bdat;  // its reply stands behind the octets
    if (!announces_chunk && fault_replaces(command.verb)) return;
    unrecognized_ = 0;
    std::size_t longest = command.longest ? command.longest : longest_command;
    if (line.octets > longest) return say("command.too_long"_reply, {std::to_string(longest)});
    if (const Reply* refusal = waits_for_tls(command) ? &"command.needs_tls"_reply
                                                      : command.gate[static_cast<std::size_t>(state_)].refusal())
        return announces_chunk ? take_or_discard(argument, refusal) : say(*refusal);
    auto control = std::ranges::find_if(argument, [](unsigned char c) { return c < ' ' || c == 0x7F; });
    if (control != argument.end()) {
        auto column = std::to_string(command.verb.size() + 2 + static_cast<std::size_t>(control - argument.begin()));
        return say("command.control_character"_reply, {{&*control, 1}, column});
    }
    (this->*command.handler)(argument);
}

/// RFC 3207 4
bool Session::waits_for_tls(const Command& command) const {
    constexpr void (Session::*before_tls[])(std::string_view) = {&Session::ehlo, &Session::noop, &Session::starttls,
                                                                 &Session::quit};
    return needs_tls() && std::ranges::find(before_tls, command.handler) == std::end(before_tls);
}

/// Faults are arranged for accounts: the mailbox itself, whoever begins a token behind its plus sign, as s017 does in
/// course+s017-l12-7f3a, or both with a plus sign between, as s017+l12 does in s017+l12-7f3a. What all of it says, a
/// class may know.
void Session::tell_faults_recipient(std::string_view rcpt_argument) {
    auto parsed = parse_rcpt(rcpt_argument);
    auto named = std::get_if<PathArgument>(&parsed);
    if (!named || !is_ours(named->path.domain)) return;
    faults_.belongs_to(mailbox_name(named->path));
    const std::string_view all = named->path.local_part;
    const std::size_t token = std::min(all.find('+'), all.size() - 1) + 1;
    if (token < all.size()) faults_.belongs_to(all);
    for (std::size_t end = all.find('-', token); end != all.npos; end = all.find('-', end + 1)) {
        faults_.belongs_to(all.substr(token, end - token));
        faults_.belongs_to(all.substr(0, end));
    }
}

// ------------------------------------------------------------------------------------------- handlers

bool Session::introduce(std::string_view verb, std::string_view argument) {
    // RFC 5321 4.1.1.1: be prepared for a remark behind an address literal.
    std::string_view name = argument.substr(0, argument.find(' '));
    const bool more = name.size() < argument.size() && !name.starts_with('[');
    if (name.empty() || (more && profile_ == WireProfile::strict)) {
        say("hello.syntax"_reply, {find(verb)->syntax});
        return false;
    }
    if (!names_a_host(name)) {
        note_host(name);
        if (!may_pass_as_host(name)) {
            say("hello.bad_domain"_reply, {name});
            return false;
        }
    }
    if (more) writer_.note("note.hello_more"_note);
    client_name_ = name;
    reset();
    state_ = State::ready;
    login_tried_ = false;
    return true;
}

void Session::helo(std::string_view argument) {
    if (!introduce("HELO", argument)) return;
    extended_ = false;
    say("helo.ok"_reply, {settings_.domain, client_name_});
}

void Session::mail(std::string_view argument) {
    if (settings_.smtp.require_auth && account_.empty()) return say("mail.needs_auth"_reply);
    Mended mended;
    auto parsed = read_path(argument, "FROM", mended);
    if (auto error = std::get_if<SyntaxError>(&parsed))
        return say_syntax_error(*error, "mail.syntax"_reply, "mail.bad_path"_reply, "mail.too_long"_reply);
    auto& [path, parameters] = std::get<PathArgument>(parsed);
    if (!extended_ && !parameters.empty()) return say("mail.needs_ehlo"_reply, {parameters[0].keyword});
    if (const auto hidden = hidden_parameter(parameters)) return say("mail.unknown_parameter"_reply, {*hidden});
    auto read = read_mail_parameters(parameters);
    if (auto bad = std::get_if<BadParameter>(&read)) return say(*bad->reply, {bad->keyword});
    auto& [size, smtputf8, envelope_id] = std::get<MailParameters>(read);
    if (!path.ascii && !smtputf8) return say("mail.needs_smtputf8"_reply);
    std::uint64_t most = settings_.largest_message();
    if (size > most) return say("mail.too_big"_reply, {std::to_string(most)});
    if (!client_may_bring(size))
        return say("mail.client_full"_reply, {std::to_string(settings_.smtp.max_client_bytes)});
    transaction_ = {};
    transaction_.declared_octets = size;
    transaction_.smtputf8 = smtputf8;
    transaction_.envelope_id = std::move(envelope_id);
    if (!path.text.empty() && is_ours(path.domain)) transaction_.sender_mailbox = mailbox_name(path);
    transaction_.reverse_path = std::move(path.text);
    state_ = State::mail_given;
    login_tried_ = false;
    say("mail.ok"_reply, {transaction_.reverse_path});
}

void Session::rcpt(std::string_view argument) {
    const unsigned most = settings_.smtp.max_recipients;
    if (++transaction_.rcpts > std::uint64_t{most_rcpts_for_each} * most) {
        hang_up("refused");
        return say("rcpt.endless"_reply, {settings_.domain});
    }
    Mended mended;
    auto parsed = read_path(argument, "TO", mended);
    if (auto error = std::get_if<SyntaxError>(&parsed))
        return say_syntax_error(*error, "rcpt.syntax"_reply, "rcpt.bad_path"_reply, "rcpt.too_long"_reply);
    const auto& [path, parameters] = std::get<PathArgument>(parsed);
    if (!extended_ && !parameters.empty()) return say("rcpt.needs_ehlo"_reply, {parameters[0].keyword});
    if (const auto hidden = hidden_parameter(parameters)) return say("rcpt.unknown_parameter"_reply, {*hidden});
    auto read = read_rcpt_parameters(parameters);
    if (auto bad = std::get_if<BadParameter>(&read)) return say(*bad->reply, {bad->keyword});
    auto& [notify_success, original] = std::get<RcptParameters>(read);
    if (!path.ascii && !transaction_.smtputf8) return say("rcpt.needs_smtputf8"_reply);
    if (!is_ours(path.domain)) return say("rcpt.relay"_reply, {settings_.own_domains()});

    ReportedRecipient recipient{mailbox_name(path), path.text, std::move(original)};
    if (std::ranges::find(transaction_.mailboxes, recipient.mailbox) != transaction_.mailboxes.end()) {
        transaction_.sole_recipient.clear();
        if (notify_success) note_reported(std::move(recipient));
        return say("rcpt.duplicate"_reply, {path.text});
    }
    if (transaction_.mailboxes.size() >= most) return say("rcpt.too_many"_reply, {std::to_string(most)});
    const std::string mailbox = recipient.mailbox;
    store_.find_mailbox(mailbox, transaction_.declared_octets,
                        when_answered([this, recipient, success = notify_success](store::Lookup lookup) {
                            looked_up(lookup, recipient, success);
                        }));
}

/// RFC 1123 5.2.17: a server knows the address literal it was reached at as a name of its own.
bool Session::is_ours(std::string_view domain) const {
    return domain.empty() || settings_.is_own(domain) ||
           (!peer_.server.empty() && equal_ignoring_case(domain, address_literal(peer_.server)));
}

void Session::looked_up(store::Lookup lookup, ReportedRecipient recipient, bool notify_success) {
    const std::string address = recipient.address;
    if (lookup == store::Lookup::failed) return say("rcpt.failed"_reply);
    if (lookup == store::Lookup::no_room) return say("rcpt.full"_reply, {address});
    if (lookup == store::Lookup::none) return say("rcpt.unknown_mailbox"_reply, {address});
    bool bare = address.find('@') == address.npos;  // postmaster; a trace line wants a whole address
    transaction_.sole_recipient = !transaction_.mailboxes.empty() ? ""
                                  : bare                          ? address + "@" + settings_.domain
                                                                  : address;
    transaction_.mailboxes.push_back(recipient.mailbox);
    if (notify_success) note_reported(std::move(recipient));
    state_ = State::rcpt_given;
    say("rcpt.ok"_reply, {address});
}

void Session::rset(std::string_view argument) {
    if (!argument.empty()) return say("command.no_argument"_reply, {"RSET"});
    reset();
    say("rset.ok"_reply);
}

void Session::noop(std::string_view) { say("noop.ok"_reply); }

void Session::quit(std::string_view argument) {
    if (!argument.empty()) return say("command.no_argument"_reply, {"QUIT"});
    say_goodbye("quit.ok"_reply, {settings_.domain});
}

void Session::vrfy(std::string_view argument) {
    if (argument.empty()) return say("command.syntax"_reply, {find("VRFY")->syntax});
    say("vrfy.maybe"_reply);
}

void Session::help(std::string_view argument) {
    if (argument.empty()) {
        std::string verbs;
        for (const Command& command : commands)
            if (command.handler && !is_hidden(command)) verbs.append(verbs.empty() ? "" : " ").append(command.verb);
        return say("help.commands"_reply, {verbs});
    }
    const Command* command = find(argument);
    if (!command || is_hidden(*command)) return say("help.unknown"_reply, {argument.substr(0, argument.find(' '))});
    say_lines("help.command"_reply, writer_.line("help.command"_reply, {command->syntax}),
              std::array{std::string(command->section), std::string(command->purpose)});
}

void Session::starttls(std::string_view argument) {
    if (!argument.empty()) return say("command.no_argument"_reply, {"STARTTLS"});
    if (is_private()) return say("starttls.already"_reply);
    if (!offers_tls()) return say("starttls.unavailable"_reply);
    say("starttls.go"_reply);
    start_tls();
}

// ------------------------------------------------------------------------------------------- what handlers share

bool Session::is_consistent() const {
    const bool introduced = state_ != State::fresh, in_transaction = state_ > State::ready;
    const std::size_t recipients = transaction_.mailboxes.size();
    return (recipients > 0) == (state_ >= State::rcpt_given) && recipients <= settings_.smtp.max_recipients &&
           (!incoming_ || recipients > 0) && (state_ != State::chunk_given || (incoming_ && transaction_.chunked)) &&
           (!transaction_.chunked || incoming_) && (in_transaction || transaction_.reverse_path.empty()) &&
           (transaction_.sole_recipient.empty() || recipients == 1) && introduced != client_name_.empty() &&
           (introduced || !extended_) && (!exchange_ || (state_ == State::ready && account_.empty()));
}

void Session::reset() {
    transaction_ = {};
    incoming_.reset();
    chunk_.reset();
    if (state_ != State::fresh) state_ = State::ready;
}

void Session::forget_all() {
    reset();
    state_ = State::fresh;
    client_name_.clear();
    account_.clear();
    extended_ = login_tried_ = false;
}

void Session::say_syntax_error(const SyntaxError& error, const Reply& argument, const Reply& path,
                               const Reply& too_long) {
    const Reply& reply = error.kind == SyntaxError::Kind::argument ? argument
                         : error.kind == SyntaxError::Kind::path   ? path
                                                                   : too_long;
    say(reply, {error.what, std::to_string(error.number)});
}

/// RFC 5321 4.2.1: a hyphen behind the code of every line but the last; RFC 2034 4: the enhanced code in each.
void Session::say_lines(const Reply& reply, std::string first, std::span<const std::string> more) {
    std::size_t behind_code = reply.code.size();
    std::string bytes = std::move(first), start(reply.code);
    bytes[behind_code] = '-';
    start += '-';
    if (const auto code = writer_.enhanced(reply); !code.empty()) start.append(code).append(" ");
    for (const std::string& line : more) {
        if (&line == &more.back()) start[behind_code] = ' ';
        bytes.append("\r\n").append(start).append(line);
    }
    say_raw(bytes + "\r\n", reply);
}

}  // namespace postlab::smtpd
