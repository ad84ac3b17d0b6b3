// A server that speaks TLS, and clients that do it well, badly or not at all.
#include <gtest/gtest.h>

#include <thread>

#include "shared/memory_recorder.h"
#include "shared/net/server_for_tests.h"
#include "shared/system/temporary_directory_for_tests.h"
#include "shared/tls/identity.h"

namespace postlab::net::tls_test {

using State = tls::Engine::State;

/// A client that shakes hands as it is told to.
struct TlsClient : Client {
    using Client::Client;

    /// Of what came, one read; false: the server has closed.
    bool hear() {
        char block[4096];
        const int got = socket.receiveBytes(block, sizeof block);
        if (got <= 0) return false;
        engine.receive({block, static_cast<std::size_t>(got)}, plain);
        send(engine.take_output());
        return true;
    }
    std::string hello() {
        engine.receive({}, plain);
        return engine.take_output();
    }
    void finish_handshake() {
        while (engine.state() == State::handshake && hear()) {
        }
    }
    void shake_hands() {
        send(hello());
        finish_handshake();
    }
    void say(const std::string& line) {
        engine.send(line + "\r\n");
        send(engine.take_output());
    }
    std::string heard_line() {
        while (plain.find('\n') == plain.npos)
            if (!hear()) return "(closed)";
        const std::size_t end = plain.find('\n') + 1;
        std::string line = plain.substr(0, end);
        plain.erase(0, end);
        return line;
    }

