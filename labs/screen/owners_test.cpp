#include "labs/screen/owners.h"

#include "labs/course/class_for_tests.h"
#include "shared/system/file.h"
#include "store/database.h"
#include "store/transcript/transcript_schema.h"

namespace postlab::screen::owners_test {

using namespace std::chrono_literals;

struct ConversationOwners : course::ClassOnDisk {
    std::unique_ptr<Transcript> begin(const char* protocol = "smtp") {
        return recorder.begin(protocol, "127.0.0.1", at += 1s);
    }
    void say(const std::unique_ptr<Transcript>& session, const std::string& line) {
        session->record({Direction::client, at += 1s, line + "\r\n", "ready", "ready", "NOOP", {}});
        recorder.flush();
        owners.changed({1});
    }
    std::string badge_of(const std::string& student) { return course::token(course.key(), student, "L01"); }
    std::string owner() { return owners.of(1); }

    Time at = std::chrono::system_clock::now();
    store::TranscriptRecorder recorder{directory(), settings_};
    KnownLabs known_labs{directory(), course::test_labs()};
    CourseAtHand at_hand{known_labs};
    Record record{directory()};
    Owners owners{record, at_hand};
};

TEST_F(ConversationOwners, are_found_in_what_is_new_alone) {
    const auto session = begin();
    say(session, "HELO me");
    EXPECT_EQ(owner(), "");
    say(begin(), "VRFY " + badge_of("s002"));
    {
        store::Database kept(store::transcript_path(directory()), store::Database::Checkpoints::own);
        kept.execute(
            "UPDATE block SET events = (SELECT events FROM block WHERE conversation = 2)"
            " WHERE conversation = 1");  // whoever reads it again finds another badge
    }
    say(session, "VRFY " + badge_of("s001"));
    EXPECT_EQ(owner(), "s001");
    say(session, "VRFY " + badge_of("s002"));
    EXPECT_EQ(owner(), "s001") << "the first one counts";
    EXPECT_EQ(owners.newest_of("s001"), 1);
    session->ended("quit", at);
}

TEST_F(ConversationOwners, are_looked_for_again_where_the_course_could_not_be_read) {
    const auto session = begin();
    say(session, "VRFY " + badge_of("s001"));
    const std::filesystem::path key = directory() / "course.key";
    const std::string octets = read_file(key);
    replace_file(key, "short");
    EXPECT_EQ(owner(), "");
    EXPECT_EQ(owners.newest_of("s001"), 0);
    replace_file(key, octets);
    EXPECT_EQ(owners.newest_of("s001"), 1);
    EXPECT_EQ(owner(), "s001");
    session->ended("quit", at);
}

TEST_F(ConversationOwners, give_a_badge_that_was_guessed_to_nobody_though_it_comes_late) {
    const auto session = begin();
    for (unsigned i = 0; i < course::TokenReader::most_wrong; ++i) {
        say(session, "VRFY s001+L01-" + std::to_string(1000 + i));
        EXPECT_EQ(owner(), "") << i;
    }
    say(session, "VRFY " + badge_of("s001"));
    EXPECT_EQ(owner(), "");
    session->ended("quit", at);
}

}  // namespace postlab::screen::owners_test
