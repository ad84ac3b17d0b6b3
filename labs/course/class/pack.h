#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "labs/course/class/course.h"
#include "labs/course/grading/grade_book.h"
#include "shared/text/phrase.h"

/// Work that was done offline, in one file. A pack is a zip of what grading needs: the record and its key, the course
/// and its key. Whoever opens it checks the seals of all conversations, derives the parameters again and grades again.
///
/// What that finds: a changed, added or missing line; a pack that is another's copy; a grade that was only claimed.
/// What it can't find: a record that was made up altogether, by a program that knows the keys; for they lie on the
/// student's own machine. Marks that count come from a server that the teacher runs.
namespace postlab::course {

/// Packs the course of the directory, which must be of one student only; also while a server runs on it. Throws
/// std::runtime_error.
void write_pack(Course& course, const std::filesystem::path& file);

struct Unpacked {
    std::vector<Phrase> flaws;  ///< a line each: what was tampered with
    std::string origin;         ///< tells this student's course from any other
    std::map<GradeBook::Key, Grade> grades;
    std::vector<Student> students;
};
/// Opens, checks and grades a pack. Throws std::runtime_error when it is none.
Unpacked open_pack(const std::filesystem::path& file, const Labs& labs);

/// Notes in the class's course that a student has handed in such a pack; whose it was before, if it was another's.
std::string hand_in_pack(Course& course, const std::string& student, const Unpacked& pack);

}  // namespace postlab::course
