#pragma once
#include <Poco/Net/StreamSocket.h>

#include <memory>
#include <span>
#include <string>

#include "shared/endpoint.h"
#include "shared/tls/engine.h"

namespace postlab::net {

/// When a listener's connections speak TLS: when they ask for it (if it may be had), or from their first octet on.
struct TlsUse {
    const tls::Identity* identity = nullptr;  ///< null: never
    bool at_once = false;
    std::chrono::milliseconds patience = std::chrono::seconds(20);  ///< with a handshake
    bool teach = false;  ///< the session is told what crosses the wire, and what opens it
};

/// A socket and the session that speaks through it. Its reactor owns it and calls it on one thread; no call
/// ever waits for the peer. Output that the peer does not take is kept, and the session rests meanwhile, so
/// that at most a few blocks of it exist at a time. Where TLS is spoken, it stands between the two.
class Connection : private tls::Tap {
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
    /// What `tls` names outlives it.
    Connection(Poco::Net::StreamSocket socket, std::unique_ptr<Endpoint> session, TlsUse tls = {});

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

    /// How long the peer may be silent, and whether it is within something that has to end: the session's, or a
    /// handshake's.
    std::chrono::milliseconds idle_timeout() const {
        return shakes_hands() ? tls_use_.patience : session_->idle_timeout();
    }
    bool is_hearing() const { return shakes_hands() || session_->is_hearing(); }

    Endpoint& session() { return *session_; }
    const Poco::Net::StreamSocket& socket() const { return socket_; }

private:
    Want carry_on(Endpoint::Next next, Time now);
    Want close_politely();
    bool send();
    std::string take_output(Time now);
    void secret(std::string_view line) override { session_->tls_secret(line); }
    // TLS, see connection_tls.cpp.
    bool shakes_hands() const { return tls_ && tls_->state() == tls::Engine::State::handshake; }
    Want begin_tls(Time now);
    Want heard_tls(std::string_view wire, Time now);
    Want heard(bool newly, std::string_view plain, Time now);
    Want end_handshake(Time now);
    Want refuse_plain_text(Time now);
    std::string crossing(std::string octets, Time now);
    void say_last_words(Time now);
    Want give_up_tls(std::string_view why, bool in_handshake, Time now);

    Poco::Net::StreamSocket socket_;
    std::unique_ptr<Endpoint> session_;
    TlsUse tls_use_;
    std::unique_ptr<tls::Engine> tls_;  ///< null: plain text
    std::string last_words_;            ///< encrypted before the record ended
    Time handshake_began_{};
    std::string unsent_;
    std::size_t sent_ = 0;  ///< octets of unsent_ that are already on their way
    Endpoint::Next next_ = Endpoint::Next::read;
    bool closed_by_peer_ = false, lingering_ = false, broken_ = false;
};

}  // namespace postlab::net
