#include "labs/course/class/lab_start.h"

#include "labs/course/class_for_tests.h"
#include "labs/faults/fault_file.h"
#include "store/transcript/transcript_reader.h"

namespace postlab::course::lab_start_test {

TEST_F(ClassOnDisk, starts_with_a_filled_maildrop_a_record_and_faults) {
    const auto started = start("L02", "s001");
    ASSERT_TRUE(started);
    EXPECT_EQ(started->number, 1u);
    EXPECT_EQ(started->letters, 4u);
    EXPECT_TRUE(has(pop3({"USER s001", "PASS secret", "QUIT"}), "has 4 messages"));
    store::TranscriptReader reader(directory());
    const auto act = reader.conversations(2).front();
    EXPECT_EQ(act.protocol, "lab");
    EXPECT_EQ(act.peer, "s001");
    EXPECT_EQ(reader.events(act.id).front().bytes, "START L02 1 0\r\n");
    const auto faults = labs::FaultFile(directory()).rules();
    ASSERT_EQ(faults.size(), 1u);
    EXPECT_EQ(faults[0].tag, "s001/L02");
    EXPECT_EQ(faults[0].rule.account, "s001");
    start("L01", "s001");
    EXPECT_TRUE(labs::FaultFile(directory()).rules().empty()) << "another lab's faults are gone";
}

TEST_F(ClassOnDisk, starts_nothing_while_a_session_has_the_maildrop) {
    start("L02", "s001");
    store::WaitingStore store(directory());
    auto held = store.maildrop("s001");
    EXPECT_FALSE(start("L02", "s001", Act::reset));
    held.reset();
    const auto again = start("L02", "s001", Act::reset);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->number, 2u) << "what could not begin is not counted";
    EXPECT_EQ(again->variant, 0u);
    EXPECT_EQ(start("L02", "s001", Act::reset, true)->variant, 1u);
}

/// A lab that plants an account with one letter, and leaves the student's own maildrop as it is.
struct PlantingLab : ClassOnDisk {
    PlantingLab() { planting.planted = {"amber $student", Fixture{1, "Ann <ann@$domain>", "For $student", "x\n", {}}}; }
    std::optional<Started> begin(Act act, const std::string& student) {
        store::TranscriptRecorder record(directory(), settings_);
        return LabStart(course, labs, record).begin(act, planting, student, false, std::chrono::system_clock::now());
    }
    Lab planting = lab("L01");
};

TEST_F(PlantingLab, starts_with_an_account_whose_secret_is_recorded_as_it_was_typed) {
    EXPECT_EQ(begin(Act::start, "s001")->letters, 0u);
    const std::string said = pop3({"USER s001-L01", "PASS amber s001", "RETR 1", "DELE 1", "QUIT"});
    EXPECT_TRUE(has(said, "+OK s001-L01's maildrop has 1 message (")) << said;
    EXPECT_TRUE(has(said, "\r\nTo: <s001-L01@post.example>\r\nSubject: For s001-L01\r\n")) << said;
    store::TranscriptReader reader(directory());
    EXPECT_EQ(reader.events(reader.conversations(1).front().id).at(3).bytes, "PASS amber s001\r\n");
    begin(Act::reset, "s001");
    EXPECT_TRUE(has(pop3({"USER s001-L01", "PASS amber s001", "QUIT"}), "has 1 message (")) << "it is there again";
}

TEST_F(PlantingLab, starts_nothing_while_a_session_has_the_planted_maildrop) {
    begin(Act::start, "s001");
    store::WaitingStore store(directory());
    auto held = store.open("s001-l01", store::Password{"amber s001"});
    EXPECT_FALSE(begin(Act::reset, "s001"));
    held = store::Refusal::failed;
    EXPECT_EQ(begin(Act::reset, "s001")->number, 2u);
}

TEST_F(PlantingLab, plants_nothing_over_somebody_s_account) {
    store::Accounts(directory()).add("s001-l01", "own", store::Accounts::Apop::none);
    EXPECT_THROW(begin(Act::start, "s001"), std::runtime_error);
    EXPECT_TRUE(has(pop3({"USER s001-L01", "PASS own", "QUIT"}), "+OK s001-L01's maildrop"));
}

TEST_F(ClassOnDisk, shares_a_large_letter_and_keeps_it_in_its_place) {
    for (const char* student : {"s001", "s002", "s003"}) start("L02", student);
    store::Database mail(directory() / "maildrop.db", store::Database::Checkpoints::none);
    store::Query large = mail.query("SELECT count(DISTINCT content), count(*) FROM delivery WHERE octets = 2000000");
    ASSERT_TRUE(large.next());
    EXPECT_EQ(large.integer(0), 1);
    EXPECT_EQ(large.integer(1), 3);
    for (const char* student : {"s001", "s002", "s003"}) {
        const std::string said = pop3({std::string("USER ") + student, "PASS secret", "LIST", "TOP 1 0", "QUIT"});
        EXPECT_TRUE(has(said, "\r\n4 2000000\r\n")) << said;
        EXPECT_TRUE(has(said, "Subject: Letter 1")) << said;
    }
}

}  // namespace postlab::course::lab_start_test
