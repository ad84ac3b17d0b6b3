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
    write({"CREATE TABLE student(id TEXT PRIMARY KEY)",
           "CREATE TABLE attempt(student TEXT, lab TEXT, epoch INTEGER, generation INTEGER, PRIMARY KEY(student, lab))",
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

/// What earlier programs have made, each by the statements of its time.
const std::vector<std::vector<const char*>> steps{
    {"CREATE TABLE student(id TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, class TEXT NOT NULL,"
     " lang TEXT NOT NULL)",
     "CREATE TABLE attempt(student TEXT NOT NULL, lab TEXT NOT NULL, epoch INTEGER NOT NULL,"
     " generation INTEGER NOT NULL, PRIMARY KEY(student, lab)) WITHOUT ROWID",
     "CREATE TABLE result(student TEXT NOT NULL, lab TEXT NOT NULL, score INTEGER NOT NULL, solved INTEGER NOT NULL,"
     " attempts INTEGER NOT NULL, late INTEGER NOT NULL, flags TEXT NOT NULL, best TEXT NOT NULL,"
     " latest TEXT NOT NULL, PRIMARY KEY(student, lab)) WITHOUT ROWID",
     "CREATE TABLE hint(student TEXT NOT NULL, lab TEXT NOT NULL, epoch INTEGER NOT NULL, hint TEXT NOT NULL,"
     " at INTEGER NOT NULL, PRIMARY KEY(student, lab, epoch, hint)) WITHOUT ROWID",
     "CREATE TABLE receipt(student TEXT NOT NULL, lab TEXT NOT NULL, code TEXT NOT NULL, at INTEGER NOT NULL,"
     " owner TEXT NOT NULL, PRIMARY KEY(student, lab, code)) WITHOUT ROWID",
     "CREATE TABLE deadline(lab TEXT PRIMARY KEY, due INTEGER NOT NULL, late_until INTEGER NOT NULL,"
     " late_percent INTEGER NOT NULL)",
     "CREATE TABLE pack(origin TEXT PRIMARY KEY, student TEXT NOT NULL)",
     "CREATE TABLE setting(name TEXT PRIMARY KEY, value TEXT NOT NULL)",
     "CREATE TABLE shared_letter(digest TEXT PRIMARY KEY, content INTEGER NOT NULL, next_before INTEGER NOT NULL)",
     "INSERT INTO student VALUES ('s001', 'Ann', '', 'A', 'en')", "INSERT INTO attempt VALUES ('s001', 'L02', 3, 1)",
     "INSERT INTO result VALUES ('s001', 'L02', 400, 7, 2, 0, 'pasted', '', '')",
     "INSERT INTO hint VALUES ('s001', 'L02', 2, 'dele', 5)"},
    {"CREATE TABLE desk_note(student TEXT NOT NULL, badge INTEGER NOT NULL, lab TEXT NOT NULL, flaw INTEGER NOT NULL,"
     " said TEXT NOT NULL, conversation INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY(student, badge))"
     " WITHOUT ROWID",
     "DELETE FROM receipt WHERE owner = ''"},
    {"ALTER TABLE attempt RENAME COLUMN epoch TO number", "ALTER TABLE attempt RENAME COLUMN generation TO variant",
     "ALTER TABLE hint RENAME COLUMN epoch TO attempt", "ALTER TABLE result RENAME TO grade"},
    {"CREATE TABLE nobodys(conversation INTEGER PRIMARY KEY, at INTEGER NOT NULL, protocol TEXT NOT NULL,"
     " peer TEXT NOT NULL, sign INTEGER NOT NULL, student TEXT NOT NULL, said TEXT NOT NULL, lab TEXT NOT NULL)"},
    {"ALTER TABLE grade ADD COLUMN sessions INTEGER NOT NULL DEFAULT 0",
     "ALTER TABLE grade ADD COLUMN first INTEGER NOT NULL DEFAULT 0",
     "ALTER TABLE grade ADD COLUMN last INTEGER NOT NULL DEFAULT 0",
     "ALTER TABLE grade ADD COLUMN mistakes TEXT NOT NULL DEFAULT ''"}};

TEST_F(CourseDatabase, of_every_version_becomes_the_same_and_keeps_what_it_has) {
    const std::string shape =
        "SELECT group_concat(one, '; ') FROM (SELECT m.name || ': ' || group_concat(c.name || ' ' || c.type) AS one"
        " FROM sqlite_master AS m, pragma_table_info(m.name) AS c WHERE m.type = 'table' GROUP BY m.name"
        " ORDER BY m.name)";
    const std::string now = first(shape), version = first("PRAGMA user_version");
    for (std::size_t known = 1; known <= steps.size(); ++known) {
        std::filesystem::remove(course_path(temporary_.path()));
        for (std::size_t step = 0; step < known; ++step)
            for (const char* statement : steps[step]) write({statement});
        write({("PRAGMA user_version = " + std::to_string(known)).c_str()});
        EXPECT_EQ(first(shape), now) << known;
        EXPECT_EQ(first("PRAGMA user_version"), version) << known;
        EXPECT_EQ(first("SELECT name || lang || pin FROM student"), "Annen") << known << ": without a PIN";
        EXPECT_EQ(first("SELECT number || ' ' || variant FROM attempt"), "3 1") << known;
        EXPECT_EQ(first("SELECT attempt || hint FROM hint"), "2dele") << known;
        EXPECT_EQ(first("SELECT score || flags || sessions || mistakes FROM grade"), "400pasted0") << known;
    }
}

TEST_F(CourseDatabase, refuses_the_file_of_a_newer_program) {
    write({"PRAGMA user_version = 1000"});
    EXPECT_EQ(refusal(), "a newer postlab has written " + course_path(temporary_.path()).string());
}

TEST_F(CourseDatabase, says_which_file_is_no_database) {
    std::ofstream(course_path(temporary_.path())) << "a letter that somebody has saved under this name, by mistake";
    EXPECT_TRUE(refusal().starts_with("can't use " + course_path(temporary_.path()).string() + ": ")) << refusal();
}

}  // namespace postlab::course::course_database_test
