#include "labs/record/replay.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

#include "labs/client/server_for_tests.h"
#include "labs/language/sentences.h"
#include "shared/program/command_line.h"
#include "shared/system/digest.h"
#include "shared/system/temporary_directory_for_tests.h"
#include "store/memory_store.h"
#include "store/transcript/transcript_recorder.h"

namespace postlab::labs::replay_test {

namespace fs = std::filesystem;

class Replay : public testing::Test {
protected:
    Replay() {
        for (store::MemoryStore* store : {&then, &now}) {
            store->add("alice", "secret", "secret");
            store->put("alice", "Received: from a\r\n\tby " + std::to_string(store == &then) +
                                    ".example\r\nSubject: x\r\n\r\n.dot\r\n");
        }
        now.last_id = 6;
    }
    /// Has a conversation with a session of its own, and records it.
    void record(Protocol protocol, const std::string& said) {
        store::TranscriptRecorder recorder(directory, settings);
        auto transcript = recorder.begin(name_of(protocol), "peer", Time{});
        std::unique_ptr<Session> session;
        if (protocol == Protocol::smtp)
            session = std::make_unique<smtpd::Session>(settings, then, std::move(transcript), smtpd::Peer{"peer"});
        else
            session = std::make_unique<pop3d::Session>(settings, then, std::move(transcript), "<9.9@post.example>");
        session->open(Time{});
        Session::Next next = session->receive(said, Time{});
        while (next == Session::Next::write) next = session->resume(Time{});
        if (next != Session::Next::close) session->dropped(Time{});
    }

    int replay(Protocol protocol, std::optional<std::string> password = {}) {
        TestServer server(protocol, now);
        store::TranscriptReader reader(directory);
        out.str("");
        return labs::replay(reader, "1", server.address(), password, out);
    }
    std::string complaint(const std::string& id, const std::string& address) {
        store::TranscriptReader reader(directory);
        try {
            labs::replay(reader, id, address, std::nullopt, out);
        } catch (const UsageError& error) {
            return error.what();
        }
        return "";
    }
    bool says(const std::string& text) const { return out.str().find(text) != std::string::npos; }

