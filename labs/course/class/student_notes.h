#pragma once
#include <cstddef>
#include <map>
#include <string>

#include "labs/course/class/course.h"
#include "labs/course/grading/grade_book.h"
#include "labs/course/lab/labs.h"

/// What a student is told that is no lab's check: in their language, a paragraph each, "! " in front, wrapped at
/// `width` columns. Also in an exam.
namespace postlab::course {

/// What the desk could do nothing with, and what to write instead; the last session that is nobody's or a neighbour's
/// and may be theirs, and the last of theirs that may be a neighbour's.
std::string notes_to(Course& course, const Labs& labs, const Student& student,
                     const std::map<GradeBook::Key, Grade>& grades, std::size_t width);

/// A lab whose faults are gone since another has begun can't be gone on with. Empty: that is not so.
std::string note_of_end(Course& course, const Labs& labs, const Lab& lab, const Student& student, std::size_t width);

}  // namespace postlab::course
