// What of a conversation the record keeps when it, or others, say too much.
#include <algorithm>
#include <string>

#include "store/transcript/transcript_removal.h"
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

/// Many conversations of one client, each so short that all of it is kept.
void flood(TranscriptRecorder& recorder, const char* peer, int conversations) {
    for (int i = 0; i < conversations; ++i) {
        auto transcript = recorder.begin("smtp", peer, start);
        transcript->record(command(std::string(10000, 'x')));
        transcript->ended("drop", start);
        if (i % 20 == 0) recorder.flush();
    }
    recorder.flush();
}

std::int64_t conversations_of(const std::vector<KeptConversation>& all, std::string_view peer) {
    return std::ranges::count(all, peer, &KeptConversation::peer);
}

TEST_F(Transcripts, make_room_by_the_oldest_of_a_client_that_has_more_than_half) {
    settings.transcript.max_bytes = 1 << 20;
    TranscriptRecorder recorder(directory, settings);
    flood(recorder, "quiet", 20);
    flood(recorder, "flood", 300);
    EXPECT_EQ(recorder.dropped(), 0u);
    const auto kept = all();
    EXPECT_EQ(conversations_of(kept, "quiet"), 20);
    EXPECT_GT(conversations_of(kept, "flood"), 25);
    EXPECT_GT(kept[20].id, 200) << "its oldest have gone";
    flood(recorder, "third", 60);
    EXPECT_LT(conversations_of(all(), "quiet"), 20) << "now nobody has more than half, and the oldest go";
    EXPECT_LE(std::filesystem::file_size(transcript_path(directory)), settings.transcript.max_bytes);
}

/// What a client has of the record, as it counts.
std::int64_t counted(const std::filesystem::path& directory, std::string_view peer) {
    Database database(transcript_path(directory), Database::Checkpoints::none);
    Query row = database.query("SELECT octets FROM client WHERE peer = ?", peer);
    return row.next() ? row.integer(0) : 0;
}

/// A course's record, on a disk that has a megabyte left.
class TranscriptsOnASmallDisk : public Transcripts {
protected:
    TranscriptsOnASmallDisk() { file.keep_all(); }

    /// Conversations of that client, one event each; how many events were lost.
    std::uint64_t say(const char* peer, int conversations, std::size_t octets = 10000) {
        std::uint64_t lost = 0;
        for (int i = 0; i < conversations; ++i) {
            push(TranscriptRecord::Kind::begin, "smtp", peer);
            push(TranscriptRecord::Kind::event, "", std::string(octets, 'x'));
            push(TranscriptRecord::Kind::end, "quit", "");
            ++number;
            lost += file.write(queue, 1 << 20, 1 << 20);
            queue.release();
        }
        return lost;
    }
    void push(TranscriptRecord::Kind kind, std::string_view verb, std::string_view bytes) {
        Event event = command(bytes);
        event.verb = verb;
        ASSERT_TRUE(queue.push({kind, number, kind == TranscriptRecord::Kind::end ? 1u : 0u, 0, event}, nullptr));
    }

    ContentIndex known;
    TranscriptQueue queue{1 << 20};
    TranscriptFile file{directory, 1 << 20, known};
    std::uint64_t number = 1;
};

TEST_F(TranscriptsOnASmallDisk, keep_no_more_of_a_client_than_the_disk_has_left) {
    EXPECT_EQ(say("class", 50), 0u);
    EXPECT_GT(say("flood", 1000), 800u);
    EXPECT_LT(counted(directory, "flood"), (1 << 20) + 20000) << "conversations without a line included";
    EXPECT_EQ(say("class", 40), 0u) << "the others' evidence";
    EXPECT_EQ(conversations_of(all(), "class"), 90);
    EXPECT_GT(say("flood", 1, 10), 0u) << "it stays so";
    EXPECT_EQ(conversations_of(all(), "flood"), (1 << 20) / (10000 + 256 + 64) + 1) << "not even a row";
}

TEST_F(TranscriptsOnASmallDisk, count_what_is_there_also_in_a_file_that_did_not) {
    say("one", 3);
    say("two", 1, 100);
    const std::int64_t one = counted(directory, "one"), two = counted(directory, "two");
    EXPECT_GT(one, 3 * 10000);
    {
        Database database(transcript_path(directory), Database::Checkpoints::none);
        for (const char* name : {"conversation_begun", "block_added", "block_gone", "conversation_gone"})
            database.execute("DROP TRIGGER " + std::string(name));
        database.execute("DROP TABLE client");
    }
    TranscriptFile again(directory, 1 << 20, known);
    again.write(queue, 1, 1 << 20);
    EXPECT_EQ(counted(directory, "one"), one);
    EXPECT_EQ(counted(directory, "two"), two);
    remove_conversations(directory, {1, 2, 3});
    EXPECT_EQ(counted(directory, "one"), 0);
    EXPECT_EQ(counted(directory, "two"), two);
}

}  // namespace postlab::store::transcript_shares_test
