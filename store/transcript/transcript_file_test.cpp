// What becomes of the record's file: how large it may be, what breaks it, and who else uses it.
#include "store/transcript/transcript_file.h"

#include <fstream>
#include <future>
#include <thread>

#include "store/transcript/transcripts_for_tests.h"

namespace postlab::store::transcript_file_test {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

TEST_F(Transcripts, go_on_growing_when_all_are_to_be_kept) {
    settings.transcript.max_bytes = 1 << 20;
    const std::string line(10000, 'x');
    constexpr int said = 300;
    {
        TranscriptRecorder recorder(directory, settings);
        recorder.keep_all();
        for (int i = 0; i < said; ++i) {
            auto transcript = recorder.begin("smtp", "peer", start);
            transcript->record(command(line));
            transcript->ended("quit", start);
            if (i % 20 == 0) recorder.flush();
        }
    }
    EXPECT_GT(fs::file_size(transcript_path(directory)), 2u << 20);
    const auto conversations = all();
    ASSERT_EQ(conversations.size(), std::size_t{said});
    EXPECT_EQ(conversations[0].id, 1);
}

TEST_F(Transcripts, let_the_oldest_conversations_go_first_and_whole) {
    settings.transcript.max_bytes = 1 << 20;
    constexpr int said = 150;
    const std::string line(10000, 'x');
    {
        TranscriptRecorder recorder(directory, settings);
        for (int i = 0; i < said; ++i) {
            auto transcript = recorder.begin("smtp", std::to_string(i), start);
            for (int j = 0; j < 3; ++j) transcript->record(command(line));
            transcript->ended("quit", start);
            if (i % 20 == 0) recorder.flush();
        }
        EXPECT_EQ((recorder.flush(), recorder.dropped()), 0u);
    }
    EXPECT_LE(fs::file_size(transcript_path(directory)), settings.transcript.max_bytes);
    const auto conversations = all();
    ASSERT_GT(conversations.size(), 10u);
    ASSERT_LT(conversations.size(), 100u);
    for (std::size_t i = 0; i < conversations.size(); ++i) {
        EXPECT_EQ(conversations[i].peer, std::to_string(said - conversations.size() + i));
        EXPECT_EQ(conversations[i].events, 3u);
    }
}

TEST_F(Transcripts, go_on_when_a_conversation_outlives_its_own_beginning) {
    settings.transcript.max_bytes = 1 << 20;
    const std::string line(10000, 'x');
    {
        TranscriptRecorder recorder(directory, settings);
        auto transcript = recorder.begin("smtp", "long", start);
        for (int i = 0; i < 150; ++i) transcript->record(command(line));
        recorder.flush();
        transcript->record(command("QUIT\r\n"));
        transcript->ended("quit", start);
    }
    EXPECT_LE(fs::file_size(transcript_path(directory)), settings.transcript.max_bytes);
    const auto last = all().back();
    EXPECT_EQ(last.peer, "long");
    EXPECT_EQ(last.how, "quit");
    EXPECT_EQ(last.events + last.lost, 151u);
    EXPECT_EQ(events(last.id).back().bytes, "QUIT\r\n");
}

TEST_F(Transcripts, shrink_to_a_smaller_limit) {
    const std::string line(10000, 'x');
    auto record = [&] {
        TranscriptRecorder recorder(directory, settings);
        for (int i = 0; i < 300; ++i) {
            auto transcript = recorder.begin("smtp", "peer", start);
            transcript->record(command(line));
            transcript->ended("quit", start);
        }
    };
    record();
    EXPECT_GT(fs::file_size(transcript_path(directory)), 2u << 20);
    settings.transcript.max_bytes = 1 << 20;
    record();
    EXPECT_LE(fs::file_size(transcript_path(directory)), 1u << 20);
}

TEST_F(Transcripts, move_a_broken_file_aside_and_begin_a_new_one) {
    std::ofstream(transcript_path(directory)) << std::string(10000, '?');
    testing::internal::CaptureStderr();
    {
        TranscriptRecorder recorder(directory, settings);
        recorder.begin("smtp", "peer", start)->ended("quit", start);
        EXPECT_EQ((recorder.flush(), recorder.dropped()), 0u);
    }
    const std::string said = testing::internal::GetCapturedStderr();
    EXPECT_NE(said.find("transcripts.db is broken"), said.npos) << said;
    EXPECT_EQ(all().size(), 1u);
    EXPECT_TRUE(fs::exists(transcript_path(directory).string() + ".broken"));
}

TEST_F(Transcripts, survive_a_file_that_is_broken_further_inside) {
    { TranscriptRecorder(directory, settings).begin("smtp", "peer", start)->ended("quit", start); }
    {
        std::fstream file(transcript_path(directory), std::ios::binary | std::ios::in | std::ios::out);
        file.seekp(4096);
        file << std::string(fs::file_size(transcript_path(directory)) - 4096, '?');
    }
    testing::internal::CaptureStderr();
    TranscriptRecorder recorder(directory, settings);
    auto transcript = recorder.begin("smtp", "peer", start);
    transcript->record(command("NOOP\r\n"));
    recorder.flush();
    EXPECT_NE(testing::internal::GetCapturedStderr().find("is broken"), std::string::npos);
    EXPECT_EQ(recorder.dropped(), 0u);
    EXPECT_EQ(all().at(0).events, 1u);
}

TEST_F(Transcripts, begin_a_new_file_when_someone_deletes_theirs) {
    TranscriptRecorder recorder(directory, settings);
    auto transcript = recorder.begin("smtp", "peer", start);
    transcript->record(command("NOOP\r\n"));
    recorder.flush();
    for (const char* suffix : {"", "-wal", "-shm"}) fs::remove(transcript_path(directory).string() + suffix);
    transcript->record(command("QUIT\r\n"));
    recorder.flush();
    const auto conversations = all();
    ASSERT_EQ(conversations.size(), 1u);
    EXPECT_EQ(conversations[0].lost, 1u);
    EXPECT_EQ(events(conversations[0].id).at(0).bytes, "QUIT\r\n");
}

TEST_F(Transcripts, cost_no_more_than_a_line_on_stderr_when_the_file_cannot_be_written) {
    testing::internal::CaptureStderr();
    std::uint64_t dropped;
    {
        TranscriptRecorder recorder(directory / "none", settings);
        for (int i = 0; i < 3; ++i) {
            auto transcript = recorder.begin("smtp", "peer", start);
            transcript->record(command("NOOP\r\n"));
            transcript->ended("quit", start);
            recorder.flush();
        }
        dropped = recorder.dropped();
    }
    const std::string said = testing::internal::GetCapturedStderr();
    EXPECT_EQ(dropped, 3u);
    EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 1) << said;
    EXPECT_NE(said.find("conversations are not recorded"), said.npos) << said;
}

