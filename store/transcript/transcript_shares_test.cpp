// What of a conversation the record keeps when it, or others, say too much.
#include <algorithm>
#include <string>

#include "store/transcript/transcripts_for_tests.h"

namespace postlab::store::transcript_shares_test {

using namespace std::chrono_literals;

TEST_F(Transcripts, keep_so_much_of_a_conversation_and_its_end) {
    settings.transcript.max_conversation_bytes = 1000;
    std::uint64_t dropped;
    {
        TranscriptRecorder recorder(directory, settings);
        auto flood = recorder.begin("smtp", "flood", start), other = recorder.begin("smtp", "other", start);
        for (int i = 0; i < 50; ++i) flood->record(command(std::string(84, 'x')));  // 100 octets with what is around
        other->record(command("NOOP\r\n"));
        flood->ended("quit", start + 1s);
        other->ended("quit", start + 1s);
        recorder.flush();
        dropped = recorder.dropped();
    }
    EXPECT_EQ(dropped, 40u);
    const auto conversations = all();
    ASSERT_EQ(conversations.size(), 2u);
    EXPECT_EQ(conversations[0].events, 10u);
    EXPECT_EQ(conversations[0].lost, 40u);
    EXPECT_EQ(conversations[0].how, "quit");
    EXPECT_EQ(conversations[1].lost, 0u);
}

TEST_F(Transcripts, keep_all_of_a_quiet_conversation_beside_thirty_that_flood) {
    TranscriptRecorder recorder(directory, settings, 1 << 20);
    auto student = recorder.begin("pop3", "peer", start);
    student->record(command("NOOP\r\n"));
    std::vector<std::unique_ptr<Transcript>> floods;
    for (int i = 0; i < 30; ++i) floods.push_back(recorder.begin("smtp", "peer", start));
    recorder.flush();
    testing::internal::CaptureStderr();
    for (int round = 0; round < 20; ++round) {
        {
            Database another(transcript_path(directory), Database::Checkpoints::none);
            const Transaction lock(another);  // nothing leaves the queue
            for (int i = 0; i < 500; ++i)
                for (const auto& flood : floods) flood->record(command("HELP\r\n"));
            student->record(command("NOOP\r\n"));
        }
        recorder.flush();
    }
    student->ended("quit", start);
    recorder.flush();
    const std::string said = testing::internal::GetCapturedStderr();
    EXPECT_GT(recorder.dropped(), 0u);
    EXPECT_EQ(TranscriptReader(directory).conversation(1)->lost, 0u);
    EXPECT_EQ(events(1).size(), 21u);
    EXPECT_NE(said.find("are missing in the record: "), said.npos) << said;
    EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 1) << "once a minute at most: " << said;
}

TEST_F(Transcripts, keep_so_much_of_a_client_in_an_hour_and_the_beginning_of_each_conversation) {
    TranscriptRecorder recorder(directory, settings, TranscriptRecorder::usual_queue, 1 << 20);
    const auto say_half_a_megabyte = [&](const char* peer, Time at) {
        const std::uint64_t before = recorder.dropped();
        auto transcript = recorder.begin("smtp", peer, at);
        for (int i = 0; i < 512; ++i) transcript->record(command(std::string(1008, 'x')));  // 1 KiB with what is around
        recorder.flush();
        return recorder.dropped() - before;
    };
    EXPECT_EQ(say_half_a_megabyte("flood", start), 0u);
    EXPECT_EQ(say_half_a_megabyte("flood", start), 0u);
    EXPECT_GT(say_half_a_megabyte("flood", start), 0u);
    EXPECT_EQ(say_half_a_megabyte("flood", start), 448u) << "all but the first 64 KiB";
    EXPECT_EQ(say_half_a_megabyte("another", start), 0u);
    EXPECT_EQ(say_half_a_megabyte("flood", start + 1h), 0u);
}

TEST_F(Transcripts, count_a_letter_said_again_as_the_little_that_it_adds) {
    settings.transcript.max_conversation_bytes = 20000;
    TranscriptRecorder recorder(directory, settings);
    auto transcript = recorder.begin("pop3", "peer", start);
    const std::string letter(10000, 'x');
    for (int i = 0; i < 20; ++i) {
        transcript->record(command("RETR 1\r\n"));
        transcript->record(content(letter));
        recorder.flush();
    }
    EXPECT_EQ(recorder.dropped(), 0u);
    EXPECT_EQ(events(1).back().bytes, letter);
}

}  // namespace postlab::store::transcript_shares_test
