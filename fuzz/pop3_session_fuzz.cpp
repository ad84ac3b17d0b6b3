// A whole POP3 session: the first byte chooses the cutting, the second the store's manners, the rest is what the
// client says.
#include "fuzz/converse.h"
#include "pop3d/session.h"

namespace {

using namespace postlab;

struct Outcome {
    std::string said;
    MemoryRecorder record;
};

Outcome play(const std::vector<std::string_view>& pieces, unsigned char manners) {
    store::SlowStore store;
    fuzz::furnish(store);
    store.answers_later = manners & 1;
    if (manners & 2) store.largest_piece = 1 + manners / 16;
    if (manners & 4) store.reads_before_failure = manners / 8;
    Settings settings;
    settings.pop3.last = manners & 8;
    settings.auth.allow_plaintext = !(manners & 16) || !(manners & 32);
    Outcome outcome;
    pop3d::Session session(settings, store, outcome.record.begin("pop3", "127.0.0.1", Time{}),
                           "<1896.697170952@dbc.mtview.ca.us>");
    session.fix_nonce("nonce");
    outcome.said = fuzz::converse(session, store, pieces, Session::most_unsent + 96 * 1024);
    return outcome;
}

/// "+OK" or "-ERR" in the first line, and all lines fit for the wire.
void demand_well_formed(const RecordedEvent& reply) {
    std::string_view bytes = reply.bytes;
    fuzz::demand(bytes.starts_with("+OK") || bytes.starts_with("-ERR ") || bytes.starts_with("+ "),
                 "a reply begins with its status");
    fuzz::demand(bytes.ends_with("\r\n"), "a reply ends in CRLF");
    for (std::size_t end; (end = bytes.find("\r\n")) != bytes.npos; bytes.remove_prefix(end + 2))
        fuzz::demand(fuzz::printable_line(bytes.substr(0, end)), "reply lines are short and printable");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view input = fuzz::as_text(data, size);
    unsigned char how = fuzz::take_byte(input), manners = fuzz::take_byte(input);
    Outcome cut = play(fuzz::cut(input, how), manners);
    fuzz::demand_one_reply_each(cut.record.events);
    for (const RecordedEvent& entry : cut.record.events)
        if (!entry.reply.empty()) demand_well_formed(entry);
    Outcome whole = play(fuzz::cut(input, 0), manners & ~1);
    if (fuzz::began_tls(cut.record.events) || fuzz::began_tls(whole.record.events)) return 0;
    fuzz::demand_equal(cut.said, whole.said,
                       "however the input is cut and however late the store answers, the same is said");
    return 0;
}
