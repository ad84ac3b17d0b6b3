#include "labs/course/class/gifts.h"

#include "labs/course/class/graded_record.h"
#include "labs/course/class/kept_grades.h"
#include "labs/course/class/kept_nobodys.h"
#include "labs/course/class_for_tests.h"
#include "labs/course/give_command.h"
#include "labs/course/grading/verdict_text.h"
#include "labs/course/lab/tokens.h"
#include "labs/course/live/course_follower.h"

namespace postlab::course::gifts_test {

using Why = GiftRefusal::Why;

struct Gifts : ClassOnDisk {
    /// What L03 asks for but the badge: conversation 1 is nobody's.
    void letter_without_badge() {
        smtp({"HELO me", "MAIL FROM:<me@x.example>", "RCPT TO:<s001@post.example>", "DATA",
              "Subject: " + values("L03", "s001").at("word"), "", "x", ".", "QUIT"});
        bring_up_to_date(course, labs);
    }
    std::optional<GiftRefusal> give(const Gift& gift) {
        store::TranscriptRecorder record(directory(), settings_);
        return course::give(course, labs, gift, record, std::chrono::system_clock::now());
    }
    std::optional<Why> why_not(const Gift& gift) {
        const auto refusal = give(gift);
        return refusal ? std::optional(refusal->why) : std::nullopt;
    }
    std::string at_a_terminal(std::vector<std::string> words) {
        words.insert(words.begin(), {"lab", "give"});
        words.insert(words.end(), {"--labs", test_labs().string(), "--data", directory().string()});
        std::ostringstream out;
        try {
            run_program({give_command()}, words, out, out);
        } catch (const UsageError& error) {
            out << labs::language_in(words).say(error);
        }
        return out.str();
    }
    static Settings::Lab of_test_labs() {
        Settings settings;
        settings.lab.folder = test_labs().string();
        return settings.lab;
    }
    /// All grades, and what is nobody's.
    std::string standing() {
        std::string text;
        for (const auto& [key, grade] : load_grades(course.database()))
            text += key.first + " " + std::to_string(grade.score) + " " + verdict_text(grade.best);
        return text + nobodys_list(load_nobodys(course.database(), {}), labs::Language::english());
    }
};

TEST_F(Gifts, count_as_if_the_badge_had_been_there) {
    letter_without_badge();
    EXPECT_TRUE(has(standing(), "nobody's or a neighbour's")) << standing();
    EXPECT_FALSE(load_grades(course.database()).contains({"s001", "L03"}));
    EXPECT_EQ(give({1, "s001", "L03"}), std::nullopt);
    bring_up_to_date(course, labs);
    const auto grades = load_grades(course.database());
    ASSERT_TRUE(grades.contains({"s001", "L03"}));
    EXPECT_EQ(grades.at({"s001", "L03"}).latest.conversation, 1);
    EXPECT_GT(grades.at({"s001", "L03"}).score, 0);
    EXPECT_FALSE(has(standing(), "nobody's or a neighbour's")) << standing();
}

TEST_F(Gifts, give_the_same_grades_from_the_record_alone_and_to_a_server_that_begins_anew) {
    letter_without_badge();
    std::atomic<bool> never{false};
    store::TranscriptRecorder record(directory(), settings_);
    CourseFollower follower(directory(), "post.example", of_test_labs(), record);
    follower.go_on(never);
    EXPECT_EQ(course::give(course, labs, {1, "s001", "L03"}, record, std::chrono::system_clock::now()), std::nullopt);
    record.flush();
    follower.go_on(never);
    const std::string live = standing();
    EXPECT_TRUE(has(live, "s001")) << live;
    bring_up_to_date(course, labs, true);
    EXPECT_EQ(standing(), live);
    course.database().execute("DELETE FROM grade");
    course.database().execute("DELETE FROM nobodys");
    CourseFollower after_a_restart(directory(), "post.example", of_test_labs(), record);
    after_a_restart.go_on(never);
    EXPECT_EQ(standing(), live);
}

TEST_F(Gifts, are_of_what_is_nobodys_and_go_to_a_student_once) {
    letter_without_badge();
    pop3({"USER s002", "PASS secret", "QUIT"});
    bring_up_to_date(course, labs);
    EXPECT_EQ(why_not({2, "s001", "L03"}), Why::not_nobodys) << "it is s002's";
    EXPECT_EQ(why_not({9, "s001", "L03"}), Why::not_nobodys);
    EXPECT_EQ(why_not({1, "s099", "L03"}), Why::no_student);
    EXPECT_EQ(why_not({1, "s001", "L99"}), Why::no_lab);
    EXPECT_EQ(why_not({1, "s001", "L02"}), Why::not_begun);
    EXPECT_EQ(give({1, "s001", ""}), std::nullopt) << "as a login of theirs would count";
    EXPECT_EQ(give({1, "s003", ""}), std::nullopt) << "before anybody has graded the first one";
    bring_up_to_date(course, labs);
    EXPECT_TRUE(load_grades(course.database()).contains({"s001", "L01"}));
    EXPECT_FALSE(load_grades(course.database()).contains({"s003", "L01"})) << "the first one holds";
    EXPECT_EQ(why_not({1, "s003", ""}), Why::not_nobodys);
}

/// s001's session with their badge of L02, which they begin a moment later.
struct EarlyBadge : Gifts {
    EarlyBadge() {
        smtp({"HELO me", "NOOP " + token(course.key(), "s001", "L02"), "QUIT"});
        start("L02", "s002");
        bring_up_to_date(course, labs);
    }
};

TEST_F(EarlyBadge, is_given_to_its_student_alone_once_the_lab_has_begun) {
    EXPECT_EQ(give({1, "s002", "L02"}), (GiftRefusal{Why::has_badge, "s001"}));
    EXPECT_EQ(give({1, "s002", ""}), (GiftRefusal{Why::has_badge, "s001"}));
    EXPECT_EQ(give({1, "s001", "L02"}), (GiftRefusal{Why::not_begun, "L02"}));
    EXPECT_EQ(give({1, "s001", ""}), (GiftRefusal{Why::not_begun, "L02"})) << "the badge says for which lab";
    start("L02", "s001");
    EXPECT_EQ(give({1, "s001", ""}), std::nullopt);
    bring_up_to_date(course, labs);
    EXPECT_EQ(load_grades(course.database()).at({"s001", "L02"}).sessions, 1u);
    EXPECT_EQ(why_not({1, "s001", ""}), Why::not_nobodys);
}

TEST_F(Gifts, without_a_lab_are_refused_where_no_lab_is_begun) {
    letter_without_badge();
    const Labs two = read_labs(test_labs(), {"L02", "L03"});
    auto why_not_of_two = [&]() -> std::optional<Why> {
        store::TranscriptRecorder record(directory(), settings_);
        const auto refusal = course::give(course, two, {1, "s001", ""}, record, std::chrono::system_clock::now());
        return refusal ? std::optional(refusal->why) : std::nullopt;
    };
    EXPECT_EQ(why_not_of_two(), Why::nothing_begun);
    start("L02", "s001");
    EXPECT_EQ(why_not_of_two(), std::nullopt);
    bring_up_to_date(course, two);
    EXPECT_TRUE(load_grades(course.database()).contains({"s001", "L02"})) << "which they were at later";
}

TEST_F(Gifts, that_came_to_nothing_leave_the_session_nobodys) {
    letter_without_badge();
    start("L02", "s002");
    {
        store::TranscriptRecorder record(directory(), settings_);
        const Time now = std::chrono::system_clock::now();
        auto act = record.begin("lab", "s001", now);  // as one could be recorded while s001 had a roster without L02
        act->record({Direction::client, now, "GIVE 1 L02\r\n", "lab", "lab", "GIVE", {}});
        act->ended("quit", now);
    }
    bring_up_to_date(course, labs);
    EXPECT_TRUE(has(standing(), "nobody's or a neighbour's")) << standing();
    EXPECT_EQ(give({1, "s001", "L03"}), std::nullopt);
    bring_up_to_date(course, labs);
    EXPECT_TRUE(load_grades(course.database()).contains({"s001", "L03"}));
}

TEST_F(Gifts, are_made_at_a_terminal_too) {
    letter_without_badge();
    auto run = [this](std::vector<std::string> words) { return at_a_terminal(std::move(words)); };
    EXPECT_TRUE(has(run({"7", "s001", "L03"}), "conversation 7 is not among those that are nobody's"));
    EXPECT_TRUE(has(run({"x", "s001"}), "which conversation?"));
    EXPECT_EQ(run({"1", "s099", "L03"}), "there is no student s099; postlab roster list shows all");
    EXPECT_TRUE(has(run({"1", "s001", "L02"}), "s001 has not begun L02: postlab lab start L02 --student s001"));
    EXPECT_EQ(run({"1", "S001", "3"}), "conversation 1 counts for s001 from now on\n");
    EXPECT_TRUE(load_grades(course.database()).contains({"s001", "L03"}));
}

TEST_F(EarlyBadge, is_refused_and_given_in_the_language_that_was_asked_for) {
    EXPECT_EQ(at_a_terminal({"1", "s002", "--lang", "ru"}),
              "в разговоре 1 верный бейдж студента s001, другому его не отдать");
    EXPECT_EQ(at_a_terminal({"1", "s001", "--lang", "zh"}),
              "s001 还没有开始 L02：postlab lab start L02 --student s001");
    start("L02", "s001");
    EXPECT_EQ(at_a_terminal({"1", "s001", "--lang", "zh"}), "第 1 次会话从现在起算作 s001 的\n");
}

}  // namespace postlab::course::gifts_test
