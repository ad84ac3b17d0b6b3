#include "shared/net/server.h"

#include <Poco/Net/NetException.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cstdlib>
#include <future>
#include <mutex>
#include <new>
#include <optional>

namespace postlab::net::server_test {

using namespace std::chrono_literals;
using Poco::Net::SocketAddress;
using Poco::Net::StreamSocket;

constexpr Reply rows[] = {
    {"hello", "+OK", "", "hello", "RFC 1939 4", "It greets."}, {"echo", "+OK", "", "{}", "RFC 1939 3", "It answers."},
    {"late", "+OK", "", "late", "RFC 1939 3", "It waited."},   {"bye", "+OK", "", "bye", "RFC 1939 6", "It ends."},
    {"busy", "-ERR", "", "busy", "RFC 1939 3", "It is full."}, {"idle", "-ERR", "", "idle", "RFC 1939 3", "It slept."},
    {"stop", "-ERR", "", "stop", "RFC 1939 3", "It stops."},
};

/// What the sessions of one test share with it.
struct Bench {
    std::chrono::seconds idle_timeout = 60s;
    std::promise<std::function<void()>> asked;  ///< fulfilled by the word "ask": calling it answers
    std::atomic<int> alive = 0, blocks = 0, counted = 0;
    std::atomic<bool> no_memory = false;  ///< for anything
};

/// "ask" waits for the test, "block" is answered with 60 KB by a store that answers at once, "flood" says 64 KiB blocks
/// for ever, "quit" ends; anything else is echoed.
class Echo : public Session {
public:
    Echo(Bench& bench, Post post) : Session(nullptr, 100), bench_(bench), post_(std::move(post)) {
        if (bench_.no_memory) throw std::bad_alloc();
        ++bench_.alive;
    }
    ~Echo() override { --bench_.alive; }
    /// Asked for by the reactor while it puts the connection into its lists.
    std::chrono::seconds idle_limit() const override {
        if (bench_.no_memory) throw std::bad_alloc();
        return bench_.idle_timeout;
    }

protected:
    void greet() override { say(row(rows, "hello")); }
    void say_no_tls() override { say(row(rows, "busy")); }
    void say_busy() override { say(row(rows, "busy")); }
    void say_timeout() override { say(row(rows, "idle")); }
    void say_shutdown() override { say(row(rows, "stop")); }
    std::string_view state_name() const override { return ""; }
    bool may_be_secret(std::string_view) const override { return false; }
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
        } else
            say(row(rows, "echo"), {line->text});
        return true;
    }

private:
    Bench& bench_;
    Post post_;
    bool flooding_ = false;
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

TEST_F(ServerTest, listens_on_all_of_IPv4_and_of_IPv6_at_one_port) {
    server.emplace(settings);
    const SocketAddress v4 = server->listen(SocketAddress("0.0.0.0:0"), makers());
    const auto port = std::to_string(v4.port());
    server->listen(SocketAddress("[::]:" + port), makers());
    server->start();
    EXPECT_EQ(Client(SocketAddress("127.0.0.1:" + port)).line(), "+OK hello\r\n");
    EXPECT_EQ(Client(SocketAddress("[::1]:" + port)).line(), "+OK hello\r\n");
}

TEST_F(ServerTest, carries_a_conversation) {
    Client client(start());
    EXPECT_EQ(client.line(), "+OK hello\r\n");
    client.send("a\r\nb\r\n");
    EXPECT_EQ(client.line(), "+OK a\r\n");
    EXPECT_EQ(client.line(), "+OK b\r\n");
    client.send("quit\r\nmore\r\n");
    EXPECT_EQ(client.line(), "+OK bye\r\n");
    EXPECT_EQ(client.line(), "(closed)");
    EXPECT_EQ(last_peer(), "127.0.0.1");
}

TEST_F(ServerTest, listens_on_ipv6) {
    Client client(start("[::1]:0"));
    EXPECT_EQ(client.line(), "+OK hello\r\n");
    EXPECT_EQ(last_peer(), "::1");
}

TEST_F(ServerTest, does_not_share_its_port_with_another_server) {
    SocketAddress address = start();
    Server second(settings);
    EXPECT_THROW(second.listen(address, {}), Poco::Net::NetException);
}

TEST_F(ServerTest, deals_connections_out_to_all_reactors) {
    settings.server.reactors = 3;
    SocketAddress address = start();
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 30; ++i) clients.push_back(std::make_unique<Client>(address));
    for (auto& client : clients) {
        EXPECT_EQ(client->line(), "+OK hello\r\n");
        client->send("a\r\n");
        EXPECT_EQ(client->line(), "+OK a\r\n");
    }
}

TEST_F(ServerTest, turns_away_whom_it_has_no_room_for) {
    settings.server.max_connections = 1;
    SocketAddress address = start();
    {
        Client first(address);
        EXPECT_EQ(first.line(), "+OK hello\r\n");
        Client second(address);
        EXPECT_EQ(second.line(), "-ERR busy\r\n");
        EXPECT_EQ(second.line(), "(closed)");
        first.send("quit\r\n");
        EXPECT_EQ(first.line(), "+OK bye\r\n");
        EXPECT_EQ(first.line(), "(closed)");
    }
    std::string greeting = "-ERR busy\r\n";
    while (greeting == "-ERR busy\r\n") greeting = Client(address).line();  // until both have been seen to be gone
    EXPECT_EQ(greeting, "+OK hello\r\n");
}

