// AUTH beside what the dialogues show (pop3d/dialogues/auth*.txt).
#include <gtest/gtest.h>

#include "pop3d/conversation_for_tests.h"

namespace postlab::pop3d::auth_test {

constexpr const char* right = "AUTH PLAIN AGFsaWNlAHR3byB3b3Jkcw==";  // NUL alice NUL two words
constexpr const char* wrong = "AUTH PLAIN AGFsaWNlAHdyb25n";

struct Auth : testing::Test {
    Auth() { store.add("alice", "two words"); }
    store::SlowStore store;
};

TEST_F(Auth, takes_the_lock_as_PASS_does_and_QUIT_gives_it_back) {
    Conversation client(store);
    EXPECT_TRUE(client.say(right).starts_with("+OK alice's maildrop"));
    EXPECT_TRUE(store.mailboxes.at("alice").locked);
    Conversation other(store);
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(other.say(right), "-ERR [IN-USE] maildrop already locked\r\n") << "no failure of the client's";
    client.say("QUIT");
    EXPECT_FALSE(store.mailboxes.at("alice").locked);
    EXPECT_TRUE(other.say(right).starts_with("+OK"));
}

TEST_F(Auth, is_recorded_with_its_mechanism_and_its_verb_and_without_what_was_said) {
    Conversation client(store);
    client.say(wrong);
    client.say("AUTH LOGIN");
    client.say("YWxpY2U=");
    client.say("*");
    client.say("AUTH PLAIN");
    client.say("AGFsaWNlAHR3byB3b3Jkcw==");
    EXPECT_EQ(client.client_bytes(), "AUTH PLAIN ****\r\nAUTH LOGIN\r\n****\r\n*\r\nAUTH PLAIN\r\n****\r\n");
    for (const RecordedEvent& event : client.record().events)
        if (event.direction == Direction::client) {
            EXPECT_EQ(event.verb, "AUTH") << event.bytes;
        }
    EXPECT_EQ(client.record().events.back().mailboxes, "alice") << "whose session it is";
}

TEST_F(Auth, is_recorded_as_it_was_typed_where_it_was_right_for_a_planted_account_alone) {
    store.plant("s017-l20", "amber seal");
    Conversation client(store);
    for (const char* line : {"USER s017-L20", "PASS two words", wrong, "USER alice", "PASS amber seal", "AUTH LOGIN",
                             "czAxNy1sMjA=", "YW1iZXIgc2VhbA=="})
        client.say(line);
    EXPECT_EQ(client.client_bytes(),
              "USER s017-L20\r\nPASS ****\r\nAUTH PLAIN ****\r\nUSER alice\r\nPASS ****\r\nAUTH LOGIN\r\n****\r\n"
              "YW1iZXIgc2VhbA==\r\n");
    Conversation passed(store);
    EXPECT_EQ(passed.say("USER s017-L20").substr(0, 3), "+OK");
    passed.say("PASS amber seal");
    EXPECT_EQ(passed.client_bytes(), "USER s017-L20\r\nPASS ****\r\n") << "its maildrop is in use";
    client.say("QUIT");
    passed.say("USER s017-L20");
    passed.say("PASS amber seal");
    EXPECT_TRUE(passed.client_bytes().ends_with("PASS amber seal\r\n"));
}

TEST_F(Auth, makes_every_challenge_anew_and_not_of_the_greeting) {
    Conversation client(store);
    const std::string one = client.say("AUTH CRAM-MD5");
    client.say("*");
    EXPECT_TRUE(one.starts_with("+ "));
    EXPECT_NE(one, client.say("AUTH CRAM-MD5"));
}

TEST_F(Auth, counts_with_the_other_ways_to_log_in) {
    Conversation client(store);
    for (int i = 0; i < 20; ++i) EXPECT_EQ(client.say("AUTH PLAIN !"), "-ERR the response is not base64\r\n");
    for (int i = 0; i < 9; ++i) EXPECT_EQ(client.say(wrong), "-ERR [AUTH] authentication failed\r\n");
    client.say("USER alice");
    EXPECT_EQ(client.say("PASS wrong"), "-ERR [AUTH] too many failed logins, goodbye\r\n");
    EXPECT_TRUE(client.closed());
}

TEST_F(Auth, answers_no_more_when_its_client_has_gone_and_waits_for_the_store) {
    store.answers_later = true;
    Conversation client(store);
    EXPECT_EQ(client.send(std::string(right) + "\r\nSTAT\r\n"),
              "+OK alice's maildrop has 0 messages (0 octets)\r\n+OK 0 0\r\n");
}

TEST_F(Auth, has_lines_of_a_length_of_their_own_and_commands_keep_theirs) {
    Conversation client(store);
    client.say("AUTH LOGIN");
    const std::string longest(Session::longest_response - 2, 'A');
    EXPECT_TRUE(client.send(longest + "A\r\n", 1000).starts_with("-ERR the response is too long"));
    EXPECT_TRUE(client.say("NOOP " + std::string(300, 'x')).starts_with("-ERR line too long"));
    client.say("AUTH LOGIN");
    EXPECT_TRUE(client.send(longest + "\r\n", 1000).starts_with("-ERR the response is not base64"));
}

TEST_F(Auth, stays_in_AUTHORIZATION_when_the_client_breaks_off) {
    Conversation client(store);
    client.send("AUTH LOGIN\r\nYWxpY2U=\r\ndHdvIH");
    client.end_input();
    EXPECT_EQ(client.client_bytes(), "AUTH LOGIN\r\n****\r\n****");
    EXPECT_FALSE(store.mailboxes.at("alice").locked);
}

}  // namespace postlab::pop3d::auth_test
