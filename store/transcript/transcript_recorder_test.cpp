#include "store/transcript/transcript_recorder.h"

#include <fstream>
#include <future>
#include <thread>

#include "store/transcript/transcripts_for_tests.h"

namespace postlab::store::transcript_recorder_test {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

TEST_F(Transcripts, keep_all_of_a_conversation_in_order) {
    {
        TranscriptRecorder recorder(directory, settings);
        auto transcript = recorder.begin("pop3", "127.0.0.1:4711", start);
        transcript->record(
            {Direction::server, start + 1ms, "+OK ready\r\n", "AUTHORIZATION", "AUTHORIZATION", "", "greeting.ready"});
        transcript->record({Direction::client, start + 2ms, "QUIT\r\n", "AUTHORIZATION", "AUTHORIZATION", "QUIT", ""});
        transcript->record(
            {Direction::server, start + 3ms, "+OK bye\r\n", "AUTHORIZATION", "CLOSED", "QUIT", "quit.bye"});
        transcript->ended("quit", start + 4ms);
    }
    const auto conversations = all();
    ASSERT_EQ(conversations.size(), 1u);
    EXPECT_EQ(conversations[0].protocol, "pop3");
    EXPECT_EQ(conversations[0].peer, "127.0.0.1:4711");
    EXPECT_EQ(conversations[0].started, start);
    EXPECT_EQ(conversations[0].ended, start + 4ms);
    EXPECT_EQ(conversations[0].how, "quit");
    EXPECT_EQ(conversations[0].events, 3u);
    EXPECT_EQ(conversations[0].lost, 0u);
    const auto kept = events(conversations[0].id);
    ASSERT_EQ(kept.size(), 3u);
    EXPECT_EQ(kept[0].bytes, "+OK ready\r\n");
    EXPECT_EQ(kept[0].reply, "greeting.ready");
    EXPECT_EQ(kept[0].direction, Direction::server);
    EXPECT_EQ(kept[1].bytes, "QUIT\r\n");
    EXPECT_EQ(kept[1].verb, "QUIT");
    EXPECT_EQ(kept[1].direction, Direction::client);
    EXPECT_EQ(kept[2].at, 3ms);
    EXPECT_EQ(kept[2].state_before, "AUTHORIZATION");
    EXPECT_EQ(kept[2].state_after, "CLOSED");
}

TEST_F(Transcripts, hold_nothing_but_what_was_recorded) {
    std::string secret = "hunter2";
    {
        TranscriptRecorder recorder(directory, settings);
        auto transcript = recorder.begin("pop3", "peer", start);
        std::string line = "PASS " + secret + "\r\n";
        transcript->record(command(std::string_view(line).substr(0, 5)));
        transcript->ended("quit", start);
    }
    for (const auto& file : fs::directory_iterator(directory)) {
        std::ifstream stream(file.path(), std::ios::binary);
        const std::string bytes(std::istreambuf_iterator<char>(stream), {});
        EXPECT_EQ(bytes.find(secret), bytes.npos) << file.path();
        EXPECT_EQ(bytes.find("PASS ") != bytes.npos, file.path().extension() == ".db") << file.path();
    }
}

TEST_F(Transcripts, show_a_conversation_that_is_still_under_way) {
    TranscriptRecorder recorder(directory, settings);
    auto transcript = recorder.begin("smtp", "peer", start);
    transcript->record(command("NOOP\r\n"));
    recorder.flush();
    const auto conversations = all();
    ASSERT_EQ(conversations.size(), 1u);
    EXPECT_FALSE(conversations[0].ended);
    EXPECT_EQ(events(conversations[0].id).size(), 1u);
    transcript->record(command("NOOP\r\n"));
    recorder.flush();
    EXPECT_EQ(events(conversations[0].id).size(), 2u);
    transcript->ended("drop", start);
    recorder.flush();
    EXPECT_EQ(all()[0].how, "drop");
}

TEST_F(Transcripts, leave_out_the_rest_of_a_large_message_and_say_how_much) {
    settings.transcript.max_content_bytes = 10;
    {
        TranscriptRecorder recorder(directory, settings);
        auto transcript = recorder.begin("pop3", "peer", start);
        transcript->record(command("RETR 1\r\n"));
        for (int i = 0; i < 5; ++i) transcript->record(content("1234\r\n"));
        transcript->record(command("RETR 2\r\n"));
        transcript->record(content("1234567890"));
        transcript->record(command("RETR 3\r\n"));
        transcript->ended("quit", start);
    }
    const auto kept = events(1);
    ASSERT_EQ(kept.size(), 6u);
    EXPECT_EQ(kept[1].bytes, "1234\r\n");
    EXPECT_EQ(kept[1].left_out, 0u);
    EXPECT_EQ(kept[2].bytes, "1234");
    EXPECT_EQ(kept[2].left_out, 2u + 3 * 6);
    EXPECT_EQ(kept[4].bytes, "1234567890");
    EXPECT_EQ(kept[4].left_out, 0u);
    EXPECT_EQ(all()[0].lost, 0u);
    EXPECT_EQ(all()[0].lines, 3u);
}

TEST_F(Transcripts, count_what_a_full_queue_drops) {
    std::uint64_t dropped;
    constexpr std::uint64_t said = 50000;
    {
        TranscriptRecorder recorder(directory, settings, 1 << 12);
        auto transcript = recorder.begin("smtp", "peer", start);
        const std::string line(400, 'x');
        for (std::uint64_t i = 0; i < said; ++i) transcript->record(command(line));
        recorder.flush();
        transcript->ended("quit", start);
        dropped = recorder.dropped();
    }
    EXPECT_GT(dropped, 0u);
    const auto conversations = all();
    ASSERT_EQ(conversations.size(), 1u);
    EXPECT_EQ(conversations[0].how, "quit") << "the end has room of its own";
    EXPECT_EQ(conversations[0].lost, dropped);
    EXPECT_EQ(conversations[0].events, said - dropped);
}

TEST_F(Transcripts, do_not_charge_a_message_with_what_the_one_before_lost) {
    settings.transcript.max_content_bytes = 1000;
    TranscriptRecorder recorder(directory, settings, 1 << 16);
    auto transcript = recorder.begin("smtp", "peer", start);
    transcript->record(command("NOOP\r\n"));
    recorder.flush();
    {
        Database another(transcript_path(directory), Database::Checkpoints::none);
        const Transaction lock(another);  // nothing leaves the queue
        while (recorder.dropped() == 0) recorder.begin("smtp", "peer", start)->record(command(std::string(900, 'x')));
        transcript->record(content(std::string(2000, 'y')));
        EXPECT_EQ(recorder.dropped(), 2u);
    }
    recorder.flush();
    transcript->record(command("DATA\r\n"));
    transcript->record(content("first\r\n"));
    transcript->record(content("other\r\n"));
    recorder.flush();
    const auto kept = events(1);
    ASSERT_EQ(kept.size(), 4u);
    EXPECT_EQ(kept[2].bytes, "first\r\n");
    EXPECT_EQ(kept[2].left_out, 0u);
    EXPECT_EQ(kept[3].bytes, "other\r\n");
}

TEST_F(Transcripts, come_from_many_threads) {
    constexpr int each = 200;
    {
        TranscriptRecorder recorder(directory, settings);
        std::vector<std::thread> threads;
        for (int t = 0; t < 3; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i < each; ++i) {
                    auto transcript = recorder.begin("smtp", "peer", start);
                    for (int j = 0; j < 5; ++j) transcript->record(command(std::to_string(j)));
                    transcript->ended("quit", start);
                }
            });
        for (std::thread& thread : threads) thread.join();
    }
    TranscriptReader reader(directory);
    const auto conversations = reader.conversations(1000000);
    ASSERT_EQ(conversations.size(), 3u * each);
    for (const auto& conversation : conversations) {
        const auto kept = reader.events(conversation.id);
        ASSERT_EQ(kept.size(), 5u);
        for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(kept[i].bytes, std::to_string(i));
    }
}

