#include "labs/course/class/grade_csv.h"

#include "labs/course/class/graded_record.h"
#include "labs/course/class/kept_grades.h"
#include "labs/course/class_for_tests.h"
#include "shared/csv.h"
#include "shared/file.h"

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

}  // namespace postlab::course::grade_csv_test
