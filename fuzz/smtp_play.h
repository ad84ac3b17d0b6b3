#pragma once
#include "fuzz/converse.h"
#include "smtpd/session.h"

/// What the fuzzers of SMTP share: one conversation played, and what holds of each.
namespace postlab::fuzz {

struct SmtpOutcome {
    std::string said;
    MemoryRecorder record;
    std::vector<std::string> stored;
};

/// `manners` are the store's: 1 answers later, 2 fails, in the way that the rest of it says.
inline SmtpOutcome play_smtp(const std::vector<std::string_view>& pieces, unsigned char manners) {
    store::SlowStore store;
    furnish(store);
    store.answers_later = manners & 1;
    store.failure =
        manners & 2 ? static_cast<store::MemoryStore::Failure>(manners / 4 % 4) : store::MemoryStore::Failure::none;
    Settings settings;
    settings.smtp.max_message_bytes = 2000;
    SmtpOutcome outcome;
    smtpd::Session session(settings, store, outcome.record.begin("smtp", "127.0.0.1", Time{}),
                           smtpd::Peer{"127.0.0.1"});
    session.fix_nonce("nonce");
    outcome.said = converse(session, store, pieces, Session::most_unsent + 1024);
    for (const auto& kept : store.mailboxes["bob"].messages) outcome.stored.push_back(kept.content);
    return outcome;
}

/// Every line "250-text" but the last, "250 text", with one code.
inline void demand_smtp_reply(const RecordedEvent& reply) {
    std::string_view bytes = reply.bytes, code = bytes.substr(0, 3);
    demand(bytes.ends_with("\r\n"), "a reply ends in CRLF");
    while (!bytes.empty()) {
        std::size_t end = bytes.find("\r\n");
        std::string_view line = bytes.substr(0, end);
        bytes.remove_prefix(end + 2);
        demand(printable_line(line), "reply lines are short and printable");
        demand(line.size() >= 4 && line.starts_with(code), "one code in every line of a reply");
        demand(line[3] == (bytes.empty() ? ' ' : '-'), "a hyphen in every line but the last");
    }
}

/// No bare CR, no bare LF, and an end: so no other server can see another end of the message.
inline void demand_clean(std::string_view content) {
    demand(content.ends_with("\r\n"), "stored content ends in CRLF");
    for (std::size_t i = 0; i < content.size(); ++i) {
        if (content[i] == '\n') demand(i > 0 && content[i - 1] == '\r', "no bare LF is stored");
        if (content[i] == '\r') demand(i + 1 < content.size() && content[i + 1] == '\n', "no bare CR is stored");
    }
}

/// Plays what the client says, cut and whole: each command has one reply, what is stored is clean, and neither cutting
/// nor a slow store changes anything.
inline void demand_smtp_holds(std::string_view said, unsigned char how, unsigned char manners) {
    const SmtpOutcome pieces = play_smtp(cut(said, how), manners);
    demand_one_reply_each(pieces.record.events);
    for (const RecordedEvent& entry : pieces.record.events)
        if (!entry.reply.empty()) demand_smtp_reply(entry);
    for (const std::string& content : pieces.stored) demand_clean(content);
    const SmtpOutcome whole = play_smtp(cut(said, 0), manners & ~1);
    if (began_tls(pieces.record.events) || began_tls(whole.record.events)) return;
    demand_equal(pieces.said, whole.said,
                 "however the input is cut and however late the store answers, the same is said");
    demand(pieces.stored == whole.stored, "... and the same is stored");
}

}  // namespace postlab::fuzz
