#include "labs/course/class/graded_record.h"

#include "labs/course/class/course_deadlines.h"
#include "labs/course/class/kept_grades.h"
#include "labs/course/class/kept_nobodys.h"
#include "labs/course/class/receipts.h"
#include "labs/course/class/student_status.h"
#include "labs/course/class_for_tests.h"
#include "labs/course/grading/verdict_text.h"
#include "labs/course/lab/tokens.h"
#include "store/transcript/transcript_reader.h"

namespace postlab::course::graded_record_test {

TEST_F(ClassOnDisk, is_graded_from_the_record_again_and_again) {
    start("L02", "s001");
    solve_l02("s001");
    start("L02", "s002");
    pop3({"USER s002", "PASS secret", "LIST", "DELE " + values("L02", "s002").at("x")});  // no QUIT
    bring_up_to_date(course, labs);
    const auto grades = load_grades(course.database());
    const Grade& solved = grades.at({"s001", "L02"});
    EXPECT_TRUE(solved.solved);
    EXPECT_EQ(solved.score, 400);
    EXPECT_EQ(solved.attempts, 1u);
    EXPECT_EQ(owner_of(course, lab("L02"), solved.best.receipt), "s001");
    const Grade& open = grades.at({"s002", "L02"});
    EXPECT_FALSE(open.solved);
    EXPECT_EQ(open.score, 100);
    ASSERT_EQ(open.latest.mistakes.size(), 1u);
    EXPECT_EQ(open.latest.mistakes[0].first, "dropped");
    EXPECT_EQ(graded_so_far(course.database()), current_state(course, labs));

    bring_up_to_date(course, labs, true);
    const auto again = load_grades(course.database());
    ASSERT_EQ(again.size(), grades.size());
    for (const auto& [key, grade] : again) {
        EXPECT_EQ(verdict_text(grade.best), verdict_text(grades.at(key).best));
        EXPECT_EQ(grade.score, grades.at(key).score);
    }
    solve_l02("s002");
    EXPECT_NE(graded_so_far(course.database()), current_state(course, labs)) << "there is something new";
    bring_up_to_date(course, labs);
    EXPECT_TRUE(load_grades(course.database(), "s002").at({"s002", "L02"}).solved);
    EXPECT_EQ(hints_for(course, labs, lab("L02"), *course.roster().find("s002"), {}),
              "L02: работа выполнена, подсказка не нужна\n");
}

TEST_F(ClassOnDisk, keeps_its_grades_when_what_they_came_from_is_gone) {
    for (const char* student : {"s003", "s001", "s002"}) start("L02", student);
    solve_l02("s001");
    solve_l02("s002");
    bring_up_to_date(course, labs);
    Grade flattered = load_grades(course.database()).at({"s001", "L02"});
    flattered.score += 1;
    save_grade(course.database(), {"s001", "L02"}, flattered);
    store::Database record(store::transcript_path(directory()), store::Database::Checkpoints::none);
    auto lose = [&](std::int64_t id) { record.execute("DELETE FROM conversation WHERE id = ?", id); };
    auto score = [&](const char* student) { return load_grades(course.database()).at({student, "L02"}).score; };

    EXPECT_EQ(bring_up_to_date(course, labs, true), 0u);
    EXPECT_EQ(score("s001"), 400) << "the record is whole, and nothing else counts";
    lose(5);  // what s002 has done
    EXPECT_EQ(bring_up_to_date(course, labs, true), 1u);
    EXPECT_EQ(score("s002"), 400);
    lose(1);  // the oldest is another's, but whose have gone with it?
    save_grade(course.database(), {"s001", "L02"}, flattered);
    EXPECT_EQ(bring_up_to_date(course, labs, true), 2u);
    EXPECT_EQ(score("s001"), 401);
}

TEST_F(ClassOnDisk, counts_late_work_as_its_deadline_says) {
    save_deadlines(course.database(), read_deadlines("L02,2001-01-01T00:00:00Z,2101-01-01T00:00:00Z,50\n", labs));
    start("L02", "s001");
    solve_l02("s001");
    bring_up_to_date(course, labs);
    const Grade grade = load_grades(course.database()).at({"s001", "L02"});
    EXPECT_EQ(grade.score, 200);
    EXPECT_GT(grade.late, 0);
    EXPECT_TRUE(grade.solved);
}

/// The record, graded, that has s001's L01 and a login that is nobody's.
struct SavedRecord : ClassOnDisk {
    SavedRecord() {
        pop3({"USER s001", "PASS secret", "QUIT"});
        pop3({"USER s002", "PASS wrong", "QUIT"});
        graded.catch_up();
    }
    std::size_t grades() { return load_grades(course.database()).size(); }
    std::size_t nobodys() { return load_nobodys(course.database(), {}).size(); }

