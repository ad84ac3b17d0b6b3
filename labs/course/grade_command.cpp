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
#include "labs/text/ink.h"
#include "labs/text/progress.h"
#include "shared/system/file.h"

namespace postlab::course {

namespace {

using labs::operator""_sentence;

constexpr std::size_t most_warnings = 10;
constexpr std::string_view files_written[] = {"grades.csv", "gradebook.csv", "canvas.csv",
                                              "checks.csv", "failed.csv",    "mistakes.csv"};

/// That lab alone; the course is what it was.
Labs only(Labs labs, const std::string& wanted) {
    if (wanted.empty()) return labs;
    const std::string id = lab_named(labs, wanted).id;
    std::erase_if(labs.labs, [&](const Lab& lab) { return lab.id != id; });
    return labs;
}

void warn(const std::vector<Phrase>& flaws, const labs::Language& language, std::ostream& err) {
    auto say = [&](const Phrase& warning) { err << "postlab: " << language.say(warning) << "\n"; };
    for (std::size_t i = 0; i < std::min(flaws.size(), most_warnings); ++i) say({"grade.warning"_sentence, {flaws[i]}});
    if (flaws.size() > most_warnings)
        say({"grade.more_flaws"_sentence, {std::to_string(flaws.size() - most_warnings)}});
    if (!flaws.empty()) say("grade.doubt"_sentence);
}

void change_deadlines(const CommandLine& line, Course& course, const Labs& labs, const labs::Language& language,
                      std::ostream& out) {
    if (line.has("deadlines") && line.has("clear")) throw UsageError("grade.contradict"_sentence, {});
    if (line.has("clear")) save_deadlines(course.database(), {});
    if (!line.has("deadlines")) return;
    const Deadlines deadlines = read_deadlines(read_file(line.value("deadlines", "")), labs);
    save_deadlines(course.database(), deadlines);
    out << spelled_out(deadlines, language);
}

int grade(const CommandLine& line, std::ostream& out, std::ostream& err) {
    const std::filesystem::path directory = data_directory(line);
    Course course = Course::open(directory);
    const Labs labs = labs_of(line);
    const Labs shown = only(labs, line.value("lab", ""));
    const labs::Language& language = program_language(line, labs);
    change_deadlines(line, course, labs, language, out);
    auto flaws = std::async(std::launch::async, record_flaws, directory);  // meanwhile
    const bool anew = line.has("regrade") || line.has("deadlines") || line.has("clear");
    if (const auto kept = labs::followed(err, language.say("grade.progress"_sentence), [&](const HowFar& tell) {
            return bring_up_to_date(course, labs, anew, tell);
        }))
        err << "postlab: " << language.say("grade.kept"_sentence, {std::to_string(kept)}) << "\n";
    const ClassGrades grades = class_grades(course, shown, load_grades(course.database()));
    out << class_table(grades, labs::columns_of(out), language);
    if (line.has("csv")) {
        write_grade_files(line.value("csv", ""), grades, course,
                          {line.has("mark"), line.has("decimal-comma"), language_of(line, labs, "en")});
        out << language.say("grade.written"_sentence, {list_of(files_written), line.value("csv", "")}) << "\n";
    }
    if (line.has("reports")) {
        labs::followed(err, language.say("grade.reports_progress"_sentence),
                       [&](const HowFar& tell) { write_reports(line.value("reports", ""), grades, course, tell); });
        out << language.say("grade.reports"_sentence,
                            {std::to_string(grades.students.size()), line.value("reports", "")})
            << "\n";
    }
    warn(flaws.get(), language, err);
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
         {"lang", "LANG", "the language, also of failed.csv (there en): en, zh, ru, or another one of your own labs"},
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
