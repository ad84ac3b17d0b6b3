#pragma once
#include <map>
#include <string>
#include <vector>

#include "labs/course/class/course.h"
#include "labs/course/grading/grade_book.h"
#include "labs/course/lab/labs.h"

namespace postlab::course {

/// All that is known about a class at one moment.
struct ClassGrades {
    std::vector<Student> students;
    const Labs& labs;
    std::map<GradeBook::Key, Grade> grades;
    std::map<GradeBook::Key, unsigned> hints;           ///< that were asked for
    std::map<GradeBook::Key, std::string> receipts_of;  ///< whose receipt was handed in, where it was another's

    const Grade* find(const std::string& student, const std::string& lab) const;  ///< null: nothing was tried
};
/// `grades` and what course.db knows beside them.
ClassGrades class_grades(Course& course, const Labs& labs, std::map<GradeBook::Key, Grade> grades);

/// The class as a table for the terminal: a row for each student, a column for each lab.
std::string class_table(const ClassGrades& grades);

/// "4", "4.5": from hundredths.
std::string points(int hundredths, bool decimal_comma);

}  // namespace postlab::course