    GradedRecord graded{course, labs};
};

TEST_F(SavedRecord, is_kept_whole_or_not_at_all) {
    set_graded_so_far(course.database(), "somebody was quicker");
    save_grade(course.database(), {"s003", "L01"}, {});
    EXPECT_FALSE(graded.save_all(course.database(), ""));
    EXPECT_EQ(grades(), 1u);
    EXPECT_EQ(nobodys(), 0u);
    EXPECT_EQ(graded_so_far(course.database()), "somebody was quicker");
    EXPECT_TRUE(graded.save_all(course.database(), "somebody was quicker"));
    EXPECT_FALSE(load_grades(course.database()).contains({"s003", "L01"}));
    EXPECT_EQ(nobodys(), 1u);
    EXPECT_EQ(graded_so_far(course.database()), current_state(course, labs));
}

TEST_F(SavedRecord, touches_only_what_has_changed_unless_the_rules_have) {
    ASSERT_TRUE(graded.save_all(course.database(), ""));
    save_grade(course.database(), {"s003", "L01"}, {});
    course.database().execute("DELETE FROM nobodys");
    graded.save(course.database(), {{"s001", "L01"}}, false);
    EXPECT_EQ(grades(), 2u);
    EXPECT_EQ(nobodys(), 0u);
    set_graded_so_far(course.database(), "other rules");
    graded.save(course.database(), {}, false);
    EXPECT_EQ(grades(), 1u);
    EXPECT_EQ(nobodys(), 1u);
}

TEST_F(SavedRecord, says_which_sessions_count_for_nobody) {
    std::vector<bool> nobodys;
    GradedRecord again(course, labs);
    again.catch_up([&](const GradedRecord::Step& step) { nobodys.push_back(step.nobodys); });
    EXPECT_EQ(nobodys, (std::vector<bool>{false, true}));
}

/// Labs of one's own that can be edited while the class is at work.
struct EditedLabs : ClassOnDisk {
    EditedLabs() { std::filesystem::copy(test_labs(), folder, std::filesystem::copy_options::recursive); }
    void edit(const std::string& from, const std::string& to) {
        const std::filesystem::path file = folder / "02-remove" / "lab.yaml";
        std::string yaml = contents(file);
        ASSERT_TRUE(has(yaml, from));
        std::ofstream(file, std::ios::binary) << yaml.replace(yaml.find(from), from.size(), to);
    }
    int score() { return load_grades(course.database()).at({"s001", "L02"}).score; }

    const std::filesystem::path folder = directory() / "labs";
};

TEST_F(EditedLabs, are_other_rules_and_what_was_graded_by_the_old_ones_is_not_believed) {
    const Labs before = read_labs(folder);
    start("L02", "s001");
    solve_l02("s001");
    bring_up_to_date(course, before);
    EXPECT_EQ(score(), 400);
    edit("weight: 3", "weight: 5");
    const Labs after = read_labs(folder);
    EXPECT_NE(graded_so_far(course.database()), current_state(course, after));
    bring_up_to_date(course, after);
    EXPECT_EQ(score(), 600);
    edit("weight: 5", "weight: 1");
    bring_up_to_date(course, read_labs(folder));
    EXPECT_EQ(score(), 200) << "though it is less: the record still shows it all";
}

TEST_F(EditedLabs, that_were_read_before_grade_under_their_own_fingerprint) {
    const Labs before = read_labs(folder);
    edit("weight: 3", "weight: 5");
    start("L02", "s001");
    solve_l02("s001");
    bring_up_to_date(course, before);
    EXPECT_EQ(score(), 400);
    EXPECT_EQ(graded_so_far(course.database()), current_state(course, before));
    EXPECT_NE(graded_so_far(course.database()), current_state(course, read_labs(folder)))
        << "whoever reads the labs now must grade anew";
}

TEST_F(EditedLabs, leave_results_alone_whose_conversations_are_gone) {
    start("L02", "s001");
    solve_l02("s001");
    bring_up_to_date(course, read_labs(folder));
    store::Database(store::transcript_path(directory()), store::Database::Checkpoints::none)
        .execute("DELETE FROM conversation WHERE id = 1");
    edit("weight: 3", "weight: 1");
    bring_up_to_date(course, read_labs(folder));
    EXPECT_EQ(score(), 400);
}

TEST_F(ClassOnDisk, flags_the_code_of_a_neighbour_under_ones_own_badge) {
    const std::filesystem::path folder = directory() / "labs", file = folder / "03-letter" / "lab.yaml";
    std::filesystem::copy(test_labs(), folder, std::filesystem::copy_options::recursive);
    std::string yaml = contents(file);
    const std::string pick = "{pick: [amber, basil, cedar]}";
    std::ofstream(file, std::ios::binary) << yaml.replace(yaml.find(pick), pick.size(), "{code: 6}");
    const Labs coded = read_labs(folder);
    auto word_of = [&](const char* student) {
        return values_for(coded.find("L03")->parameters, {course.key(), student, "L03", 0, "post.example", {}})
            .at("word");
    };
    auto write = [&](const std::string& student, const std::string& subject) {
        smtp({"HELO me", "MAIL FROM:<me@x.example>",
              "RCPT TO:<" + token(course.key(), student, "L03") + "@post.example>", "DATA", "Subject: " + subject, "",
              ".", "QUIT"});
    };
    write("s002", word_of("s001"));
    write("s003", "hello");
    bring_up_to_date(course, coded);
    EXPECT_EQ(load_grades(course.database()).at({"s002", "L03"}).flags, "values_of:s001");
    EXPECT_EQ(load_grades(course.database()).at({"s003", "L03"}).flags, "");
    write("s002", word_of("s002"));
    bring_up_to_date(course, coded);
    EXPECT_TRUE(load_grades(course.database()).at({"s002", "L03"}).solved);
    EXPECT_TRUE(has(load_grades(course.database()).at({"s002", "L03"}).flags, "values_of:s001")) << "it stays";
}

}  // namespace postlab::course::graded_record_test
