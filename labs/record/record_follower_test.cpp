#include "labs/record/record_follower.h"

#include "store/transcript/transcripts_for_tests.h"

namespace postlab::labs::record_follower_test {

using store::command;
using store::start;

struct Following : store::Transcripts {
    /// What has come since the last call: "1: USER a, PASS ****", "1 ended".
    std::vector<std::string> news() {
        std::vector<std::string> told;
        follower.follow([&](RecordFollower::News news) {
            std::string line = std::to_string(news.about.id) + ":";
            for (const store::KeptEvent& event : news.events) {
                EXPECT_EQ(event.seq, news.first++) << "nothing was lost";
                line += " " + event.bytes.substr(0, event.bytes.find('\r'));
            }
            told.push_back(line + (news.about.ended ? " ended" : ""));
        });
        return told;
    }
    using News = std::vector<std::string>;
    RecordFollower follower{directory};
};

TEST_F(Following, tells_of_what_comes_and_of_nothing_twice) {
    EXPECT_EQ(news(), News{}) << "there is no record yet";
    store::TranscriptRecorder recorder(directory, settings);
    auto first = recorder.begin("pop3", "a", start);
    first->record(command("USER a\r\n"));
    recorder.flush();
    EXPECT_EQ(news(), News{"1: USER a"});
    EXPECT_EQ(news(), News{});
    auto second = recorder.begin("smtp", "b", start);
    second->record(command("HELO b\r\n"));
    first->record(command("STAT\r\n"));
    first->record(command("QUIT\r\n"));
    first->ended("quit", start);
    recorder.flush();
    EXPECT_EQ(news(), (News{"1: STAT QUIT ended", "2: HELO b"}));
    second->ended("closed", start);
    recorder.flush();
    EXPECT_EQ(news(), News{"2: ended"});
    EXPECT_EQ(news(), News{});
}

TEST_F(Following, passes_over_what_was_said_before) {
    store::TranscriptRecorder recorder(directory, settings);
    auto old = recorder.begin("pop3", "a", start);
    old->record(command("USER a\r\n"));
    auto gone = recorder.begin("pop3", "a", start);
    gone->record(command("QUIT\r\n"));
    gone->ended("quit", start);
    recorder.flush();
    EXPECT_EQ(news(), News{});
    old->record(command("STAT\r\n"));
    recorder.flush();
    std::uint32_t first = 0;
    follower.follow([&](const RecordFollower::News& news) { first = news.first; });
    EXPECT_EQ(first, 1u) << "the first line came before";
}

}  // namespace postlab::labs::record_follower_test
