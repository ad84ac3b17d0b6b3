// A record that an earlier version has written, version_3.sql, is brought up to date and loses nothing.
#include "store/transcript/transcript_upgrade.h"

#include <fstream>

#include "store/transcript/transcripts_for_tests.h"

namespace postlab::store::transcript_upgrade_test {

class OldRecord : public Transcripts {
protected:
    void SetUp() override {
        std::ifstream file(std::string(POSTLAB_SOURCE_DIR) + "/store/transcript/version_3.sql");
        const std::string sql(std::istreambuf_iterator<char>(file), {});
        run(sql.c_str());
        const std::string key = "SELECT x'" + sql.substr(sql.find("key:\n-- ") + 8, 64) + "'";
        Database database(transcript_path(directory), Database::Checkpoints::none);
        Query octets = database.query(key);
        ASSERT_TRUE(octets.next());
        std::ofstream(transcript_key_path(directory)) << octets.blob(0);
    }
    void run(const char* sql) {
        Database database(transcript_path(directory), Database::Checkpoints::none);
        ASSERT_EQ(sqlite3_exec(database.handle(), sql, nullptr, nullptr, nullptr), SQLITE_OK);
    }
    /// The server starts and records one more conversation.
    void go_on() {
        TranscriptRecorder recorder(directory, settings);
        recorder.begin("smtp", "peer", start)->ended("quit", start);
        recorder.flush();
        EXPECT_EQ(recorder.dropped(), 0u);
    }
};

TEST_F(OldRecord, keeps_its_conversations_and_goes_on_numbering_them) {
    go_on();
    const auto conversations = all();
    ASSERT_EQ(conversations.size(), 5u);
    EXPECT_EQ(conversations[0].events, 13u);
    EXPECT_EQ(conversations[0].lines, 12u);
    EXPECT_EQ(conversations[0].how, "quit");
    EXPECT_EQ(conversations[1].account, "ann");
    EXPECT_FALSE(conversations[3].ended);
    EXPECT_EQ(conversations[4].id, 5);
    TranscriptReader reader(directory);
    EXPECT_EQ(reader.bringing(1).at(0).id, 1);
    EXPECT_EQ(reader.opening("ann").size(), 2u);
    for (std::int64_t id = 1; id <= 5; ++id) EXPECT_EQ(reader.flaw(id), "") << id;
}

TEST_F(OldRecord, keeps_each_event_and_what_a_block_only_referred_to) {
    go_on();
    const auto smtp = events(1), first = events(2), second = events(3);
    ASSERT_EQ(smtp.size(), 13u);
    EXPECT_EQ(smtp[0].reply, "session.greeting");
    EXPECT_EQ(smtp[1].verb, "EHLO");
    ASSERT_EQ(first.size(), 12u);
    ASSERT_EQ(second.size(), 12u);
    const auto is_letter = [](const KeptEvent& event) { return event.content; };
    const auto letter = std::ranges::find_if(first, is_letter), again = std::ranges::find_if(second, is_letter);
    ASSERT_NE(letter, first.end());
    EXPECT_EQ(letter->bytes.size(), 788u);
    EXPECT_EQ(again->bytes, letter->bytes);
    EXPECT_EQ(again->left_out, letter->left_out);
    EXPECT_EQ(again->verb, "RETR");
    EXPECT_EQ(first[4].mailboxes, "ann");
    EXPECT_EQ(first[4].messages, "1");
    EXPECT_GT(first[4].at, first[3].at);
}

TEST_F(OldRecord, is_not_made_sound_by_it_where_it_was_changed) {
    run("UPDATE block SET events = CAST(replace(CAST(events AS TEXT), 'EHLO', 'HELO') AS BLOB) WHERE conversation = 1;"
        "UPDATE conversation SET how = 'drop' WHERE id = 2;"
        "UPDATE conversation SET key = key + 1 WHERE id = 3");
    go_on();
    TranscriptReader reader(directory);
    EXPECT_EQ(reader.flaw(1), "what is said about it has been changed");
    EXPECT_EQ(reader.flaw(2), "what is said about it has been changed");
    EXPECT_EQ(reader.flaw(3), "whether it was changed can't be told: it is sealed with another key");
    EXPECT_EQ(reader.flaw(4), "");
}

TEST_F(OldRecord, survives_any_damage_to_its_blocks) {
    run("UPDATE block SET events = substr(events, 1, 700) || x'ffffffffffffffffffff' WHERE id = 1;"
        "UPDATE block SET events = x'00' WHERE id = 2;"
        "UPDATE block SET events = x'ff' WHERE id = 4");
    go_on();
    EXPECT_GT(events(1).size(), 3u);
    EXPECT_EQ(events(2).size(), 0u);
    ASSERT_EQ(events(3).size(), 12u);
    EXPECT_GT(events(3)[9].left_out, 787u) << "its content has gone";
    EXPECT_NE(TranscriptReader(directory).flaw(1), "");
}

TEST_F(OldRecord, is_left_to_a_server) {
    try {
        all();
        FAIL() << "it was read";
    } catch (const std::runtime_error& error) {
        EXPECT_NE(std::string(error.what()).find("brings it up to date"), std::string::npos) << error.what();
    }
}

}  // namespace postlab::store::transcript_upgrade_test
