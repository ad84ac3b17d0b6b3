#include "labs/dialogue/socket_wire.h"

#include <Poco/Exception.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SocketAddress.h>

#include <stdexcept>
#include <utility>

#include "shared/program/command_line.h"

namespace postlab::labs {

namespace {

constexpr std::size_t longest_line = 1 << 20;  // octets

}  // namespace

Poco::Net::SocketAddress parse_address(const std::string& host_port) {
    std::size_t colon = host_port.rfind(':');
    if (colon == std::string::npos || colon == 0 || colon + 1 == host_port.size())
        throw UsageError("expected HOST:PORT, got " + host_port);
    std::string host = host_port.substr(0, colon);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    try {
        return Poco::Net::SocketAddress(host, host_port.substr(colon + 1));
    } catch (const Poco::Exception& error) {
        throw UsageError(host_port + ": " + error.displayText());
    }
}

LineSocket::LineSocket(const Poco::Net::SocketAddress& address, Poco::Timespan patience) {
    socket_.connect(address, patience);
    socket_.setReceiveTimeout(patience);
    socket_.setSendTimeout(patience);
    socket_.setNoDelay(true);
}

void LineSocket::send(std::string_view bytes) {
    try {
        while (!bytes.empty())
            bytes.remove_prefix(
                static_cast<std::size_t>(socket_.sendBytes(bytes.data(), static_cast<int>(bytes.size()))));
    } catch (const Poco::IOException&) {  // NetExceptions, and EPIPE, which is none
        // The server has gone; what it said before can still be heard.
    }
}

Heard LineSocket::hear() {
    char block[4096];
    for (;;) {
        std::size_t end = unheard_.find('\n');
        if (end != std::string::npos) {
            Heard heard{Heard::What::line, unheard_.substr(0, end + 1)};
            unheard_.erase(0, end + 1);
            return heard;
        }
        if (unheard_.size() > longest_line) return {Heard::What::closed, std::exchange(unheard_, {})};
        try {
            int got = socket_.receiveBytes(block, sizeof block);
            if (got <= 0) return {Heard::What::closed, unheard_};
            unheard_.append(block, static_cast<std::size_t>(got));
        } catch (const Poco::TimeoutException&) {
            return {Heard::What::silence, unheard_};
        } catch (const Poco::Net::NetException&) {
            return {Heard::What::closed, unheard_};
        }
    }
}

void LineSocket::end() { socket_.shutdownSend(); }

void SocketWire::open(int connection, Protocol protocol) {
    auto address = addresses_.find(protocol);
    if (address == addresses_.end())
        throw std::invalid_argument("no address given for " + std::string(name_of(protocol)));
    sockets_.erase(connection);
    sockets_.emplace(connection, LineSocket(parse_address(address->second), patience_));
}

std::optional<std::string> SocketWire::happen(const Step&) {
    return "`! wait`, `! shutdown`, `! set`, `! store` and `! fault` need the server in memory of Postlab's own tests; "
           "they can't be played against a running server";
}

}  // namespace postlab::labs
