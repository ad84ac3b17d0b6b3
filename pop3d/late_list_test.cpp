// A large maildrop comes without its list: what is said must not tell.
#include <gtest/gtest.h>

#include "pop3d/conversation_for_tests.h"

namespace postlab::pop3d::late_list_test {

struct LateList : testing::Test {
    LateList() {
        store.add("bob", "secret");
        for (const char* content : {"one\r\n\r\nbody\r\n", "two two\r\n", ".three\r\n"}) store.put("bob", content);
    }
    Conversation log_in(bool late) {
        store.lists_later = late;
        return Conversation(store, "bob", "secret");
    }
    /// What the last reply was about, by the record.
    static std::string about(const Conversation& client) { return client.record().events.back().messages; }

    store::SlowStore store;
};

TEST_F(LateList, changes_no_reply_whatever_comes_first) {
    const std::vector<std::string> session = {"STAT",   "DELE 2", "STAT",    "LIST 2", "LIST",
                                              "UIDL",   "RETR 3", "TOP 1 0", "LIST 9", "LAST",
                                              "UIDL 1", "RSET",   "LIST",    "UIDL 2", "DELE 3"};
    for (std::size_t first = 0; first < session.size(); ++first) {
        std::string said[2];
        for (const bool late : {false, true}) {
            Conversation client = log_in(late);
            for (std::size_t i = 0; i < session.size(); ++i)
                said[late] += client.say(session[(first + i) % session.size()]);
        }
        EXPECT_EQ(said[0], said[1]) << "beginning with " << session[first];
    }
}

TEST_F(LateList, is_waited_for_before_the_next_command_is_looked_at) {
    Conversation client = log_in(true);
    store.answers_later = true;
    client.session().receive("DELE 2\r\nSTAT\r\n", client.now());
    EXPECT_EQ(client.session().take_output(), "");
    EXPECT_TRUE(client.session().waiting());
    store.answers_later = false;
    ASSERT_TRUE(store.answer_one());
    client.session().resume(client.now());
    EXPECT_EQ(client.session().take_output(), "+OK message 2 deleted\r\n+OK 2 21\r\n");
}

TEST_F(LateList, that_cannot_be_read_refuses_the_command_and_not_the_session) {
    Conversation client = log_in(true);
    store.failure = store::MemoryStore::Failure::broken;
    EXPECT_EQ(client.say("DELE 2"), "-ERR [SYS/TEMP] message 2 cannot be read now\r\n");
    EXPECT_EQ(client.say("UIDL"), "-ERR [SYS/TEMP] the list of messages cannot be read now\r\n");
    EXPECT_EQ(client.say("LIST 4"), "-ERR no such message, only 3 messages in maildrop\r\n");
    store.failure = store::MemoryStore::Failure::none;
    EXPECT_EQ(client.say("DELE 2"), "+OK message 2 deleted\r\n");
    EXPECT_EQ(client.say("QUIT"), "+OK post.example POP3 server signing off (2 messages left)\r\n");
    EXPECT_EQ(store.mailboxes.at("bob").messages.size(), 2u);
}

TEST_F(LateList, is_in_the_record_where_it_has_been_read) {
    Conversation early = log_in(false);
    EXPECT_EQ(about(early), "1-3") << "a small maildrop's login says what it has found";
    early.say("QUIT");
    Conversation client = log_in(true);
    EXPECT_EQ(about(client), "");
    EXPECT_EQ(client.record().events.back().mailboxes, "bob");
    client.say("DELE 2");
    EXPECT_EQ(about(client), "2");
    client.say("LIST");
    EXPECT_EQ(about(client), "1 3");
    client.say("QUIT");
    EXPECT_EQ(about(client), "2");
}

}  // namespace postlab::pop3d::late_list_test
