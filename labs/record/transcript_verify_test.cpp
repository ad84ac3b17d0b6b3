#include "labs/record/transcript_verify.h"

#include <gtest/gtest.h>

#include <chrono>
#include <sstream>

#include "labs/record/transcript_view.h"
#include "shared/program/command_line.h"
#include "shared/system/temporary_directory_for_tests.h"
#include "store/transcript/transcript_reader.h"
#include "store/transcript/transcript_recorder.h"

namespace postlab::labs::transcript_verify_test {

namespace fs = std::filesystem;
const Time start = Time(std::chrono::seconds(1'700'000'000));

class VerifiedTranscripts : public testing::Test {
protected:
    void SetUp() override {
        store::TranscriptRecorder recorder(directory, {});
        for (int i = 0; i < 5; ++i) {
            auto transcript = recorder.begin("smtp", "peer", start);
            transcript->record({Direction::client, start, "NOOP\r\n", "s", "s", "NOOP", ""});
            if (i != 3) transcript->ended("quit", start);
            recorder.flush();
        }
    }
    int verify(const std::string& range = "") {
        out.str("");
        return verify_transcripts(directory, range, out);
    }
    std::string anchor() const { return out.str().substr(out.str().rfind(' ') + 1); }
    void tamper(const char* statement) {
        store::Database(store::transcript_path(directory), store::Database::Checkpoints::none).execute(statement);
    }

    const TemporaryDirectory temporary;
    const fs::path directory = temporary.path();
    std::ostringstream out;
};

TEST_F(VerifiedTranscripts, are_all_as_they_were_recorded) {
    EXPECT_EQ(verify(), 0);
    EXPECT_EQ(out.str().find("conversations 1-5: 5 checked, all as they were recorded\nanchor 1-5 (4 ended): "), 0u)
        << out.str();
    EXPECT_EQ(anchor().size(), 64u + 1);
    EXPECT_EQ(
        run_program(transcript_commands(), {"transcript", "verify", "2-3", "--data", directory.string()}, out, out), 0);
    EXPECT_NE(out.str().find("conversations 2-3: 2 checked"), std::string::npos);
}

TEST_F(VerifiedTranscripts, name_the_one_that_was_changed) {
    tamper("UPDATE block SET events = x'00' WHERE conversation = 2");
    EXPECT_EQ(verify(), 1);
    EXPECT_NE(out.str().find("conversation 2: events have been changed or replaced at the beginning\n"),
              std::string::npos)
        << out.str();
    EXPECT_NE(out.str().find("5 checked, 1 wrong\n"), std::string::npos) << out.str();
    EXPECT_EQ(verify("3-5"), 0);
}

TEST_F(VerifiedTranscripts, are_warned_of_wherever_they_are_shown) {
    tamper("UPDATE block SET events = x'00' WHERE conversation = 2");
    for (const auto& arguments : std::vector<std::vector<std::string>>{
             {"list"}, {"show", "2"}, {"export", "2"}, {"export", "2", "--as", "svg"}, {"export", "all"}}) {
        std::vector<std::string> all = arguments;
        all.insert(all.begin(), "transcript");
        all.insert(all.end(), {"--data", directory.string()});
        std::ostringstream err;
        run_program(transcript_commands(), all, out, err);
        EXPECT_EQ(err.str(),
                  "postlab: warning: conversation 2: events have been changed or replaced at the beginning\n")
            << arguments[0];
    }
}

TEST_F(VerifiedTranscripts, are_missed_when_they_are_gone_from_between) {
    tamper("DELETE FROM conversation WHERE id IN (2, 3)");
    EXPECT_EQ(verify(), 1);
    EXPECT_EQ(out.str().find("conversations 2-3: not in the record\n"), 0u) << out.str();
}

TEST_F(VerifiedTranscripts, are_not_missed_when_the_oldest_have_made_room) {
    tamper("DELETE FROM conversation WHERE id = 1");
    EXPECT_EQ(verify(), 0);
    EXPECT_EQ(verify("1-5"), 1) << "who asks for it gets to know";
}

TEST_F(VerifiedTranscripts, have_an_anchor_that_shows_a_cut_end) {
    verify("1-5");
    const std::string before = anchor();
    verify("1-5");
    EXPECT_EQ(anchor(), before);
    tamper("DELETE FROM conversation WHERE id = 5");
    EXPECT_EQ(verify("1-5"), 1);
    EXPECT_EQ(out.str().find("conversation 5: not in the record\n"), 0u) << out.str();
    EXPECT_NE(anchor(), before);
    EXPECT_EQ(verify(), 0) << "which is why anchors are kept elsewhere";
}

TEST_F(VerifiedTranscripts, need_their_key) {
    EXPECT_THROW(verify("x"), UsageError);
    EXPECT_THROW(verify("5-1"), UsageError);
    EXPECT_THROW(verify("7-9"), std::runtime_error);
    fs::remove(store::transcript_key_path(directory));
    EXPECT_THROW(verify(), std::runtime_error);
}

}  // namespace postlab::labs::transcript_verify_test
