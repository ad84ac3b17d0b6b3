// From plain text to TLS, in SMTP and POP3: the first byte chooses the protocol and what the client does with what it
// has left when TLS begins, the second the cutting. What stands in front of a NUL is said in plain text, STARTTLS or
// STLS behind it, and the rest with it in one piece, as somebody on the way would put it there; then the rest again, in
// TLS.
#include "fuzz/upgrading_client.h"

namespace {

using namespace postlab;

struct Input {
    bool pop3, plain_after_all;
    unsigned char how;
    std::string plain, rest;
    std::string upgrade() const { return pop3 ? "STLS\r\n" : "STARTTLS\r\n"; }
};

Input read(std::string_view text) {
    const unsigned char choice = fuzz::take_byte(text), how = fuzz::take_byte(text);
    const std::size_t end = std::min(text.find('\0'), text.size());
    return {(choice & 1) != 0, (choice & 2) != 0, how, std::string(text.substr(0, end)),
            std::string(text.substr(std::min(end + 1, text.size())))};
}

/// Nothing that came in plain text with the command, or behind it, is ever run (RFC 3207 4.2, RFC 2595 4).
void demand_nothing_ran(const std::vector<RecordedEvent>& events) {
    const auto ready = std::ranges::find_if(events, [](const RecordedEvent& e) { return e.reply.ends_with("tls.go"); });
    for (auto event = ready; event != events.end() && event->tls.empty(); ++event)
        fuzz::demand(event->direction == Direction::server, "what is sent ahead of TLS is never run");
}

/// What is said until TLS begins and behind it, when the session hears the pieces, and the rest in TLS.
struct Said {
    std::string plain, in_tls;
    bool began = false;
    bool operator==(const Said&) const = default;
};

Said play(const Input& input, const std::vector<std::string_view>& pieces, fuzz::Stand& stand) {
    const auto session = stand.session(input.pop3);
    session->offer_tls();
    const Time now{};
    Said said;
    auto follow = [&](Session::Next next, std::string& to) {
        for (;; next = session->resume(now)) {
            to += session->take_output();
            if (next != Session::Next::write) return next;
        }
    };
    Session::Next next = follow(session->open(now), said.plain);
    for (auto piece = pieces.begin(); piece != pieces.end() && next == Session::Next::read; ++piece)
        next = follow(session->receive(*piece, now), said.plain);
    said.began = next == Session::Next::start_tls;
    if (!said.began) return said;
    session->tls_began("TLSv1.3 fuzz", now);
    stand.at_upgrade = stand.store;
    next = follow(session->resume(now), said.in_tls);
    fuzz::demand(said.in_tls.empty(), "nobody has asked for anything yet");
    for (const std::string_view piece : fuzz::cut(input.rest, input.how))
        if (next == Session::Next::read) next = follow(session->receive(piece, now), said.in_tls);
    demand_nothing_ran(stand.record.events);
    return said;
}

/// However the octets around the command are cut, the same is said; and all that was said before TLS is forgotten.
std::optional<Said> demand_same_at_every_cut(const Input& input) {
    constexpr std::size_t around = 3;
    const std::string wire = input.plain + input.upgrade() + input.rest;
    const std::string_view all = wire;
    const std::size_t end = std::min(input.plain.size() + input.upgrade().size() + around, wire.size());
    std::optional<Said> first;
    store::SlowStore then;
    for (std::size_t at = input.plain.size() - std::min(around, input.plain.size()); at <= end; ++at) {
        fuzz::Stand stand;
        const Said said = play(input, {all.substr(0, at), all.substr(at)}, stand);
        if (first) {
            fuzz::demand_equal(said.plain, first->plain, "wherever it is cut, the same is said in plain text");
            fuzz::demand_equal(said.in_tls, first->in_tls, "... and in TLS");
            fuzz::demand(said.began == first->began, "... and TLS begins or doesn't");
        }
        first = said;
        then = stand.at_upgrade;
    }
    if (!first->began) return first;
    fuzz::Stand anew;
    anew.store = then;
    const Input at_once{input.pop3, false, input.how, "", input.rest};
    const std::string upgrade = input.upgrade();
    fuzz::demand_equal(play(at_once, {upgrade}, anew).in_tls, first->in_tls, "what was said before TLS is forgotten");
    return first;
}

/// The same over a socket, with a client that shakes hands; `expected` is what has been found for the session alone.
void demand_same_over_the_wire(const Input& input, const Said& expected) {
    fuzz::Stand stand;
    fuzz::UpgradingClient client(stand, input.pop3, input.how);
    client.say_plain(input.plain + input.upgrade());
    if (!client.is_to_shake_hands()) return;
    if (input.plain_after_all) {
        client.say_plain("NOOP\r\n" + input.rest);
        demand_nothing_ran(stand.record.events);
        fuzz::demand(client.is_over(), "plain text where TLS has to begin ends the connection");
        return;
    }
    client.shake_hands();
    client.say_in_tls(input.rest);
    demand_nothing_ran(stand.record.events);
    fuzz::demand_equal(client.heard_plain(), expected.plain, "over the wire the same is said in plain text");
    fuzz::demand_equal(client.heard_in_tls(), expected.in_tls, "... and in TLS");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Input input = read(fuzz::as_text(data, size));
    const auto said = demand_same_at_every_cut(input);
    if (said->began) demand_same_over_the_wire(input, *said);
    return 0;
}
