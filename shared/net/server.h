#pragma once
#include <Poco/Net/SocketAddress.h>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "shared/net/reactor.h"
#include "shared/program/settings.h"

namespace postlab::net {

/// The listeners of a process and its reactor threads (settings.server.reactors of them). The first accepts
/// and deals the connections out in turn. Owned by main; its own calls come from one thread.
class Server {
public:
    /// The IP addresses at both ends of a connection, as text.
    struct Ends {
        std::string peer, own;
        std::uint16_t peer_port = 0;
    };
    /// Makes the session for one accepted connection; called on the reactor's thread that will run it.
    using MakeSession = std::function<std::unique_ptr<Endpoint>(const Ends& ends)>;

    explicit Server(const Settings& settings);
    ~Server();  ///< stops and waits

    unsigned reactors() const { return static_cast<unsigned>(reactors_.size()); }
    /// How answers reach that reactor's sessions.
    Post poster(unsigned reactor) { return reactors_[reactor]->poster(); }

    /// Binds the address; "[::]" takes IPv4's connections as well, unless an IPv4 address has that port. Port 0 takes a
    /// free one. `make` has one entry for each reactor; what `tls` names outlives this. Returns the address it is bound
    /// to; throws Poco::Exception when that can't be had.
    Poco::Net::SocketAddress listen(const Poco::Net::SocketAddress& address, std::vector<MakeSession> make,
                                    TlsUse tls = {});

    /// The same on a socket in the file system, for programs of this process's own user alone. What stood at the path
    /// goes; what stands there in the end is the caller's to remove.
    void listen_locally(const std::filesystem::path& path, std::function<std::unique_ptr<Endpoint>()> make);

    /// A connection that this process itself has begun to dial: its end is served like those that came in, and is none
    /// of those that may be had at a time. On that reactor's thread.
    void adopt(unsigned reactor, Poco::Net::StreamSocket socket, std::unique_ptr<Endpoint> session) {
        reactors_[reactor]->adopt(std::move(socket), std::move(session), {}, false, nullptr);
    }
    /// Ends the connections whose sessions are `meant`, as if their clients had been silent for too long; asked on each
    /// reactor's thread, some time after the call. Any thread.
    void time_out(const std::function<bool(Endpoint&)>& meant);

    /// Its threads' name, and how far they give way to others.
    void start(const std::string& name = "reactor", int niceness = 0);
    /// Lets each command under way end, says goodbye, closes, and returns when all is over.
    void stop();

private:
    bool wants_both(const Poco::Net::SocketAddress& address) const;
    void accepted(const std::vector<MakeSession>& make, const TlsUse& tls,
                  std::shared_ptr<Poco::Net::StreamSocket> socket, const Ends& ends);

    std::atomic<unsigned> connections_ = 0;  ///< lowered by each one's Reactor::Place
    std::vector<std::unique_ptr<Reactor>> reactors_;
    std::vector<std::thread> threads_;
    std::set<std::uint16_t> ipv4_ports_;  ///< that are listened on
    unsigned most_connections_;
    unsigned next_reactor_ = 0;
};

}  // namespace postlab::net
