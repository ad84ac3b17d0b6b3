#pragma once
#include <Poco/Net/StreamSocket.h>

#include <map>
#include <string>

#include "labs/dialogue/wire.h"

namespace postlab::labs {

/// "HOST:PORT", "[::1]:PORT" or, for an IPv6 host, its bare address with the port behind the last colon.
/// Throws UsageError when it is nothing like that, or the name can't be found.
Poco::Net::SocketAddress parse_address(const std::string& host_port);

/// One client's TCP connection, line by line. Blocking, with a limit on how long it waits; one thread.
class LineSocket {
public:
    /// Throws Poco::Exception when it can't connect within `patience`.
    LineSocket(const Poco::Net::SocketAddress& address, Poco::Timespan patience);

    void send(std::string_view bytes);
    /// The next line; silence when none has come within the patience. A reset connection counts as closed, and so does
    /// a line that has no end after 1 MiB.
    Heard hear();
    void end();
    const std::string& unheard() const { return unheard_; }

private:
    Poco::Net::StreamSocket socket_;
    std::string unheard_;
};

/// Plays against any server, on this machine or elsewhere. It can wait for no virtual time and change no
/// server, so `! wait`, `! shutdown`, `! set`, `! store` and `! fault` are refused.
class SocketWire : public Wire {
public:
    using Addresses = std::map<Protocol, std::string>;  ///< HOST:PORT by protocol

    explicit SocketWire(Addresses addresses, Poco::Timespan patience = Poco::Timespan(5, 0))
        : addresses_(std::move(addresses)), patience_(patience) {}

    void open(int connection, Protocol protocol) override;
    void send(int connection, std::string_view bytes) override { sockets_.at(connection).send(bytes); }
    Heard hear(int connection) override { return sockets_.at(connection).hear(); }
    void end(int connection) override { sockets_.at(connection).end(); }
    void drop(int connection) override { sockets_.erase(connection); }
    std::string unheard(int connection) const override { return sockets_.at(connection).unheard(); }
    std::optional<std::string> happen(const Step& event) override;

private:
    Addresses addresses_;
    Poco::Timespan patience_;
    std::map<int, LineSocket> sockets_;
};

}  // namespace postlab::labs
