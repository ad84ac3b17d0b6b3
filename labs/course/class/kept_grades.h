#pragma once
#include <string>

#include "labs/course/grading/grade_book.h"
#include "store/database.h"

/// The grades as course.db keeps them, for answers at once. The record is what they come from. One thread, as the
/// database.
namespace postlab::course {

void save_grade(store::Database& course, const GradeBook::Key& key, const Grade& grade);
/// All of the book's, in place of those that are there, within a transaction of the caller's.
void replace_grades(store::Database& course, const GradeBook& book);
/// Of one student, or of all (empty).
std::map<GradeBook::Key, Grade> load_grades(store::Database& course, const std::string& student = "");

/// How far the record has been graded, and by what; another text means that there is something to grade.
std::string graded_so_far(store::Database& course);
void set_graded_so_far(store::Database& course, const std::string& state);

}  // namespace postlab::course
