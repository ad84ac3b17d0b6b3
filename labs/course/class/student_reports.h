#pragma once
#include <filesystem>
#include <string>

#include "labs/course/class/attempt_values.h"
#include "labs/course/class/course_deadlines.h"
#include "labs/course/class/grade_csv.h"
#include "labs/course/class/record_lines.h"
#include "labs/text/markup.h"
#include "shared/system/how_far.h"

namespace postlab::course {

/// Pages on paper about the work of single students, each in its student's language and for their eyes, so without
/// flags: every lab of the course (or that the class has touched) with its score, and of each that was tried the
/// attempt that counts, as checks.csv has it, with its checks, what the failed ones ask for and the lines of the
/// record, mistakes, those that were overcome on the way, hints taken and receipts. One HTML file that needs no other
/// one and runs nothing, A4. One thread; what it is given outlives it.
class StudentReports {
public:
    StudentReports(const ClassGrades& all, Course& course);
    std::string page(const Student& student);
    /// Everyone's in one page, each on paper of their own, for one click to print. `language`: of the page itself.
    std::string all(const std::string& language);

private:
    struct Work;

    std::string text(const std::string& key, const std::string& language, const Values& values = {}) const;
    labs::Markup say(const std::string& key, const std::string& language, const Values& values = {}) const;
    labs::Markup body(const Student& student);
    Work work_of(const Student& student, const Lab& lab) const;
    labs::Markup overview(const Student& student) const;
    labs::Markup overview_row(const Work& work) const;
    labs::Markup section(const Work& work);
    labs::Markup facts(const Work& work) const;
    labs::Markup check_row(const Work& work, const CheckResult& check);
    labs::Markup mistakes(const Work& work);
    labs::Markup overcome(const Work& work) const;
    labs::Markup listed(const char* heading, const labs::Markup& items, const Work& work) const;
    labs::Markup hints_taken(const Work& work) const;
    labs::Markup lines(const std::vector<Citation>& cited);

    const ClassGrades& all_;
    store::Database& course_;
    const AttemptValues values_;
    const Deadlines deadlines_;
    RecordLines record_;
};

/// DIR/s017.html for each student, each replaced as a whole. Makes the directory. Throws std::runtime_error.
void write_reports(const std::filesystem::path& directory, const ClassGrades& grades, Course& course,
                   const HowFar& tell = {});

}  // namespace postlab::course
