#include "labs/museum/pop2_session.h"

#include <gtest/gtest.h>

#include "shared/conversation_for_tests.h"

namespace postlab::museum::pop2_session_test {

/// One client in memory, greeted already. The dialogues show what is said; here is what a dialogue can't.
class Client : public ConversationForTests<Pop2Session> {
public:
    explicit Client(store::SlowStore& store) : ConversationForTests(store) {
        session_ = std::make_unique<Pop2Session>(settings, store, transcript("pop2"));
        follow(session_->open(now()));
    }
};

class Pop2 : public testing::Test {
protected:
    Pop2() {
        store.add("alice", "two words");
        store.put("alice", "Subject: one\r\n\r\nhello\r\n");
    }
    store::SlowStore store;
};

TEST_F(Pop2, records_no_password) {
    const std::pair<const char*, const char*> lines[] = {
        {"HELO alice two\\ words", "HELO ****\r\n"},
        {"helo alice secret", "helo ****\r\n"},
        {"USER secret", "USER ****\r\n"},
        {"secret", "****\r\n"},
        {"READ secret", "READ ****\r\n"},
        {"HELOsecret", "****\r\n"},
    };
    for (const auto& [line, recorded] : lines) {
        Client client(store);
        client.say(line);
        EXPECT_EQ(client.client_bytes(), recorded) << line;
        client.drop();
    }
}

TEST_F(Pop2, sends_as_many_octets_as_it_has_said_and_nothing_else) {
    std::string large;
    for (int i = 0; i < 5000; ++i) large += ".a line that begins with a dot, which nobody stuffs here\r\n";
    store.put("alice", large);
    Client client(store);
    client.say("HELO alice two\\ words");
    EXPECT_EQ(client.say("READ 2"), "=" + std::to_string(large.size()) + " characters in message 2\r\n");
    EXPECT_EQ(client.say("RETR"), large);
    EXPECT_LE(client.largest_output(), 2 * Session::most_unsent);
    EXPECT_EQ(client.say("NACK").substr(0, 1), "=");
}

TEST_F(Pop2, closes_in_the_middle_of_a_message_that_can_not_be_read) {
    store.put("alice", std::string(300'000, 'x') + "\r\n");
    Client client(store);
    client.say("HELO alice two\\ words");
    client.say("READ 2");
    store.failure = store::MemoryStore::Failure::broken;
    EXPECT_EQ(client.say("RETR"), "");
    EXPECT_TRUE(client.closed());
    EXPECT_EQ(client.how_ended(), "failed");
}

TEST_F(Pop2, releases_the_maildrop_before_it_says_goodbye) {
    Client client(store);
    client.say("HELO alice two\\ words");
    EXPECT_TRUE(store.mailboxes["alice"].locked);
    EXPECT_EQ(client.say("QUIT"), "+ OK, bye, bye\r\n");
    EXPECT_FALSE(store.mailboxes["alice"].locked);
}

TEST_F(Pop2, waits_for_the_list_of_a_large_maildrop) {
    store.lists_later = store.answers_later = true;
    Client client(store);
    client.session().receive("HELO alice two\\ words\r\n", client.now());
    for (int answers = 0; answers < 2; ++answers) {
        EXPECT_EQ(client.session().take_output(), "");
        ASSERT_TRUE(store.answer_one());
        client.session().resume(client.now());
    }
    EXPECT_EQ(client.session().take_output(), "#1 message for you\r\n");
}

TEST_F(Pop2, lets_nobody_in_without_the_list_and_keeps_no_lock) {
    store.lists_later = store.answers_later = true;
    Client client(store);
    client.session().receive("HELO alice two\\ words\r\n", client.now());
    ASSERT_TRUE(store.answer_one());
    store.failure = store::MemoryStore::Failure::broken;
    client.session().resume(client.now());
    ASSERT_TRUE(store.answer_one());
    EXPECT_EQ(client.session().resume(client.now()), Endpoint::Next::close);
    EXPECT_TRUE(client.session().take_output().starts_with("-"));
    EXPECT_FALSE(store.mailboxes["alice"].locked);
}

TEST_F(Pop2, runs_nothing_that_was_sent_behind_an_error) {
    Client client(store);
    EXPECT_EQ(client.send("HELO alice two\\ words\r\nNOOP\r\nREAD\r\n"),
              "#1 message for you\r\n- NOOP is POP3, and this is POP2, goodbye\r\n");
    EXPECT_TRUE(client.closed());
}

}  // namespace postlab::museum::pop2_session_test
