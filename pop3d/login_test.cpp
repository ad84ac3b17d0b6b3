#include <gtest/gtest.h>

#include "pop3d/conversation_for_tests.h"

namespace postlab::pop3d::login_test {

class Login : public testing::Test {
protected:
    Login() {
        store.add("alice", "two words");
        store.add("mrose", "tanstaaf", "tanstaaf");
        store.put("mrose", std::string(118, 'x') + "\r\n");
        store.put("mrose", std::string(198, 'x') + "\r\n");
    }
    store::SlowStore store;
};

constexpr std::string_view right_digest = "APOP mrose c4c9334bac560ecc979e58001b3e22fb";

TEST_F(Login, takes_everything_behind_the_one_space_as_the_password) {
    for (std::string_view password : {"secret", "two words", " leading", "trailing ", "  two  inside  ", " ", "a  b",
                                      "PASS", "\xD0\xB6 \xE5\xA5\xBD", "\"quoted\"", "{}", "%s"}) {
        store.add("bob", std::string(password));
        Conversation client(store);
        client.say("USER bob");
        EXPECT_EQ(client.say("PASS " + std::string(password)), "+OK bob's maildrop has 0 messages (0 octets)\r\n")
            << "password [" << password << "]";
        Conversation trimmed(store);
        trimmed.say("USER bob");
        EXPECT_EQ(trimmed.say("PASS " + std::string(password) + " "), "-ERR [AUTH] invalid password\r\n");
    }
}

TEST_F(Login, prepares_names_and_passwords_by_SASLprep) {  // RFC 6856 2.2; see dialogues/saslprep.txt, too
    store.add("bob", "q");
    Conversation client(store);
    client.say("USER \xEF\xBD\x82ob");
    EXPECT_EQ(client.say("PASS \xEF\xBB\xBFq"), "+OK bob's maildrop has 0 messages (0 octets)\r\n");
    Conversation tab(store);
    tab.say("USER bob");
    EXPECT_EQ(tab.say("PASS q\t"), "-ERR a name or password is UTF-8 without control characters\r\n");
    Settings hidden;
    hidden.pop3.hide.names = {"UTF8"};
    store.add("bob", "\xFF\t");
    Conversation octets(store, hidden);
    octets.say("USER bob");
    EXPECT_EQ(octets.say("PASS \xFF\t"), "+OK bob's maildrop has 0 messages (0 octets)\r\n") << "nothing is promised";
}

TEST_F(Login, with_an_empty_password_is_an_ordinary_failure) {
    Conversation client(store);
    client.say("USER alice");
    EXPECT_EQ(client.say("PASS "), "-ERR [AUTH] invalid password\r\n");
}

TEST_F(Login, never_tells_whether_the_name_exists) {
    Conversation known(store), unknown(store);
    EXPECT_EQ(known.say("USER alice"), unknown.say("USER nobody"));
    EXPECT_EQ(known.say("PASS wrong"), unknown.say("PASS wrong"));
    EXPECT_EQ(known.say("APOP alice 00000000000000000000000000000000"),
              unknown.say("APOP nobody 00000000000000000000000000000000"));
}

TEST_F(Login, needs_USER_before_PASS_and_again_after_a_wrong_one) {
    Conversation client(store);
    EXPECT_EQ(client.say("PASS two words"), "-ERR say USER first, then PASS\r\n");
    client.say("USER alice");
    EXPECT_EQ(client.say("PASS wrong"), "-ERR [AUTH] invalid password\r\n");
    EXPECT_EQ(client.say("PASS two words"), "-ERR say USER first, then PASS\r\n");
    client.say("USER alice");
    EXPECT_TRUE(client.say("PASS two words").starts_with("+OK alice's maildrop"));
}

TEST_F(Login, takes_the_last_of_several_names) {
    Conversation client(store);
    client.say("USER nobody");
    client.say("USER alice");
    EXPECT_TRUE(client.say("PASS two words").starts_with("+OK alice's maildrop"));
}

TEST_F(Login, by_APOP_takes_the_digest_of_RFC_1939) {
    Conversation client(store);
    EXPECT_EQ(client.greeting(), "+OK POP3 server ready <1896.697170952@dbc.mtview.ca.us>\r\n");
    EXPECT_EQ(client.say(right_digest), "+OK mrose's maildrop has 2 messages (320 octets)\r\n");
    EXPECT_EQ(client.say(right_digest), "-ERR you are logged in already\r\n");
}

TEST_F(Login, by_APOP_refuses_yesterdays_digest) {
    Conversation client(store, Settings(), "<1896.697170953@dbc.mtview.ca.us>");
    EXPECT_EQ(client.say(right_digest), "-ERR [AUTH] permission denied\r\n");
}

TEST_F(Login, by_APOP_explains_what_is_no_digest) {
    Conversation client(store);
    for (std::string_view line : {"APOP mrose C4C9334BAC560ECC979E58001B3E22FB", "APOP mrose c4c9",
                                  "APOP mrose tanstaaf", "APOP mrose c4c9334bac560ecc979e58001b3e22fb0"})
        EXPECT_TRUE(client.say(line).starts_with("-ERR the digest is 32 hexadecimal")) << line;
    EXPECT_EQ(client.say("APOP mrose"), "-ERR the syntax is: APOP name digest\r\n");
    EXPECT_TRUE(client.say(right_digest).starts_with("+OK"));
}

TEST_F(Login, by_APOP_is_refused_to_a_mailbox_without_a_secret) {
    Conversation client(store);
    EXPECT_EQ(client.say("APOP alice 69c51b5a9e6d0d7c0d4a1d2e3f405162"), "-ERR [AUTH] permission denied\r\n");
}

TEST_F(Login, is_cut_off_after_ten_failures) {
    Conversation client(store);
    for (int i = 1; i < 10; ++i) {
        client.say("USER alice");
        EXPECT_EQ(client.say("PASS wrong"), "-ERR [AUTH] invalid password\r\n");
    }
    client.say("USER alice");
    EXPECT_EQ(client.say("PASS wrong"), "-ERR [AUTH] too many failed logins, goodbye\r\n");
    EXPECT_TRUE(client.closed());
}

TEST_F(Login, to_a_locked_maildrop_is_no_failure_of_the_client) {
    Conversation holder(store, "alice", "two words");
    Conversation other(store);
    for (int i = 0; i < 30; ++i) {
        other.say("USER alice");
        EXPECT_EQ(other.say("PASS two words"), "-ERR [IN-USE] maildrop already locked\r\n");
    }
    other.say("USER alice");
    EXPECT_EQ(other.say("PASS wrong"), "-ERR [AUTH] invalid password\r\n") << "the lock is shown to the owner only";
    EXPECT_EQ(holder.say("STAT"), "+OK 0 0\r\n");
}

TEST_F(Login, refused_by_the_lock_leaves_the_lock_alone) {
    Conversation holder(store, "alice", "two words");
    {
        Conversation loser(store, "alice", "two words");
        EXPECT_EQ(loser.say("QUIT"), "+OK post.example POP3 server signing off\r\n");
    }
    {
        Conversation dropper(store, "alice", "two words");
        dropper.drop();
    }
    Conversation third(store);
    third.say("USER alice");
    EXPECT_EQ(third.say("PASS two words"), "-ERR [IN-USE] maildrop already locked\r\n");

    holder.drop();
    third.say("USER alice");
    EXPECT_TRUE(third.say("PASS two words").starts_with("+OK")) << "a dropped line frees the lock";
}

TEST_F(Login, finds_the_lock_free_as_soon_as_QUIT_is_answered) {
    Conversation first(store, "alice", "two words");
    first.say("QUIT");  // its session still exists
    Conversation second(store);
    second.say("USER alice");
    EXPECT_TRUE(second.say("PASS two words").starts_with("+OK"));
}

TEST_F(Login, says_when_the_store_is_at_fault) {
    store.failure = store::MemoryStore::Failure::broken;
    Conversation client(store);
    for (int i = 0; i < 30; ++i) {
        client.say("USER alice");
        EXPECT_EQ(client.say("PASS two words"),
                  "-ERR [SYS/TEMP] the maildrop cannot be opened now, try again later\r\n");
    }
    EXPECT_FALSE(client.closed());
    store.failure = store::MemoryStore::Failure::none;
    client.say("USER alice");
    EXPECT_TRUE(client.say("PASS two words").starts_with("+OK"));
}

TEST_F(Login, keeps_a_password_out_of_the_record_whatever_the_first_line_is) {
    for (const char* line : {"PASSglued-word", "pass\ttabbed-word", " PASS indented-word", "AUTH\tPLAIN sasl-word",
                             "LOGIN alice imap-word", "USER alice behind-word", "APOP alice undigested-word",
                             "bare-word of several", "bare-word", "РАSS cyrillic-word"}) {
        Conversation client(store);
        client.say(line);
        std::string bytes = client.client_bytes();
        EXPECT_EQ(bytes.find("-word"), std::string::npos) << line << " became " << bytes;
    }
}

TEST_F(Login, keeps_passwords_out_of_the_record) {
    Conversation client(store);
    client.say("USER alice behind-word");
    client.say("LOGIN alice imap-word");
    client.say("APOP alice undigested-word");
    client.say(" PASS indented-word");
    client.say("AUTH PLAIN sasl-word");
    client.say("auth LOGIN");
    client.say("base64-word");
    client.say("PASS early-word");
    client.say("pass\ttabbed-word");
    client.say("PASSglued-word");
    client.say("USER alice");
    client.say("bare-word");                      // the password without PASS
    client.say("LIST hidden-word");               // a refused command that may be a pass phrase
    client.say("PASS " + std::string(300, 'l'));  // too long
    client.say("pass wrong-word");
    client.say("next bare-word");
    client.say("USER alice");
    client.say("PASS two words");
    client.say("PASS late-word");
    std::string bytes = client.client_bytes();
    for (std::string_view secret : {"-word", "two words", "llll"})
        EXPECT_EQ(bytes.find(secret), std::string::npos) << secret << " in " << bytes;
    EXPECT_NE(bytes.find("USER alice\r\n"), std::string::npos);
    EXPECT_NE(bytes.find("PASS ****\r\n"), std::string::npos);
}

TEST_F(Login, keeps_passwords_out_of_the_record_when_it_is_over) {
    Conversation client(store, "alice", "two words");
    for (const char* line : {"LOGIN alice imap-word", "РАSS cyrillic-word", "PASSWORD long-word", "pass late-word",
                             "APOP alice undigested-word", "ＰＡＳＳ wide-word"})
        client.say(line);
    std::string bytes = client.client_bytes();
    EXPECT_EQ(bytes.find("-word"), std::string::npos) << bytes;
    EXPECT_NE(bytes.find("LOGIN ****\r\nРАSS ****\r\n****\r\npass ****\r\nAPOP ****\r\nＰＡＳＳ ****\r\n"),
              std::string::npos)
        << bytes;
}

TEST_F(Login, stars_the_whole_line_that_is_no_command_before_it) {
    Conversation client(store);
    client.say("gate lemon river stone");
    client.say("HELO client.example");
    client.say("QUIT");
    EXPECT_EQ(client.client_bytes(), "****\r\nHELO ****\r\nQUIT\r\n") << "SMTP's verbs tell nothing";
}

TEST_F(Login, names_pop2_s_verbs_in_the_record_and_not_what_stands_behind_them) {
    Conversation client(store);
    client.say("READ lemon river");
    client.say("USER alice");
    client.say("PASS two words");
    client.say("FOLD secret-word");
    client.say("READ");
    client.say("READING secret-word");
    EXPECT_EQ(client.client_bytes(), "****\r\nUSER alice\r\nPASS ****\r\nFOLD ****\r\nREAD\r\n****\r\n");
}

TEST_F(Login, tells_who_types_the_bare_password_what_is_missing) {
    Conversation client(store);
    client.say("USER alice");
    EXPECT_EQ(client.say("two words"), "-ERR unknown command; type PASS, one space and the password\r\n");
    EXPECT_TRUE(client.say("PASS two words").starts_with("+OK"));
}

TEST_F(Login, records_states_and_replies) {
    Conversation client(store, "alice", "two words");
    client.say("QUIT");
    const auto& entries = client.record().events;
    ASSERT_EQ(entries.size(), 7u);
    EXPECT_EQ(entries[0].reply, "greeting.ready");
    EXPECT_EQ(entries[4].reply, "login.ok");
    EXPECT_EQ(entries[4].verb, "PASS");
    EXPECT_EQ(entries[4].state_before, "AUTHORIZATION");
    EXPECT_EQ(entries[4].state_after, "TRANSACTION");
    EXPECT_EQ(entries[6].reply, "quit.empty");
    EXPECT_EQ(entries[6].state_before, "TRANSACTION");
    EXPECT_EQ(entries[6].state_after, "UPDATE");
    EXPECT_EQ(client.how_ended(), "quit");
}

}  // namespace postlab::pop3d::login_test