    tls::Engine engine;
    std::string plain;
};

struct TlsServer : ServerTest {
    SocketAddress start_tls(bool at_once, std::chrono::milliseconds patience = 20s) {
        server.emplace(settings);
        const SocketAddress bound =
            server->listen(SocketAddress("127.0.0.1:0"), makers(), {&identity, at_once, patience});
        server->start();
        return bound;
    }
    TemporaryDirectory directory;
    tls::Identity identity{tls::own_certificate(directory.path(), "post.example")};
};

TEST_F(TlsServer, greets_behind_the_handshake_at_a_port_for_tls) {
    TlsClient client(start_tls(true));
    client.shake_hands();
    EXPECT_EQ(client.heard_line(), "+OK hello\r\n");
    client.say("here");
    EXPECT_EQ(client.heard_line(), "+OK here\r\n");
    EXPECT_EQ(client.engine.peer_fingerprint(), identity.fingerprint());
    EXPECT_TRUE(client.engine.description().starts_with("TLSv1.3 ")) << client.engine.description();
}

TEST_F(TlsServer, begins_tls_when_it_is_asked_to) {
    TlsClient client(start_tls(false));
    EXPECT_EQ(client.line(), "+OK hello\r\n");
    client.send("tls\r\n");
    EXPECT_EQ(client.line(), "+OK go\r\n");
    client.shake_hands();
    client.say("hidden");
    EXPECT_EQ(client.heard_line(), "+OK hidden\r\n");
    client.say("tls");  // not again
    EXPECT_EQ(client.heard_line(), "+OK tls\r\n");
    client.say("quit");
    EXPECT_EQ(client.heard_line(), "+OK bye\r\n");
    while (client.engine.state() == State::open && client.hear()) {
    }
    EXPECT_EQ(client.engine.state(), State::ended) << "it says so before it closes";
}

TEST_F(TlsServer, never_looks_at_what_was_sent_ahead_in_plain_text) {
    const SocketAddress address = start_tls(false);
    const std::string said = "tls\r\ninjected\r\n";
    for (std::size_t cut = 0; cut <= said.size(); ++cut) {
        TlsClient client(address);
        client.line();
        client.socket.setNoDelay(true);
        client.send(said.substr(0, cut));
        std::this_thread::yield();  // the pieces may still meet: either way nothing is run
        client.send(said.substr(cut));
        EXPECT_EQ(client.line(), "+OK go\r\n");
        client.send(client.hello());
        std::string rest = client.engine.state() == State::handshake ? "" : "?";
        try {
            client.finish_handshake();
            if (client.engine.state() == State::open) {
                client.say("mine");
                rest = client.heard_line();
            }
        } catch (const Poco::Exception&) {
            rest = "(closed)";  // the plain text came behind the answer, and was no handshake
        }
        EXPECT_TRUE(rest == "+OK mine\r\n" || rest.empty() || rest == "(closed)") << cut << ": " << rest;
        EXPECT_EQ(rest.find("injected"), rest.npos);
    }
}

TEST_F(TlsServer, tells_whoever_speaks_plain_text_at_a_port_for_tls) {
    Client client(start_tls(true));
    client.send("EHLO me\r\n");
    EXPECT_EQ(client.line(), "-ERR plain\r\n");
    EXPECT_EQ(client.line(), "(closed)");
}

TEST_F(TlsServer, tells_whoever_waits_for_a_greeting_at_a_port_for_tls) {
    Client client(start_tls(true, 20ms));
    EXPECT_EQ(client.line(), "-ERR plain\r\n");
    EXPECT_EQ(client.line(), "(closed)");
}

TEST_F(TlsServer, serves_others_while_a_handshake_stalls_and_ends_that_at_last) {
    settings.server.reactors = 1;
    const SocketAddress address = start_tls(true, 500ms);
    TlsClient stalled(address);
    stalled.send(stalled.hello().substr(0, 3));
    TlsClient other(address);
    other.shake_hands();
    EXPECT_EQ(other.heard_line(), "+OK hello\r\n");
    EXPECT_EQ(stalled.line(), "(closed)") << "without a word that is no TLS";
    other.say("still here");
    EXPECT_EQ(other.heard_line(), "+OK still here\r\n");
}

TEST_F(TlsServer, ends_a_handshake_of_single_octets_in_its_time) {
    const SocketAddress address = start_tls(true, 300ms);
    TlsClient slow(address);
    const auto began = std::chrono::steady_clock::now();
    const std::string hello = slow.hello();
    try {
        for (char octet : hello.substr(0, 200)) {
            slow.send({octet});
            slow.socket.poll(Poco::Timespan(0, 10000), Poco::Net::Socket::SELECT_READ);
            char block;
            if (slow.socket.available() == 0 && slow.socket.poll(Poco::Timespan(), Poco::Net::Socket::SELECT_READ) &&
                slow.socket.receiveBytes(&block, 1) == 0)
                break;
        }
    } catch (const Poco::Exception&) {  // the server has closed
    }
    EXPECT_LT(std::chrono::steady_clock::now() - began, 2s) << "200 octets would take longer";
}

TEST_F(TlsServer, ends_a_broken_handshake_and_no_other_connection) {
    settings.server.reactors = 1;
    const SocketAddress address = start_tls(true);
    TlsClient healthy(address);
    healthy.shake_hands();
    EXPECT_EQ(healthy.heard_line(), "+OK hello\r\n");
    healthy.engine.send("cut in two\r\n");
    const std::string record = healthy.engine.take_output();
    healthy.send(record.substr(0, 7));

    TlsClient broken(address);
    std::string hello = broken.hello();
    for (std::size_t i = 11; i < hello.size(); ++i) hello[i] = static_cast<char>(i * 37);
    broken.send(hello);
    try {
        char block[64];
        while (broken.socket.receiveBytes(block, sizeof block) > 0) {  // an alert
        }
    } catch (const Poco::Exception&) {
    }

    healthy.send(record.substr(7));
    EXPECT_EQ(healthy.heard_line(), "+OK cut in two\r\n");
}

TEST_F(TlsServer, takes_records_cut_anywhere) {
    TlsClient client(start_tls(true));
    client.shake_hands();
    EXPECT_EQ(client.heard_line(), "+OK hello\r\n");
    client.engine.send("octet by octet\r\nand another\r\n");
    for (char octet : client.engine.take_output()) client.send({octet});
    EXPECT_EQ(client.heard_line(), "+OK octet by octet\r\n");
    EXPECT_EQ(client.heard_line(), "+OK and another\r\n");
}

TEST_F(TlsServer, says_much_to_a_slow_reader_without_keeping_it_all) {
    TlsClient client(start_tls(true));
    client.shake_hands();
    EXPECT_EQ(client.heard_line(), "+OK hello\r\n");
    client.say("flood");
    std::size_t heard = 0;
    while (heard < (8u << 20) && client.hear()) {
        heard += client.plain.size();
        EXPECT_EQ(client.plain.find_first_not_of('x'), client.plain.npos);
        client.plain.clear();
    }
    EXPECT_LT(bench.blocks, 8 * 16 + 200) << "the rest of it waits for the client";
}

TEST_F(TlsServer, tells_the_record_what_crosses_the_wire_in_a_lesson) {
    using Layer = Event::Layer;
    MemoryRecorder record;
    bench.recorder = &record;
    const tls::Identity telling(tls::own_certificate(directory.path(), "post.example"), true);
    server.emplace(settings);
    TlsClient client(server->listen(SocketAddress("127.0.0.1:0"), makers(), {.identity = &telling, .teach = true}));
    server->start();
    client.line();
    client.send("tls\r\n");
    client.line();
    client.shake_hands();
    client.say("quit");
    EXPECT_EQ(client.heard_line(), "+OK bye\r\n");
    server.reset();

    std::string from_client, from_server;
    int secrets = 0;
    for (const RecordedEvent& event : record.events) {
        if (event.layer == Layer::wire)
            (event.direction == Direction::client ? from_client : from_server) += event.bytes;
        secrets += event.layer == Layer::secret;
    }
    EXPECT_EQ(from_client.front(), 22) << "it begins with a handshake";
    EXPECT_EQ(from_server.front(), 22);
    EXPECT_GE(secrets, 4);
    EXPECT_EQ(from_server.find("bye"), from_server.npos);
    ASSERT_FALSE(record.events.empty());
    EXPECT_EQ(record.events.back().layer, Layer::wire) << "the last reply has crossed it, too";
    ASSERT_EQ(record.ended.size(), 1u);
    EXPECT_EQ(record.ended[0].how, "quit");
}

TEST_F(TlsServer, tells_the_record_of_nothing_encrypted_otherwise) {
    MemoryRecorder record;
    bench.recorder = &record;
    {
        TlsClient client(start_tls(true));
        client.shake_hands();
        client.say("quit");
        client.heard_line();
        client.heard_line();
    }
    server.reset();
    for (const RecordedEvent& event : record.events) EXPECT_EQ(event.layer, Event::Layer::said);
    EXPECT_TRUE(record.events.at(0).tls.starts_with("TLSv1.3 "));
}

TEST_F(TlsServer, takes_a_lost_line_for_the_end) {
    {
        TlsClient client(start_tls(true));
        client.shake_hands();
        client.heard_line();
    }
    server.reset();
    EXPECT_EQ(bench.alive, 0);
}

TEST_F(TlsServer, stops_though_a_handshake_has_not_ended) {
    TlsClient client(start_tls(true));
    client.send(client.hello().substr(0, 20));
    server.reset();
    EXPECT_EQ(bench.alive, 0);
}

}  // namespace postlab::net::tls_test