TEST_F(Transcripts, keep_what_a_reply_is_about_and_whose_maildrop_was_opened) {
    {
        TranscriptRecorder recorder(directory, settings);
        auto transcript = recorder.begin("pop3", "peer", start);
        Event login{Direction::server, start, "+OK\r\n", "AUTHORIZATION", "TRANSACTION", "PASS", "pass.ok"};
        login.mailboxes = "ann";
        login.messages = "3-9 12";
        login.injected = "sent octet by octet";
        transcript->record(login);
    }
    const auto kept = events(1);
    ASSERT_EQ(kept.size(), 1u);
    EXPECT_EQ(kept[0].mailboxes, "ann");
    EXPECT_EQ(kept[0].messages, "3-9 12");
    EXPECT_EQ(kept[0].injected, "sent octet by octet");
    EXPECT_EQ(all()[0].account, "ann");
    EXPECT_EQ(TranscriptReader(directory).opening("ann").size(), 1u);
    EXPECT_EQ(TranscriptReader(directory).bringing(12).size(), 0u) << "it only found them";
}

TEST_F(Transcripts, find_the_conversations_that_brought_a_message) {
    {
        TranscriptRecorder recorder(directory, settings);
        int next = 1;
        for (const char* protocol : {"smtp", "lab", "smtp"}) {
            auto transcript = recorder.begin(protocol, "peer", start);
            for (int i = 0; i < 2; ++i) {
                Event stored{Direction::server, start, "250 OK\r\n", "DATA", "READY", "DATA", "data.ok"};
                const std::string id = std::to_string(next++);
                stored.mailboxes = "ann bob";
                stored.messages = id;
                transcript->record(stored);
            }
        }
    }
    TranscriptReader reader(directory);
    ASSERT_EQ(reader.bringing(4).size(), 1u);
    EXPECT_EQ(reader.bringing(4)[0].protocol, "lab");
    EXPECT_EQ(reader.bringing(4)[0].account, "");
    EXPECT_EQ(reader.bringing(5)[0].id, 3);
    EXPECT_TRUE(reader.bringing(7).empty());
}

