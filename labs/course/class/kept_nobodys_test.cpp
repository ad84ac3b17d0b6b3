#include "labs/course/class/kept_nobodys.h"

#include "labs/course/class/graded_record.h"
#include "labs/course/class/kept_grades.h"
#include "labs/course/class/student_status.h"
#include "labs/course/class_command.h"
#include "labs/course/class_for_tests.h"
#include "labs/course/lab/tokens.h"
#include "shared/text/text.h"

namespace postlab::course::kept_nobodys_test {

struct Nobodys : ClassOnDisk {
    void write_to(const std::string& mailbox, const std::string& subject = "hello") {
        smtp({"HELO me", "MAIL FROM:<me@x.example>", "RCPT TO:<" + mailbox + "@post.example>", "DATA",
              "Subject: " + subject, "", ".", "QUIT"});
    }
    std::string list() {
        bring_up_to_date(course, labs);
        return list_in("en");
    }
    std::string list_in(const char* language) {
        return nobodys_list(load_nobodys(course.database(), load_grades(course.database())),
                            labs::Language::of(language));
    }
    std::string status_for(const char* student) {
        bring_up_to_date(course, labs);
        return status_of(course, labs, *course.roster().find(student), nullptr, 10000);
    }
    /// A right badge, with its L typed as the digit 1.
    std::string mistyped(const char* student) {
        std::string typed = token(course.key(), student, "L03");
        return typed.replace(typed.find("L03"), 1, "1");
    }
};

TEST_F(Nobodys, are_listed_with_their_likely_owners) {
    EXPECT_EQ(list(), "");
    write_to(mistyped("s001"));
    pop3({"USER s002", "PASS wrong", "USER s002", "PASS wrong", "USER s002", "PASS wrong"});
    write_to("s003");
    write_to("s003");
    write_to("course");
    smtp({"HELO me", "QUIT"});
    const std::string said = list();
    EXPECT_TRUE(has(said, "  s001  1  smtp from 127.0.0.1, ")) << said;
    EXPECT_TRUE(has(said, ": " + lower_case(mistyped("s001")) + " is no badge, but nearly that of L03\n")) << said;
    EXPECT_TRUE(has(said, ": USER s002 without the right pass phrase\n")) << said;
    EXPECT_TRUE(has(said, ": their mailbox, without a badge; 1 more\n")) << said;
    EXPECT_TRUE(has(said, "  ?     5  smtp ")) << said;
    EXPECT_FALSE(has(said, "  6  smtp ")) << "nobody misses it: " << said;
    std::ostringstream out;
    EXPECT_EQ(run_program(class_commands(),
                          {"lab", "status", "--labs", test_labs().string(), "--data", directory().string()}, out, out),
              0);
    EXPECT_TRUE(has(out.str(), said)) << out.str();
    EXPECT_TRUE(has(list_in("zh"), "来自 127.0.0.1，")) << list_in("zh");
    EXPECT_TRUE(has(list_in("zh"), "：他的邮箱，但没有胸牌；另有 1 次\n")) << list_in("zh");
    EXPECT_TRUE(has(list_in("ru"), ": USER s002 без верной парольной фразы\n")) << list_in("ru");
}

TEST_F(Nobodys, take_one_line_for_the_wrong_logins_from_one_address) {
    for (int guess = 0; guess < 20; ++guess)
        pop3({"USER root" + std::to_string(guess), "PASS wrong", "USER admin", "PASS wrong"});
    write_to("course");
    write_to("course");
    const std::string said = list();
    EXPECT_EQ(std::ranges::count(said, '\n'), 5) << said;
    EXPECT_TRUE(has(said, ": without a badge; 19 more\n")) << said;
}

TEST_F(Nobodys, end_with_work_that_counts) {
    write_to(mistyped("s001"));
    EXPECT_NE(list(), "");
    write_to(token(course.key(), "s001", "L03"));
    EXPECT_EQ(list(), "");
    course.roster().remove("s001");
    EXPECT_EQ(load_nobodys(course.database(), {}).size(), 0u) << "nothing is kept of whoever has gone";
}

TEST_F(Nobodys, are_still_those_of_a_lab_whose_start_came_to_nothing) {
    smtp({"HELO me", "NOOP " + token(course.key(), "s001", "L02"), "QUIT"});
    course.database().execute("INSERT INTO attempt VALUES ('s001', 'L02', 0, 0)");
    EXPECT_TRUE(has(list(), "their badge of L02, which they have not begun"));
    course.database().execute("UPDATE attempt SET number = 1");
    EXPECT_EQ(list(), "");
}

TEST_F(Nobodys, are_told_to_the_student) {
    EXPECT_FALSE(has(status_for("s001"), "!"));
    write_to("s001", values("L03", "s001").at("word"));
    EXPECT_TRUE(has(status_for("s001"),
                    "! A letter with your Subject for L03 came without your badge and counts for "
                    "nobody. Its address is " +
                        token(course.key(), "s001", "L03") + "@post.example ("))
        << status_for("s001");
    write_to(mistyped("s001"));
    EXPECT_TRUE(has(status_for("s001"), "counts for nobody: \"s001+103-")) << status_for("s001");
    pop3({"USER S001", "PASS wrong", "QUIT"});
    EXPECT_TRUE(has(status_for("s001"), "A login as \"s001\" had a wrong pass phrase"));
    smtp({"HELO me", "NOOP " + token(course.key(), "s001", "L02"), "QUIT"});
    EXPECT_TRUE(has(status_for("s001"), "your badge of L02, which you have not begun")) << status_for("s001");
    EXPECT_FALSE(has(status_for("s003"), "!")) << "another's";
}

TEST_F(Nobodys, are_a_neighbours_when_another_name_stands_beside_the_badge) {
    const std::string badge = token(course.key(), "s001", "L03");
    auto write = [&](const std::string& sender, const std::string& from) {
        smtp({"HELO me", "MAIL FROM:<" + sender + ">", "RCPT TO:<" + badge + "@post.example>", "DATA", from, "", ".",
              "QUIT"});
        return list();
    };
    EXPECT_EQ(write("s001@post.example", "From: Ann <s001@post.example>"), "");
    EXPECT_EQ(write("", "From: The Dean <dean@post.example>"), "") << "no student's name";
    EXPECT_EQ(write(badge + "@post.example", "To: s002@post.example"), "") << "a letter to somebody";
    const std::string line = ": with their name, but s001's badge of L03, so it counts for s001\n";
    EXPECT_TRUE(has(write("S002@post.example", "Subject: x"), line)) << list();
    EXPECT_TRUE(has(write("", "From: \"Bob\" <s003@post.example>"), "  s003  5  smtp from ")) << list();
    EXPECT_TRUE(has(list(), "  s002  4  smtp from ")) << list();
    pop3({"USER s002", "PASS secret", "QUIT"});
    EXPECT_FALSE(has(list(), "  s002  ")) << "who has found out";
    EXPECT_TRUE(has(status_for("s003"), "! 有一次会话写着你的名字，用的却是 s001 的 L03 胸牌")) << "told";
    EXPECT_TRUE(has(status_for("s001"), "has your badge, but the name of s003 (")) << "whose badge it is";
}

TEST_F(Nobodys, are_not_the_sessions_that_wait_for_the_desk) {
    smtp({"HELO me", "MAIL FROM:<me@x.example>",
          "RCPT TO:<" + desk_address(course.key(), "s001", "L02") + "@post.example>", "DATA", "Subject: start", "", ".",
          "QUIT"});
    EXPECT_EQ(list(), "");
}

TEST_F(Nobodys, is_not_the_session_that_found_the_maildrop_in_use) {
    store::WaitingStore other(directory(), settings_);
    const store::Opened open = other.open("s001", store::Password{"secret"});
    ASSERT_TRUE(std::holds_alternative<std::unique_ptr<store::Maildrop>>(open));
    const std::string said = pop3({"USER S001", "PASS secret", "STAT", "QUIT"});
    EXPECT_TRUE(has(said, "-ERR [IN-USE] ")) << said;
    EXPECT_EQ(list(), "");
    EXPECT_EQ(load_grades(course.database()).at({"s001", "L01"}).latest.sessions, 1u) << "it is s001's";
}

}  // namespace postlab::course::kept_nobodys_test