TEST_F(Transcripts, come_back_when_the_file_can_be_written_again) {
    testing::internal::CaptureStderr();
    TranscriptRecorder recorder(directory / "late", settings);
    auto transcript = recorder.begin("smtp", "peer", start);
    transcript->record(command("NOOP\r\n"));
    recorder.flush();
    fs::create_directory(directory / "late");
    transcript->record(command("QUIT\r\n"));
    recorder.flush();
    testing::internal::GetCapturedStderr();
    const auto conversations = TranscriptReader(directory / "late").conversations(10);
    ASSERT_EQ(conversations.size(), 1u);
    EXPECT_EQ(conversations[0].peer, "peer");
    EXPECT_EQ(conversations[0].lost, 1u);
}

TEST_F(Transcripts, leave_a_newer_file_alone) {
    { Database(transcript_path(directory), Database::Checkpoints::none).execute("PRAGMA user_version = 99"); }
    testing::internal::CaptureStderr();
    TranscriptRecorder recorder(directory, settings);
    auto transcript = recorder.begin("smtp", "peer", start);
    for (int i = 0; i < 2; ++i) {
        transcript->record(command("NOOP\r\n"));
        recorder.flush();
    }
    EXPECT_EQ(recorder.dropped(), 2u);
    EXPECT_NE(testing::internal::GetCapturedStderr().find("newer postlab"), std::string::npos);
    EXPECT_THROW(all(), std::runtime_error);
}

TEST_F(Transcripts, take_two_writers_at_once) {
    constexpr int each = 100;
    auto record = [this](const char* protocol) {
        TranscriptRecorder recorder(directory, settings);
        for (int i = 0; i < each; ++i) {
            auto transcript = recorder.begin(protocol, "peer", start);
            for (int j = 0; j < 10; ++j) transcript->record(command("NOOP\r\n"));
            transcript->ended("quit", start);
            if (i % 5 == 0) recorder.flush();
        }
        recorder.flush();
        EXPECT_EQ(recorder.dropped(), 0u);
    };
    std::thread other(record, "smtp");
    record("pop3");
    other.join();
    const auto conversations = all();
    ASSERT_EQ(conversations.size(), 2u * each);
    for (const auto& conversation : conversations) {
        EXPECT_EQ(conversation.events, 10u);
        EXPECT_EQ(conversation.how, "quit");
    }
}

