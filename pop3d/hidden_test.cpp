// What CAPA announces works, what works is announced, and what `pop3.hide` takes away is unknown.
#include <gtest/gtest.h>

#include "pop3d/conversation_for_tests.h"

namespace postlab::pop3d::hidden_test {

/// A command that a capability brings, and how its reply begins where the capability is there and where it is hidden.
struct Probe {
    std::string_view capability;
    bool logged_in;
    std::string_view line, there, hidden;
};
constexpr Probe probes[] = {
    {"TOP", true, "TOP 1 0", "+OK", "-ERR unknown"},
    {"UIDL", true, "UIDL", "+OK", "-ERR unknown"},
    {"USER", false, "USER ann", "+OK", "-ERR unknown"},
    {"USER", false, "PASS secret", "-ERR say USER", "-ERR unknown"},
    {"SASL", false, "AUTH CRAM-MD5", "+ ", "-ERR unknown"},
    {"RESP-CODES", false, "AUTH PLAIN AGFubgB3cm9uZw==", "-ERR [AUTH]", "-ERR authentication"},
    {"AUTH-RESP-CODE", false, "AUTH PLAIN AGFubgB3cm9uZw==", "-ERR [AUTH]", "-ERR authentication"},
    {"STLS", false, "STLS", "+OK", "-ERR unknown"},
    {"UTF8", false, "UTF8", "+OK", "-ERR unknown"},
    {"LANG", false, "LANG", "+OK", "-ERR unknown"},
    {"LANG", true, "LANG en", "+OK", "-ERR unknown"},
};

struct Client {
    explicit Client(const Settings& settings, bool tls, bool logged_in) : talk((furnish(store), store), settings) {
        talk.session().offer_tls();
        if (tls) talk.session().tls_began("TLSv1.3 TLS_AES_256_GCM_SHA384", Time{});
        menu = talk.say("CAPA");
        if (logged_in) talk.say("AUTH PLAIN AGFubgBzZWNyZXQ=");  // ann, secret
    }
    static void furnish(store::SlowStore& store) {
        store.add("ann", "secret");
        store.put("ann", "Subject: one\r\n\r\ntext\r\n");
    }
    bool announces(std::string_view capability) const {
        const std::string name = "\r\n" + std::string(capability);
        return menu.find(name + "\r\n") != menu.npos || menu.find(name + " ") != menu.npos;
    }

    store::SlowStore store;
    Conversation talk;
    std::string menu;
};

TEST(Hidden, capabilities_are_unknown_and_others_work_as_they_are_announced) {
    for (const Probe& probe : probes)
        for (bool tls : {false, true})
            for (bool hidden : {false, true}) {
                if (tls && probe.capability == "STLS") continue;
                Settings settings;
                if (hidden) settings.pop3.hide.names = {std::string(probe.capability)};
                Client client(settings, tls, probe.logged_in);
                for (std::string_view capability : pop3_extensions) {
                    const bool there = !(hidden && capability == probe.capability) && !(tls && capability == "STLS");
                    EXPECT_EQ(client.announces(capability), there) << capability << " in " << client.menu;
                }
                const std::string said = client.talk.say(probe.line);
                EXPECT_TRUE(said.starts_with(hidden ? probe.hidden : probe.there)) << probe.line << ": " << said;
            }
}

TEST(Hidden, codes_leave_those_that_are_announced) {
    Settings settings;
    settings.pop3.hide.names = {"AUTH-RESP-CODE"};
    Client client(settings, false, false);
    EXPECT_TRUE(client.talk.say("AUTH PLAIN AGFubgB3cm9uZw==").starts_with("-ERR authentication"));
    Conversation other(client.store, settings);
    other.say("AUTH PLAIN AGFubgBzZWNyZXQ=");
    EXPECT_TRUE(client.talk.say("AUTH PLAIN AGFubgBzZWNyZXQ=").starts_with("-ERR [IN-USE]"));
}

TEST(Hidden, verbs_are_unknown_in_every_state_listed_nowhere_and_their_passwords_starred) {
    Settings settings;
    settings.pop3.hide.names = {"USER", "TOP", "UIDL", "SASL"};
    Client client(settings, false, false);
    EXPECT_EQ(client.talk.say("FROBNICATE").find("USER"), std::string::npos);
    for (const char* line : {"USER ann", "PASS hidden-word", "TOP 1 1", "UIDL", "AUTH PLAIN AGFubgBzZWNyZXQ="})
        EXPECT_TRUE(client.talk.say(line).starts_with("-ERR unknown")) << line;
    for (const RecordedEvent& event : client.talk.record().events) {
        EXPECT_EQ(event.bytes.find("hidden-word"), std::string::npos);
        EXPECT_EQ(event.bytes.find("AGFubgBz"), std::string::npos);
    }
}

}  // namespace postlab::pop3d::hidden_test
