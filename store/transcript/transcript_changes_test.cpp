#include "store/transcript/transcripts_for_tests.h"

namespace postlab::store::transcript_changes_test {

using TranscriptChanges = Transcripts;

TEST_F(TranscriptChanges, tell_of_what_is_said_in_a_conversation_under_way) {
    TranscriptRecorder recorder(directory, settings);
    std::vector<std::vector<std::int64_t>> told;
    std::size_t readable = 0;
    recorder.on_change([&](const std::vector<std::int64_t>& changed) {
        told.push_back(changed);
        readable = TranscriptReader(directory).events(1).size();
    });
    auto open = recorder.begin("smtp", "peer", start);
    open->record(command("NOOP\r\n"));
    recorder.flush();
    EXPECT_EQ(readable, 1u);
    open->record(command("RSET\r\n"));
    recorder.flush();
    EXPECT_EQ(readable, 2u);
    open->ended("quit", start);
    recorder.flush();
    EXPECT_EQ(told, (std::vector<std::vector<std::int64_t>>{{1}, {1}, {1}}));
}

}  // namespace postlab::store::transcript_changes_test
