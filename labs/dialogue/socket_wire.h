#pragma once
#include <Poco/Net/StreamSocket.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "labs/dialogue/wire.h"
#include "labs/language/language.h"
#include "shared/program/command_line.h"
#include "shared/tls/engine.h"

namespace postlab::labs {

/// "HOST:PORT", "[::1]:PORT" or, for an IPv6 host, its bare address with the port behind the last colon.
/// Throws UsageError when it is nothing like that, or the name can't be found.
Poco::Net::SocketAddress parse_address(const std::string& host_port);

/// Whether TLS hides what is said: from the first octet on, or once the server has been asked for it.
enum class Secrecy { none, tls, starttls };

/// --tls and --starttls, for the commands that connect; and which of them has been given. Throws UsageError for both.
std::vector<Option> secrecy_options();
std::vector<Option> with_secrecy(std::vector<Option> options);  ///< the two behind these
Secrecy secrecy_in(const CommandLine& line);

/// One client's TCP connection, line by line. Blocking, with a limit on how long it waits; one thread. Over TLS it
/// takes any certificate.
class LineSocket {
public:
    /// Throws Poco::Exception when it can't connect within `patience`.
    /// What has failed is said in that language, which outlives this.
    LineSocket(const Poco::Net::SocketAddress& address, Poco::Timespan patience,
               const Language& language = Language::english());

    /// Shakes hands, as has been agreed on. Empty when TLS stands, else why it doesn't.
    std::optional<std::string> start_tls();
    /// The same from the start, or behind the greeting, which is still to be heard then.
    std::optional<std::string> hide(Secrecy how, Protocol protocol);

    void send(std::string_view bytes);
    /// The next line; silence when none has come within the patience. A reset connection counts as closed, and so does
    /// a line that has no end after 1 MiB.
    Heard hear();
    void end();
    const std::string& unheard() const { return unheard_; }

private:
    void send_to_wire(std::string_view bytes);
    bool receive();

    const Language* language_;
    Poco::Net::StreamSocket socket_;
    std::unique_ptr<tls::Engine> tls_;  ///< null: plain text
    std::string unheard_;
};

/// Plays against any server, on this machine or elsewhere, in plain text or hidden. It can wait for no virtual time and
/// change no server, so `! wait`, `! shutdown`, `! set`, `! store` and `! fault` are refused.
class SocketWire : public Wire {
public:
    using Addresses = std::map<Protocol, std::string>;  ///< HOST:PORT by protocol

    explicit SocketWire(Addresses addresses, Poco::Timespan patience = Poco::Timespan(5, 0),
                        Secrecy secrecy = Secrecy::none, const Language& language = Language::english())
        : addresses_(std::move(addresses)), patience_(patience), secrecy_(secrecy), language_(language) {}

    void open(int connection, Protocol protocol) override;
    void send(int connection, std::string_view bytes) override { sockets_.at(connection).send(bytes); }
    Heard hear(int connection) override { return sockets_.at(connection).hear(); }
    void end(int connection) override { sockets_.at(connection).end(); }
    std::optional<std::string> start_tls(int connection) override;
    void drop(int connection) override { sockets_.erase(connection); }
    std::string unheard(int connection) const override { return sockets_.at(connection).unheard(); }
    std::optional<std::string> happen(const Step& event) override;

private:
    Addresses addresses_;
    Poco::Timespan patience_;
    Secrecy secrecy_;
    const Language& language_;
    std::map<int, LineSocket> sockets_;
};

}  // namespace postlab::labs
