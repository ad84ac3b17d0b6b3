#pragma once
// For tests only: the server as it is, in this process: store on disk, record, sockets.
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "labs/catalogue/catalogue_languages.h"
#include "labs/catalogue/protocol.h"
#include "pop3d/apop.h"
#include "pop3d/session.h"
#include "shared/net/server.h"
#include "shared/system/memory_budget.h"
#include "smtpd/session.h"
#include "store/sqlite_store.h"
#include "store/transcript/transcript_recorder.h"

namespace postlab::labs {

class RealServer {
public:
    /// Its conversations are recorded where it is told.
    RealServer(const std::filesystem::path& directory, bool recorded, const Settings& settings = {})
        : settings_(settings),
          server_(settings_),
          store_(directory, settings_),
          kept_(store_.for_thread(server_.poster(0))) {
        if (recorded) recorder_.emplace(directory, settings_);
        const auto smtp = [this](const net::Server::Ends& ends) {
            return std::make_unique<smtpd::Session>(settings_, *kept_, record("smtp"), smtpd::Peer{ends.peer, ends.own},
                                                    &memory_);
        };
        const auto pop3 = [this](const net::Server::Ends& ends) {
            const std::string timestamp = pop3d::make_timestamp(std::chrono::system_clock::now(), settings_.domain);
            auto session = std::make_unique<pop3d::Session>(settings_, *kept_, record("pop3"), timestamp, ends.peer);
            session->offer_languages(languages_);
            return session;
        };
        const Poco::Net::SocketAddress loopback("127.0.0.1", 0);
        addresses_ = {server_.listen(loopback, {smtp}), server_.listen(loopback, {pop3})};
        server_.start();
    }
    ~RealServer() { server_.stop(); }

    const Poco::Net::SocketAddress& address(Protocol protocol) const {
        return addresses_[static_cast<std::size_t>(protocol)];
    }
    /// Until all that has ended is in the file.
    void flush() { recorder_->flush(); }

private:
    std::unique_ptr<Transcript> record(std::string_view protocol) {
        return recorder_ ? recorder_->begin(protocol, "127.0.0.1", std::chrono::system_clock::now()) : nullptr;
    }

    const Settings settings_;
    MemoryBudget memory_{settings_.server.memory_mb << 20};
    const CatalogueLanguages languages_;
    net::Server server_;
    store::SqliteStore store_;
    std::unique_ptr<store::MailStore> kept_;
    std::optional<store::TranscriptRecorder> recorder_;
    std::vector<Poco::Net::SocketAddress> addresses_;
};

/// A client that waits for as many lines as it wants to hear.
class Caller {
public:
    explicit Caller(const Poco::Net::SocketAddress& address) : socket_(address) { socket_.setNoDelay(true); }
    void say(const std::string& octets) {
        for (std::size_t sent = 0; sent < octets.size();)
            sent += static_cast<std::size_t>(
                socket_.sendBytes(octets.data() + sent, static_cast<int>(octets.size() - sent)));
    }
    /// So many lines, or fewer where the server closes or says nothing more.
    std::string hear(std::size_t lines) {
        std::string all;
        while (lines > 0) {
            const std::size_t end = unheard_.find('\n');
            if (end == unheard_.npos) {
                if (!receive()) break;
                continue;
            }
            all += unheard_.substr(0, end + 1);
            unheard_.erase(0, end + 1);
            --lines;
        }
        return all;
    }
    /// Up to a line with a dot alone.
    std::string hear_to_dot() {
        std::string all;
        for (std::string line = hear(1); !line.empty(); line = hear(1)) {
            all += line;
            if (line == ".\r\n") break;
        }
        return all;
    }
    /// It has said its last octet; returns when the server has closed.
    std::string hang_up() {
        socket_.shutdownSend();
        while (receive()) {
        }
        return std::exchange(unheard_, {});
    }

private:
    bool receive() {
        char block[16384];
        if (!socket_.poll(patience, Poco::Net::Socket::SELECT_READ)) return false;
        const int got = socket_.receiveBytes(block, sizeof block);
        if (got > 0) unheard_.append(block, static_cast<std::size_t>(got));
        return got > 0;
    }

    const Poco::Timespan patience{5, 0};
    Poco::Net::StreamSocket socket_;
    std::string unheard_;
};

}  // namespace postlab::labs
