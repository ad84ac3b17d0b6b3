// A whole SMTP session: the first byte chooses the cutting, the second the store's manners, the rest is what the
// client says.
#include "fuzz/converse.h"
#include "smtpd/session.h"

namespace {

using namespace postlab;

struct Outcome {
    std::string said;
    MemoryRecorder record;
    std::vector<std::string> stored;
};

Outcome play(const std::vector<std::string_view>& pieces, unsigned char manners) {
    store::SlowStore store;
    fuzz::furnish(store);
    store.answers_later = manners & 1;
    store.failure =
        manners & 2 ? static_cast<store::MemoryStore::Failure>(manners / 4 % 4) : store::MemoryStore::Failure::none;
    Settings settings;
    settings.smtp.max_message_bytes = 2000;
    Outcome outcome;
    smtpd::Session session(settings, store, outcome.record.begin("smtp", "127.0.0.1", Time{}),
                           smtpd::Peer{"127.0.0.1"});
    session.fix_nonce("nonce");
    outcome.said = fuzz::converse(session, store, pieces, Session::most_unsent + 1024);
    for (const auto& kept : store.mailboxes["bob"].messages) outcome.stored.push_back(kept.content);
    return outcome;
}

/// Every line "250-text" but the last, "250 text", with one code.
void demand_well_formed(const RecordedEvent& reply) {
    std::string_view bytes = reply.bytes, code = bytes.substr(0, 3);
    fuzz::demand(bytes.ends_with("\r\n"), "a reply ends in CRLF");
    while (!bytes.empty()) {
        std::size_t end = bytes.find("\r\n");
        std::string_view line = bytes.substr(0, end);
        bytes.remove_prefix(end + 2);
        fuzz::demand(fuzz::printable_line(line), "reply lines are short and printable");
        fuzz::demand(line.size() >= 4 && line.starts_with(code), "one code in every line of a reply");
        fuzz::demand(line[3] == (bytes.empty() ? ' ' : '-'), "a hyphen in every line but the last");
    }
}

/// No bare CR, no bare LF, and an end: so no other server can see another end of the message.
void demand_clean(std::string_view content) {
    fuzz::demand(content.ends_with("\r\n"), "stored content ends in CRLF");
    for (std::size_t i = 0; i < content.size(); ++i) {
        if (content[i] == '\n') fuzz::demand(i > 0 && content[i - 1] == '\r', "no bare LF is stored");
        if (content[i] == '\r') fuzz::demand(i + 1 < content.size() && content[i + 1] == '\n', "no bare CR is stored");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view input = fuzz::as_text(data, size);
    unsigned char how = fuzz::take_byte(input), manners = fuzz::take_byte(input);
    Outcome cut = play(fuzz::cut(input, how), manners);
    fuzz::demand_one_reply_each(cut.record.events);
    for (const RecordedEvent& entry : cut.record.events)
        if (!entry.reply.empty()) demand_well_formed(entry);
    for (const std::string& content : cut.stored) demand_clean(content);
    Outcome whole = play(fuzz::cut(input, 0), manners & ~1);
    if (fuzz::began_tls(cut.record.events) || fuzz::began_tls(whole.record.events)) return 0;
    fuzz::demand_equal(cut.said, whole.said,
                       "however the input is cut and however late the store answers, the same is said");
    fuzz::demand(cut.stored == whole.stored, "... and the same is stored");
    return 0;
}
