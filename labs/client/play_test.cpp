// Plays dialogues through real sockets, against a server of a few lines.
#include "labs/client/play.h"

#include <Poco/Exception.h>
#include <Poco/Net/ServerSocket.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <thread>

#include "labs/dialogue/socket_wire.h"

namespace postlab::labs::play_test {

using Poco::Net::ServerSocket;
using Poco::Net::SocketAddress;
using Poco::Net::StreamSocket;

/// Serves one client after another: greets, answers NOOP with 250, MUTE with nothing, RAW with a bare LF, and
/// closes after QUIT or the client's last byte, which it answers with a farewell.
class SmallServer {
public:
    explicit SmallServer(const std::string& host) : listener_(SocketAddress(host, 0)) {
        thread_ = std::thread([this] {
            while (!stop_) serve(listener_.acceptConnection());
        });
    }
    ~SmallServer() {
        stop_ = true;
        StreamSocket last(listener_.address());
        last.shutdownSend();
        thread_.join();
    }
    std::string address() const { return listener_.address().toString(); }

private:
    static void say(StreamSocket& client, const std::string& text) {
        client.sendBytes(text.data(), static_cast<int>(text.size()));
    }
    static void serve(StreamSocket client) {
        say(client, "220 small\r\n");
        std::string line;
        char c;
        while (client.receiveBytes(&c, 1) == 1) {
            line += c;
            if (c != '\n') continue;
            if (line == "QUIT\r\n") return say(client, "221 bye\r\n");
            if (line == "RAW\r\n") say(client, "250 bare\n");
            if (line == "NOOP\r\n") say(client, "250 OK\r\n");
            line.clear();
        }
        say(client, "421 you have gone\r\n");
    }