TEST_F(Transcripts, keep_content_once_that_is_said_again) {
    const std::string letter(4000, 'x');
    {
        TranscriptRecorder recorder(directory, settings);
        for (int session = 0; session < 10; ++session) {
            auto transcript = recorder.begin("pop3", "peer", start);
            transcript->record(command("RETR 1\r\n"));
            transcript->record(content(letter));
            transcript->record(content(letter + std::to_string(session)));
            transcript->ended("quit", start);
            recorder.flush();
        }
    }
    TranscriptReader reader(directory);
    for (int session = 0; session < 10; ++session) {
        const auto kept = reader.events(session + 1);
        ASSERT_EQ(kept.size(), 3u);
        EXPECT_EQ(kept[1].bytes, letter);
        EXPECT_EQ(kept[1].left_out, 0u);
        EXPECT_EQ(kept[2].bytes, letter + std::to_string(session));
        EXPECT_EQ(reader.flaw(session + 1).in_english(), "");
    }
    std::ifstream stream(transcript_path(directory), std::ios::binary);
    const std::string file(std::istreambuf_iterator<char>(stream), {});
    std::size_t copies = 0;
    for (std::size_t at = 0; (at = file.find(letter, at)) != file.npos; at += letter.size()) ++copies;
    EXPECT_EQ(copies, 11u) << "once, and the ten that differ";
}

TEST_F(Transcripts, know_a_letter_by_its_id_and_look_at_what_else_is_said_behind_it) {
    Event fetched{Direction::server, start, "+OK 4000 octets\r\n", "TRANSACTION", "TRANSACTION", "RETR", "retr.ok"};
    fetched.messages = "7";
    Event to_telnet = content({});
    to_telnet.verb = {};
    const std::string letter(4000, 'x');
    {
        TranscriptRecorder recorder(directory, settings);
        for (const char octet : {'a', 'b', 'c'}) {
            auto transcript = recorder.begin("pop3", "peer", start);
            transcript->record(command("RETR 1\r\n"));
            transcript->record(fetched);
            transcript->record(content(letter));
            const std::string answers(600, octet);
            to_telnet.bytes = answers;
            transcript->record(to_telnet);
            transcript->ended("quit", start);
            recorder.flush();
        }
    }
    for (const std::int64_t session : {1, 2, 3}) {
        const auto kept = events(session);
        ASSERT_EQ(kept.size(), 4u);
        EXPECT_EQ(kept[2].bytes, letter);
        EXPECT_EQ(kept[3].bytes, std::string(600, "abc"[session - 1]));
    }
}

TEST_F(Transcripts, say_so_when_the_only_copy_of_repeated_content_has_gone) {
    const std::string letter(4000, 'x');
    {
        TranscriptRecorder recorder(directory, settings);
        for (int session = 0; session < 2; ++session) {
            auto transcript = recorder.begin("pop3", "peer", start);
            transcript->record(content(letter));
            transcript->ended("quit", start);
            recorder.flush();
        }
    }
    Database(transcript_path(directory), Database::Checkpoints::none)
        .execute("DELETE FROM block WHERE conversation = 1");
    const auto kept = events(2);
    ASSERT_EQ(kept.size(), 1u);
    EXPECT_EQ(kept[0].bytes, "");
    EXPECT_EQ(kept[0].left_out, 4000u);
}

