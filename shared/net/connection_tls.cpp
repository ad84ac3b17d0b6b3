// What a connection does where TLS is spoken; a plain one never comes here.
#include <utility>

#include "shared/net/connection.h"

namespace postlab::net {

namespace {

constexpr char handshake_record = 22;  // the first octet of all that TLS says (RFC 8446 5.1)

}  // namespace

/// What the session has said, as it crosses the wire.
std::string Connection::take_output(Time now) {
    std::string said = session_->take_output();
    if (!tls_) return said;
    tls_->send(said);
    if (next_ == Endpoint::Next::close) tls_->close();
    return std::exchange(last_words_, {}) + crossing(tls_->take_output(), now);
}

/// Octets on their way to the client: in a lesson they are kept.
std::string Connection::crossing(std::string octets, Time now) {
    if (tls_use_.teach && !octets.empty()) session_->crossed_wire(Direction::server, octets, now);
    return octets;
}

Connection::Want Connection::begin_tls(Time now) {
    tls::Tap* const tap = tls_use_.teach ? this : nullptr;
    tls_ = std::make_unique<tls::Engine>(*tls_use_.identity, tap);
    if (tls_use_.teach) session_->before_record_ends([this](Time at) { say_last_words(at); });
    handshake_began_ = now;
    next_ = Endpoint::Next::read;
    return Want::input;
}

/// The last reply and the end of TLS belong into the record, too.
void Connection::say_last_words(Time now) {
    if (!tls_) return;
    tls_->send(session_->take_output());
    tls_->close();
    last_words_ += crossing(tls_->take_output(), now);
}

Connection::Want Connection::heard_tls(std::string_view wire, Time now) {
    const bool in_handshake = shakes_hands();
    if (tls_use_.teach && !wire.empty()) session_->crossed_wire(Direction::client, wire, now);
    if (wire.empty()) {
        closed_by_peer_ = true;
        return in_handshake ? drop(now) : carry_on(session_->end_of_input(now), now);
    }
    if (in_handshake && tls_->heard_nothing() && wire.front() != handshake_record) return refuse_plain_text(now);
    if (in_handshake && now - handshake_began_ > tls_use_.patience) return end_handshake(now);
    std::string plain;
    if (tls_->receive(wire, plain) == tls::Engine::State::broken) return give_up_tls(tls_->error(), in_handshake, now);
    if (shakes_hands()) return carry_on(Endpoint::Next::read, now);
    return heard(in_handshake, plain, now);
}

/// Of a connection that is no longer, or has never been, in its handshake.
Connection::Want Connection::heard(bool newly, std::string_view plain, Time now) {
    using Next = Endpoint::Next;
    Next next = Next::read;
    if (newly) {
        session_->tls_began(tls_->description(), now);
        next = tls_use_.at_once ? session_->open(now) : session_->resume(now);
    }
    if (!plain.empty() && next != Next::close) next = session_->receive(plain, now);
    if (tls_->state() == tls::Engine::State::ended && next != Next::close) next = session_->end_of_input(now);
    return carry_on(next, now);
}

/// It has taken too long.
Connection::Want Connection::end_handshake(Time now) {
    return tls_->heard_nothing() ? refuse_plain_text(now) : give_up_tls("the handshake took too long", true, now);
}

/// People type at the wrong port, and programs are set to it. They can read what is not encrypted.
Connection::Want Connection::refuse_plain_text(Time now) {
    tls_.reset();
    return carry_on(session_->no_tls_came(now), now);
}

Connection::Want Connection::give_up_tls(std::string_view why, bool in_handshake, Time now) {
    unsent_ += crossing(tls_->take_output(), now);  // an alert; it goes if it goes at once
    send();
    if (in_handshake) session_->tls_failed(why, now);
    return drop(now);
}

}  // namespace postlab::net