TEST_F(ServerTest, answers_a_client_that_has_closed_its_side) {
    Client client(start());
    client.send("a\r\nask\r\nb\r\n");
    client.socket.shutdownSend();
    bench.asked.get_future().get()();
    EXPECT_EQ(client.line(), "+OK hello\r\n");
    EXPECT_EQ(client.line(), "+OK a\r\n");
    EXPECT_EQ(client.line(), "+OK late\r\n");
    EXPECT_EQ(client.line(), "+OK b\r\n");
    EXPECT_EQ(client.line(), "(closed)");
}

TEST_F(ServerTest, keeps_a_session_until_the_store_has_answered_it) {
    SocketAddress address = start();
    std::function<void()> answer;
    {
        Client client(address);
        client.send("ask\r\n");
        answer = bench.asked.get_future().get();
        client.socket.setLinger(true, 0);  // closes with a reset
    }
    Client other(address);
    EXPECT_EQ(other.line(), "+OK hello\r\n");
    EXPECT_EQ(bench.alive, 2);
    answer();
    server->stop();
    EXPECT_EQ(bench.alive, 0);
}

TEST_F(ServerTest, does_nothing_more_for_a_client_that_is_gone) {
    SocketAddress address = start();
    {
        Client client(address);
        EXPECT_EQ(client.line(), "+OK hello\r\n");
        client.send("a\r\nask\r\ncount\r\n");
        EXPECT_EQ(client.line(), "+OK a\r\n");
        auto answer = bench.asked.get_future().get();
        client.socket.setLinger(true, 0);
        client.socket.close();
        Client other(address);
        EXPECT_EQ(other.line(), "+OK hello\r\n");  // by now the reset has been seen
        answer();
    }
    server->stop();
    EXPECT_EQ(bench.counted, 0);
    EXPECT_EQ(bench.alive, 0);
}

TEST_F(ServerTest, lets_nobody_linger_by_talking_on) {
    Client client(start());
    client.send("quit\r\n");
    EXPECT_EQ(client.line(), "+OK hello\r\n");
    EXPECT_EQ(client.line(), "+OK bye\r\n");
    EXPECT_THROW(
        {
            for (;;) client.send("more\r\n");
        },
        Poco::Exception);
}

TEST_F(ServerTest, gives_others_their_turn_while_one_is_flooded) {
    SocketAddress address = start();
    Client greedy(address), other(address);
    greedy.send("flood\r\n");
    auto reading = std::async(std::launch::async, [&] {
        std::vector<char> buffer(1 << 20);
        try {
            while (greedy.socket.receiveBytes(buffer.data(), static_cast<int>(buffer.size())) > 0) {
            }
        } catch (const Poco::Exception&) {  // a reset is an end, too
        }
    });
    EXPECT_EQ(other.line(), "+OK hello\r\n");
    for (int i = 0; i < 100; ++i) {
        other.send("a\r\n");
        EXPECT_EQ(other.line(), "+OK a\r\n");
    }
    greedy.socket.shutdown();
    reading.get();
}

TEST_F(ServerTest, waits_out_a_shortage_of_descriptors) {
    server.emplace(settings);
    SocketAddress first = server->listen(SocketAddress("127.0.0.1:0"), makers());
    SocketAddress second = server->listen(SocketAddress("127.0.0.1:0"), makers());
    Client one(first), two(second);  // both ports are ready when the server looks for the first time
    testing::internal::CaptureStderr();
    rlimit limit{}, before{};
    getrlimit(RLIMIT_NOFILE, &before);
    limit = before;
    limit.rlim_cur = 3;
    setrlimit(RLIMIT_NOFILE, &limit);
    server->start();
    one.send("a\r\n");
    one.socket.setReceiveTimeout(Poco::Timespan(0, 300000));
    EXPECT_THROW(one.line(), Poco::TimeoutException);
    setrlimit(RLIMIT_NOFILE, &before);
    one.socket.setReceiveTimeout(Poco::Timespan(10, 0));
    EXPECT_EQ(one.line(), "+OK hello\r\n");
    EXPECT_EQ(two.line(), "+OK hello\r\n");
    EXPECT_NE(testing::internal::GetCapturedStderr().find("Too many open files"), std::string::npos);
}

TEST_F(ServerTest, rests_a_session_whose_client_does_not_read) {
    SocketAddress address = start();
    Client greedy(address);
    greedy.send("flood\r\n");
    Client other(address);
    EXPECT_EQ(other.line(), "+OK hello\r\n");
    int before = -1;
    while (before != bench.blocks) {  // until a whole round trip of another client has seen no further block
        before = bench.blocks;
        for (int i = 0; i < 20; ++i) {
            other.send("a\r\n");
            EXPECT_EQ(other.line(), "+OK a\r\n");
        }
    }
    EXPECT_LT(bench.blocks, 200);  // what the kernel's buffers hold
}

