#include "labs/course/roster/course_database.h"

#include <gtest/gtest.h>

#include <fstream>

#include "shared/system/temporary_directory_for_tests.h"

namespace postlab::course::course_database_test {

class CourseDatabase : public testing::Test {
protected:
    std::string first(const std::string& query) {
        const auto course = open_course(temporary_.path());
        store::Query row = course->query(query);
        return row.next() ? std::string(row.text(0)) : "nothing";
    }
    /// What stands in a file that an older or newer postlab has written.
    void write(std::initializer_list<const char*> statements) {
        store::Database database(course_path(temporary_.path()).string(), store::Database::Checkpoints::own);
        for (const char* statement : statements) database.execute(statement);
    }
    std::string refusal() {
        try {
            open_course(temporary_.path());
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "";
    }

    TemporaryDirectory temporary_;
};

TEST_F(CourseDatabase, is_made_whole_and_opened_again_as_it_was) {
    open_course(temporary_.path())->execute("INSERT INTO setting(name, value) VALUES ('host', 'mail')");
    EXPECT_EQ(first("SELECT value FROM setting WHERE name = 'host'"), "mail");
    EXPECT_EQ(first("SELECT count(*) FROM desk_note"), "0");
}

TEST_F(CourseDatabase, keeps_attempts_hints_and_grades_of_the_version_that_called_them_otherwise) {
    write({"CREATE TABLE attempt(student TEXT, lab TEXT, epoch INTEGER, generation INTEGER, PRIMARY KEY(student, lab))",
           "CREATE TABLE hint(student TEXT, lab TEXT, epoch INTEGER, hint TEXT, at INTEGER,"
           " PRIMARY KEY(student, lab, epoch, hint))",
           "CREATE TABLE result(student TEXT, lab TEXT, score INTEGER, PRIMARY KEY(student, lab))",
           "INSERT INTO attempt VALUES ('s001', 'L02', 3, 1)", "INSERT INTO hint VALUES ('s001', 'L02', 2, 'dele', 0)",
           "INSERT INTO result VALUES ('s001', 'L02', 400)", "PRAGMA user_version = 2"});
    EXPECT_EQ(first("SELECT number || ' ' || variant FROM attempt WHERE student = 's001'"), "3 1");
    EXPECT_EQ(first("SELECT attempt FROM hint WHERE student = 's001'"), "2");
    EXPECT_EQ(first("SELECT score FROM grade WHERE student = 's001'"), "400");
    EXPECT_EQ(first("SELECT attempt FROM hint"), "2") << "a second opening changes nothing";
}

TEST_F(CourseDatabase, refuses_the_file_of_a_newer_program) {
    write({"PRAGMA user_version = 1000"});
    EXPECT_EQ(refusal(), course_path(temporary_.path()).string() + " was written by a newer postlab");
}

TEST_F(CourseDatabase, says_which_file_is_no_database) {
    std::ofstream(course_path(temporary_.path())) << "a letter that somebody has saved under this name, by mistake";
    EXPECT_TRUE(refusal().starts_with("can't use " + course_path(temporary_.path()).string() + ": ")) << refusal();
}

}  // namespace postlab::course::course_database_test
