#include "shared/net/server.h"

#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <stdexcept>
#include <string>

#include "shared/system/thread.h"
#include "shared/text/sayable_error.h"
#include "shared/text/sentences.h"

namespace postlab::net {

namespace {

constexpr int backlog = 1024;
constexpr unsigned descriptors_kept_free = 128;  // for the store, the listeners, and those who are turned away
constexpr unsigned fewest_connections = 16;

/// Raises the limit of open files as far as it goes, and says how many connections fit below it.
unsigned connections_that_fit(unsigned wanted) {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    ::getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur >= rlim_t{wanted} + descriptors_kept_free) return wanted;
    if (limit.rlim_cur < descriptors_kept_free + fewest_connections)
        throw SayableError("program.few_files"_sentence, {std::to_string(limit.rlim_cur)});
    auto fit = static_cast<unsigned>(limit.rlim_cur) - descriptors_kept_free;
    std::fprintf(stderr, "postlab: the limit of %u open files leaves room for %u connections (ulimit -n)\n",
                 static_cast<unsigned>(limit.rlim_cur), fit);
    return fit;
}

/// Without the IPv6 wrapping that a dual-stack listener gives IPv4 addresses.
std::string plain_address(const Poco::Net::SocketAddress& address) {
    std::string text = address.host().toString();
    return text.starts_with("::ffff:") && text.find('.') != text.npos ? text.substr(7) : text;
}

}  // namespace

Server::Server(const Settings& settings) : most_connections_(connections_that_fit(settings.server.max_connections)) {
    const std::chrono::seconds longest_command(settings.server.longest_command_s);
    while (reactors_.size() < settings.server.reactors) reactors_.push_back(std::make_unique<Reactor>(longest_command));
}

Server::~Server() { stop(); }

Poco::Net::SocketAddress Server::listen(const Poco::Net::SocketAddress& address, std::vector<MakeSession> make,
                                        TlsUse tls) {
    Poco::Net::ServerSocket listener;
    bool v6 = address.family() == Poco::Net::SocketAddress::IPv6;
    if (v6)
        listener.bind6(address, true, false, !wants_both(address));
    else
        listener.bind(address, true, false);  // not "reuse port": two servers would share the clients
    listener.listen(backlog);
    if (!v6) ipv4_ports_.insert(listener.address().port());
    listener.setNoDelay(true);  // accepted sockets inherit it
    reactors_[0]->listen(listener, [this, make = std::move(make), tls](auto socket, const auto& peer) {
        Ends ends{plain_address(peer), plain_address(socket->address()), peer.port()};
        accepted(make, tls, std::move(socket), ends);
    });
    return listener.address();
}

void Server::listen_locally(const std::filesystem::path& path, std::function<std::unique_ptr<Endpoint>()> make) {
    std::filesystem::remove(path);
    Poco::Net::ServerSocket listener;
    listener.bind(Poco::Net::SocketAddress(Poco::Net::SocketAddress::UNIX_LOCAL, path.string()), false);
    std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    listener.listen(backlog);
    const std::vector<MakeSession> for_each_reactor(reactors(),
                                                    [make = std::move(make)](const Ends&) { return make(); });
    reactors_[0]->listen(listener, [this, for_each_reactor](auto socket, const auto&) {
        accepted(for_each_reactor, {}, std::move(socket), {});
    });
}

/// "::" is for IPv4, too, where it has that port to itself.
bool Server::wants_both(const Poco::Net::SocketAddress& address) const {
    return address.host() == Poco::Net::IPAddress("::") && !ipv4_ports_.contains(address.port());
}

void Server::accepted(const std::vector<MakeSession>& make, const TlsUse& tls,
                      std::shared_ptr<Poco::Net::StreamSocket> socket, const Ends& ends) {
    const bool full = ++connections_ > most_connections_;
    Reactor::Place place(nullptr, [this](void*) { --connections_; });
    unsigned turn = next_reactor_++ % reactors();
    Reactor& reactor = *reactors_[turn];
    auto adopt = [&reactor, make = make[turn], socket = std::move(socket), place = std::move(place), ends, full, tls] {
        try {
            reactor.adopt(*socket, make(ends), tls, full, place);
        } catch (const std::exception& error) {  // there is no memory for it
            std::fprintf(stderr, "postlab: a connection was closed: %s\n", error.what());
        }
    };
    if (turn == 0)
        adopt();
    else
        reactor.post(std::move(adopt));
}

void Server::time_out(const std::function<bool(Endpoint&)>& meant) {
    for (auto& reactor : reactors_) reactor->post([&reactor = *reactor, meant] { reactor.time_out(meant); });
}

void Server::start(const std::string& name, int niceness) {
    for (auto& reactor : reactors_) threads_.push_back(start_thread(name, niceness, [&reactor] { reactor->run(); }));
}

void Server::stop() {
    for (auto& reactor : reactors_) reactor->stop();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
}

}  // namespace postlab::net
