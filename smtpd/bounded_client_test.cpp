// `smtp.max_client_bytes` as a client meets it.
#include <gtest/gtest.h>

#include "smtpd/conversation_for_tests.h"

namespace postlab::smtpd::bounded_client_test {

/// A client that sends on in its next session.
struct Bounded : testing::Test {
    ClientOctets clients;
    Conversation talk;
    Bounded() {
        talk.clients = &clients;
        talk.settings.smtp.max_client_bytes = 1000;
    }
    std::string send_letter(const std::string& mail, std::size_t octets, std::string_view to = "alice") {
        talk.send("MAIL FROM:<bob@client.example>" + mail + "\r\n");
        talk.send("RCPT TO:<" + std::string(to) + "@post.example>\r\nDATA\r\n");
        return talk.send(std::string(octets - 2, 'x') + "\r\n.\r\n");
    }
};

TEST_F(Bounded, refuses_behind_the_data_and_then_at_MAIL) {
    talk.connect();
    talk.send("EHLO client.example\r\n");
    EXPECT_EQ(codes(send_letter("", 600)), "250");
    EXPECT_EQ(send_letter("", 401),
              "452 4.7.0 Requested action not taken: at most 1000 octets an hour from your address\r\n");
    EXPECT_EQ(talk.mail("alice").size(), 1u);
    EXPECT_EQ(codes(talk.send("MAIL FROM:<bob@client.example> SIZE=401\r\n")), "452") << "before it is sent";
    EXPECT_EQ(codes(send_letter(" SIZE=400", 400)), "250");
    talk.connect();
    talk.send("EHLO client.example\r\n");
    EXPECT_EQ(talk.send("MAIL FROM:<bob@client.example>\r\n"),
              "452 4.7.0 Too much mail from your address: at most 1000 octets an hour\r\n");
}

TEST_F(Bounded, counts_no_letter_that_was_not_stored) {
    talk.connect();
    talk.send("EHLO client.example\r\n");
    talk.store.failure = store::MemoryStore::Failure::full;
    EXPECT_EQ(codes(send_letter("", 1000)), "452");
    talk.store.failure = store::MemoryStore::Failure::none;
    EXPECT_EQ(codes(send_letter("", 1000)), "250");
}

TEST_F(Bounded, refuses_a_chunk_as_it_refuses_data) {
    talk.connect();
    talk.send("EHLO client.example\r\nMAIL FROM:<bob@client.example>\r\nRCPT TO:<alice@post.example>\r\n");
    EXPECT_EQ(codes(talk.send("BDAT 1001 LAST\r\n" + std::string(999, 'x') + "\r\n")), "452");
    EXPECT_EQ(codes(talk.send("BDAT 0 LAST\r\n")), "503") << "until RSET";
}

}  // namespace postlab::smtpd::bounded_client_test
