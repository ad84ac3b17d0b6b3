#pragma once
#include <gtest/gtest.h>

#include <future>
#include <mutex>
#include <new>
#include <optional>

#include "shared/net/server.h"
#include "shared/session.h"

/// What the tests of servers and reactors have in common: a server that echoes, and its client.
namespace postlab::net {

using namespace std::chrono_literals;
using Poco::Net::SocketAddress;
using Poco::Net::StreamSocket;

inline constexpr Reply rows[] = {
    {"hello", "+OK", "", "hello", "RFC 1939 4", "It greets."},
    {"echo", "+OK", "", "{}", "RFC 1939 3", "It answers."},
    {"late", "+OK", "", "late", "RFC 1939 3", "It waited."},
    {"bye", "+OK", "", "bye", "RFC 1939 6", "It ends."},
    {"busy", "-ERR", "", "busy", "RFC 1939 3", "It is full."},
    {"idle", "-ERR", "", "idle", "RFC 1939 3", "It slept."},
    {"go", "+OK", "", "go", "RFC 2595 4", "TLS comes."},
    {"plain", "-ERR", "", "plain", "RFC 2595 4", "No TLS came."},
    {"stop", "-ERR", "", "stop", "RFC 1939 3", "It stops."},
};

/// What the sessions of one test share with it.
struct Bench {
    std::chrono::seconds idle_timeout = 60s;
    std::promise<std::function<void()>> asked;  ///< fulfilled by the word "ask": calling it answers
    std::atomic<int> alive = 0, blocks = 0, counted = 0;
    std::atomic<bool> no_memory = false;  ///< for another session
    Recorder* recorder = nullptr;         ///< where there is one
};

/// "ask" waits for the test, "block" is answered with 60 KB by a store that answers at once, "flood" says 64 KiB blocks
/// for ever, "starve" leaves no memory for what the reactor keeps of it, "quit" ends; the rest is echoed.
class Echo : public Session {
public:
    Echo(Bench& bench, Post post)
        : Session(bench.recorder ? bench.recorder->begin("echo", "peer", {}) : nullptr, 100),
          bench_(bench),
          post_(std::move(post)) {
        if (bench_.no_memory) throw std::bad_alloc();
        ++bench_.alive;
    }
    ~Echo() override { --bench_.alive; }
    /// Asked for by the reactor while it puts the connection into its lists.
    std::chrono::seconds idle_limit() const override {
        if (starving_) throw std::bad_alloc();
        return bench_.idle_timeout;
    }

protected:
    void greet() override { say(row(rows, "hello")); }
    void say_no_tls() override { say(row(rows, "busy")); }
    void say_needs_tls() override { say(row(rows, "plain")); }
    void forget_all() override {}
    void say_busy() override { say(row(rows, "busy")); }
    void say_timeout() override { say(row(rows, "idle")); }
    void say_shutdown() override { say(row(rows, "stop")); }
    std::string_view state_name() const override { return ""; }
    std::string_view without_secret(std::string_view line) const override { return line; }
    bool step() override {
        if (flooding_) {
            ++bench_.blocks;
            say_content(std::string(64 * 1024, 'x'));
            return true;
        }
        auto line = next_line();
        if (!line) return false;
        if (line->text == "ask")
            bench_.asked.set_value(
                [post = post_, answer = when_answered([this] { say(row(rows, "late")); })] { post(answer); });
        else if (line->text == "block")
            post_(when_answered([this] {
                ++bench_.blocks;
                say_content(std::string(60000, 'x'));
            }));
        else if (line->text == "count")
            ++bench_.counted;
        else if (line->text == "flood")
            flooding_ = true;
        else if (line->text == "quit") {
            say(row(rows, "bye"));
            hang_up("quit");
        } else if (line->text == "tls" && offers_tls()) {
            say(row(rows, "go"));
            start_tls();
        } else {
            starving_ = line->text == "starve";
            say(row(rows, "echo"), {line->text});
        }
        return true;
    }

private:
    Bench& bench_;
    Post post_;
    bool flooding_ = false, starving_ = false;
};

struct Client {
    explicit Client(const SocketAddress& address) : socket(address) { socket.setReceiveTimeout(Poco::Timespan(10, 0)); }
    void send(const std::string& bytes) { socket.sendBytes(bytes.data(), static_cast<int>(bytes.size())); }
    /// The next line, or "(closed)".
    std::string line() {
        std::string text;
        for (char c; socket.receiveBytes(&c, 1) == 1;) {
            text += c;
            if (c == '\n') return text;
        }
        return text.empty() ? "(closed)" : text;
    }
    StreamSocket socket;
};

struct ServerTest : testing::Test {
    SocketAddress start(const std::string& address = "127.0.0.1:0") {
        server.emplace(settings);
        SocketAddress bound = server->listen(SocketAddress(address), makers());
        server->start();
        return bound;
    }
    std::vector<Server::MakeSession> makers() {
        std::vector<Server::MakeSession> make;
        for (unsigned i = 0; i < server->reactors(); ++i)
            make.push_back([this, post = server->poster(i)](const Server::Ends& ends) {
                {
                    std::lock_guard lock(mutex);
                    peer = ends.peer;
                }
                return std::make_unique<Echo>(bench, post);
            });
        return make;
    }
    Settings settings;
    Bench bench;
    std::string last_peer() {
        std::lock_guard lock(mutex);
        return peer;
    }
    std::mutex mutex;
    std::string peer;
    std::optional<Server> server;
};

}  // namespace postlab::net