    const TemporaryDirectory temporary;
    const fs::path directory = temporary.path();
    Settings settings;
    store::MemoryStore then, now;
    std::ostringstream out;
};

const std::string letter =
    "EHLO me\r\nMAIL FROM:<bob@post.example>\r\nRCPT TO:<alice@post.example>\r\nDATA\r\n"
    "Subject: again\r\n\r\n..dot\r\nGr\xfc\xdf"
    "e \xff\xfe\r\n.\r\nQUIT\r\n";

TEST_F(Replay, sends_a_letter_again_byte_for_byte) {
    record(Protocol::smtp, letter);
    EXPECT_EQ(replay(Protocol::smtp), 0) << out.str();
    EXPECT_TRUE(out.str().starts_with("conversation 1 sent 1 letter, which will be sent again to ")) << out.str();
    EXPECT_TRUE(
        says("the reply to the message: another message number, as it should be\n"
             "7 replies compared: 7 as recorded, 0 in other words, 0 with another code\n"))
        << out.str();
    const std::string& content = now.mailboxes["alice"].messages.at(1).content;
    EXPECT_NE(content.find("Subject: again\r\n\r\n.dot\r\nGr\xfc\xdf"
                           "e \xff\xfe\r\n"),
              std::string::npos);
}

TEST_F(Replay, shows_a_reply_with_another_code_and_sends_no_letter_that_is_not_asked_for) {
    record(Protocol::smtp, letter);
    now.mailboxes.clear();
    EXPECT_EQ(replay(Protocol::smtp), 1);
    EXPECT_TRUE(says("the reply to RCPT TO:<alice@post.example> has another code\n    recorded: 250 ")) << out.str();
    EXPECT_TRUE(says("\n    now:      550 ")) << out.str();
    EXPECT_TRUE(says("the replay ends here: the message is not asked for now\n")) << out.str();
}

TEST_F(Replay, does_not_make_up_what_an_authentication_exchange_said) {
    record(Protocol::pop3, "AUTH PLAIN AGFsaWNlAHNlY3JldA==\r\nSTAT\r\nQUIT\r\n");
    EXPECT_EQ(complaint("1", "127.0.0.1:1"),
              "conversation 1 can't be played again: what was said in an exchange of AUTH is in no record");
}

TEST_F(Replay, fetches_mail_again_and_says_what_is_new_each_time) {
    now.mailboxes["alice"].messages[0].content.replace(21, 1, "");  // as long as the other one
    now.mailboxes["alice"].messages[0].content.insert(21, "7");
    record(Protocol::pop3,
           "USER alice\r\nPASS secret\r\nLIST\r\nUIDL\r\nUIDL 1\r\nRETR 1\r\nTOP 1 0\nCAPA\r\nQUIT\r\n");
    now.mailboxes["alice"].messages[0].unique_id = "other";
    EXPECT_EQ(replay(Protocol::pop3, "secret"), 0);
    EXPECT_EQ(out.str(),
              "the greeting: another timestamp, as it should be\n"
              "the reply to UIDL: another unique-ids, as it should be\n"
              "the reply to UIDL 1: another unique-ids, as it should be\n"
              "the reply to RETR 1: another Received lines, as it should be\n"
              "the reply to TOP 1 0␊: another Received lines, as it should be\n"
              "10 replies compared: 10 as recorded, 0 in other words, 0 with another code\n");
}

TEST_F(Replay, shows_other_words_and_is_content) {
    record(Protocol::pop3, "USER alice\r\nPASS secret\r\nSTAT\r\nLIST\r\nQUIT\r\n");
    now.put("alice", "Subject: y\r\n\r\n");
    EXPECT_EQ(replay(Protocol::pop3, "secret"), 0);
    EXPECT_TRUE(says("the reply to STAT has other words\n    recorded: +OK 1 ")) << out.str();
    EXPECT_TRUE(says("the reply to LIST has other words\n    recorded: +OK 1 message (")) << out.str();
}

TEST_F(Replay, says_a_wrong_password_where_one_was_said) {
    record(Protocol::pop3, "USER alice\r\nPASS guess\r\nUSER alice\r\nPASS secret\r\nSTAT\r\nQUIT\r\n");
    EXPECT_EQ(replay(Protocol::pop3, "secret"), 0) << out.str();
    EXPECT_EQ(replay(Protocol::pop3, "forgotten"), 1);
    EXPECT_TRUE(says("the reply to PASS **** has another code\n    recorded: +OK")) << out.str();
}

TEST_F(Replay, needs_no_password_where_only_a_wrong_one_was_said) {
    record(Protocol::pop3, "USER alice\r\nPASS guess\r\nQUIT\r\n");
    EXPECT_EQ(replay(Protocol::pop3), 0) << out.str();
}

TEST_F(Replay, makes_a_new_digest_from_the_timestamp_it_hears) {
    record(Protocol::pop3, "APOP alice " + apop_digest("<9.9@post.example>", "secret") + "\r\nSTAT\r\nQUIT\r\n");
    EXPECT_NE(complaint("1", "127.0.0.1:1").find("--password"), std::string::npos);
    EXPECT_EQ(replay(Protocol::pop3, "secret"), 0) << out.str();
}

TEST_F(Replay, goes_past_telnet_negotiation) {
    record(Protocol::pop3, "\xff\xfd\x06NOOP\r\nQUIT\r\n");
    EXPECT_EQ(replay(Protocol::pop3), 0);
    EXPECT_TRUE(says("3 replies compared: 3 as recorded")) << out.str();
}

TEST_F(Replay, ends_where_the_server_has_gone) {
    record(Protocol::pop3, "NOOP\r\nNOOP\r\n");
    Poco::Net::ServerSocket listener(Poco::Net::SocketAddress("127.0.0.1", 0));
    std::thread server([&] { listener.acceptConnection().sendBytes("+OK hello\r\n", 11); });
    store::TranscriptReader reader(directory);
    EXPECT_EQ(labs::replay(reader, "1", listener.address().toString(), std::nullopt, out), 1);
    server.join();
    EXPECT_TRUE(says("the greeting has other words\n")) << out.str();
    EXPECT_TRUE(says("the replay ends here: the server has closed the connection\n")) << out.str();
}

TEST_F(Replay, refuses_what_was_not_wholly_kept) {
    settings.transcript.max_content_bytes = 10;
    record(Protocol::smtp, letter);
    EXPECT_EQ(complaint("1", "127.0.0.1:1").find("conversation 1 can't be played again: "), 0u);
    EXPECT_NE(complaint("1", "127.0.0.1:1").find("(transcript.max_content_bytes)"), std::string::npos);
}

TEST_F(Replay, refuses_what_it_cannot_do) {
    record(Protocol::pop3, "USER alice\r\nPASS secret\r\nQUIT\r\n");
    EXPECT_NE(complaint("1", "127.0.0.1:1").find("--password"), std::string::npos);
    EXPECT_THROW(complaint("7", "127.0.0.1:1"), std::runtime_error);
    EXPECT_NE(complaint("x", "127.0.0.1:1").find("is no conversation's number"), std::string::npos);
}

TEST_F(Replay, says_that_nobody_listens) {
    record(Protocol::pop3, "QUIT\r\n");
    EXPECT_NE(complaint("1", "nowhere").find("HOST:PORT"), std::string::npos);
    std::string address;
    {
        Poco::Net::ServerSocket closed_soon(Poco::Net::SocketAddress("127.0.0.1", 0));
        address = closed_soon.address().toString();
    }
    store::TranscriptReader reader(directory);
    EXPECT_EQ(labs::replay(reader, "1", address, std::nullopt, out), 1);
    EXPECT_TRUE(says("no connection to")) << out.str();
}

TEST_F(Replay, speaks_the_language_that_was_asked_for) {
    record(Protocol::smtp, letter);
    TestServer server(Protocol::smtp, now);
    store::TranscriptReader reader(directory);
    const Language& ru = Language::of("ru");
    labs::replay(reader, "1", server.address(), std::nullopt, out, Secrecy::none, ru);
    EXPECT_TRUE(says(ru.say("replay.letters"_sentence, {"1", "1", "", server.address()}) + "\n")) << out.str();
    EXPECT_TRUE(says(ru.say("replay.each_time"_sentence,
                            {ru.say("replay.to_message"_sentence), ru.say("dialogue.message_number"_sentence)}) +
                     "\n"))
        << out.str();
    EXPECT_TRUE(says(ru.say("replay.sum"_sentence, {"7", "7", "0", "0"}) + "\n")) << out.str();
    EXPECT_FALSE(says("recorded")) << out.str();
}

}  // namespace postlab::labs::replay_test
