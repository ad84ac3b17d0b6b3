#include "labs/course/class/student_reports.h"

#include <fstream>

#include "labs/course/class/graded_record.h"
#include "labs/course/class/kept_grades.h"
#include "labs/course/class/receipts.h"
#include "labs/course/class/student_status.h"
#include "labs/course/class_for_tests.h"
#include "labs/course/grade_command.h"

namespace postlab::course::report_test {

struct ReportOnPaper : ClassOnDisk {
    std::string page(const std::string& student) {
        bring_up_to_date(course, labs);
        const ClassGrades all = class_grades(course, labs, load_grades(course.database()));
        return StudentReports(all, course).page(*course.roster().find(student));
    }
};

TEST_F(ReportOnPaper, says_what_holds_and_why_the_rest_does_not) {
    start("L02", "s001");
    pop3({"USER s001", "PASS secret", "LIST", "DELE " + values("L02", "s001").at("x")});
    bring_up_to_date(course, labs);
    hints_for(course, labs, lab("L02"), *course.roster().find("s001"), std::chrono::system_clock::now());
    const std::string html = page("s001"), x = values("L02", "s001").at("x");
    for (const std::string& part :
         {std::string("<h1>Ann Ash</h1>"), std::string(": 1 of 4 points"),
          std::string("L02 Remove</th><td>1 of 4</td><td>1</td><td>20"),
          std::string("✓ passed</td><td><p><span class=\"asked\">You looked"),
          "✗ not yet</td><td><p><span class=\"asked\">Letter " + x +
              " is gone</span> <span class=\"small\">RFC 1939 6</span></p>\n<p>DELE " + x + ", then QUIT.</p>",
          " C: DELE " + x + "\n", std::string("<td class=\"number\">0/3</td>"),
          std::string("<h3>What went wrong</h3>\n<ul>\n<li>Without QUIT nothing is removed.<pre>"),
          std::string("<h3>Hints taken</h3>\n<ul>\n<li>What makes a mark come true?</li>")})
        EXPECT_TRUE(has(html, part)) << part << "\n" << html;
    EXPECT_FALSE(has(html, "Say LIST.")) << "help for what holds";
    EXPECT_FALSE(has(html, "report.")) << "a sentence without words";
}

TEST_F(ReportOnPaper, shows_what_is_solved_with_receipt_and_deadline) {
    save_deadlines(course.database(), read_deadlines("L02,2001-01-01T00:00:00Z,2101-01-01T00:00:00Z,50\n", labs));
    start("L02", "s001");
    solve_l02("s001");
    bring_up_to_date(course, labs);
    const std::string code = load_grades(course.database()).at({"s001", "L02"}).best.receipt;
    const std::string before = page("s001");
    EXPECT_TRUE(has(before, "<td>2 of 4 · solved</td>")) << before;
    EXPECT_TRUE(has(before, "<td>" + code + "</td>")) << before;
    EXPECT_TRUE(has(before, " 50 % of the points")) << before;
    EXPECT_FALSE(has(before, "handed in")) << before;
    hand_in(course, lab("L02"), "s001", code, std::chrono::system_clock::now());
    hand_in(course, lab("L02"), "s002", code, std::chrono::system_clock::now());
    EXPECT_TRUE(has(page("s001"), "receipt handed in 20"));
    EXPECT_FALSE(has(page("s002"), "s001")) << "flags are not for the student";
}

TEST_F(ReportOnPaper, speaks_of_the_attempt_that_counts) {
    start("L02", "s001");
    pop3({"USER s001", "PASS secret", "LIST", "QUIT"});
    start("L02", "s001", Act::reset);
    pop3({"USER s001", "PASS secret", "QUIT"});
    const std::string html = page("s001");
    EXPECT_TRUE(has(html, "Attempt 1 counts")) << html;
    EXPECT_TRUE(has(html, "<td>1 of 4</td><td>2</td><td>20")) << html;
}

TEST_F(ReportOnPaper, escapes_whatever_students_have_written) {
    Roster::Change change;
    change.added = {{"s004", "<script>alert(1)</script>\x01\xE2\x80\xAE", "", "\"><img src=x>", "en"}};
    course.roster().apply(change);
    store::Accounts(directory()).add({{"s004", "secret"}});
    start("L02", "s004");
    pop3({"USER s004", "PASS secret", "DELE " + values("L02", "s004").at("x") + " <b>&", "RETR <i>",
          "DELE " + values("L02", "s004").at("x")});
    const std::string html = page("s004");
    for (const char* raw :
         {"<script", "<img", "<b>", "<i>", "\x01", "\xE2\x80\xAE", "javascript:", "http://", "https://"})
        EXPECT_FALSE(has(html, raw)) << raw << "\n" << html;
    EXPECT_TRUE(has(html, "&lt;script&gt;alert(1)&lt;/script&gt;")) << html;
}

TEST_F(ReportOnPaper, is_in_the_language_of_its_student) {
    start("L02", "s002");
    pop3({"USER s002", "PASS secret", "QUIT"});
    const std::string html = page("s002");
    EXPECT_TRUE(has(html, "<html lang=\"ru\">")) << html;
    EXPECT_TRUE(has(html, "✗ ещё нет</td><td><p><span class=\"asked\">Письма ")) << html;
    EXPECT_TRUE(has(page("s003"), "实验报告")) << "who has done nothing has a page, too";
}

TEST_F(ReportOnPaper, is_written_for_everybody_when_grade_is_told_to) {
    const std::filesystem::path out = directory() / "reports";
    std::ostringstream said, err;
    const std::vector<std::string> arguments{
        "grade", "--data", directory().string(), "--labs", test_labs().string(), "--reports", out.string()};
    EXPECT_EQ(run_program({grade_command()}, arguments, said, err), 0);
    EXPECT_TRUE(has(said.str(), "written: a page for each of 3 students in " + out.string() + "\n")) << said.str();
    for (const char* student : {"s001", "s002", "s003"})
        EXPECT_TRUE(contents(out / (std::string(student) + ".html")).ends_with("</html>\n")) << student;
}

}  // namespace postlab::course::report_test
