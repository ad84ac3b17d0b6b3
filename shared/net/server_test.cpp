#include "shared/net/server.h"

#include <Poco/Net/NetException.h>
#include <sys/resource.h>

#include "shared/net/server_for_tests.h"

namespace postlab::net::server_test {

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