TEST_F(Transcripts, stop_growing_their_log_while_a_reader_stays_and_go_on_when_it_has_gone) {
    settings.transcript.max_bytes = 1 << 20;
    const std::string line(50000, 'x');
    testing::internal::CaptureStderr();
    TranscriptRecorder recorder(directory, settings);
    auto say = [&](int lines) {
        auto transcript = recorder.begin("smtp", "peer", start);
        for (int i = 0; i < lines; ++i) transcript->record(command(line));
        transcript->ended("quit", start);
        recorder.flush();
    };
    say(1);
    {
        Database reader(transcript_path(directory), Database::Checkpoints::none);
        Query stays = reader.query("SELECT id FROM conversation");
        ASSERT_TRUE(stays.next());
        for (int i = 0; i < 80; ++i) say(10);  // 40 MB
        EXPECT_GT(recorder.dropped(), 0u);
        EXPECT_LT(fs::file_size(transcript_path(directory).string() + "-wal"), 16u << 20);
    }
    const std::uint64_t before = recorder.dropped();
    say(1);
    EXPECT_EQ(recorder.dropped(), before);
    EXPECT_EQ(all().back().events, 1u);
    const std::string said = testing::internal::GetCapturedStderr();
    EXPECT_EQ(said,
              "postlab: conversations are not recorded: someone has been reading it for so long that its log can't be "
              "used again\n"
              "postlab: conversations are recorded again; lines or blocks lost meanwhile: " +
                  std::to_string(before) + "\n");
}

TEST_F(Transcripts, wait_for_a_reader_that_is_about_to_go) {
    settings.transcript.max_bytes = 1 << 20;
    const std::string line(50000, 'x');
    TranscriptRecorder recorder(directory, settings);
    auto say = [&](int lines) {
        auto transcript = recorder.begin("smtp", "peer", start);
        for (int i = 0; i < lines; ++i) transcript->record(command(line));
        transcript->ended("quit", start);
        recorder.flush();
    };
    say(1);
    std::promise<void> reading;
    std::thread reader([&] {
        Database database(transcript_path(directory), Database::Checkpoints::none);
        Query stays = database.query("SELECT id FROM conversation");
        stays.next();
        reading.set_value();
        while (fs::file_size(transcript_path(directory).string() + "-wal") <= 8u << 20) std::this_thread::yield();
    });
    reading.get_future().wait();
    for (int i = 0; i < 80; ++i) say(10);  // 40 MB
    reader.join();
    EXPECT_EQ(recorder.dropped(), 0u);
}

TEST_F(Transcripts, are_not_there_before_the_file_has_its_tables) {
    EXPECT_FALSE(has_transcripts(directory));
    { Database file(transcript_path(directory), Database::Checkpoints::none); }
    EXPECT_TRUE(fs::exists(transcript_path(directory)));
    EXPECT_FALSE(has_transcripts(directory));
    EXPECT_THROW(all(), std::runtime_error);
    TranscriptRecorder recorder(directory, settings);
    recorder.begin("smtp", "peer", start)->ended("quit", start);
    recorder.flush();
    EXPECT_TRUE(has_transcripts(directory));
}

TEST_F(Transcripts, move_a_file_of_an_older_version_aside_and_say_so) {
    Database(transcript_path(directory), Database::Checkpoints::none).execute("PRAGMA user_version = 1");
    EXPECT_THROW(all(), std::runtime_error);
    testing::internal::CaptureStderr();
    {
        TranscriptRecorder recorder(directory, settings);
        recorder.begin("smtp", "peer", start)->ended("quit", start);
        EXPECT_EQ((recorder.flush(), recorder.dropped()), 0u);
    }
    const std::string said = testing::internal::GetCapturedStderr();
    EXPECT_NE(said.find("transcripts.db is of an older version: it is now"), said.npos) << said;
    EXPECT_TRUE(fs::exists(transcript_path(directory).string() + ".old"));
    EXPECT_EQ(all().size(), 1u);
}

TEST_F(Transcripts, are_of_no_older_version_when_their_file_is_no_database) {
    EXPECT_FALSE(has_older_transcripts(directory));
    std::ofstream(transcript_path(directory)) << std::string(5000, 'x');
    EXPECT_FALSE(has_older_transcripts(directory));
    fs::remove(transcript_path(directory));
    Database(transcript_path(directory), Database::Checkpoints::none).execute("PRAGMA user_version = 1");
    EXPECT_TRUE(has_older_transcripts(directory));
}

}  // namespace postlab::store::transcript_file_test
