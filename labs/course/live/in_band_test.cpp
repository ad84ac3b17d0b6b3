#include "labs/course/live/in_band.h"

#include <gtest/gtest.h>

#include "labs/course/class/graded_record.h"
#include "labs/course/class/kept_grades.h"
#include "labs/course/class_for_tests.h"
#include "labs/course/lab/tokens.h"
#include "labs/course/live/course_follower.h"

namespace postlab::course::in_band_test {

struct InBandClass : ClassOnDisk {
    InBandClass() { standings = std::make_shared<Standings>(); }
    /// What the classroom's thread does when sessions have ended.
    void classroom_reads() {
        store::TranscriptRecorder record(directory(), settings_);
        CourseFollower(directory(), "post.example", {test_labs().string(), ""}, record, standings.get()).go_on(false);
    }
    std::string pop3_of(const std::string& student, Commands commands) {
        commands.insert(commands.begin(), {"USER " + student, "PASS secret"});
        return pop3(commands);
    }
    std::string receipt_of(const std::string& student, const char* lab, unsigned attempt = 1) {
        return ", receipt " + receipt(course.key(), student, lab, attempt) + "\r\n";
    }
    Commands letter(const std::string& token) {
        return {"HELO me",
                "MAIL FROM:<me@x.example>",
                "RCPT TO:<" + token + "@post.example>",
                "DATA",
                "Subject: " + values("L03", "s001").at("word"),
                "",
                ".",
                "QUIT"};
    }
};

TEST_F(InBandClass, says_nothing_before_the_classroom_knows) {
    const std::string said = pop3_of("s001", {"QUIT"});
    EXPECT_TRUE(has(said, "0 messages (0 octets)\r\n")) << said;
    EXPECT_TRUE(has(said, "signing off (maildrop empty)\r\n")) << said;
}

TEST_F(InBandClass, says_behind_a_login_how_far_the_student_is) {
    start("L02", "s001");
    classroom_reads();
    EXPECT_TRUE(has(pop3_of("s001", {"LIST", "QUIT"}), " octets) [L02 0/4]\r\n"));
    classroom_reads();
    EXPECT_TRUE(has(pop3_of("s001", {"QUIT"}), " octets) [L02 1/4]\r\n"));
    EXPECT_TRUE(has(pop3_of("s002", {"QUIT"}), " octets) [L01 0/1]\r\n"));
    EXPECT_FALSE(has(pop3_of("course", {"QUIT"}), "[L"));
}

TEST_F(InBandClass, gives_the_receipt_to_the_session_that_solves_a_lab_and_to_later_ones) {
    start("L02", "s001");
    classroom_reads();
    EXPECT_FALSE(has(pop3_of("s001", {"LIST", "QUIT"}), "receipt"));
    classroom_reads();
    const std::string x = values("L02", "s001").at("x");
    EXPECT_FALSE(has(pop3_of("s001", {"DELE " + x}), "receipt")) << "without QUIT nothing is removed";
    classroom_reads();
    const std::string said = pop3_of("s001", {"DELE " + x, "QUIT"});
    EXPECT_TRUE(has(said, "(3 messages left)" + receipt_of("s001", "L02"))) << said;
    EXPECT_TRUE(has(pop3_of("s002", {"QUIT"}), receipt_of("s002", "L01"))) << "each their own";
    bring_up_to_date(course, labs);
    EXPECT_TRUE(load_grades(course.database()).at({"s001", "L02"}).solved) << "as the record says";

    classroom_reads();
    const std::string again = pop3_of("s001", {"QUIT"});
    EXPECT_TRUE(has(again, " octets) [L02 4/4]\r\n")) << again;
    EXPECT_TRUE(has(again, receipt_of("s001", "L02"))) << again;
    start("L02", "s001", Act::reset);
    classroom_reads();
    EXPECT_FALSE(has(pop3_of("s001", {"QUIT"}), "receipt")) << "another attempt";
}

TEST_F(InBandClass, knows_an_smtp_session_by_its_token) {
    classroom_reads();
    EXPECT_FALSE(has(smtp(letter("s001+l03-0000")), "receipt"));
    const std::string said = smtp(letter(token(course.key(), "s001", "L03")));
    EXPECT_TRUE(has(said, "closing transmission channel" + receipt_of("s001", "L03"))) << said;
    EXPECT_FALSE(has(said, "[L03"));
}

TEST_F(InBandClass, leaves_a_very_long_session_to_the_classroom) {
    classroom_reads();
    Commands commands(1000, "NOOP");
    commands.push_back("QUIT");
    EXPECT_FALSE(has(pop3_of("s001", commands), "receipt"));
    classroom_reads();
    EXPECT_TRUE(has(pop3_of("s001", {"QUIT"}), receipt_of("s001", "L01")));
}

TEST_F(InBandClass, says_nothing_once_the_course_has_gone) {
    classroom_reads();
    standings->clear();
    EXPECT_FALSE(has(pop3_of("s001", {"QUIT"}), "L01"));
    EXPECT_FALSE(has(smtp(letter(token(course.key(), "s001", "L03"))), "receipt"));
}

}  // namespace postlab::course::in_band_test
