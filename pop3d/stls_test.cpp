#include <gtest/gtest.h>

#include <algorithm>

#include "pop3d/conversation_for_tests.h"

namespace postlab::pop3d::stls_test {

using Next = Session::Next;

TEST(Stls, never_runs_what_was_sent_ahead_wherever_it_is_cut) {
    const std::string ahead = "STLS\r\nUSER attacker\r\nCAPA\r\n";
    for (std::size_t cut = 0; cut <= ahead.size(); ++cut) {
        store::SlowStore store;
        store.add("ann", "secret");
        Conversation client(store);
        Session& session = client.session();
        session.offer_tls();
        std::string said;
        Next next = Next::read;
        for (const std::string_view piece :
             {std::string_view(ahead).substr(0, cut), std::string_view(ahead).substr(cut)})
            if (!piece.empty() && next != Next::start_tls) {
                next = session.receive(piece, Time{});
                said += session.take_output();
            }
        EXPECT_EQ(said, "+OK Begin TLS negotiation\r\n") << cut;
        EXPECT_EQ(next, Next::start_tls) << cut;
        session.tls_began("TLSv1.3 TLS_AES_256_GCM_SHA384", Time{});
        EXPECT_EQ(client.follow(session.resume(Time{})), "") << cut;
        EXPECT_EQ(client.say("PASS secret"), "-ERR say USER first, then PASS\r\n") << cut;
    }
}

TEST(Stls, lets_a_password_through_that_plain_text_may_not_have) {
    store::SlowStore store;
    store.add("ann", "secret");
    Settings settings;
    settings.auth.allow_plaintext = false;
    Conversation client(store, settings);
    EXPECT_EQ(client.say("USER ann").substr(0, 4), "-ERR");
    client.session().tls_began("TLSv1.3 TLS_AES_256_GCM_SHA384", Time{});
    EXPECT_NE(client.say("CAPA").find("\r\nUSER\r\n"), std::string::npos);
    client.say("USER ann");
    EXPECT_EQ(client.say("PASS secret").substr(0, 3), "+OK");
}

TEST(Stls, leaves_a_session_to_log_in_and_hides_the_password_from_the_record_as_before) {
    store::SlowStore store;
    store.add("ann", "secret");
    Conversation client(store);
    client.session().tls_began("TLSv1.2 ECDHE-ECDSA-AES128-GCM-SHA256", Time{});
    client.say("USER ann");
    EXPECT_EQ(client.say("PASS secret"), "+OK ann's maildrop has 0 messages (0 octets)\r\n");
    EXPECT_TRUE(std::ranges::none_of(
        client.record().events, [](const RecordedEvent& e) { return e.bytes.find("secret") != std::string::npos; }));
}

}  // namespace postlab::pop3d::stls_test