TEST_F(ServerTest, asks_the_store_for_nothing_more_while_the_client_does_not_read) {
    SocketAddress address = start();
    Client greedy(address), other(address);
    std::string commands;
    for (int i = 0; i < 2000; ++i) commands += "block\r\n";
    greedy.send(commands);
    EXPECT_EQ(other.line(), "+OK hello\r\n");
    int before = -1;
    while (before != bench.blocks) {
        before = bench.blocks;
        for (int i = 0; i < 20; ++i) {
            other.send("a\r\n");
            EXPECT_EQ(other.line(), "+OK a\r\n");
        }
    }
    EXPECT_LT(bench.blocks, 200);
}

TEST_F(ServerTest, closes_a_silent_connection) {
    bench.idle_timeout = 1s;
    Client client(start());
    EXPECT_EQ(client.line(), "+OK hello\r\n");
    EXPECT_EQ(client.line(), "-ERR idle\r\n");
    EXPECT_EQ(client.line(), "(closed)");
}

TEST_F(ServerTest, closes_a_connection_that_drips_a_command_for_ever_and_not_one_that_talks) {
    bench.idle_timeout = 2s;
    settings.server.longest_command_s = 1;
    SocketAddress address = start();
    Client dripping(address), talking(address);
    EXPECT_EQ(dripping.line(), "+OK hello\r\n");
    EXPECT_EQ(talking.line(), "+OK hello\r\n");
    const auto begin = std::chrono::steady_clock::now();
    while (dripping.socket.available() == 0 && std::chrono::steady_clock::now() < begin + 20s) {
        dripping.send("x");
        talking.send("a\r\n");
        EXPECT_EQ(talking.line(), "+OK a\r\n");
    }
    EXPECT_EQ(dripping.line(), "-ERR idle\r\n");
    EXPECT_GE(std::chrono::steady_clock::now() - begin, 1s);
}

TEST_F(ServerTest, says_goodbye_when_it_stops_and_ends_what_is_under_way) {
    SocketAddress address = start();
    Client idle(address), busy(address);
    EXPECT_EQ(idle.line(), "+OK hello\r\n");
    busy.send("ask\r\nb\r\n");
    auto answer = bench.asked.get_future().get();
    auto stopped = std::async(std::launch::async, [&] { server->stop(); });
    EXPECT_EQ(idle.line(), "-ERR stop\r\n");
    EXPECT_EQ(idle.line(), "(closed)");
    answer();
    EXPECT_EQ(busy.line(), "+OK hello\r\n");
    EXPECT_EQ(busy.line(), "+OK late\r\n");
    EXPECT_EQ(busy.line(), "-ERR stop\r\n");
    stopped.get();
    EXPECT_EQ(bench.alive, 0);
    EXPECT_THROW(Client{address}, Poco::Net::NetException);
}

TEST_F(ServerTest, lives_on_when_there_is_no_memory_for_a_connection) {
    settings.server.reactors = 2;  // the one that accepts, and one that is told
    settings.server.max_connections = 4;
    SocketAddress address = start();
    testing::internal::CaptureStderr();
    {
        Client one(address), two(address);
        EXPECT_EQ(one.line(), "+OK hello\r\n");
        EXPECT_EQ(two.line(), "+OK hello\r\n");
        bench.no_memory = true;
        one.send("a\r\n");
        EXPECT_EQ(one.line(), "+OK a\r\n");
        EXPECT_EQ(one.line(), "(closed)") << "nothing can keep its time any more";
        for (int i = 0; i < 4; ++i) EXPECT_EQ(Client(address).line(), "(closed)");
        bench.no_memory = false;
        two.send("a\r\n");
        EXPECT_EQ(two.line(), "+OK a\r\n");
    }
    EXPECT_NE(testing::internal::GetCapturedStderr().find("a connection was closed: std::bad_alloc"),
              std::string::npos);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(Client(address).line(), "+OK hello\r\n") << "no place was lost";
}

TEST_F(ServerTest, needs_more_than_a_few_open_files) {
    rlimit before{};
    getrlimit(RLIMIT_NOFILE, &before);
    rlimit few = before;
    few.rlim_max = few.rlim_cur = 64;
    const auto child = [&] {
        setrlimit(RLIMIT_NOFILE, &few);
        try {
            Server server(settings);
        } catch (const std::exception& error) {
            std::fprintf(stderr, "%s\n", error.what());
        }
        std::_Exit(0);
    };
    EXPECT_EXIT(child(), testing::ExitedWithCode(0),
                "the limit of 64 open files is too low for a server; type: ulimit");
}

TEST_F(ServerTest, survives_clients_that_come_and_go) {
    SocketAddress address = start();
    for (int i = 0; i < 200; ++i) {
        Client client(address);
        if (i % 2) client.send("flood\r\n");
        if (i % 3) client.socket.setLinger(true, 0);
    }
    Client client(address);
    EXPECT_EQ(client.line(), "+OK hello\r\n");
}

}  // namespace postlab::net::server_test
