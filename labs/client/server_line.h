#pragma once
#include <Poco/Net/StreamSocket.h>

#include <memory>
#include <string>
#include <string_view>

#include "shared/text/phrase.h"
#include "shared/tls/engine.h"

namespace postlab::labs {

/// Our end of a connection to a server, in plain text or over TLS, for whoever must not wait: octets go in and come
/// out, and descriptor() says when some can. Any certificate will do. One thread.
class ServerLine {
public:
    /// The socket is connected.
    explicit ServerLine(Poco::Net::StreamSocket socket);

    int descriptor() const { return socket_.impl()->sockfd(); }
    bool has_unsent() const { return !unsent_.empty(); }
    std::size_t unsent() const { return unsent_.size(); }

    /// What has come, to be called when some has; appended.
    void hear(std::string& heard);
    /// Keeps it until it can be sent.
    void say(std::string_view octets);
    /// Sends what there is room for, to be called when there is some.
    void send();
    /// Nothing more will be said. Over TLS it says so itself first, so it is to be called until is_half_closed().
    void half_close();
    bool is_half_closed() const { return half_closed_; }

    void begin_tls();
    bool has_tls() const { return tls_ != nullptr; }
    bool shakes_hands() const { return tls_ && tls_->state() == tls::Engine::State::handshake; }
    const tls::Engine& tls() const { return *tls_; }

    bool is_over() const { return over_; }
    const Phrase& broken() const { return broken_; }  ///< why it is over; empty: the server has closed

private:
    Poco::Net::StreamSocket socket_;
    std::unique_ptr<tls::Engine> tls_;  ///< null: plain text
    std::string unsent_;
    Phrase broken_;
    bool said_last_ = false, half_closed_ = false, over_ = false;
};

}  // namespace postlab::labs
