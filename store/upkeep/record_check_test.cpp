// Each thing that can be wrong with the record, made by hand: it is found, and what is evidence stays as it is.
#include "store/upkeep/record_check.h"

#include "store/transcript/transcripts_for_tests.h"

namespace postlab::store::record_check_test {

struct BrokenRecord : Transcripts {
    BrokenRecord() {
        TranscriptRecorder recorder(directory, settings);
        for (const char* peer : {"192.0.2.1", "192.0.2.2"}) {
            const auto transcript = recorder.begin("pop3", peer, start);
            transcript->record(command("RETR 1\r\n"));
            transcript->record(content("a letter\r\n"));
            transcript->ended("quit", start);
        }
    }
    void type(std::string_view sql) { Database(transcript_path(directory), Database::Checkpoints::own).execute(sql); }
    std::int64_t number(std::string_view sql) {
        Database database(transcript_path(directory), Database::Checkpoints::none);
        Query row = database.query(sql);
        return row.next() ? row.integer(0) : -1;
    }
    std::string found() {
        std::string all;
        for (const Flaw& flaw : find_record_flaws(directory))
            all += (flaw.mendable ? "" : "! ") + flaw.what.in_english() + "\n";
        return all;
    }
};

TEST_F(BrokenRecord, OfWhichNothingIsBrokenHasNoFlaw) {
    EXPECT_EQ(found(), "");
    EXPECT_TRUE(find_record_flaws(directory / "elsewhere").empty()) << "where there is none, neither";
}

TEST_F(BrokenRecord, AChangedConversationIsSaidAndStays) {
    type("UPDATE conversation SET account = 'mallory' WHERE id = 2");
    type("UPDATE block SET events = CAST(substr(events, 1, length(events) - 1) || 'x' AS BLOB) WHERE conversation = 1");
    EXPECT_EQ(found(),
              "! conversation 1: events have been changed or replaced at the beginning\n"
              "! conversation 2: what is said about it has been changed\n");
    mend_record(directory);
    EXPECT_EQ(number("SELECT count(*) FROM conversation WHERE account = 'mallory'"), 1);
    EXPECT_NE(found(), "");
}

TEST_F(BrokenRecord, BlocksWithoutAConversationStay) {
    type("INSERT INTO block(conversation, place, events, mac) VALUES (77, 0, x'00', x'00')");
    EXPECT_EQ(found(), "! 1 blocks of the record belong to no conversation\n");
    mend_record(directory);
    EXPECT_EQ(number("SELECT count(*) FROM block WHERE conversation = 77"), 1);
}

TEST_F(BrokenRecord, WhatIsCountedOfClientsIsCountedAgain) {
    type("UPDATE client SET octets = octets + 1000 WHERE peer = '192.0.2.1'");
    EXPECT_EQ(found(), "of 1 client addresses the record counts other octets than it has\n");
    mend_record(directory);
    EXPECT_EQ(found(), "");
}

TEST_F(BrokenRecord, TriggersAndIndexesAreMadeAgain) {
    type("DROP TRIGGER block_added");
    type("DROP INDEX block_of_conversation");
    EXPECT_EQ(found(),
              "block_of_conversation, which keeps the tables in step, is missing\n"
              "block_added, which keeps the tables in step, is missing\n");
    mend_record(directory);
    EXPECT_EQ(found(), "");
}

TEST_F(BrokenRecord, NoConversationsIdIsGivenTwice) {
    type("UPDATE sqlite_sequence SET seq = 1 WHERE name = 'conversation'");
    EXPECT_EQ(found(), "the table conversation goes on with ids from 1 on, and 2 was given already\n");
    mend_record(directory);
    EXPECT_EQ(found(), "");
}

TEST_F(BrokenRecord, WithoutItsKeyIsSaid) {
    std::filesystem::remove(transcript_key_path(directory));
    EXPECT_NE(found().find("there is no transcript.key"), std::string::npos) << found();
}

TEST_F(BrokenRecord, TellsTheHighestMessageThatItKnows) {
    EXPECT_EQ(highest_recorded_message(directory), 0);
    type("UPDATE conversation SET last_message = 40 WHERE id = 1");
    EXPECT_EQ(highest_recorded_message(directory), 40);
}

}  // namespace postlab::store::record_check_test
