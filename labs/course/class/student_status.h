#pragma once
#include <string>

#include "labs/course/class/course.h"
#include "labs/course/grading/grade_book.h"

/// What a student is told about their work, in their language, from the grades in course.db.
namespace postlab::course {

/// What the desk could not understand, and what to write instead; the labs of the course, or those that they have
/// touched, in a line each; under the one that was tried last and is not solved: what holds, what does not hold and
/// why, with the lines of the record. In an exam it doesn't say why. With `wanted`, that lab alone, solved or not.
/// Lines are wrapped at `width` columns. Without `commands` it names none of this program's, for who has the ports
/// alone.
std::string status_of(Course& course, const Labs& labs, const Student& student, const Lab* wanted = nullptr,
                      std::size_t width = 80, bool commands = true);

/// The hints for a lab that are open by now; that they were read is noted. In an exam there are none.
std::string hints_for(Course& course, const Labs& labs, const Lab& lab, const Student& student, Time now);

}  // namespace postlab::course
