#include "labs/course/live/in_band.h"

#include <gtest/gtest.h>

#include "labs/course/class/graded_record.h"
#include "labs/course/class/kept_grades.h"
#include "labs/course/class_for_tests.h"
#include "labs/course/lab/lab_faults.h"
#include "labs/course/lab/tokens.h"
#include "labs/course/live/course_follower.h"
#include "shared/text/text.h"

namespace postlab::course::in_band_test {

struct InBandClass : ClassOnDisk {
    InBandClass() { standings = std::make_shared<Standings>(); }
    /// What the classroom's thread does when sessions have ended.
    void classroom_reads() {
        store::TranscriptRecorder record(directory(), settings_);
        CourseFollower(directory(), "post.example", {test_labs().string(), "", true}, record, standings.get())
            .go_on(false);
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
    const std::string looked = pop3_of("s001", {"LIST", "QUIT"});
    EXPECT_TRUE(has(looked, "(4 messages left) [L02 1/4]\r\n")) << "with what this session has shown: " << looked;
    classroom_reads();
    const std::string x = values("L02", "s001").at("x");
    EXPECT_FALSE(has(pop3_of("s001", {"DELE " + x}), "receipt")) << "without QUIT nothing is removed";
    classroom_reads();
    const std::string said = pop3_of("s001", {"DELE " + x, "QUIT"});
    EXPECT_TRUE(has(said, "(3 messages left) [L02 4/4]" + receipt_of("s001", "L02"))) << said;
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
    EXPECT_TRUE(has(said, "closing transmission channel [L03 2/2]" + receipt_of("s001", "L03"))) << said;
}

TEST_F(InBandClass, knows_an_smtp_session_by_its_login) {
    const std::string login = "AUTH PLAIN AHMwMDEAc2VjcmV0";
    classroom_reads();
    EXPECT_FALSE(has(smtp({"EHLO me", login, "QUIT"}), "badge")) << "it counts without one";
    Commands lines = letter(token(course.key(), "s001", "L03"));
    lines[0] = "EHLO me";
    lines.insert(lines.begin() + 1, login);
    const std::string said = smtp(lines);
    EXPECT_TRUE(has(said, receipt_of("s001", "L03"))) << said;
    lines[3] = "RCPT TO:<" + token(course.key(), "s002", "L03") + "@post.example>";
    EXPECT_FALSE(has(smtp(lines), receipt_of("s002", "L03"))) << "with the login of another one";
    lines[1] = "AUTH PLAIN AHMwMDEAd3Jvbmc=";
    lines[5] = "Subject: " + values("L03", "s002").at("word");
    EXPECT_TRUE(has(smtp(lines), receipt_of("s002", "L03"))) << "a login that is refused says nothing";
}

TEST_F(InBandClass, reads_a_letter_to_the_desk_that_comes_in_a_chunk) {
    classroom_reads();
    const std::string desk = desk_address(course.key(), "s001", "L02");
    EXPECT_TRUE(has(smtp({"EHLO me", "MAIL FROM:<me@x.example>", "RCPT TO:<" + desk + "@post.example>",
                          "BDAT 28 LAST\r\nSubject: answer\r\n\r\nleft 15", "QUIT"}),
                    " (the desk did not understand \"left 15\")\r\n221 "));
}

TEST_F(InBandClass, says_that_no_badge_was_in_a_session) {
    const std::string remark = "closing transmission channel (no badge of yours in this session)\r\n";
    EXPECT_FALSE(has(smtp(letter("s001")), "badge")) << "the classroom does not know of a course yet";
    classroom_reads();
    EXPECT_TRUE(has(smtp(letter("s001")), remark)) << "forgotten";
    std::string mistyped = token(course.key(), "s001", "L03");
    mistyped.replace(mistyped.find("L03"), 3, "103");
    EXPECT_TRUE(has(smtp(letter(mistyped)), remark)) << "mistyped";
    EXPECT_FALSE(has(smtp(letter(upper_case(token(course.key(), "s001", "L03")))), "no badge")) << "in capitals";
    EXPECT_FALSE(has(smtp({"QUIT"}), "badge")) << "nothing was said that anybody could miss";
    course.set_exam(true);
    classroom_reads();
    EXPECT_FALSE(has(smtp(letter("s001")), "badge")) << "in an exam replies say nothing";
}

TEST_F(InBandClass, says_behind_a_letter_what_the_desk_does_not_understand) {
    classroom_reads();
    auto to_desk = [&](const std::string& subject, const std::string& line, const std::string& badge = "") {
        const std::string desk = badge.empty() ? desk_address(course.key(), "s001", "L02") : badge;
        return smtp({"HELO me", "MAIL FROM:<me@x.example>", "RCPT TO:<" + desk + "@post.example>", "DATA",
                     "Subject: " + subject, "", line, ".", "QUIT"});
    };
    EXPECT_TRUE(has(to_desk("answer", "left 15"), " (the desk did not understand \"left 15\")\r\n221 "));
    EXPECT_TRUE(has(to_desk("strat", "x"), " (the desk did not understand \"strat\")\r\n221 "));
    EXPECT_TRUE(has(to_desk("start", "x", "course+s001-l02-0000"), " (no badge of yours in this session)\r\n221 "));
    EXPECT_TRUE(
        has(to_desk(std::string(200, 'x'), "x"), "(the desk did not understand \"" + std::string(40, 'x') + "...\")"));
    for (const char* subject : {"start", "reset"}) EXPECT_FALSE(has(to_desk(subject, ""), "understand"));
    EXPECT_FALSE(has(smtp(letter(token(course.key(), "s001", "L03"))), "understand")) << "a letter to somebody";
}

TEST_F(InBandClass, says_nothing_of_points_and_receipts_where_that_is_switched_off) {
    Settings settings;
    settings.lab.in_band = false;
    InBand silent(directory(), standings, settings);
    classroom_reads();
    EXPECT_EQ(silent.begin("pop3", "127.0.0.1", {}, [](std::function<void()>) {}), nullptr);
    EXPECT_NE(silent.begin("smtp", "127.0.0.1", {}, [](std::function<void()>) {}), nullptr);
    standings->clear();
    EXPECT_EQ(silent.begin("smtp", "127.0.0.1", {}, [](std::function<void()>) {}), nullptr) << "there is no course";
}

TEST_F(InBandClass, ends_a_labs_faults_before_the_next_lab_has_its_second_session) {
    start("L02", "s001");
    classroom_reads();
    EXPECT_EQ(labs_with_faults(directory(), "s001"), std::set<std::string>{"L02"});
    smtp({"HELO me", "NOOP " + token(course.key(), "s001", "L02"), "QUIT"});
    EXPECT_EQ(labs_with_faults(directory(), "s001"), std::set<std::string>{"L02"}) << "it goes on";
    smtp(letter(token(course.key(), "s001", "L03")));  // and the classroom has not read anything since
    EXPECT_EQ(labs_with_faults(directory(), "s001"), std::set<std::string>());
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
