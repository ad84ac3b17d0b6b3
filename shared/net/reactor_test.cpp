#include "shared/net/reactor.h"

#include <sys/resource.h>

#include "shared/net/server_for_tests.h"

namespace postlab::net::reactor_test {

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

TEST_F(ServerTest, ends_those_that_are_meant_as_if_they_had_been_silent) {
    settings.server.reactors = 2;
    SocketAddress address = start();
    Client meant(address), other(address), asking(address);
    for (Client* client : {&meant, &other, &asking}) EXPECT_EQ(client->line(), "+OK hello\r\n");
    meant.send("a\r\n");
    EXPECT_EQ(meant.line(), "+OK a\r\n");
    auto asked = bench.asked.get_future();
    asking.send("ask\r\n");
    const auto answer = asked.get();
    server->time_out([](Endpoint& session) { return session.lines_taken() == 1; });
    EXPECT_EQ(meant.line(), "-ERR idle\r\n");
    EXPECT_EQ(meant.line(), "(closed)");
    other.send("a\r\n");
    EXPECT_EQ(other.line(), "+OK a\r\n");
    answer();
    EXPECT_EQ(asking.line(), "(closed)") << "which the store had to answer first";
}

/// Has news at its client's end, and ends in the same breath.
class RingingEndpoint : public Endpoint {
public:
    Next open(Time) override { return Next::read; }
    Next turn_away(Time) override { return Next::close; }
    Next receive(std::string_view, Time) override { return Next::read; }
    Next resume(Time) override { return Next::read; }
    Next end_of_input(Time) override {
        notify_();
        notify_();
        return Next::close;
    }
    Next timed_out(Time) override { return Next::close; }
    Next shut_down(Time) override { return Next::close; }
    void dropped(Time) override {}
    std::string take_output() override { return {}; }
    std::chrono::milliseconds idle_timeout() const override { return 60s; }
    bool is_hearing() const override { return false; }
    std::uint64_t lines_taken() const override { return 0; }
    void on_answer(std::function<void()> notify) override { notify_ = std::move(notify); }

private:
    std::function<void()> notify_;
};

TEST_F(ServerTest, may_have_news_of_who_ends_in_the_same_round) {
    server.emplace(settings);
    const SocketAddress ringing = server->listen(
        SocketAddress("127.0.0.1:0"), {[](const Server::Ends&) { return std::make_unique<RingingEndpoint>(); }});
    const SocketAddress echoing = server->listen(SocketAddress("127.0.0.1:0"), makers());
    server->start();
    for (int i = 0; i < 20; ++i) {
        StreamSocket(ringing).shutdownSend();
        EXPECT_EQ(Client(echoing).line(), "+OK hello\r\n");
    }
}

TEST_F(ServerTest, does_not_take_one_command_behind_the_other_for_a_single_long_one) {
    settings.server.longest_command_s = 1;
    SocketAddress address = start();
    Client pipelining(address);
    EXPECT_EQ(pipelining.line(), "+OK hello\r\n");
    pipelining.send("a");
    const auto begin = std::chrono::steady_clock::now();
    while (std::chrono::steady_clock::now() < begin + 2s) {
        pipelining.send("\r\na");  // the end of one, and the beginning of the next
        ASSERT_EQ(pipelining.line(), "+OK a\r\n");
    }
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
        one.send("starve\r\n");
        EXPECT_EQ(one.line(), "+OK starve\r\n");
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

}  // namespace postlab::net::reactor_test
