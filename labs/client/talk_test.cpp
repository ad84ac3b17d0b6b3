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
#include "labs/text/ink.h"
#include "shared/system/file.h"
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
    int talk(const Poco::Net::SocketAddress& address) {
        return labs::talk(address, options, keyboard.input(), out, notes);
    }
    TalkOptions options;
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
    EXPECT_EQ(labs::talk(server.address(), options, keyboard.input(), screen_out, notes), 0);
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

TEST_F(Talk, tells_of_a_pasted_escape_sequence_which_it_does_not_send) {
    std::string heard;
    {
        OneClientServer server([&](StreamSocket& client) { heard = all_from(client); });
        Terminal terminal;
        terminal.type("NO\x1B[31mOP\x1B[0m\nQUIT\n\x04");
        labs::talk(server.address(), options, terminal.input(), out, notes);
    }
    EXPECT_EQ(heard, "NOOP\r\nQUIT\r\n");
    EXPECT_NE(notes.str().find("an escape sequence, as arrow keys send it"), std::string::npos) << notes.str();
}

/// A server that has one reply for each line, whatever it is.
OneClientServer answering(std::vector<std::string> replies) {
    return OneClientServer([replies](StreamSocket& client) {
        for (const std::string& reply : replies) {
            say(client, reply);
            for (char c = 0; c != '\n' && client.receiveBytes(&c, 1) == 1;) {
            }
        }
        client.shutdownSend();
        all_from(client);
    });
}

TEST_F(Talk, explains_each_reply_below_it) {
    options.view.explain = true;
    OneClientServer server =
        answering({"220 post.example ESMTP Postlab ready\r\n",
                   "503 5.5.1 Bad sequence of commands: say EHLO or HELO first\r\n", "250 2.0.0 OK\r\n"});
    keyboard.type("MAIL FROM:<a@b>\nNOOP\nQUIT\n");
    EXPECT_EQ(talk(server.address()), 0) << notes.str();
    const std::string text = out.str();
    EXPECT_NE(text.find("say EHLO or HELO first\n     # order.hello_first · RFC 5321 4.1.4 · "), text.npos) << text;
    EXPECT_NE(text.find("     # MAIL would have needed the state ready; this was fresh\n250 2.0.0 OK\n"), text.npos)
        << text;
    EXPECT_NE(text.find("     # noop.ok · RFC 5321 4.1.1.9 · "), text.npos) << text;
}

TEST_F(Talk, says_in_words_what_cannot_be_heard) {
    options.view.words = true;
    OneClientServer server = answering({"220 x\r\n", "250-x\r\n250 HELP\r\n"});
    keyboard.type("EHLO me\nQUIT\n");
    EXPECT_EQ(talk(server.address()), 0) << notes.str();
    EXPECT_EQ(out.str(),
              "server: 220 x, CR LF\nsent: EHLO me, CR LF\nserver: 250-x, CR LF, more lines follow\n"
              "server: 250 HELP, CR LF, the last of 2 lines\nsent: QUIT, CR LF\n");
}

TEST_F(Talk, shows_the_servers_lines_in_colour) {
    look_at(out, {true, true, 80});
    OneClientServer server = answering({"220 x\r\n", "500 no\r\n"});
    keyboard.type("FOO\nQUIT\n");
    EXPECT_EQ(talk(server.address()), 0) << notes.str();
    EXPECT_EQ(out.str(), "\x1b[36m220 x\x1b[0m\n\x1b[31m500 no\x1b[0m\n");
}

TEST_F(Talk, saves_what_was_said_as_a_dialogue_without_its_secrets) {
    options.save = testing::TempDir() + "postlab_talk_saved.txt";
    store::MemoryStore store;
    store.add("alice", "secret");
    TestServer server(Protocol::pop3, store);
    keyboard.type("USER alice\nPASS secret\nSTAT\nQUIT\n");
    EXPECT_EQ(talk(Poco::Net::SocketAddress(server.address())), 0) << notes.str();
    std::string saved = read_text(options.save);
    const std::string greeting = "S: +OK POP3 server ready {timestamp}\n";  // some of the lines may have been faster
    ASSERT_NE(saved.find(greeting), saved.npos) << saved;
    saved.erase(saved.find(greeting), greeting.size());
    EXPECT_EQ(saved.substr(saved.find("! connect")),
              "! connect pop3\nC: USER alice\nC: PASS ****\nC: STAT\nC: QUIT\n"
              "S: +OK send PASS\nS: +OK alice's maildrop has 0 messages (0 octets)\nS: +OK 0 0\n"
              "S: +OK post.example POP3 server signing off (maildrop empty)\n! closed\n")
        << saved;
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
        labs::talk(server.address(), options, terminal.input(), out, notes);
    }
    EXPECT_EQ(heard, "NOOP\r\nQUIT\r\n");
}

}  // namespace postlab::labs::talk_test
