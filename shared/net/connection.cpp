#include "shared/net/connection.h"

#include <Poco/Exception.h>

#include <cassert>
#include <cerrno>
#include <optional>

namespace postlab::net {

namespace {

constexpr int blocks_in_a_turn = 1;  // of a session's most unsent octets; hundreds of short replies

/// Octets read, 0 at the end of input, nothing when there is none yet. A broken connection is an end too.
std::optional<std::size_t> receive(Poco::Net::StreamSocket& socket, std::span<char> buffer) {
    try {
        int count = socket.receiveBytes(buffer.data(), static_cast<int>(buffer.size()));
        if (count < 0) return std::nullopt;
        return static_cast<std::size_t>(count);
    } catch (const Poco::Exception&) {
        return 0;
    }
}

}  // namespace

Connection::Connection(Poco::Net::StreamSocket socket, std::unique_ptr<Endpoint> session, TlsUse tls)
    : socket_(std::move(socket)), session_(std::move(session)), tls_use_(tls) {
    if (tls.identity && !tls.at_once) session_->offer_tls();
}

Connection::Want Connection::open(Time now) {
    return tls_use_.at_once ? begin_tls(now) : carry_on(session_->open(now), now);
}

/// Without lingering, so that whoever is turned away takes no place: nothing of its input has been waited for.
Connection::Want Connection::turn_away(Time now) {
    Want want = carry_on(session_->turn_away(now), now);
    return want == Want::linger ? Want::nothing : want;
}

Connection::Want Connection::readable(std::span<char> buffer, Time now) {
    std::optional<std::size_t> count = receive(socket_, buffer);
    if (lingering_) return count == 0 ? Want::nothing : Want::linger;
    assert(next_ == Endpoint::Next::read && unsent_.empty());
    if (!count) return Want::input;
    if (tls_) return heard_tls({buffer.data(), *count}, now);
    if (*count == 0) {
        closed_by_peer_ = true;
        return carry_on(session_->end_of_input(now), now);
    }
    return carry_on(session_->receive({buffer.data(), *count}, now), now);
}

Connection::Want Connection::writable(Time now) { return carry_on(next_, now); }

Connection::Want Connection::answered(Time now) {
    if (broken_) return Want::nothing;
    if (lingering_) return Want::linger;
    if (socket_.impl()->socketError() != 0) return drop(now);  // the peer is gone: nothing it still asked for is done
    // While the peer has not taken what was said before, the session must not say more: it resumes after that.
    return carry_on(unsent_.empty() ? session_->resume(now) : Endpoint::Next::write, now);
}

Connection::Want Connection::pause_over(Time now) {
    if (socket_.impl()->socketError() != 0) return drop(now);
    return carry_on(session_->resume(now), now);
}

Connection::Want Connection::timed_out(Time now) {
    if (lingering_) return Want::nothing;
    if (shakes_hands()) return end_handshake(now);
    Want want = carry_on(session_->timed_out(now), now);
    return want == Want::output ? Want::nothing : want;  // who has not read for so long will not read this either
}

Connection::Want Connection::shut_down(Time now) {
    if (lingering_) return Want::nothing;
    if (shakes_hands()) return drop(now);
    return carry_on(session_->shut_down(now), now);
}

Connection::Want Connection::drop(Time now) {
    broken_ = true;
    session_->dropped(now);
    return session_->waiting() ? Want::answer : Want::nothing;
}

/// Sends what the session has said and lets it go on while the peer takes it all; but not for ever, since other
/// connections wait for their turn.
Connection::Want Connection::carry_on(Endpoint::Next next, Time now) {
    for (int blocks = 0;; ++blocks) {
        next_ = next;
        if (unsent_.empty())
            unsent_ = take_output(now);
        else if (next != Endpoint::Next::write)  // else it rests, and what it has to say by now waits with it
            unsent_ += take_output(now);
        if (!send()) return drop(now);
        if (!unsent_.empty()) return next == Endpoint::Next::wait ? Want::answer : Want::output;
        switch (next) {
            case Endpoint::Next::read:
                return Want::input;
            case Endpoint::Next::wait:
                return Want::answer;
            case Endpoint::Next::pause:
                return Want::pause;
            case Endpoint::Next::start_tls:
                return begin_tls(now);
            case Endpoint::Next::close:
                return close_politely();
            case Endpoint::Next::write:
                if (blocks == blocks_in_a_turn) return Want::output;
                next = session_->resume(now);
        }
    }
}

/// Closing a socket with unread input resets the connection, and the peer may lose our last reply.
Connection::Want Connection::close_politely() {
    if (closed_by_peer_) return Want::nothing;
    try {
        socket_.shutdownSend();
    } catch (const Poco::Exception&) {
        return Want::nothing;
    }
    lingering_ = true;
    return Want::linger;
}

/// False when the connection is broken.
bool Connection::send() {
    while (sent_ < unsent_.size()) {
        try {
            int count = socket_.sendBytes(unsent_.data() + sent_, static_cast<int>(unsent_.size() - sent_));
            if (count < 0) return true;
            sent_ += static_cast<std::size_t>(count);
        } catch (const Poco::Exception& error) {
            return error.code() == EAGAIN;  // POCO 1.11 throws where nothing can be sent at the moment
        }
    }
    unsent_ = {};
    sent_ = 0;
    return true;
}

}  // namespace postlab::net
