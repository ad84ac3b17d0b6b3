#include "labs/course/class/grade_csv.h"

#include "labs/course/class/graded_record.h"
#include "labs/course/class/kept_grades.h"
#include "labs/course/class_for_tests.h"
#include "shared/system/file.h"
#include "shared/text/csv.h"

namespace postlab::course::grade_csv_test {

/// The rows of a file of grades, by the names of its columns.
std::vector<std::map<std::string, std::string>> rows_of(const std::filesystem::path& file) {
    CsvReader reader(read_file(file));
    std::vector<std::string> names, cells;
    std::vector<std::map<std::string, std::string>> rows;
    reader.next(names);
    while (reader.next(cells)) {
        auto& row = rows.emplace_back();
        for (std::size_t i = 0; i < names.size(); ++i) row[names[i]] = cells.at(i);
    }
    return rows;
}

TEST_F(ClassOnDisk, writes_files_that_speak_of_the_same_attempt) {
    start("L02", "s001");
    pop3({"USER s001", "PASS secret", "LIST", "QUIT"});
    start("L02", "s001", Act::reset);
    pop3({"USER s001", "PASS secret", "DELE " + values("L02", "s001").at("x")});
    pop3({"USER s002", "PASS secret"});
    bring_up_to_date(course, labs);
    const std::filesystem::path out = directory() / "marks";
    write_grade_files(out, class_grades(course, labs, load_grades(course.database())), course, {});
    std::vector<std::string> not_passed, failed;
    for (auto& row : rows_of(out / "checks.csv"))
        if (row["passed"] == "0")
            not_passed.push_back(row["student_id"] + " " + row["lab"] + " " + row["attempt"] + " " + row["check"]);
    for (auto& row : rows_of(out / "failed.csv"))
        failed.push_back(row["student_id"] + " " + row["lab"] + " " + row["attempt"] + " " + row["check"]);
    EXPECT_EQ(failed, not_passed);
    EXPECT_EQ(failed, (std::vector<std::string>{"s001 L02 1 gone", "s002 L01 1 bye"}))
        << "the attempt with a point in it, not the newest one";
}

TEST_F(ClassOnDisk, is_written_down_for_spreadsheets) {
    start("L02", "s001");
    solve_l02("s001");
    start("L02", "s003");
    pop3({"USER s003", "PASS secret", "DELE " + values("L02", "s003").at("x")});
    bring_up_to_date(course, labs);
    const ClassGrades grades = class_grades(course, labs, load_grades(course.database()));
    const std::filesystem::path out = directory() / "marks";
    write_grade_files(out, grades, course, {});
    EXPECT_EQ(contents(out / "gradebook.csv"),
              "student_id,email,name,group,L01,L02,L03,total\r\n"
              "s001,ann@x.example,Ann Ash,A,,4,,4\r\n"
              "s002,,Борис,B,,,,0\r\n"
              "s003,c@x.example,'=cmd(),B,,0,,0\r\n");
    const std::string canvas = contents(out / "canvas.csv");
    EXPECT_TRUE(canvas.starts_with("Student,ID,SIS User ID,SIS Login ID,Section,L01 ")) << canvas;
    EXPECT_TRUE(has(canvas, "\r\n    Points Possible,,,,,1,4,2\r\nAnn Ash,,s001,ann@x.example,A,,4,\r\n")) << canvas;
    const std::string csv = contents(out / "grades.csv");
    EXPECT_TRUE(has(csv,
                    "student_id,email,name,lab,solved,score,max,first_solved_at,attempts,sessions,first_activity,last_"
                    "activity,hints,late_min,flags,"
                    "grader_version,evidence\r\ns001,ann@x.example,Ann Ash,L01,0,0,1,,0,0,,,0,0,,"));
    EXPECT_TRUE(has(csv, "s003,c@x.example,'=cmd(),L02,0,0,4,,1,1,20")) << csv;
    EXPECT_TRUE(has(contents(out / "checks.csv"), "s003,L02,1,gone,3,0,"));
    const std::string failed = contents(out / "failed.csv");
    EXPECT_TRUE(has(failed, "s003,'=cmd(),L02,1,mistake dropped,Without QUIT nothing is removed.,,,")) << failed;
    EXPECT_TRUE(has(failed, "C: DELE ")) << failed;
    const std::string x = values("L02", "s003").at("x");
    EXPECT_TRUE(has(failed, "s003,'=cmd(),L02,1,gone,Letter " + x + " is gone,")) << failed;
    write_grade_files(out, grades, course, {true, true, "ru"});
    EXPECT_TRUE(contents(out / "gradebook.csv").starts_with("\xEF\xBB\xBFstudent_id;email;"));
    EXPECT_TRUE(has(contents(out / "failed.csv"), ";1;gone;Письма " + x + " больше нет;"))
        << contents(out / "failed.csv");
}

TEST_F(ClassOnDisk, counts_sessions_and_keeps_the_mistakes_that_were_overcome) {
    start("L02", "s001");
    const std::string dele = "DELE " + values("L02", "s001").at("x");
    for (int i = 0; i < 2; ++i) pop3({"USER s001", "PASS secret", dele});
    solve_l02("s001");
    start("L02", "s002");
    pop3({"USER s002", "PASS secret", "DELE " + values("L02", "s002").at("x")});
    bring_up_to_date(course, labs);
    const std::filesystem::path out = directory() / "marks";
    write_grade_files(out, class_grades(course, labs, load_grades(course.database())), course, {});
    EXPECT_EQ(contents(out / "mistakes.csv"),
              "student_id,lab,mistake,times,overcome\r\n"
              "s001,L02,dropped,2,1\r\n"
              "s002,L02,dropped,1,0\r\n");
    auto rows = rows_of(out / "grades.csv");
    EXPECT_EQ(rows[1]["lab"] + " " + rows[1]["attempts"] + " " + rows[1]["sessions"], "L02 1 3");
    EXPECT_LT(rows[1]["first_activity"], rows[1]["last_activity"]);
    EXPECT_TRUE(rows[1]["last_activity"].starts_with("20") && rows[1]["last_activity"].ends_with("Z"));
}

}  // namespace postlab::course::grade_csv_test
