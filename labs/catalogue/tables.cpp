#include "labs/catalogue/tables.h"

#include <algorithm>

#include "labs/museum/pop2_session.h"
#include "labs/museum/replies.h"
#include "pop3d/replies.h"
#include "pop3d/session.h"
#include "shared/text/text.h"
#include "smtpd/replies.h"
#include "smtpd/session.h"

namespace postlab::labs {

namespace {

template <class Session>
Tables tables_of(Protocol protocol, std::string_view name, std::string_view task, std::span<const Reply> replies) {
    Tables tables{protocol, name, task, {}, {}, replies};
    tables.states.assign(Session::state_names.begin(), Session::state_names.end());
    for (const auto& command : Session::commands) {
        Verb verb{command.verb, command.syntax, command.section, command.purpose, {}};
        for (Gate gate : command.gate) verb.gate.push_back(gate.refusal());
        tables.verbs.push_back(std::move(verb));
    }
    return tables;
}

/// Replies that several verbs share, by how their ids begin. A test holds this against what the dialogues show.
struct Shared {
    Protocol protocol;
    std::string_view verb, ids;
};
constexpr Shared shared_replies[] = {
    {Protocol::smtp, "HELO", "hello."},
    {Protocol::smtp, "EHLO", "hello."},
    {Protocol::smtp, "BDAT", "data.too_big"},
    {Protocol::smtp, "BDAT", "data.mixed_line_ends"},
    {Protocol::smtp, "BDAT", "data.loop"},
    {Protocol::smtp, "BDAT", "data.full"},
    {Protocol::smtp, "BDAT", "data.mailbox_full"},
    {Protocol::smtp, "BDAT", "data.client_full"},
    {Protocol::smtp, "BDAT", "data.failed"},
    {Protocol::smtp, "BDAT", "data.no_mailbox"},
    {Protocol::pop3, "PASS", "login."},
    {Protocol::pop3, "APOP", "login."},
    {Protocol::pop3, "AUTH", "login."},
    {Protocol::pop3, "LIST", "message."},
    {Protocol::pop3, "RETR", "message."},
    {Protocol::pop3, "DELE", "message."},
    {Protocol::pop3, "TOP", "message."},
    {Protocol::pop3, "UIDL", "message."},
    {Protocol::pop3, "UIDL", "list.unreadable"},
    {Protocol::pop3, "PASS", "user.plaintext_off"},
    {Protocol::pop3, "USER", "login.needs_tls"},
    {Protocol::pop3, "USER", "login.not_utf8"},
    {Protocol::pop3, "RETR", "utf8.needed"},
    {Protocol::pop3, "TOP", "utf8.needed"},
    {Protocol::pop2, "READ", "size."},
    {Protocol::pop2, "ACKS", "size."},
    {Protocol::pop2, "ACKD", "size."},
    {Protocol::pop2, "NACK", "size."},
};

}  // namespace

const Tables& tables(Protocol protocol) {
    static const Tables smtp = tables_of<smtpd::Session>(Protocol::smtp, "SMTP", "mail comes in", smtpd::replies);
    static const Tables pop3 = tables_of<pop3d::Session>(Protocol::pop3, "POP3", "mail is fetched", pop3d::replies);
    static const Tables pop2 =
        tables_of<museum::Pop2Session>(Protocol::pop2, "POP2", "POP3's ancestor, in the museum", museum::replies);
    return protocol == Protocol::smtp ? smtp : protocol == Protocol::pop3 ? pop3 : pop2;
}

std::string_view group(const Reply& reply) { return reply.id.substr(0, reply.id.find('.')); }

bool can_bring(const Tables& tables, const Reply& reply, std::string_view verb) {
    if (equal_ignoring_case(group(reply), verb)) return true;
    return std::ranges::any_of(shared_replies, [&](const Shared& shared) {
        return shared.protocol == tables.protocol && equal_ignoring_case(shared.verb, verb) &&
               reply.id.starts_with(shared.ids);
    });
}

std::vector<const Reply*> replies_of(const Tables& tables, const Verb& verb) {
    std::vector<const Reply*> replies;
    for (const Reply& reply : tables.replies)
        if (can_bring(tables, reply, verb.name)) replies.push_back(&reply);
    return replies;
}

const Reply* reply_named(const Tables& tables, std::string_view id) {
    const auto found = std::ranges::find(tables.replies, id, &Reply::id);
    return found == tables.replies.end() ? nullptr : &*found;
}

namespace {

std::string with_dots(std::string line) {
    for (std::size_t hole; (hole = line.find("{}")) != line.npos;) {
        bool ending = hole > 0 && line[hole - 1] >= 'a' && line[hole - 1] <= 'z';
        line.replace(hole, 2, ending ? "(s)" : "...");
    }
    return line;
}

}  // namespace

std::string with_holes(const Reply& reply) {
    std::string line(reply.code);
    if (!reply.enhanced.empty()) line.append(" ").append(reply.enhanced);
    line.append(reply.gap()).append(reply.text);
    return line;
}

std::string as_said(const Reply& reply) { return with_dots(with_holes(reply)); }
std::string as_said(const Note& note) { return "(" + with_dots(std::string(note.text)) + ")"; }

}  // namespace postlab::labs
