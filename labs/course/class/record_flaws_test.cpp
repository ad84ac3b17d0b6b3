#include "labs/course/class/record_flaws.h"

#include <gtest/gtest.h>

#include "shared/system/temporary_directory_for_tests.h"
#include "store/database.h"
#include "store/transcript/transcript_reader.h"
#include "store/transcript/transcript_recorder.h"

namespace postlab::course::record_flaws_test {

class RecordOfThree : public testing::Test {
protected:
    RecordOfThree() {
        store::TranscriptRecorder recorder(temporary_.path(), Settings());
        const Time now = std::chrono::system_clock::now();
        for (int i = 0; i < 3; ++i) {
            auto transcript = recorder.begin("pop3", "peer", now);
            transcript->record({Direction::server, now, "+OK\r\n", "S", "S", {}, {}});
            transcript->ended("quit", now);
        }
    }
    void tamper(const char* statement) {
        store::Database(store::transcript_path(temporary_.path()), store::Database::Checkpoints::none)
            .execute(statement);
    }
    std::vector<std::string> flaws() {
        std::vector<std::string> said;
        for (const Phrase& flaw : record_flaws(temporary_.path())) said.push_back(flaw.in_english());
        return said;
    }

    const TemporaryDirectory temporary_;
};

TEST_F(RecordOfThree, has_none_as_it_was_written) { EXPECT_EQ(flaws(), std::vector<std::string>()); }

TEST_F(RecordOfThree, shows_which_conversation_was_changed) {
    tamper("UPDATE block SET events = events || x'00' WHERE conversation = 2");
    ASSERT_EQ(flaws().size(), 1u);
    EXPECT_TRUE(flaws()[0].starts_with("conversation 2: ")) << flaws()[0];
    tamper("UPDATE conversation SET how = 'drop' WHERE id = 3");
    EXPECT_EQ(flaws().size(), 2u);
}

TEST_F(RecordOfThree, can_not_be_told_without_its_key_which_is_said_once) {
    std::filesystem::remove(store::transcript_key_path(temporary_.path()));
    ASSERT_EQ(flaws().size(), 1u);
    EXPECT_FALSE(flaws()[0].starts_with("conversation")) << flaws()[0];
}

TEST(NoRecord, has_no_flaw) {
    const TemporaryDirectory empty;
    EXPECT_TRUE(record_flaws(empty.path()).empty());
}

}  // namespace postlab::course::record_flaws_test
