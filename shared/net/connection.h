#pragma once
#include <Poco/Net/StreamSocket.h>

#include <memory>
#include <span>
#include <string>

#include "shared/session.h"

namespace postlab::net {

/// A socket and the session that speaks through it. Its reactor owns it and calls it on one thread; no call
/// ever waits for the peer. Output that the peer does not take is kept, and the session rests meanwhile, so
/// that at most a few blocks of it exist at a time.
class Connection {
public:
    /// What to wait for before the next call.
    enum class Want {
        input,   ///< readable()
        output,  ///< writable()
        answer,  ///< answered(), when the store has told the session
        pause,   ///< pause_over(), when the session's pause() has passed; it must not be heard before
        linger,  ///< readable(), until the peer has closed its side too
        nothing  ///< it is over: destroy it
    };
    Connection(Poco::Net::StreamSocket socket, std::unique_ptr<Session> session);

    Want open(Time now);
    Want turn_away(Time now);
    /// `buffer` is room to read into; nothing of it is kept.
    Want readable(std::span<char> buffer, Time now);
    Want writable(Time now);
    Want answered(Time now);
    Want pause_over(Time now);
    Want timed_out(Time now);
    Want shut_down(Time now);
    /// The connection is given up. The session lives on while the store holds its question, but does nothing more.
    Want drop(Time now);

    Session& session() { return *session_; }
    const Poco::Net::StreamSocket& socket() const { return socket_; }

private:
    Want carry_on(Session::Next next, Time now);
    Want close_politely();
    bool send();

    Poco::Net::StreamSocket socket_;
    std::unique_ptr<Session> session_;
    std::string unsent_;
    std::size_t sent_ = 0;  ///< octets of unsent_ that are already on their way
    Session::Next next_ = Session::Next::read;
    bool closed_by_peer_ = false, lingering_ = false, broken_ = false;
};

}  // namespace postlab::net