    ServerSocket listener_;
    std::atomic<bool> stop_ = false;
    std::thread thread_;
};

class Play : public testing::Test {
protected:
    int play(const std::string& dialogue, const std::vector<std::string>& addresses) {
        std::string file = testing::TempDir() + "postlab_play_test.txt";
        std::ofstream(file, std::ios::binary) << dialogue;
        out_.str("");
        return play_file(file, addresses);
    }
    int play_file(const std::string& file, const std::vector<std::string>& addresses) {
        std::vector<std::string> arguments{"play", file};
        arguments.insert(arguments.end(), addresses.begin(), addresses.end());
        return run_program({play_command()}, arguments, out_, out_);
    }
    std::string out() const { return out_.str(); }

private:
    std::ostringstream out_;
};

TEST_F(Play, goes_through_sockets_as_written) {
    SmallServer server("127.0.0.1");
    EXPECT_EQ(play("S: 220 ...\nC: NO\\\nC: OP\nS: 250 OK\nC: QUIT\nS: 221 bye\n! closed\n", {server.address()}), 0);
    EXPECT_NE(out().find("as written"), std::string::npos) << out();
}

TEST_F(Play, goes_through_ipv6_too) {
    SmallServer server("::1");
    EXPECT_EQ(play("S: 220 ...\nC: QUIT\nS: 221 bye\n! closed\n", {server.address()}), 0) << out();
}

TEST_F(Play, half_closes_and_still_listens) {
    SmallServer server("127.0.0.1");
    EXPECT_EQ(play("S: 220 ...\nC: NOOP\n! end\nS: 250 OK\nS: 421 you have gone\n! closed\n", {server.address()}), 0)
        << out();
}

TEST_F(Play, reports_the_first_line_that_differs) {
    SmallServer server("127.0.0.1");
    EXPECT_EQ(play("S: 220 ...\nC: NOOP\nS: 250 Fine\n", {server.address()}), 1);
    EXPECT_NE(out().find(":3: the server said something else on connection 1\n    expected: 250 Fine\n"
                         "    got:      250 OK\n"),
              std::string::npos)
        << out();
}

TEST_F(Play, reports_a_reply_line_without_crlf) {
    SmallServer server("127.0.0.1");
    EXPECT_EQ(play("S: 220 ...\nC: RAW\nS: 250 bare\n", {server.address()}), 1);
    EXPECT_NE(out().find("does not end in CRLF"), std::string::npos) << out();
}

TEST_F(Play, reports_that_nobody_listens) {
    std::string address;
    {
        ServerSocket closed_soon(SocketAddress("127.0.0.1", 0));
        address = closed_soon.address().toString();
    }
    EXPECT_EQ(play("S: 220 ...\n", {address}), 1);
    EXPECT_NE(out().find("no connection"), std::string::npos) << out();
}

TEST_F(Play, cannot_change_a_running_server) {
    SmallServer server("127.0.0.1");
    for (const char* event : {"! wait 1s", "! shutdown", "! set a=b", "! store full", "! fault verb=NOOP cut=after"}) {
        EXPECT_EQ(play("S: 220 ...\n" + std::string(event) + "\n", {server.address()}), 1);
        EXPECT_NE(out().find(":2: `! wait`, `! shutdown`, `! set`, `! store` and `! fault` need"), std::string::npos)
            << out();
    }
}

TEST_F(Play, takes_an_address_for_each_protocol) {
    SmallServer smtp("127.0.0.1"), pop3("127.0.0.1");
    std::vector<std::string> both{"smtp=" + smtp.address(), "pop3=" + pop3.address()};
    EXPECT_EQ(play("!2 connect pop3\nS: 220 ...\nS2: 220 ...\n", both), 0) << out();
    EXPECT_EQ(play("! connect pop3\nS: 220 ...\n", {"smtp=" + smtp.address()}), 1);
    EXPECT_NE(out().find("no address given for pop3"), std::string::npos) << out();
}

TEST_F(Play, refuses_addresses_it_cannot_use) {
    for (const char* address : {"", "nohost", "127.0.0.1", "127.0.0.1:", ":25", "127.0.0.1:notaport", "smtp="})
        EXPECT_THROW(play("S: 220 ...\n", {address}), UsageError) << address;
    EXPECT_THROW(play("S: 220 ...\n", {}), UsageError);
}

TEST_F(Play, refuses_files_it_cannot_use) {
    EXPECT_EQ(play("X: what\n", {"127.0.0.1:1"}), 2);
    EXPECT_NE(out().find(":1: expected"), std::string::npos) << out();
    EXPECT_EQ(play_file("no/such/file", {"127.0.0.1:1"}), 2);
}

TEST_F(Play, says_what_differs_in_the_language_that_was_asked_for) {
    SmallServer server("127.0.0.1");
    EXPECT_EQ(play("S: 220 ...\nC: NOOP\nS: 250 Fine\n", {server.address(), "--lang", "ru"}), 1);
    EXPECT_NE(out().find(":3: в соединении 1 сервер сказал другое\n    ожидалось: 250 Fine\n    пришло:    250 OK\n"),
              std::string::npos)
        << out();
    EXPECT_EQ(play("S: 220 ...\nC: QUIT\nS: 221 bye\n", {server.address(), "--lang", "zh"}), 0);
    EXPECT_NE(out().find("：与写的一致\n"), std::string::npos) << out();
}

TEST(LineSocket, hears_silence_when_the_patience_ends) {
    SmallServer server("127.0.0.1");
    LineSocket socket(parse_address(server.address()), Poco::Timespan(0, 50'000));
    Heard greeting = socket.hear();
    while (greeting.what == Heard::What::silence)
        greeting = socket.hear();  // a server may be slower than that to begin
    EXPECT_EQ(greeting.text, "220 small\r\n");
    socket.send("MUTE\r\n");
    EXPECT_EQ(socket.hear().what, Heard::What::silence);
}

TEST(LineSocket, outlives_a_server_that_has_gone) {
    SmallServer server("127.0.0.1");
    LineSocket socket(parse_address(server.address()), Poco::Timespan(5, 0));
    socket.send("QUIT\r\n");
    while (socket.hear().what == Heard::What::line) {
    }
    for (int i = 0; i < 3; ++i) {
        socket.send("NOOP\r\n");  // the first one is answered with a reset
        EXPECT_EQ(socket.hear().what, Heard::What::closed);
    }
}

TEST(Address, may_be_a_name_or_a_number_of_either_family) {
    EXPECT_EQ(parse_address("127.0.0.1:2525").toString(), "127.0.0.1:2525");
    EXPECT_EQ(parse_address("[::1]:2525").toString(), "[::1]:2525");
    EXPECT_EQ(parse_address("::1:2525").toString(), "[::1]:2525");
    EXPECT_EQ(parse_address("localhost:25").port(), 25);
    EXPECT_THROW(parse_address("localhost"), UsageError);
}

}  // namespace postlab::labs::play_test
