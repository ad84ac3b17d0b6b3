// An exam, from its beginning to its end.
#include <gtest/gtest.h>

#include "labs/course/class/graded_record.h"
#include "labs/course/class/student_status.h"
#include "labs/course/class_command.h"
#include "labs/course/class_for_tests.h"
#include "labs/course/lab/tokens.h"
#include "labs/course/live/course_follower.h"

namespace postlab::course::exam_test {

struct Exam : ClassOnDisk {
    Exam() { standings = std::make_shared<Standings>(); }
    /// What the classroom's thread does when sessions have ended.
    void classroom_reads() {
        store::TranscriptRecorder record(directory(), settings_);
        CourseFollower(directory(), "post.example", {test_labs().string(), "", true}, record, standings.get())
            .go_on(false);
    }
    std::string command(std::vector<std::string> arguments) {
        for (const std::string& more :
             {std::string("--labs"), test_labs().string(), std::string("--data"), directory().string()})
            arguments.push_back(more);
        arguments.insert(arguments.begin(), "lab");
        std::ostringstream out;
        EXPECT_EQ(run_program(class_commands(), arguments, out, out), 0);
        return out.str();
    }
    std::string status() { return status_of(course, labs, *course.roster().find("s001")); }
    std::string said_at_login() { return pop3({"USER s001", "PASS secret", "QUIT"}); }
    void write_to_desk(const std::string& subject) {
        smtp({"HELO me", "MAIL FROM:<me@x.example>",
              "RCPT TO:<" + desk_address(course.key(), "s001", "L02") + "@post.example>", "DATA", "Subject: " + subject,
              "", ".", "QUIT"});
        classroom_reads();
    }
};

TEST_F(Exam, is_switched_on_and_off_and_said) {
    EXPECT_EQ(command({"exam"}), "no exam is on\n");
    const std::string on = "an exam is on: no hints, nothing in the replies, the desk begins no lab\n";
    EXPECT_EQ(command({"exam", "on"}), on);
    EXPECT_EQ(command({"exam", "on"}), on) << "again";
    EXPECT_TRUE(command({"status"}).starts_with(on));
    EXPECT_TRUE(has(status(), "\n! An exam is on. ")) << status();
    EXPECT_EQ(command({"exam", "off"}), "no exam is on\n");
    EXPECT_TRUE(command({"status"}).starts_with("student"));
    EXPECT_FALSE(has(status(), "exam")) << status();
    EXPECT_THROW(command({"exam", "of"}), UsageError);
}

TEST_F(Exam, tells_what_holds_and_not_what_to_do) {
    start("L02", "s001");
    pop3({"USER s001", "PASS secret", "LIST", "DELE " + values("L02", "s001").at("x")});
    bring_up_to_date(course, labs);
    const std::string before = status();
    const std::vector<std::string> help{", then QUIT", "! Without QUIT", "? postlab lab hint"};
    for (const std::string& part : help) EXPECT_TRUE(has(before, part)) << before;
    course.set_exam(true);
    const std::string during = status();
    EXPECT_TRUE(has(during, "[x] You looked\n")) << during;
    EXPECT_TRUE(has(during, " is gone\n")) << during;
    for (const std::string& part : help) EXPECT_FALSE(has(during, part)) << during;
    EXPECT_EQ(command({"hint", "L02", "--student", "s001"}), "L02: no hints while an exam is on\n");
    course.set_exam(false);
    EXPECT_EQ(status(), before);
    EXPECT_TRUE(has(command({"hint", "L02", "--student", "s001"}), "What makes a mark come true?"));
}

TEST_F(Exam, leaves_the_replies_alone) {
    start("L02", "s001");
    course.set_exam(true);
    classroom_reads();
    EXPECT_FALSE(has(said_at_login(), "[L02"));
    pop3({"USER s001", "PASS secret", "LIST", "QUIT"});
    classroom_reads();
    const std::string solving = pop3({"USER s001", "PASS secret", "DELE " + values("L02", "s001").at("x"), "QUIT"});
    EXPECT_FALSE(has(solving, "receipt")) << solving;
    course.set_exam(false);
    classroom_reads();
    const std::string after = said_at_login();
    EXPECT_TRUE(has(after, "[L02 4/4]")) << after;
    EXPECT_TRUE(has(after, "receipt L02-")) << after;
}

TEST_F(Exam, keeps_the_desk_from_beginning_a_lab_and_not_the_teacher) {
    course.set_exam(true);
    write_to_desk("start");
    EXPECT_TRUE(has(said_at_login(), "has 0 messages"));
    command({"start", "L02", "--student", "s001"});
    EXPECT_TRUE(has(said_at_login(), "has 4 messages"));
    course.set_exam(false);
    classroom_reads();
    EXPECT_TRUE(has(said_at_login(), "has 4 messages")) << "an order that came in the exam is not obeyed after it";
    pop3({"USER s001", "PASS secret", "DELE 1", "QUIT"});
    write_to_desk("reset");
    EXPECT_TRUE(has(said_at_login(), "has 4 messages"));
}

}  // namespace postlab::course::exam_test
