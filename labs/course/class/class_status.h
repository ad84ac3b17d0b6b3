#pragma once
#include <string>

#include "labs/course/class/class_grades.h"

/// What a lecturer asks of a class, for a terminal of that width.
namespace postlab::course {

/// Who is stuck, on what, and why: of every student the lab of their last session, if it isn't solved, with the first
/// mistake in it, else the first check that fails. Empty: nobody.
std::string who_is_stuck(Course& course, const ClassGrades& grades, std::size_t width, const labs::Language& language);

/// What was hard: the mistakes that most students have made, and how many have overcome them. Empty: none.
std::string what_was_hard(const ClassGrades& grades, std::size_t width, const labs::Language& language);

}  // namespace postlab::course
