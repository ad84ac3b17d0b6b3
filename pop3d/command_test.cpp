// Lines, their grammar and their order: what holds for every command alike.
#include <gtest/gtest.h>

#include <regex>

#include "pop3d/conversation_for_tests.h"

namespace postlab::pop3d::command_test {

class Commands : public testing::Test {
protected:
    Commands() {
        store.add("alice", "two words");
        store.put("alice", "Subject: one\r\n\r\nhello\r\n");
        store.put("alice", "Subject: two\r\n\r\nhello\r\n");
    }
    store::SlowStore store;
};

std::size_t lines_in(std::string_view text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

TEST_F(Commands, are_matched_without_regard_to_case) {
    Conversation client(store);
    EXPECT_EQ(client.say("uSeR alice"), "+OK send PASS\r\n");
    EXPECT_EQ(client.say("pAsS two words"), "+OK alice's maildrop has 2 messages (46 octets)\r\n");
    EXPECT_EQ(client.say("stat"), "+OK 2 46\r\n");
}

TEST_F(Commands, pipelined_in_one_segment_are_answered_in_order_and_none_after_QUIT) {
    Conversation client(store);
    EXPECT_EQ(client.send("USER alice\r\nPASS two words\r\nSTAT\r\nDELE 1\r\nSTAT\r\nQUIT\r\nSTAT\r\nUSER bob\r\n"),
              "+OK send PASS\r\n"
              "+OK alice's maildrop has 2 messages (46 octets)\r\n"
              "+OK 2 46\r\n"
              "+OK message 1 deleted\r\n"
              "+OK 1 23\r\n"
              "+OK post.example POP3 server signing off (1 message left)\r\n");
    EXPECT_TRUE(client.closed());
}

TEST_F(Commands, take_exactly_as_many_arguments_as_their_syntax_says) {
    Conversation client(store, "alice", "two words");
    for (std::string_view line : {"STAT 1", "NOOP x", "RSET 1", "CAPA x", "QUIT now", "LAST 1", "RETR", "RETR 1 2",
                                  "DELE", "DELE 1 2", "LIST 1 2", "UIDL 1 2", "TOP", "TOP 1", "TOP 1 2 3"}) {
        std::string reply = client.say(line);
        EXPECT_TRUE(reply.starts_with("-ERR the syntax is: ")) << line << " got " << reply;
        EXPECT_EQ(lines_in(reply), 1u);
    }
    EXPECT_EQ(client.say("STAT"), "+OK 2 46\r\n");
}

TEST_F(Commands, stand_one_space_from_their_arguments) {
    Settings strict;
    strict.wire.profile = WireProfile::strict;
    Conversation client(store, "alice", "two words", strict);
    for (std::string_view line : {"STAT ", "RETR  1", "RETR 1 ", "TOP 1  0", "TOP  1 0", "LIST ", "UIDL  ", "QUIT "}) {
        std::string reply = client.say(line);
        EXPECT_TRUE(reply.starts_with("-ERR one space between words")) << line << " got " << reply;
    }
    Conversation other(store, strict);
    EXPECT_EQ(other.say("USER alice "), "-ERR one space between words and none at the end: USER name\r\n");
    EXPECT_EQ(other.say("PASS"), "-ERR the syntax is: PASS string\r\n");
}

TEST_F(Commands, get_one_ERR_each_when_they_are_none) {
    Conversation client(store);
    for (std::string_view line :
         {"", " ", " STAT", "HELP", "AUTH", "STLS", "XYZZY 1 2 3", "\t", "STAT\tx", "\x80\xFE", "."}) {
        std::string reply = client.say(line);
        EXPECT_TRUE(reply.starts_with("-ERR ")) << line;
        EXPECT_EQ(lines_in(reply), 1u) << line;
    }
    EXPECT_EQ(client.say("HELP"),
              "-ERR unknown command; in this state there are USER PASS APOP AUTH UTF8 LANG CAPA QUIT\r\n");
    Conversation inside(store, "alice", "two words");
    EXPECT_EQ(
        inside.say("HELP"),
        "-ERR unknown command; in this state there are STAT LIST RETR DELE NOOP RSET TOP UIDL LANG CAPA QUIT\r\n");
}

TEST_F(Commands, of_the_other_protocol_are_told_where_they_are) {
    Conversation client(store);
    for (std::string_view line : {"EHLO me", "helo me", "MAIL FROM:<a@b>", "RCPT TO:<a@b>", "DATA", "VRFY x", "EXPN x"})
        EXPECT_TRUE(client.say(line).starts_with("-ERR this is POP3, which fetches mail")) << line;
    EXPECT_FALSE(client.closed());
    EXPECT_EQ(client.send("POST / HTTP/1.1\r\nHost: x\r\n\r\nUSER alice\r\n"),
              "-ERR this is POP3, not a web server, goodbye\r\n");
    EXPECT_TRUE(client.closed());
    EXPECT_EQ(client.how_ended(), "refused");
}

TEST_F(Commands, may_have_255_octets_and_no_more) {
    Conversation client(store);
    EXPECT_EQ(client.say("USER " + std::string(248, 'a')), "+OK send PASS\r\n");
    EXPECT_EQ(client.say("USER " + std::string(249, 'a')),
              "-ERR line too long, 255 octets with its CRLF are the most\r\n");
    EXPECT_EQ(client.say("PASS " + std::string(100000, ' ')),
              "-ERR line too long, 255 octets with its CRLF are the most\r\n");
    EXPECT_EQ(client.say("USER alice"), "+OK send PASS\r\n");
    EXPECT_TRUE(client.say("PASS two words").starts_with("+OK"));
}

TEST_F(Commands, end_in_a_bare_LF_when_a_person_types_into_nc) {
    Conversation client(store);
    EXPECT_EQ(client.send("USER alice\nPASS two words\nQUIT\n"),
              "+OK send PASS (line ended with LF only, see L01)\r\n"
              "+OK alice's maildrop has 2 messages (46 octets)\r\n"
              "+OK post.example POP3 server signing off (2 messages left)\r\n");
}

TEST_F(Commands, asked_before_the_client_closed_its_side_are_still_answered) {
    Conversation client(store, "alice", "two words");
    EXPECT_EQ(client.send("DELE 1\r\nSTAT\r\nDELE 2"), "+OK message 1 deleted\r\n+OK 1 23\r\n");
    EXPECT_EQ(client.end_input(), "");  // half a line is no command
    EXPECT_TRUE(client.closed());
    EXPECT_EQ(store.mailboxes.at("alice").messages.size(), 2u);
}

TEST_F(Commands, are_all_offered_by_CAPA_in_both_states_alike) {
    const std::string expected =
        "+OK Capability list follows\r\nTOP\r\nUSER\r\nSASL SCRAM-SHA-256 CRAM-MD5 PLAIN "
        "LOGIN\r\nRESP-CODES\r\nAUTH-RESP-CODE\r\nPIPELINING\r\nEXPIRE NEVER\r\n"
        "UIDL\r\nUTF8 USER\r\nLANG\r\nIMPLEMENTATION Postlab\r\n.\r\n";
    Conversation client(store);
    EXPECT_EQ(client.say("CAPA"), expected);
    client.send("USER alice\r\nPASS two words\r\n");
    EXPECT_EQ(client.say("CAPA"), expected);
    // RFC 2449 3: capability = capa-tag *(SP param) CRLF
    std::regex grammar("(\\+OK [^\\r\\n]*|[!-\\-/-~]+( [!-~]+)*|\\.)\\r\\n");
    std::string rest = expected;
    for (std::smatch found; std::regex_search(rest, found, grammar, std::regex_constants::match_continuous);)
        rest = found.suffix();
    EXPECT_EQ(rest, "");
}

TEST(PlaintextOff, is_neither_announced_nor_taken) {
    store::SlowStore store;
    store.add("alice", "secret");
    Settings settings;
    settings.auth.allow_plaintext = false;
    Conversation client(store, settings);
    EXPECT_EQ(client.say("CAPA").find("\r\nUSER"), std::string::npos);
    EXPECT_EQ(client.say("USER alice"), "-ERR no plaintext passwords here; there are APOP, AUTH SCRAM-SHA-256\r\n");
    EXPECT_EQ(client.say("PASS secret"), "-ERR no plaintext passwords here; there are APOP, AUTH SCRAM-SHA-256\r\n");
    EXPECT_EQ(client.say("HELP"), "-ERR unknown command; in this state there are APOP AUTH UTF8 LANG CAPA QUIT\r\n");
    EXPECT_EQ(client.client_bytes().find("secret"), std::string::npos);
}

TEST(Autologout, closes_without_a_word_and_without_deleting) {
    store::SlowStore store;
    store.add("bob", "secret");
    store.put("bob", "x\r\n");
    Conversation client(store, "bob", "secret");
    client.say("DELE 1");
    EXPECT_EQ(client.time_out(), "");
    EXPECT_TRUE(client.closed());
    client.drop();
    EXPECT_EQ(store.mailboxes.at("bob").messages.size(), 1u);
    EXPECT_FALSE(store.mailboxes.at("bob").locked);
}

TEST(Autologout, comes_at_once_when_somebody_needs_the_maildrop) {
    store::SlowStore store;
    store.add("bob", "secret");
    store.put("bob", "x\r\n");
    Conversation client(store);
    EXPECT_EQ(client.session().maildrop_held(), "");
    client.send("USER BOB\r\nPASS secret\r\nDELE 1\r\n");
    EXPECT_EQ(client.session().maildrop_held(), "bob");
    client.session().let_go();
    EXPECT_EQ(client.time_out(), "");
    EXPECT_TRUE(client.closed());
    EXPECT_EQ(client.session().maildrop_held(), "");
    EXPECT_EQ(store.mailboxes.at("bob").messages.size(), 1u);
}

TEST(IdleTimeout, is_the_one_of_the_settings) {
    store::SlowStore store;
    EXPECT_EQ(Conversation(store).session().idle_timeout(), std::chrono::minutes(10));
}

TEST(Busy, turns_clients_away_with_one_line) {
    store::SlowStore store;
    Settings settings;
    Session session(settings, store, nullptr, "<1.1@x>");
    EXPECT_EQ(session.turn_away(Time{}), Session::Next::close);
    EXPECT_EQ(session.take_output(), "-ERR [SYS/TEMP] too many connections, try again later\r\n");
}

}  // namespace postlab::pop3d::command_test
