#include "store/transcript/transcript_removal.h"

#include "store/transcript/transcripts_for_tests.h"

namespace postlab::store::transcript_removal_test {

class Removal : public Transcripts {
protected:
    /// A session that fetches the letter; its id is its place among those recorded so far.
    void fetch(TranscriptRecorder& recorder, const std::string& letter) {
        auto transcript = recorder.begin("pop3", "127.0.0.1", start);
        transcript->record(command("RETR 1\r\n"));
        transcript->record(content(letter));
        transcript->ended("quit", start);
        recorder.flush();
    }
    std::vector<std::int64_t> ids() {
        std::vector<std::int64_t> ids;
        for (const KeptConversation& conversation : all()) ids.push_back(conversation.id);
        return ids;
    }
};

TEST_F(Removal, takes_conversations_out_with_all_their_events) {
    {
        TranscriptRecorder recorder(directory, settings);
        for (int i = 0; i < 3; ++i) fetch(recorder, "letter " + std::to_string(i) + "\r\n");
    }
    remove_conversations(directory, {1, 3, 99});
    EXPECT_EQ(ids(), std::vector<std::int64_t>{2});
    EXPECT_TRUE(events(1).empty());
    ASSERT_EQ(events(2).size(), 2u);
    EXPECT_EQ(events(2)[1].bytes, "letter 1\r\n");
    EXPECT_EQ(TranscriptReader(directory).flaw(2).in_english(), "") << "what stays is as it was recorded";
    EXPECT_EQ(Database(transcript_path(directory), Database::Checkpoints::none)
                  .query("SELECT 1 FROM block WHERE conversation <> 2")
                  .next(),
              false);
}

TEST_F(Removal, leaves_said_what_a_later_conversation_had_in_common_with_it) {
    const std::string letter(10000, 'x');
    {
        TranscriptRecorder recorder(directory, settings);
        for (int i = 0; i < 2; ++i) fetch(recorder, letter);
    }
    ASSERT_EQ(events(2)[1].bytes, letter);
    remove_conversations(directory, {1});
    ASSERT_EQ(events(2).size(), 2u);
    EXPECT_EQ(events(2)[1].bytes, "");
    EXPECT_EQ(events(2)[1].left_out, letter.size());
    EXPECT_EQ(TranscriptReader(directory).flaw(2).in_english(), "");
}

TEST_F(Removal, gives_no_id_again_and_lets_a_running_server_go_on) {
    TranscriptRecorder recorder(directory, settings);
    fetch(recorder, "first\r\n");
    auto under_way = recorder.begin("smtp", "127.0.0.1", start);
    under_way->record(command("NOOP\r\n"));
    recorder.flush();
    remove_conversations(directory, {1, 2});
    under_way->record(command("QUIT\r\n"));
    under_way->ended("quit", start);
    recorder.flush();
    EXPECT_EQ(ids(), std::vector<std::int64_t>{3}) << "what is said from there on stands in a new one";
    EXPECT_EQ(events(3).back().bytes, "QUIT\r\n");
}

TEST_F(Removal, says_what_is_in_its_way) { EXPECT_THROW(remove_conversations(directory, {1}), std::runtime_error); }

}  // namespace postlab::store::transcript_removal_test
