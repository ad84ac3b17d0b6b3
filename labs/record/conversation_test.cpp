#include "labs/record/conversation.h"

#include <gtest/gtest.h>

#include "shared/program/command_line.h"
#include "shared/system/temporary_directory_for_tests.h"
#include "store/transcript/transcript_recorder.h"

namespace postlab::labs::conversation_test {

using namespace std::chrono_literals;

const Time start = Time(1'700'000'000s + 600us);

TEST(Conversation, is_read_by_its_number) {
    const TemporaryDirectory temporary;
    {
        store::TranscriptRecorder recorder(temporary.path(), Settings());
        auto transcript = recorder.begin("pop3", "127.0.0.1:4711", start);
        transcript->record({Direction::server, start + 1ms, "+OK hello\r\n", "", "", "", "greeting"});
        transcript->ended("timeout", start + 2s);
    }
    const Conversation one = read_conversation(temporary.path(), "1");
    EXPECT_EQ(one.protocol(), Protocol::pop3);
    EXPECT_TRUE(one.was_on_a_wire());
    EXPECT_EQ(one.how_it_ended(), "timeout");
    EXPECT_EQ(one.lost_at_end(), 0u);
    EXPECT_TRUE(one.flaw.empty());
    ASSERT_EQ(one.events.size(), 1u);
    EXPECT_EQ(one.events[0].bytes, "+OK hello\r\n");
    EXPECT_THROW(read_conversation(temporary.path(), "2"), std::runtime_error);
    for (const char* id : {"", "x", "-1", "1 2"}) EXPECT_THROW(read_conversation(temporary.path(), id), UsageError);
}

TEST(Conversation, knows_what_was_lost_behind_its_last_event) {
    Conversation cut{{1, "smtp", "", start, {}, "", 7, 7, 0}, {}};
    EXPECT_EQ(cut.lost_at_end(), 7u);
    EXPECT_EQ(cut.how_it_ended(), "no end yet");
    cut.events.push_back({4, {}, Direction::client, false, "NOOP\r\n", 0, "", "", "", ""});
    EXPECT_EQ(cut.lost_at_end(), 2u);
}

TEST(Conversation, of_a_lab_was_on_no_wire) {
    const Conversation act{{1, "lab", "s017", start, {}, "", 0, 0, 0}, {}};
    EXPECT_FALSE(act.was_on_a_wire());
}

TEST(AnEvent, is_kept_as_the_record_keeps_it) {
    Conversation whole{{1, "smtp", "", start, {}, "", 0, 0, 0}, {}};
    Event event{Direction::client, start + 5ms, "NOO\bOP\r\n", "ready", "ready", "NOOP", {}};
    event.taken = "NOOP";
    whole.events.push_back(kept(event, whole));
    const store::KeptEvent next = kept(event, whole);
    EXPECT_EQ(next.seq, 1u);
    EXPECT_EQ(next.at, 5ms);
    EXPECT_EQ(next.bytes, "NOO\bOP\r\n");
    EXPECT_EQ(next.verb, "NOOP");
    EXPECT_EQ(next.taken, "NOOP");
}

TEST(Times, are_written_to_the_microsecond_in_utc) {
    EXPECT_EQ(utc(start), "2023-11-14T22:13:20.000600Z");
    EXPECT_EQ(seconds(312'400us), "0.312");
}

}  // namespace postlab::labs::conversation_test
