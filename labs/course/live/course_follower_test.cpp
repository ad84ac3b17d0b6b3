#include "labs/course/live/course_follower.h"

#include "labs/course/class/course_labs.h"
#include "labs/course/class/graded_record.h"
#include "labs/course/class/kept_grades.h"
#include "labs/course/class_for_tests.h"
#include "labs/course/grading/verdict_text.h"
#include "labs/course/lab/tokens.h"

namespace postlab::course::course_follower_test {

using namespace std::chrono_literals;

TEST_F(ClassOnDisk, obeys_letters_to_the_desk_and_grades_what_comes) {
    smtp({"HELO me", "MAIL FROM:<me@x.example>",
          "RCPT TO:<" + desk_address(course.key(), "s001", "L02") + "@post.example>", "DATA", "subject: Start", "", ".",
          "QUIT"});
    Settings::Lab settings{test_labs().string(), (directory() / "marks").string()};
    store::TranscriptRecorder record(directory(), settings_);
    const std::atomic<bool> stopping{false};
    CourseFollower follower(directory(), "post.example", settings, record);
    follower.go_on(stopping);
    record.flush();
    EXPECT_FALSE(follower.unfinished());
    solve_l02("s001");
    follower.go_on(stopping);
    EXPECT_TRUE(load_grades(course.database()).at({"s001", "L02"}).solved);
    EXPECT_EQ(graded_so_far(course.database()), current_state(course, labs));
    EXPECT_TRUE(follower.unfinished()) << "grade files are written once a second";
    CourseFollower(directory(), "post.example", settings, record).go_on(stopping);
    EXPECT_TRUE(has(contents(directory() / "marks" / "gradebook.csv"), "s001,ann@x.example,Ann Ash,A,,4,,4\r\n"));
    EXPECT_TRUE(has(pop3({"USER s001", "PASS secret", "QUIT"}), "has 3 messages")) << "no order is obeyed twice";
}

TEST_F(ClassOnDisk, leaves_letters_without_the_right_hash_alone) {
    smtp({"HELO me", "MAIL FROM:<me@x.example>", "RCPT TO:<course+s001-l02-0000@post.example>", "DATA",
          "Subject: start", "", ".", "QUIT"});
    store::TranscriptRecorder record(directory(), settings_);
    CourseFollower(directory(), "post.example", {test_labs().string(), ""}, record).go_on(false);
    EXPECT_TRUE(has(pop3({"USER s001", "PASS secret", "QUIT"}), "has 0 messages"));
}

/// A POP3 session of s001, logged in.
struct OverlappingSession {
    explicit OverlappingSession(Recorder& record, Time began)
        : transcript(record.begin("pop3", "127.0.0.1", began)), at(began) {
        Event login{Direction::server, at, "+OK\r\n", "AUTHORIZATION", "TRANSACTION", "PASS", "login.ok"};
        login.mailboxes = "s001";
        transcript->record(login);
    }
    void ends(const std::string& verb, std::string_view how, Time when) {
        transcript->record({Direction::client, when, verb + "\r\n", "TRANSACTION", "TRANSACTION", verb, {}});
        transcript->record({Direction::server, when, "+OK bye\r\n", "TRANSACTION", "TRANSACTION", verb, "noop.ok"});
        transcript->ended(how, when);
        transcript.reset();
    }
    std::unique_ptr<Transcript> transcript;
    Time at;
};

TEST_F(ClassOnDisk, counts_overlapping_sessions_in_the_order_of_their_end) {
    start("L01", "s001");
    const Time now = std::chrono::system_clock::now();
    store::TranscriptRecorder record(directory(), settings_);
    CourseFollower follower(directory(), "post.example", {test_labs().string(), ""}, record);
    OverlappingSession first(record, now), second(record, now + 1s);
    second.ends("NOOP", "drop", now + 2s);
    record.flush();
    follower.go_on(false);
    first.ends("QUIT", "quit", now + 3s);
    record.flush();
    follower.go_on(false);
    const Grade live = load_grades(course.database()).at({"s001", "L01"});
    EXPECT_TRUE(live.solved);
    EXPECT_EQ(live.best.sessions, 2u) << "the one that solves it is the second to end, though the first to begin";
    bring_up_to_date(course, labs, true);
    const Grade again = load_grades(course.database()).at({"s001", "L01"});
    EXPECT_EQ(verdict_text(again.best), verdict_text(live.best));
    EXPECT_EQ(verdict_text(again.latest), verdict_text(live.latest));
    EXPECT_EQ(again.best.sessions, 2u);
}

TEST_F(ClassOnDisk, keeps_no_grade_that_its_rules_do_not_make_when_they_are_others) {
    pop3({"USER s001", "PASS secret", "QUIT"});
    store::TranscriptRecorder record(directory(), settings_);
    const Settings::Lab settings{test_labs().string(), ""};
    CourseFollower(directory(), "post.example", settings, record).go_on(false);
    ASSERT_TRUE(load_grades(course.database()).contains({"s001", "L01"}));
    save_course_labs(directory(), {test_labs().string(), {"L02"}});
    CourseFollower(directory(), "post.example", settings, record).go_on(false);
    EXPECT_FALSE(load_grades(course.database()).contains({"s001", "L01"}));
    EXPECT_EQ(graded_so_far(course.database()), current_state(course, read_course_labs(directory())));
}

/// A server's course whose labs are edited while it runs, as a teacher does it.
struct FollowedCourse : ClassOnDisk {
    FollowedCourse() { std::filesystem::copy(test_labs(), folder, std::filesystem::copy_options::recursive); }
    void write(const std::string& yaml) { std::ofstream(folder / "02-remove" / "lab.yaml", std::ios::binary) << yaml; }
    std::string with_weight(const std::string& weight) {
        std::string edited = yaml;
        return edited.replace(edited.find("weight: 3"), 9, "weight: " + weight);
    }
    std::unique_ptr<CourseFollower> follower() {
        return std::make_unique<CourseFollower>(directory(), "post.example", Settings::Lab{folder.string(), ""},
                                                record);
    }
    Grade grade() { return load_grades(course.database()).at({"s001", "L02"}); }

    const std::filesystem::path folder = directory() / "labs";
    const std::string yaml = contents(test_labs() / "02-remove" / "lab.yaml");
    store::TranscriptRecorder record{directory(), settings_};
};

TEST_F(FollowedCourse, never_says_that_results_of_old_labs_are_by_the_new_ones) {
    start("L02", "s001");
    pop3({"USER s001", "PASS secret", "LIST", "QUIT"});
    const auto old = follower();
    old->go_on(false);
    write(with_weight("5"));
    pop3({"USER s001", "PASS secret", "NOOP", "QUIT"});
    old->go_on(false);
    EXPECT_EQ(grade().best.max, 4);
    const Labs now = read_labs(folder);
    EXPECT_NE(graded_so_far(course.database()), current_state(course, now));
    bring_up_to_date(course, now);
    EXPECT_EQ(grade().best.max, 6) << "which is what lab status and grade show";
}

TEST_F(FollowedCourse, is_followed_anew_when_its_labs_have_changed) {
    start("L02", "s001");
    solve_l02("s001");
    const auto old = follower();
    old->go_on(false);
    EXPECT_FALSE(old->labs_have_changed());
    write(with_weight("5"));
    const auto anew = follower();
    anew->go_on(false);
    EXPECT_EQ(grade().score, 600);
    EXPECT_EQ(graded_so_far(course.database()), current_state(course, read_labs(folder)));
    EXPECT_FALSE(anew->labs_have_changed()) << "it knows these";
}

}  // namespace postlab::course::course_follower_test
