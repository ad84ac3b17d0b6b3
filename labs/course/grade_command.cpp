#include "labs/course/grade_command.h"

#include <algorithm>
#include <future>
#include <ostream>
#include <stdexcept>

#include "labs/course/class/course_deadlines.h"
#include "labs/course/class/grade_csv.h"
#include "labs/course/class/graded_record.h"
#include "labs/course/class/kept_grades.h"
#include "labs/course/class/record_flaws.h"
#include "labs/course/class/student_reports.h"
#include "labs/course/course_options.h"
#include "labs/text/paragraph.h"
#include "shared/system/file.h"

namespace postlab::course {

namespace {

constexpr std::size_t most_warnings = 10;

/// That lab alone; the course is what it was.
Labs only(Labs labs, const std::string& wanted) {
    if (wanted.empty()) return labs;
    const std::string id = lab_named(labs, wanted).id;
    std::erase_if(labs.labs, [&](const Lab& lab) { return lab.id != id; });
    return labs;
}

void warn(const std::vector<std::string>& flaws, std::ostream& err) {
    for (std::size_t i = 0; i < std::min(flaws.size(), most_warnings); ++i)
        err << "postlab: warning: " << flaws[i] << "\n";
    if (flaws.size() > most_warnings)
        err << "postlab: warning: and " << flaws.size() - most_warnings << " conversations more\n";
    if (!flaws.empty())
        err << "postlab: warning: so grades may not be what the students did; postlab transcript verify tells more\n";
}

void change_deadlines(const CommandLine& line, Course& course, const Labs& labs, std::ostream& out) {
    if (line.has("deadlines") && line.has("clear"))
        throw UsageError("--deadlines and --clear contradict each other: new deadlines, or none?");
    if (line.has("clear")) save_deadlines(course.database(), {});
    if (!line.has("deadlines")) return;
    const Deadlines deadlines = read_deadlines(read_file(line.value("deadlines", "")), labs);
    save_deadlines(course.database(), deadlines);
    out << spelled_out(deadlines);
}

int grade(const CommandLine& line, std::ostream& out, std::ostream& err) {
    const std::filesystem::path directory = data_directory(line);
    Course course = Course::open(directory);
    const Labs labs = labs_of(line);
    const Labs shown = only(labs, line.value("lab", ""));
    change_deadlines(line, course, labs, out);
    auto flaws = std::async(std::launch::async, record_flaws, directory);  // meanwhile
    if (const auto kept =
            bring_up_to_date(course, labs, line.has("regrade") || line.has("deadlines") || line.has("clear")))
        err << "postlab: results kept that are better than what the record still shows, since it no longer has all of "
               "their conversations: "
            << kept << "\n";
    const ClassGrades grades = class_grades(course, shown, load_grades(course.database()));
    out << class_table(grades, labs::output_width());
    if (line.has("csv")) {
        write_grade_files(line.value("csv", ""), grades, course,
                          {line.has("mark"), line.has("decimal-comma"), language_of(line, labs, "en")});
        out << "written: grades.csv, gradebook.csv, canvas.csv, checks.csv, failed.csv, mistakes.csv in "
            << line.value("csv", "") << "\n";
    }
    if (line.has("reports")) {
        write_reports(line.value("reports", ""), grades, course);
        out << "written: a page for each of " << grades.students.size() << " students in " << line.value("reports", "")
            << "\n";
    }
    warn(flaws.get(), err);
    return 0;
}

}  // namespace

ProgramCommand grade_command() {
    return {
        "grade",
        "",
        "the class as a table, and its grades as files, from the record",
        {{"csv", "DIR", "writes grades.csv, gradebook.csv, canvas.csv, checks.csv, failed.csv and mistakes.csv there"},
         {"reports", "DIR", "writes a page for each student there, to print: s017.html, in the student's language"},
         {"lang", "LANG", "of the sentences in failed.csv (en): en, zh, ru, or another one of your own labs"},
         {"lab", "LAB", "this lab only"},
         {"regrade", "", "from the record alone, forgetting what was graded before"},
         {"deadlines", "FILE", "rows of lab,due,late_until,late_percent; kept, and used from then on"},
         {"clear", "", "removes all deadlines"},
         {"mark", "", "the files begin with the mark that Excel looks for"},
         {"decimal-comma", "", "4,5 for 4.5, and semicolons between the fields"},
         labs_option,
         data_option},
        "postlab grade --csv marks",
        grade,
        "The record is the only evidence, so every grade can be worked out again. If the conversations behind a better "
        "result were deleted, the result is kept, and this says so. Warns of conversations that were tampered with."};
}

}  // namespace postlab::course
