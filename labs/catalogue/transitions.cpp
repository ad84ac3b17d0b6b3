#include "labs/catalogue/transitions.h"

#include <algorithm>

#include "pop3d/replies.h"
#include "smtpd/replies.h"

namespace postlab::labs {

namespace {

consteval const Reply* smtp(std::string_view id) { return &row(smtpd::replies, id); }
consteval const Reply* pop3(std::string_view id) { return &row(pop3d::replies, id); }

constexpr PassingState smtp_passing[] = {
    {"data", "Every line belongs to the letter, up to one with a dot alone."},
};
constexpr PassingState pop3_passing[] = {
    {"UPDATE", "What is marked is removed; no command is read any more."},
};

}  // namespace

const std::vector<Move>& moves(Protocol protocol) {
    static const std::vector<Move> in_smtp{
        {smtp("ehlo.ok"), "fresh", "ready"},
        {smtp("ehlo.ok"), "mail_given", "ready"},
        {smtp("ehlo.ok"), "rcpt_given", "ready"},
        {smtp("helo.ok"), "fresh", "ready"},
        {smtp("helo.ok"), "mail_given", "ready"},
        {smtp("helo.ok"), "rcpt_given", "ready"},
        {smtp("mail.ok"), "ready", "mail_given"},
        {smtp("rcpt.ok"), "mail_given", "rcpt_given"},
        {smtp("data.start"), "rcpt_given", "data"},
        {smtp("data.ok"), "data", "ready"},
        {smtp("data.too_big"), "data", "ready"},
        {smtp("data.mixed_line_ends"), "data", "ready"},
        {smtp("data.loop"), "data", "ready"},
        {smtp("data.full"), "data", "ready"},
        {smtp("data.failed"), "data", "ready"},
        {smtp("data.no_mailbox"), "data", "ready"},
        {smtp("rset.ok"), "mail_given", "ready"},
        {smtp("rset.ok"), "rcpt_given", "ready"},
        {smtp("quit.ok"), "", closed},
        {smtp("session.busy"), "", closed},
        {smtp("session.timeout"), "", closed},
        {smtp("session.shutdown"), "", closed},
        {smtp("session.baffled"), "", closed},
        {smtp("command.web"), "", closed},
    };
    static const std::vector<Move> in_pop3{
        {pop3("login.ok"), "AUTHORIZATION", "TRANSACTION"},
        {pop3("quit.ok"), "AUTHORIZATION", closed},
        {pop3("quit.empty"), "TRANSACTION", "UPDATE"},
        {pop3("quit.left"), "TRANSACTION", "UPDATE"},
        {pop3("quit.failed"), "TRANSACTION", "UPDATE"},
        {nullptr, "UPDATE", closed},
        {pop3("greeting.busy"), "", closed},
        {pop3("login.too_many"), "", closed},
        {pop3("command.http"), "", closed},
    };
    return protocol == Protocol::smtp ? in_smtp : in_pop3;
}

std::span<const PassingState> passing_states(Protocol protocol) {
    if (protocol == Protocol::smtp) return smtp_passing;
    return pop3_passing;
}

std::string_view leads_to(const Tables& tables, const Verb& verb, std::string_view state) {
    const std::vector<const Reply*> replies = replies_of(tables, verb);
    for (const Move& move : moves(tables.protocol)) {
        const bool from_here = move.from == state || move.from.empty();
        if (from_here && move.reply && move.reply->positive() &&
            std::ranges::find(replies, move.reply) != replies.end())
            return move.to;
    }
    return {};
}

std::vector<std::string_view> legal_in(const Tables& tables, std::string_view state) {
    std::vector<std::string_view> verbs;
    const auto column = std::ranges::find(tables.states, state);
    if (column == tables.states.end()) return verbs;
    for (const Verb& verb : tables.verbs)
        if (!verb.gate[static_cast<std::size_t>(column - tables.states.begin())]) verbs.push_back(verb.name);
    return verbs;
}

}  // namespace postlab::labs
