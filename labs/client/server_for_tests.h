#pragma once
// For tests only: real sessions behind real sockets, one client at a time on a thread of its own.
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>

#include "labs/dialogue/dialogue.h"
#include "labs/dialogue/memory_wire.h"
#include "pop3d/session.h"
#include "smtpd/session.h"

namespace postlab::labs {

class TestServer {
public:
    /// The store must outlive it, and belongs to it while a client is served.
    TestServer(Protocol protocol, store::MemoryStore& store, const std::string& host = "127.0.0.1")
        : protocol_(protocol), store_(store), listener_(Poco::Net::SocketAddress(host, 0)) {
        thread_ = std::thread([this] {
            for (;;) {
                Poco::Net::StreamSocket client = listener_.acceptConnection();
                if (stop_) return;
                serve(client);
            }
        });
    }
    ~TestServer() {
        stop_ = true;
        Poco::Net::StreamSocket last(listener_.address());
        thread_.join();
    }
    std::string address() const { return listener_.address().toString(); }

private:
    std::unique_ptr<Session> session() const {
        if (protocol_ == Protocol::smtp)
            return std::make_unique<smtpd::Session>(settings_, store_, nullptr, smtpd::Peer{"127.0.0.1"});
        return std::make_unique<pop3d::Session>(settings_, store_, nullptr, "<1.2@post.example>");
    }

    void serve(Poco::Net::StreamSocket& client) const {
        auto now = std::chrono::system_clock::now;
        auto session = this->session();
        Session::Next next = session->open(now());
        char block[512];
        for (int got = 1; got > 0;) {
            std::string output = session->take_output();
            if (!output.empty()) client.sendBytes(output.data(), static_cast<int>(output.size()));
            if (next == Session::Next::close) return;
            if (next == Session::Next::write) {
                next = session->resume(now());
                continue;
            }
            got = client.receiveBytes(block, sizeof block);
            if (got > 0) next = session->receive({block, static_cast<std::size_t>(got)}, now());
        }
    }

    Protocol protocol_;
    store::MemoryStore& store_;
    Settings settings_;
    Poco::Net::ServerSocket listener_;
    std::atomic<bool> stop_ = false;
    std::thread thread_;
};

}  // namespace postlab::labs
