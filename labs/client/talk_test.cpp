#include "labs/client/talk.h"

#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <functional>
#include <future>
#include <sstream>
#include <thread>

#include "labs/client/server_for_tests.h"
#include "store/memory_store.h"

namespace postlab::labs::talk_test {

using Poco::Net::StreamSocket;

/// Serves one client in its own way.
class OneClientServer {
public:
    explicit OneClientServer(std::function<void(StreamSocket&)> serve, const std::string& host = "127.0.0.1")
        : listener_(Poco::Net::SocketAddress(host, 0)), thread_([this, serve = std::move(serve)] {
              StreamSocket client = listener_.acceptConnection();
              serve(client);
          }) {}
    ~OneClientServer() { thread_.join(); }
    Poco::Net::SocketAddress address() const { return listener_.address(); }

private:
    Poco::Net::ServerSocket listener_;
    std::thread thread_;
};

void say(StreamSocket& client, std::string_view text) { client.sendBytes(text.data(), static_cast<int>(text.size())); }
std::string all_from(StreamSocket& client) {
    std::string heard;
    char block[512];
    for (int got; (got = client.receiveBytes(block, sizeof block)) > 0;)
        heard.append(block, static_cast<std::size_t>(got));
    return heard;
}

/// Standard input, which a test writes to.
class Keyboard {
public:
    Keyboard() {
        if (pipe(ends_) != 0) throw std::runtime_error("no pipe");
    }
    ~Keyboard() {
        close(ends_[0]);
        end();
    }
    void type(std::string_view text) {
        EXPECT_EQ(write(ends_[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
    }
    void end() {
        if (ends_[1] >= 0) close(ends_[1]);
        ends_[1] = -1;
    }
    int input() const { return ends_[0]; }

private:
    int ends_[2];
};

/// A terminal that somebody sits at: what they type stands in `screen` first.
class Terminal {
public:
    Terminal() : screen_(posix_openpt(O_RDWR | O_NOCTTY)) {
        if (screen_ < 0 || grantpt(screen_) != 0 || unlockpt(screen_) != 0) throw std::runtime_error("no terminal");
        input_ = open(ptsname(screen_), O_RDWR | O_NOCTTY);
    }
    ~Terminal() {
        close(input_);
        close(screen_);
    }
    void type(std::string_view text) {
        EXPECT_EQ(write(screen_, text.data(), text.size()), static_cast<ssize_t>(text.size()));
    }
    int input() const { return input_; }

private:
    int screen_, input_ = -1;
};

/// A screen with a person before it, who does something as soon as the text is to be seen.
class AnsweringScreen : public std::stringbuf {
public:
    AnsweringScreen(std::string awaited, std::function<void()> then)
        : awaited_(std::move(awaited)), then_(std::move(then)) {}

protected:
    int sync() override {
        if (str() == awaited_) then_();
        return 0;
    }

private:
    const std::string awaited_;
    const std::function<void()> then_;
};

struct Talk : testing::Test {
    int talk(const Poco::Net::SocketAddress& address, bool raw = false) {
        return labs::talk(address, raw, keyboard.input(), out, notes);
    }
    Keyboard keyboard;
    std::ostringstream out, notes;
};

TEST_F(Talk, sends_every_line_with_crlf_and_then_half_closes) {
    std::string heard;
    OneClientServer server([&](StreamSocket& client) {
        heard = all_from(client);
        say(client, "rest\r\n");
    });
    keyboard.type("Grüße\nb\r\n\nlast");
    keyboard.end();
    EXPECT_EQ(talk(server.address()), 0);
    EXPECT_EQ(heard, "Grüße\r\nb\r\n\r\nlast\r\n");
    EXPECT_EQ(out.str(), "rest\n");
    EXPECT_EQ(notes.str(), "postlab talk: the server has closed the connection\n");
}

TEST_F(Talk, holds_a_conversation_with_a_real_session) {
    store::MemoryStore store;
    store.add("alice", "secret");
    TestServer server(Protocol::pop3, store, "::1");
    keyboard.type("USER alice\nPASS secret\nSTAT\nquit\n");
    EXPECT_EQ(talk(Poco::Net::SocketAddress(server.address())), 0) << notes.str();
    EXPECT_NE(out.str().find("+OK 0 0\n+OK "), std::string::npos) << out.str();
}

TEST_F(Talk, sees_at_once_that_the_server_closes) {
    OneClientServer server([](StreamSocket& client) { say(client, "421 later\r\n"); });
    EXPECT_EQ(talk(server.address()), 1);  // nothing was typed, and the keyboard is still there
    EXPECT_EQ(out.str(), "421 later\n");
}

TEST_F(Talk, says_that_the_connection_broke) {
    OneClientServer server([](StreamSocket& client) {
        char c;
        client.receiveBytes(&c, 1);
        client.setLinger(true, 0);  // a reset
    });
    keyboard.type("NOOP\n");
    EXPECT_EQ(talk(server.address()), 1);
    EXPECT_EQ(notes.str().find("postlab talk: the connection broke: "), 0u) << notes.str();
}

TEST_F(Talk, shows_a_line_that_does_not_end) {
    OneClientServer server([](StreamSocket& client) {
        say(client, "login: ");
        char line[4];
        client.receiveBytes(line, sizeof line);
        say(client, "\r\n+OK\r");
    });
    AnsweringScreen screen("login: \n", [this] {
        keyboard.type("me\n");
        keyboard.end();
    });
    std::ostream screen_out(&screen);
    EXPECT_EQ(labs::talk(server.address(), false, keyboard.input(), screen_out, notes), 0);
    EXPECT_EQ(screen.str(), "login: \n\n+OK␍\n");
    EXPECT_EQ(notes.str().find("postlab talk: (no line end came behind this)\n"), 0u) << notes.str();
}

TEST_F(Talk, neither_side_waits_for_the_other_when_both_have_much_to_say) {
    const std::string much(4 << 20, 'x');
    std::promise<std::size_t> heard;
    OneClientServer server([&](StreamSocket& client) {
        say(client, much + "\r\n");  // it listens to nothing before all of it is sent
        heard.set_value(all_from(client).size());
    });
    std::thread person([&] {
        for (std::size_t at = 0; at < much.size(); at += 4096) keyboard.type(std::string(4095, 'y') + "\n");
        keyboard.end();
    });
    EXPECT_EQ(talk(server.address()), 0);
    person.join();
    EXPECT_EQ(heard.get_future().get(), (much.size() / 4096) * 4097);
    EXPECT_GT(out.str().size(), much.size());
}

TEST_F(Talk, hears_the_last_words_of_a_server_that_no_longer_listens) {
    OneClientServer server([&](StreamSocket& client) {
        say(client, "421 enough\r\n");
        client.shutdown();
        keyboard.type("NOOP\nNOOP\n");
    });
    EXPECT_EQ(talk(server.address()), 1);
    EXPECT_EQ(out.str(), "421 enough\n");
}

TEST_F(Talk, says_that_nobody_listens) {
    Poco::Net::SocketAddress address;
    {
        Poco::Net::ServerSocket closed_soon(Poco::Net::SocketAddress("127.0.0.1", 0));
        address = closed_soon.address();
    }
    EXPECT_EQ(talk(address), 1);
    EXPECT_EQ(notes.str().find("postlab talk: no connection to 127.0.0.1:"), 0u) << notes.str();
}

TEST(ShownLine, leaves_what_is_usual_alone) {
    EXPECT_EQ(shown("250 Gr\xc3\xbc\xc3\x9f"
                    "e \tx \r\n",
                    false),
              "250 Grüße \tx ");
    EXPECT_EQ(shown("\r\n", false), "");
    EXPECT_EQ(shown("bare\n", false), "bare␊");
    EXPECT_EQ(shown("twice\r\r\n", false), "twice␍");
    EXPECT_EQ(shown(std::string_view("a\0b \xff\x1b[0m\r\n", 11), false), "a␀b <FF><1B>[0m");
}

TEST(ShownLine, shows_everything_raw) { EXPECT_EQ(shown("a\t \r\n", true), "a␉␠␍␊"); }

TEST_F(Talk, keeps_the_arrow_keys_of_a_terminal_to_itself) {
    std::string heard;
    {
        OneClientServer server([&](StreamSocket& client) { heard = all_from(client); });
        Terminal terminal;
        terminal.type("NO\x1B[D\x1B[COP\n\x1BOAQUIT\n\x04");
        labs::talk(server.address(), false, terminal.input(), out, notes);
    }
    EXPECT_EQ(heard, "NOOP\r\nQUIT\r\n");
}

}  // namespace postlab::labs::talk_test
