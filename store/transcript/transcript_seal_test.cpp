// What the chain shows: whatever is changed, removed or put elsewhere in the record by someone without the key.
#include "store/transcript/transcript_seal.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/transcript/transcripts_for_tests.h"

namespace postlab::store::transcript_seal_test {

namespace fs = std::filesystem;

class SealedRecord : public Transcripts {
protected:
    /// Two conversations of three blocks each, two events in a block.
    void record() {
        TranscriptRecorder recorder(directory, {});
        for (int i = 0; i < 2; ++i) {
            auto transcript = recorder.begin("pop3", "peer", start);
            for (int event = 0; event < 6; ++event) {
                const std::string bytes = "NOOP " + std::to_string(event) + "\r\n";
                transcript->record({Direction::client, start, bytes, "s", "s", "NOOP", ""});
                if (event % 2 == 1) recorder.flush();
            }
            transcript->ended("quit", start);
        }
    }
    std::string flaw_after(const char* tampering, std::int64_t conversation = 1) {
        Database(transcript_path(directory), Database::Checkpoints::none).execute(tampering);
        return TranscriptReader(directory).flaw(conversation).in_english();
    }
};

TEST_F(SealedRecord, holds_when_nobody_touched_it) {
    record();
    EXPECT_EQ(TranscriptReader(directory).flaw(1).in_english(), "");
    EXPECT_EQ(TranscriptReader(directory).flaw(2).in_english(), "");
}

TEST_F(SealedRecord, shows_a_changed_event) {
    record();
    EXPECT_EQ(flaw_after("UPDATE block SET events = CAST(replace(CAST(events AS TEXT), 'NOOP 2', 'QUIT 2') AS BLOB)"
                         " WHERE conversation = 1 AND place = 1"),
              "events have been changed or replaced behind event 1");
    EXPECT_EQ(TranscriptReader(directory).flaw(2).in_english(), "");
}

TEST_F(SealedRecord, shows_removed_events) {
    record();
    EXPECT_EQ(flaw_after("DELETE FROM block WHERE conversation = 1 AND place = 0"),
              "events are missing at the beginning");
    EXPECT_EQ(flaw_after("DELETE FROM block WHERE conversation = 2 AND place = 1", 2),
              "events are missing behind event 1");
}

TEST_F(SealedRecord, shows_a_cut_end) {
    record();
    EXPECT_EQ(flaw_after("DELETE FROM block WHERE conversation = 1 AND place = 2"), "events are missing at the end");
    EXPECT_EQ(flaw_after("UPDATE conversation SET blocks = 2 WHERE id = 1"), "what is said about it has been changed");
}

TEST_F(SealedRecord, shows_events_in_another_order_or_of_another_conversation) {
    record();
    EXPECT_EQ(
        flaw_after(
            "UPDATE block SET place = CASE place WHEN 0 THEN 11 ELSE 10 END WHERE conversation = 1 AND place < 2"),
        "events are missing at the beginning");
    EXPECT_EQ(flaw_after("UPDATE block SET place = place - 10 WHERE conversation = 1 AND place > 9"),
              "events have been changed or replaced at the beginning");
    EXPECT_EQ(
        flaw_after("UPDATE block SET events = (SELECT events FROM block b WHERE b.conversation = 1 AND b.place = 2),"
                   " mac = (SELECT mac FROM block b WHERE b.conversation = 1 AND b.place = 2)"
                   " WHERE conversation = 2 AND place = 2",
                   2),
        "events have been changed or replaced behind event 3");
}

TEST_F(SealedRecord, shows_a_change_of_what_is_said_about_a_conversation) {
    record();
    for (const char* change : {"how = 'drop'", "peer = 'me'", "account = 'ann'", "started = started + 1",
                               "ended = ended + 1", "said = said + 1", "lines = 0", "last_message = 9"}) {
        Database file(transcript_path(directory), Database::Checkpoints::none);
        file.query("SAVEPOINT whole").next();
        file.execute(std::string("UPDATE conversation SET ") + change + " WHERE id = 1");
        file.query("RELEASE whole").next();
        EXPECT_EQ(TranscriptReader(directory).flaw(1).in_english(), "what is said about it has been changed") << change;
        fs::remove(transcript_path(directory));
        for (const char* suffix : {"-wal", "-shm"}) fs::remove(transcript_path(directory).string() + suffix);
        record();
    }
}

TEST_F(SealedRecord, has_a_key_that_only_its_owner_reads_and_that_stays) {
    record();
    struct stat status {};
    ASSERT_EQ(stat(transcript_key_path(directory).c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u);
    EXPECT_EQ(status.st_size, 32);
    const auto before = TranscriptSeal::read_from(directory)->key_id();
    record();
    EXPECT_EQ(TranscriptSeal::read_from(directory)->key_id(), before);
    EXPECT_EQ(TranscriptReader(directory).flaw(4).in_english(), "");
}

TEST_F(SealedRecord, says_when_nothing_can_be_told) {
    record();
    fs::remove(transcript_key_path(directory));
    EXPECT_EQ(TranscriptReader(directory).flaw(1).in_english(),
              "whether it was changed can't be told: there is no transcript.key that can be read");
    TranscriptSeal::made_in(directory);
    EXPECT_EQ(TranscriptReader(directory).flaw(1).in_english(),
              "whether it was changed can't be told: it is sealed with another key");
}

TEST_F(SealedRecord, holds_up_to_where_a_killed_process_came) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        TranscriptRecorder recorder(directory, {});
        auto transcript = recorder.begin("smtp", "peer", start);
        for (int i = 0;; ++i) {
            transcript->record({Direction::client, start, "NOOP\r\n", "s", "s", "NOOP", ""});
            if (i % 50 == 0) recorder.flush();
            if (i == 5000) kill(getpid(), SIGKILL);
        }
    }
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status));
    TranscriptReader reader(directory);
    EXPECT_GE(reader.events(1).size(), 5000u);
    EXPECT_EQ(reader.conversation(1)->lost, 0u);
    EXPECT_FALSE(reader.conversation(1)->ended);
    EXPECT_EQ(reader.flaw(1).in_english(), "");
}

}  // namespace postlab::store::transcript_seal_test
