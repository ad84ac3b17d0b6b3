#pragma once
#include <string>

#include "labs/course/grading/grade_book.h"
#include "store/database.h"

/// The grades as course.db keeps them, for answers at once. The record is what they come from. One thread, as the
/// database.
namespace postlab::course {

void save_grade(store::Database& course, const GradeBook::Key& key, const Grade& grade);
/// All of them and their state, in place of those that are there, in one transaction. False, and nothing is changed:
/// the state is no longer `before`, so somebody else has graded meanwhile.
bool save_grades(store::Database& course, const GradeBook& book, const std::string& before, const std::string& state);
/// Of one student, or of all (empty).
std::map<GradeBook::Key, Grade> load_grades(store::Database& course, const std::string& student = "");

/// How far the record has been graded, and by what; another text means that there is something to grade.
std::string graded_so_far(store::Database& course);
void set_graded_so_far(store::Database& course, const std::string& state);

}  // namespace postlab::course
