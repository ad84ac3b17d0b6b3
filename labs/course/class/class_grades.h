#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "labs/course/class/course.h"
#include "labs/course/grading/grade_book.h"
#include "labs/course/lab/labs.h"
#include "labs/language/language.h"

namespace postlab::course {

/// All that is known about a class at one moment.
struct ClassGrades {
    std::vector<Student> students;
    const Labs& labs;
    std::map<GradeBook::Key, Grade> grades;
    std::map<GradeBook::Key, unsigned> hints;           ///< that were asked for
    std::map<GradeBook::Key, std::string> receipts_of;  ///< whose receipt was handed in, where it was another's

    std::set<GradeBook::Key> started = {};  ///< by `lab start` or a letter to the desk, whatever came of it

    const Grade* find(const std::string& student, const std::string& lab) const;  ///< null: no session yet
    /// Those that the course has named, else those that anybody has touched: what sums are about.
    std::vector<const Lab*> counted() const;
    int score_of(const std::string& student) const;  ///< hundredths of a point, of the labs that are counted
    int max_score() const;                           ///< points
};
/// `grades` and what course.db knows beside them.
ClassGrades class_grades(Course& course, const Labs& labs, std::map<GradeBook::Key, Grade> grades);

/// The class as a table for a terminal of that width: a row for each student with their points, the end of their last
/// session, and every lab that anybody has touched: "4/6"; "2.4/4 late", solved after its deadline; "started", but no
/// session yet; "-". Labs that don't fit stand in further tables below.
std::string class_table(const ClassGrades& grades, std::size_t width, const labs::Language& language);

/// The lab of a student's last session, else the first that they have started, else the first; null: there are none.
const Lab* current_lab(const ClassGrades& grades, const std::string& student);

/// "2026-10-01 14:05", by the clock of the machine.
std::string minute(Time time);

/// "4", "4.5": from hundredths.
std::string points(int hundredths, bool decimal_comma);

}  // namespace postlab::course
