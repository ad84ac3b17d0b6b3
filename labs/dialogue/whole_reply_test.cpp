#include "labs/dialogue/whole_reply.h"

#include <Poco/Net/ServerSocket.h>
#include <gtest/gtest.h>

#include <deque>
#include <thread>

#include "labs/dialogue/socket_wire.h"

namespace postlab::labs::whole_reply_test {

WholeReply heard(std::deque<std::string> lines, Protocol protocol, std::string_view verb, bool with_argument = false) {
    auto hear = [&]() -> Heard {
        if (lines.empty()) return {Heard::What::closed, ""};
        const std::string line = lines.front();
        lines.pop_front();
        return {Heard::What::line, line};
    };
    return hear_whole(hear, protocol, verb, with_argument);
}

TEST(WholeReply, ends_in_smtp_with_the_line_that_has_no_hyphen) {
    const WholeReply reply = heard({"250-one\r\n", "250-two\r\n", "250 three\r\n", "more\r\n"}, Protocol::smtp, "EHLO");
    EXPECT_EQ(reply.text, "250-one\r\n250-two\r\n250 three\r\n");
    EXPECT_EQ(reply.broke_off, "");
    EXPECT_EQ(heard({"250\r\n", "more\r\n"}, Protocol::smtp, "NOOP").text, "250\r\n");
}

TEST(WholeReply, ends_in_pop3_with_the_dot_alone_where_there_is_content) {
    const std::deque<std::string> lines{"+OK\r\n", "..\r\n", ".\r\n", "more\r\n"};
    for (const char* verb : {"RETR", "TOP", "CAPA", "LIST", "UIDL"})
        EXPECT_EQ(heard(lines, Protocol::pop3, verb).text, "+OK\r\n..\r\n.\r\n") << verb;
    for (const char* verb : {"STAT", "USER", "QUIT", ""}) EXPECT_EQ(heard(lines, Protocol::pop3, verb).text, "+OK\r\n");
    EXPECT_EQ(heard(lines, Protocol::pop3, "LIST", true).text, "+OK\r\n");
    EXPECT_EQ(heard(lines, Protocol::pop3, "LANG").text, "+OK\r\n..\r\n.\r\n");
    EXPECT_EQ(heard(lines, Protocol::pop3, "LANG", true).text, "+OK\r\n");
    EXPECT_EQ(heard({"-ERR no\r\n", ".\r\n"}, Protocol::pop3, "RETR", true).text, "-ERR no\r\n");
}

TEST(WholeReply, is_awaited_behind_as_many_octets_as_a_chunk_has) {
    EXPECT_EQ(octets_behind("BDAT 6"), 6u);
    EXPECT_EQ(octets_behind("bdat 12 last\r\n"), 12u);
    for (const char* none : {"BDAT", "BDAT LAST", "BDAT -1 LAST", "BDAT 6 FIRST", "BDAT 6 LAST 7", "DATA 6"})
        EXPECT_EQ(octets_behind(none), 0u) << none;
}

TEST(WholeReply, says_why_it_broke_off) {
    const WholeReply reply = heard({"250-one\r\n"}, Protocol::smtp, "EHLO");
    EXPECT_EQ(reply.text, "250-one\r\n");
    EXPECT_EQ(reply.broke_off, "the server has closed the connection");
    const auto silence = [] { return Heard{Heard::What::silence, "22"}; };
    EXPECT_EQ(hear_whole(silence, Protocol::smtp, "", false).broke_off, "nothing more has come in time");
}

TEST(WholeReply, is_bounded) {
    const std::string line = "250-" + std::string(1 << 20, 'x') + "\r\n";
    const auto endless = [&] { return Heard{Heard::What::line, line}; };
    EXPECT_EQ(hear_whole(endless, Protocol::smtp, "EHLO", false).broke_off, "it does not end");
}

TEST(LineSocket, takes_a_line_without_an_end_for_the_end) {
    Poco::Net::ServerSocket listener(Poco::Net::SocketAddress("127.0.0.1", 0));
    LineSocket client(listener.address(), Poco::Timespan(10, 0));
    Poco::Net::StreamSocket server = listener.acceptConnection();
    std::thread endless([&] {
        const std::string block(64 << 10, 'x');
        for (int i = 0; i < 20; ++i) server.sendBytes(block.data(), static_cast<int>(block.size()));
    });
    const Heard heard = client.hear();
    EXPECT_EQ(heard.what, Heard::What::closed);
    EXPECT_LT(heard.text.size(), (1u << 20) + 8192);
    EXPECT_TRUE(client.unheard().empty());
    endless.join();
}

}  // namespace postlab::labs::whole_reply_test
