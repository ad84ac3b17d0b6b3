#include "labs/client/demo.h"

#include <gtest/gtest.h>

#include <sstream>

#include "labs/client/health.h"
#include "labs/client/server_for_tests.h"
#include "labs/dialogue/socket_wire.h"

namespace postlab::labs::demo_test {

struct Result {
    int status;
    std::string text;
    bool says(std::string_view words) const { return text.find(words) != std::string::npos; }
};

Result healthy(const std::vector<std::string>& addresses) {
    std::ostringstream out;
    std::vector<std::string> arguments{"health"};
    arguments.insert(arguments.end(), addresses.begin(), addresses.end());
    int status = run_program({health_command()}, arguments, out, out);
    return {status, out.str()};
}

std::string nobodys_address() {
    return Poco::Net::ServerSocket(Poco::Net::SocketAddress("127.0.0.1", 0)).address().toString();
}

class Demo : public testing::Test {
protected:
    Demo() { store_.add("alice", "two words"); }
    store::MemoryStore store_;
    TestServer smtp_{Protocol::smtp, store_}, pop3_{Protocol::pop3, store_};

    Result shown(const std::string& smtp, const std::string& password) const {
        std::ostringstream out;
        int status = demo(parse_address(smtp), parse_address(pop3_.address()), "alice", password, out);
        return {status, out.str()};
    }
    Result shown() const { return shown(smtp_.address(), "two words"); }
};

TEST_F(Demo, sends_a_letter_fetches_it_and_deletes_it) {
    Result it = shown();
    EXPECT_EQ(it.status, 0) << it.text;
    EXPECT_EQ(store_.delivered.size(), 1u);
    EXPECT_TRUE(store_.mailboxes.at("alice").messages.empty());
    EXPECT_TRUE(it.says("\nC: ..and this one began")) << it.text;
    EXPECT_TRUE(it.says("\nS: ..and this one began")) << it.text;
}

TEST_F(Demo, explains_every_reply_by_its_row) {
    Result it = shown();
    for (const char* id :
         {"session.greeting", "ehlo.ok", "mail.ok", "rcpt.ok", "data.start", "data.ok", "quit.ok", "greeting.ready",
          "user.ok", "login.ok", "stat.ok", "list.all", "uidl.all", "retr.ok", "dele.ok", "quit.empty"})
        EXPECT_TRUE(it.says("   # " + std::string(id) + " · RFC ")) << id << "\n" << it.text;
}

TEST_F(Demo, stops_at_a_no_and_says_so) {
    Result it = shown(smtp_.address(), "wrong");
    EXPECT_EQ(it.status, 1);
    EXPECT_TRUE(it.says("   # pass.wrong · ")) << it.text;
    EXPECT_TRUE(it.says("postlab demo: the server said no to PASS")) << it.text;
}

TEST_F(Demo, says_that_nobody_is_there) {
    Result it = shown(nobodys_address(), "two words");
    EXPECT_EQ(it.status, 1);
    EXPECT_TRUE(it.says("postlab demo: ")) << it.text;
}

TEST_F(Demo, leaves_a_healthy_server_behind) {
    ASSERT_EQ(shown().status, 0);
    Result it = healthy({smtp_.address(), pop3_.address()});
    EXPECT_EQ(it.status, 0);
    EXPECT_EQ(it.text, "smtp " + smtp_.address() + " answers\npop3 " + pop3_.address() + " answers\n");
}

TEST_F(Demo, is_missed_by_health_when_one_port_is_silent) {
    std::string nobody = nobodys_address();
    Result it = healthy({smtp_.address(), nobody});
    EXPECT_EQ(it.status, 1);
    EXPECT_TRUE(it.says("smtp " + smtp_.address() + " answers\n" + nobody + " does not answer")) << it.text;
}

/// Says one thing to one client.
class OneLine {
public:
    explicit OneLine(std::string line) : line_(std::move(line)) {
        thread_ = std::thread([this] {
            Poco::Net::StreamSocket client = listener_.acceptConnection();
            client.sendBytes(line_.data(), static_cast<int>(line_.size()));
            client.shutdownSend();
            char c;
            while (client.receiveBytes(&c, 1) == 1) continue;
        });
    }
    ~OneLine() { thread_.join(); }
    std::string address() const { return listener_.address().toString(); }

private:
    std::string line_;
    Poco::Net::ServerSocket listener_{Poco::Net::SocketAddress("127.0.0.1", 0)};
    std::thread thread_;
};

TEST(Health, names_what_is_wrong) {
    struct Case {
        const char *said, *complaint;
    };
    for (const Case& one : {Case{"", "closes the connection"}, Case{"421 busy\r\n", "greets with 421 busy\\r\\n"},
                            Case{"-ERR [SYS/TEMP] busy\r\n", "greets with -ERR [SYS/TEMP] busy\\r\\n"},
                            Case{"HTTP/1.1 400\r\n", "greets with HTTP/1.1 400\\r\\n"}}) {
        OneLine server(one.said);
        Result it = healthy({server.address()});
        EXPECT_EQ(it.status, 1) << one.said;
        EXPECT_EQ(it.text, server.address() + " " + one.complaint + "\n");
    }
}

TEST(Health, refuses_what_is_no_address) { EXPECT_THROW(healthy({"not-an-address"}), UsageError); }

}  // namespace postlab::labs::demo_test