TEST_F(Transcripts, tell_when_a_conversation_has_ended_and_is_in_the_file) {
    TranscriptRecorder recorder(directory, settings);
    std::vector<std::int64_t> told;
    bool readable = true;
    recorder.on_written([&](const std::vector<std::int64_t>& ended) {
        for (std::int64_t id : ended) {
            told.push_back(id);
            readable = readable && TranscriptReader(directory).conversation(id)->ended;
        }
    });
    auto open = recorder.begin("smtp", "peer", start);
    open->record(command("NOOP\r\n"));
    recorder.flush();
    EXPECT_TRUE(told.empty());
    recorder.begin("pop3", "peer", start)->ended("timeout", start);
    recorder.flush();
    EXPECT_EQ(told, std::vector<std::int64_t>{2});
    open->ended("quit", start);
    recorder.flush();
    EXPECT_EQ(told, (std::vector<std::int64_t>{2, 1}));
    EXPECT_TRUE(readable);
}

TEST_F(Transcripts, are_readable_soon_after_their_end) {
    TranscriptRecorder recorder(directory, settings);
    std::promise<void> written;
    recorder.on_written([&](const auto&) { written.set_value(); });
    recorder.begin("smtp", "peer", start)->ended("quit", start);
    EXPECT_EQ(written.get_future().wait_for(5s), std::future_status::ready) << "nobody has to flush";
}

TEST_F(Transcripts, are_readable_soon_after_a_burst_too) {
    TranscriptRecorder recorder(directory, settings);
    std::promise<void> written;
    recorder.on_written([&](const auto&) { written.set_value(); });
    auto transcript = recorder.begin("pop3", "peer", start);
    for (char letter = 'a'; letter <= 'z'; ++letter) {
        transcript->record(command("RETR 1\r\n"));
        transcript->record(content(std::string(30000, letter)));
    }
    transcript->ended("quit", start);
    EXPECT_EQ(written.get_future().wait_for(5s), std::future_status::ready) << "nobody has to flush";
    EXPECT_EQ(events(1).size(), 52u);
}

TEST_F(Transcripts, list_those_that_have_ended_behind_a_number) {
    TranscriptRecorder recorder(directory, settings);
    std::vector<std::unique_ptr<Transcript>> open;
    for (int i = 1; i <= 6; ++i) {
        open.push_back(recorder.begin("smtp", "peer", start));
        open.back()->record(command("NOOP\r\n"));
        recorder.flush();
    }
    for (int i : {2, 4, 5, 6}) open[static_cast<std::size_t>(i - 1)]->ended("quit", start);
    recorder.flush();
    std::vector<std::int64_t> ids;
    for (const auto& conversation : TranscriptReader(directory).ended(2, 2)) ids.push_back(conversation.id);
    EXPECT_EQ(ids, (std::vector<std::int64_t>{4, 5}));
}

TEST_F(Transcripts, have_nothing_of_a_client_that_hangs_up_without_a_word) {
    const Event greeting{Direction::server, start, "220 hello\r\n", "fresh", "fresh", {}, "session.greeting"};
    {
        TranscriptRecorder recorder(directory, settings);
        for (const char* how : {"drop", "timeout", "quit"}) {
            auto transcript = recorder.begin("smtp", how, start);
            transcript->record(greeting);
            if (how == std::string_view("quit")) transcript->record(command("QUIT\r\n"));
            transcript->ended(how, start);
        }
    }
    const auto conversations = all();
    ASSERT_EQ(conversations.size(), 2u);
    EXPECT_EQ(conversations[0].peer, "timeout");
    EXPECT_EQ(events(conversations[0].id).at(0).bytes, "220 hello\r\n");
    EXPECT_EQ(conversations[1].peer, "quit");
    EXPECT_EQ(events(conversations[1].id).at(0).bytes, "220 hello\r\n");
    EXPECT_EQ(events(conversations[1].id).at(1).bytes, "QUIT\r\n");
}

TEST_F(Transcripts, keep_who_has_logged_in_where_no_maildrop_is_opened) {
    {
        TranscriptRecorder recorder(directory, settings);
        auto transcript = recorder.begin("smtp", "peer", start);
        Event login{Direction::server, start, "235\r\n", "ready", "ready", "AUTH", "auth.ok"};
        login.mailboxes = "ann";
        transcript->record(login);
        Event stored{Direction::server, start, "250\r\n", "data", "ready", "DATA", "data.ok"};
        stored.mailboxes = "bob carl";
        stored.messages = "7";
        transcript->record(stored);
    }
    EXPECT_EQ(all()[0].account, "ann") << "a letter's mailboxes are not its sender's";
    EXPECT_TRUE(TranscriptReader(directory).opening("ann").empty());
    EXPECT_EQ(TranscriptReader(directory).bringing(7).size(), 1u);
}

}  // namespace postlab::store::transcript_recorder_test
