// What a session makes of its maildrop: numbers, marks, deletion.
#include <gtest/gtest.h>

#include "pop3d/conversation_for_tests.h"

namespace postlab::pop3d::maildrop_test {

class Drop : public testing::Test {
protected:
    Drop() {
        store.add("bob", "secret");
        for (std::size_t octets : {120, 200, 40}) store.put("bob", "\r\n" + std::string(octets - 4, 'x') + "\r\n");
    }
    Conversation log_in() { return Conversation(store, "bob", "secret"); }
    std::size_t kept() const { return store.mailboxes.at("bob").messages.size(); }

    store::SlowStore store;
};

TEST_F(Drop, refuses_every_number_that_names_no_message_in_every_command) {
    Conversation client = log_in();
    client.say("DELE 2");
    struct Number {
        std::string_view written, refusal;
    };
    const std::string none = "-ERR no such message, only 3 messages in maildrop\r\n";
    const std::string digits = "-ERR a message number is digits alone\r\n";
    const Number numbers[] = {
        {"2", "-ERR message 2 already deleted\r\n"},
        {"002", "-ERR message 2 already deleted\r\n"},
        {"4", none},
        {"0", none},
        {"00", none},
        {"4294967297", none},            // 2^32 + 1
        {"18446744073709551617", none},  // 2^64 + 1
        {"99999999999999999999999999999999999999", none},
        {"-1", digits},
        {"+1", digits},
        {"1.0", digits},
        {"0x1", digits},
        {"abc", digits},
        {"1a", digits},
        {"\xD9\xA1", digits},  // an Arabic-Indic 1
    };
    for (const Number& number : numbers)
        for (std::string_view command : {"LIST {}", "RETR {}", "DELE {}", "UIDL {}", "TOP {} 0", "TOP {} 5"}) {
            std::string line(command);
            line.replace(line.find("{}"), 2, number.written);
            EXPECT_EQ(client.say(line), number.refusal) << line;
        }
    EXPECT_EQ(client.say("STAT"), "+OK 2 160\r\n") << "nothing of this has changed anything";
}

TEST_F(Drop, takes_leading_zeros_for_what_they_are) {
    Conversation client = log_in();
    EXPECT_EQ(client.say("LIST 003"), "+OK 3 40\r\n");
    EXPECT_EQ(client.say("DELE 01"), "+OK message 1 deleted\r\n");
}

TEST_F(Drop, says_so_in_the_singular_and_when_it_is_empty) {
    store.add("ann", "secret");
    Conversation empty(store, "ann", "secret");
    EXPECT_EQ(empty.say("LIST"), "+OK 0 messages (0 octets)\r\n.\r\n");
    EXPECT_EQ(empty.say("UIDL"), "+OK\r\n.\r\n");
    EXPECT_EQ(empty.say("RETR 1"), "-ERR no such message, only 0 messages in maildrop\r\n");
    EXPECT_EQ(empty.say("QUIT"), "+OK post.example POP3 server signing off (maildrop empty)\r\n");
    empty.drop();

    store.put("ann", "\r\nx\r\n");
    Conversation single(store);
    single.say("USER ann");
    EXPECT_EQ(single.say("PASS secret"), "+OK ann's maildrop has 1 message (5 octets)\r\n");
    EXPECT_EQ(single.say("LIST"), "+OK 1 message (5 octets)\r\n1 5\r\n.\r\n");
    EXPECT_EQ(single.say("RETR 2"), "-ERR no such message, only 1 message in maildrop\r\n");
    EXPECT_EQ(single.say("RSET"), "+OK maildrop has 1 message (5 octets)\r\n");
    EXPECT_EQ(single.say("QUIT"), "+OK post.example POP3 server signing off (1 message left)\r\n");
}

TEST_F(Drop, leaves_marked_messages_out_and_numbers_as_they_are) {
    Conversation client = log_in();
    client.say("DELE 2");
    EXPECT_EQ(client.say("STAT"), "+OK 2 160\r\n");
    EXPECT_EQ(client.say("LIST"), "+OK 2 messages (160 octets)\r\n1 120\r\n3 40\r\n.\r\n");
    EXPECT_EQ(client.say("UIDL"), "+OK\r\n1 1.memory\r\n3 3.memory\r\n.\r\n");
    EXPECT_EQ(client.say("LIST 3"), "+OK 3 40\r\n");
    EXPECT_EQ(client.say("UIDL 3"), "+OK 3 3.memory\r\n");
    EXPECT_EQ(client.say("RSET"), "+OK maildrop has 3 messages (360 octets)\r\n");
    EXPECT_EQ(client.say("LIST"), "+OK 3 messages (360 octets)\r\n1 120\r\n2 200\r\n3 40\r\n.\r\n");
}

TEST_F(Drop, stays_frozen_while_mail_arrives_and_an_administrator_removes_some) {
    Conversation client = log_in();
    store.put("bob", "\r\nnew\r\n");
    auto& messages = store.mailboxes.at("bob").messages;
    messages.erase(messages.begin());
    for (std::string_view between : {"NOOP", "RSET"}) {
        client.say(between);
        EXPECT_EQ(client.say("STAT"), "+OK 3 360\r\n");
        EXPECT_EQ(client.say("UIDL"), "+OK\r\n1 1.memory\r\n2 2.memory\r\n3 3.memory\r\n.\r\n");
        EXPECT_EQ(client.say("RETR 1"), "-ERR [SYS/TEMP] message 1 cannot be read now\r\n");
        EXPECT_EQ(client.say("TOP 1 0"), "-ERR [SYS/TEMP] message 1 cannot be read now\r\n");
        EXPECT_TRUE(client.say("RETR 3").starts_with("+OK 40 octets\r\n"));
    }
    client.say("QUIT");
    EXPECT_EQ(log_in().say("UIDL"), "+OK\r\n1 2.memory\r\n2 3.memory\r\n3 4.memory\r\n.\r\n");
}

TEST_F(Drop, deletes_the_marked_messages_and_no_others_at_QUIT) {
    Conversation client = log_in();
    client.say("DELE 1");
    client.say("RSET");
    client.say("DELE 3");
    client.say("DELE 2");
    EXPECT_EQ(kept(), 3u);
    EXPECT_EQ(client.say("QUIT"), "+OK post.example POP3 server signing off (1 message left)\r\n");
    ASSERT_EQ(kept(), 1u);
    EXPECT_EQ(store.mailboxes.at("bob").messages[0].unique_id, "1.memory");
}

TEST_F(Drop, deletes_nothing_without_QUIT_whatever_was_said_before) {
    const std::string_view script[] = {"DELE 1", "STAT", "LIST", "UIDL",   "RETR 2", "TOP 2 0",
                                       "DELE 2", "NOOP", "CAPA", "QUIT 1", "XYZZY",  "DELE 3"};
    for (std::size_t said = 0; said <= std::size(script); ++said)
        for (int end = 0; end < 5; ++end) {
            Conversation client = log_in();
            for (std::size_t i = 0; i < said; ++i) client.say(script[i]);
            if (end == 1) client.time_out();
            if (end == 2) client.end_input();
            if (end == 3) client.shut_down();
            if (end == 4) client.send("QUI");
            client.drop();
            ASSERT_EQ(kept(), 3u) << said << " commands, end " << end;
            ASSERT_FALSE(store.mailboxes.at("bob").locked);
        }
}

TEST_F(Drop, says_one_ERR_when_the_deletion_failed_and_unlocks) {
    Conversation client = log_in();
    client.say("DELE 1");
    store.failure = store::MemoryStore::Failure::broken;
    EXPECT_EQ(client.say("QUIT"), "-ERR some deleted messages not removed\r\n");
    EXPECT_TRUE(client.closed());
    EXPECT_EQ(kept(), 3u);
    EXPECT_FALSE(store.mailboxes.at("bob").locked);
}

TEST_F(Drop, asks_the_store_for_nothing_when_nothing_is_marked) {
    Conversation client = log_in();
    client.say("DELE 1");
    client.say("RSET");
    store.failure = store::MemoryStore::Failure::broken;
    EXPECT_EQ(client.say("QUIT"), "+OK post.example POP3 server signing off (3 messages left)\r\n");
}

TEST_F(Drop, says_OK_to_QUIT_only_after_the_store_has_answered) {
    Conversation client = log_in();
    client.say("DELE 1");
    store.answers_later = true;
    EXPECT_EQ(client.session().receive("QUIT\r\nSTAT\r\n", Time{}), Session::Next::wait);
    EXPECT_EQ(client.session().take_output(), "");
    ASSERT_TRUE(store.answer_one());
    EXPECT_EQ(client.session().resume(Time{}), Session::Next::close);
    EXPECT_EQ(client.session().take_output(), "+OK post.example POP3 server signing off (2 messages left)\r\n");
}

TEST_F(Drop, counts_the_last_message_accessed_only_where_the_setting_wants_it) {
    Conversation plain = log_in();
    EXPECT_EQ(plain.say("LAST"), "-ERR LAST is no longer part of POP3, use UIDL\r\n");
    plain.drop();

    Settings settings;
    settings.pop3.last = true;
    Conversation client(store, "bob", "secret", settings);
    EXPECT_EQ(client.say("LAST"), "+OK 0\r\n");
    client.say("TOP 3 0");  // no access in the sense of RFC 1225
    client.say("RETR 9");
    EXPECT_EQ(client.say("LAST"), "+OK 0\r\n");
    client.say("RETR 2");
    client.say("RETR 1");
    EXPECT_EQ(client.say("LAST"), "+OK 2\r\n");
    client.say("DELE 3");
    EXPECT_EQ(client.say("LAST"), "+OK 3\r\n");
    client.say("RSET");
    EXPECT_EQ(client.say("LAST"), "+OK 0\r\n");
    EXPECT_NE(client.say("HELP").find(" LAST "), std::string::npos);
}

TEST_F(Drop, lists_a_hundred_thousand_messages_in_pieces) {
    store.add("ann", "secret");
    for (int i = 0; i < 100000; ++i) store.put("ann", "\r\n");
    Conversation client(store, "ann", "secret");
    client.say("DELE 50000");
    std::string list = client.say("LIST"), ids = client.say("UIDL");
    EXPECT_EQ(std::count(list.begin(), list.end(), '\n'), 100001);
    EXPECT_EQ(std::count(ids.begin(), ids.end(), '\n'), 100001);
    EXPECT_TRUE(list.ends_with("\r\n100000 2\r\n.\r\n"));
    EXPECT_EQ(list.find("\r\n50000 2\r\n"), std::string::npos);
    EXPECT_LT(client.largest_output(), Session::most_unsent + 32 * 1024);
    EXPECT_EQ(client.send("LIST\r\nSTAT\r\n").substr(list.size()), "+OK 99999 199998\r\n") << "in order behind it";
}

}  // namespace postlab::pop3d::maildrop_test
