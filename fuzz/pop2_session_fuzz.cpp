// A whole POP2 session: the first byte chooses the cutting, the second the store's manners, the rest is what the
// client says.
#include <map>

#include "fuzz/converse.h"
#include "labs/museum/pop2_session.h"

namespace {

using namespace postlab;

struct Outcome {
    std::string said;
    MemoryRecorder record;
    std::map<std::string, std::size_t> left;  ///< messages in each mailbox
};

Outcome play(const std::vector<std::string_view>& pieces, unsigned char manners) {
    store::SlowStore store;
    fuzz::furnish(store);
    store.answers_later = manners & 1;
    if (manners & 2) store.largest_piece = 1 + manners / 16;
    if (manners & 4) store.reads_before_failure = manners / 8;
    Settings settings;
    if (manners & 8) settings.wire.profile = WireProfile::strict;
    Outcome outcome;
    {
        museum::Pop2Session session(settings, store, outcome.record.begin("pop2", "127.0.0.1", Time{}));
        outcome.said = fuzz::converse(session, store, pieces, Session::most_unsent + 96 * 1024);
    }
    for (const auto& [name, mailbox] : store.mailboxes) {
        fuzz::demand(!mailbox.locked, "whatever ends the session, the maildrop is free");
        outcome.left[name] = mailbox.messages.size();
    }
    return outcome;
}

void demand_well_formed(const RecordedEvent& reply) {
    const std::string_view bytes = reply.bytes;
    fuzz::demand(!bytes.empty() && std::string_view("+-#=").find(bytes[0]) != std::string_view::npos,
                 "a reply begins with its sign (RFC 937)");
    fuzz::demand(bytes.ends_with("\r\n") && fuzz::printable_line(bytes.substr(0, bytes.size() - 2)),
                 "a reply is one printable line");
}

/// The number behind "=": so many octets come when RETR is said.
std::size_t announced(const RecordedEvent& reply) { return std::strtoull(reply.bytes.c_str() + 1, nullptr, 10); }

/// One reply to one command, be it a line or the octets of a message, whose length was said before.
void demand_order(const std::vector<RecordedEvent>& events) {
    std::size_t size = 0, owed = 0;  // octets: what "=" has said; of RETR's that are still to come
    bool asked = true;               // the greeting is due
    for (const RecordedEvent& event : events) {
        if (event.direction == Direction::client) {
            fuzz::demand(!asked && owed == 0, "no command is taken before the one before it is answered");
            asked = true;
            if (event.verb == "RETR") owed = size;
            continue;
        }
        if (event.content && event.verb != "RETR") continue;  // telnet's negotiation
        if (event.content) fuzz::demand(asked || owed > 0, "content was asked for");
        if (event.content) fuzz::demand(event.bytes.size() <= owed, "RETR brings no octet more than was said");
        owed -= event.content ? event.bytes.size() : 0;
        if (event.reply.starts_with("size.")) size = announced(event);
        asked = false;
    }
}

/// What ACKD has marked is deleted by QUIT or FOLD, and by nothing else.
void demand_kept(const Outcome& outcome) {
    std::size_t marked = 0, deleted_at_most = 0;
    for (const RecordedEvent& event : outcome.record.events) {
        if (event.direction != Direction::client || event.content) continue;
        if (event.verb == "ACKD") ++marked;
        if (event.verb == "QUIT" || event.verb == "FOLD") deleted_at_most = marked;
    }
    std::size_t gone = fuzz::letters_furnished;
    for (const auto& [name, left] : outcome.left) gone -= left;
    fuzz::demand(gone <= deleted_at_most, "a lost line loses no mail");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view input = fuzz::as_text(data, size);
    const unsigned char how = fuzz::take_byte(input), manners = fuzz::take_byte(input);
    const Outcome cut = play(fuzz::cut(input, how), manners);
    demand_order(cut.record.events);
    demand_kept(cut);
    for (const RecordedEvent& event : cut.record.events)
        if (!event.reply.empty()) demand_well_formed(event);
    const Outcome whole = play(fuzz::cut(input, 0), manners & ~1);
    fuzz::demand_equal(cut.said, whole.said,
                       "however the input is cut and however late the store answers, the same is said");
    fuzz::demand(cut.left == whole.left, "... and the same is deleted");
    return 0;
}
