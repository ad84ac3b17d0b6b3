#include "shared/tls/engine.h"

#include <gtest/gtest.h>
#include <malloc.h>

#include <memory>
#include <vector>

#include "shared/system/file.h"
#include "shared/system/temporary_directory_for_tests.h"
#include "shared/tls/identity.h"

namespace postlab::tls::engine_test {

using State = Engine::State;

struct Engines : testing::Test {
    /// What one has to say, to the other, until neither has.
    void exchange(std::size_t cut = std::string::npos) {
        for (;;) {
            const std::string to_server = client.take_output(), to_client = server.take_output();
            if (to_server.empty() && to_client.empty()) return;
            for (std::size_t at = 0; at < to_server.size(); at += std::min(cut, to_server.size()))
                server.receive(std::string_view(to_server).substr(at, cut), at_server);
            for (std::size_t at = 0; at < to_client.size(); at += std::min(cut, to_client.size()))
                client.receive(std::string_view(to_client).substr(at, cut), at_client);
        }
    }
    void shake_hands(std::size_t cut = std::string::npos) {
        client.receive({}, at_client);
        exchange(cut);
    }

    TemporaryDirectory directory;
    CertificateFiles files = own_certificate(directory.path(), "post.example");
    Identity identity{files};
    Engine server{identity}, client;
    std::string at_server, at_client;
};

TEST_F(Engines, understand_each_other) {
    EXPECT_TRUE(server.heard_nothing());
    shake_hands();
    ASSERT_EQ(server.state(), State::open) << server.error();
    ASSERT_EQ(client.state(), State::open) << client.error();
    EXPECT_FALSE(server.heard_nothing());
    EXPECT_EQ(server.description(), client.description());
    EXPECT_TRUE(server.description().starts_with("TLSv1.3 TLS_")) << server.description();
    client.send("to the server");
    server.send("to the client");
    exchange();
    EXPECT_EQ(at_server, "to the server");
    EXPECT_EQ(at_client, "to the client");
}

TEST_F(Engines, take_octets_cut_anywhere) {
    shake_hands(1);
    ASSERT_EQ(server.state(), State::open);
    client.send(std::string(40000, 'x'));
    exchange(3);
    EXPECT_EQ(at_server, std::string(40000, 'x'));
}

TEST_F(Engines, hide_what_is_said) {
    shake_hands();
    client.send("a secret");
    EXPECT_EQ(client.take_output().find("secret"), std::string::npos);
}

TEST_F(Engines, say_that_nothing_more_comes) {
    shake_hands();
    client.send("last");
    client.close();
    client.close();
    exchange();
    EXPECT_EQ(at_server, "last");
    EXPECT_EQ(server.state(), State::ended);
    server.send("heard");
    exchange();
    EXPECT_EQ(at_client, "heard") << "one side may go on";
}

TEST_F(Engines, break_by_one_wrong_octet) {
    shake_hands();
    client.send("to the server");
    std::string record = client.take_output();
    record[record.size() / 2] ^= 1;
    EXPECT_EQ(server.receive(record, at_server), State::broken);
    EXPECT_EQ(at_server, "");
    EXPECT_FALSE(server.error().empty());
    EXPECT_FALSE(server.take_output().empty()) << "an alert";
    EXPECT_EQ(server.receive("more", at_server), State::broken);
}

TEST_F(Engines, break_by_plain_text) {
    EXPECT_EQ(server.receive("EHLO client.example\r\n", at_server), State::broken);
    EXPECT_FALSE(server.error().empty());
}

TEST_F(Engines, leave_no_error_to_the_next_one) {
    server.receive("EHLO client.example\r\n", at_server);
    Engine another(identity), its_client;
    its_client.receive({}, at_client);
    const std::string hello = its_client.take_output();
    another.receive(hello.substr(0, 10), at_server);
    EXPECT_EQ(another.state(), State::handshake);
    another.receive(hello.substr(10), at_server);
    EXPECT_EQ(another.state(), State::handshake) << another.error();
}

TEST_F(Engines, tell_a_tap_the_secrets_that_open_a_capture) {
    struct Lines : Tap {
        void secret(std::string_view line) override { said.emplace_back(line); }
        std::vector<std::string> said;
    } tap;
    const Identity telling(files, true);
    Engine heard(telling, &tap), its_client;
    its_client.receive({}, at_client);
    for (int i = 0; i < 3; ++i) {
        heard.receive(its_client.take_output(), at_server);
        its_client.receive(heard.take_output(), at_client);
    }
    ASSERT_GE(tap.said.size(), 4u);
    EXPECT_TRUE(tap.said[0].starts_with("SERVER_HANDSHAKE_TRAFFIC_SECRET ")) << tap.said[0];
}

TEST_F(Engines, know_the_servers_certificate_by_its_fingerprint) {
    shake_hands();
    EXPECT_EQ(client.peer_fingerprint(), identity.fingerprint());
    EXPECT_EQ(identity.fingerprint().size(), 32u * 3 - 1);
}

TEST_F(Engines, made_before_a_certificate_is_read_anew_go_on_and_new_ones_show_the_new_one) {
    const std::string before = identity.fingerprint();
    shake_hands();
    std::filesystem::remove(files.certificate);
    own_certificate(directory.path(), "other.example");
    identity.read_anew();
    EXPECT_NE(identity.fingerprint(), before);
    client.send("still");
    exchange();
    EXPECT_EQ(at_server, "still");
}

TEST_F(Engines, keep_the_certificate_that_they_have_when_the_new_one_is_none) {
    const std::string before = identity.fingerprint();
    replace_file(files.certificate, "no certificate");
    EXPECT_THROW(identity.read_anew(), std::runtime_error);
    EXPECT_EQ(identity.fingerprint(), before);
}

/// What malloc has given out; a sanitizer's own says 0.
std::size_t octets_in_use() { return mallinfo2().uordblks; }

TEST_F(Engines, need_little_memory_while_nothing_is_said) {
    constexpr std::size_t engines = 100;
    shake_hands();
    std::vector<std::unique_ptr<Engine>> idle;
    const std::size_t before = octets_in_use();
    for (std::size_t i = 0; i < engines; ++i) {
        Engine its_client;
        idle.push_back(std::make_unique<Engine>(identity));
        its_client.receive({}, at_client);
        for (int round = 0; round < 3; ++round) {
            idle.back()->receive(its_client.take_output(), at_server);
            its_client.receive(idle.back()->take_output(), at_client);
        }
        its_client.send(std::string(20000, 'x'));
        idle.back()->receive(its_client.take_output(), at_server);
        idle.back()->send(std::string(20000, 'x'));
        idle.back()->take_output();
        ASSERT_EQ(idle.back()->state(), State::open);
        at_server.clear();
    }
    at_server.shrink_to_fit();
    const std::size_t each = (octets_in_use() - before) / engines;
    RecordProperty("octets", static_cast<int>(each));
    EXPECT_LT(each, 40u * 1024);
}

TEST(OwnCertificate, is_made_once_and_its_key_is_for_its_owner) {
    TemporaryDirectory directory;
    const CertificateFiles files = own_certificate(directory.path(), "post.example");
    const std::string first = Identity(files).fingerprint();
    EXPECT_EQ(std::filesystem::status(files.key).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    EXPECT_EQ(Identity(own_certificate(directory.path(), "post.example")).fingerprint(), first);
}

TEST(OwnCertificate, is_made_for_the_key_that_is_there) {
    TemporaryDirectory directory;
    const CertificateFiles files = own_certificate(directory.path(), "post.example");
    const std::string key = read_file(files.key);
    std::filesystem::remove(files.certificate);
    own_certificate(directory.path(), "post.example");
    EXPECT_EQ(read_file(files.key), key);
    EXPECT_NO_THROW(Identity{files});
}

TEST(Identities, that_cannot_be_say_why) {
    TemporaryDirectory directory;
    const CertificateFiles files = own_certificate(directory.path(), "post.example");
    const auto complaint = [](const CertificateFiles& wrong) -> std::string {
        try {
            Identity identity(wrong);
        } catch (const std::exception& error) {
            return error.what();
        }
        return "";
    };
    EXPECT_NE(complaint({directory.path() / "none.pem", files.key}).find("none.pem"), std::string::npos);
    EXPECT_NE(complaint({files.key, files.key}).find("holds no certificate"), std::string::npos);
    EXPECT_NE(complaint({files.certificate, files.certificate}).find("holds no key"), std::string::npos);
}

}  // namespace postlab::tls::engine_test
