#pragma once
#include <filesystem>
#include <string>

#include "labs/course/class/class_grades.h"

namespace postlab::course {

/// How spreadsheets of a country want their files, and their reader the sentences in them.
struct FileForm {
    bool byte_order_mark = false;  ///< begins with the mark of UTF-8, which Excel looks for
    bool decimal_comma = false;    ///< 4,5 and not 4.5; fields are separated by semicolons then
    std::string language = "en";
};

/// Writes grades.csv (a row for each student and lab), gradebook.csv (a row for each student, for the import of a
/// learning platform), canvas.csv (the same as Canvas has it), checks.csv (a row for each check of each lab that was
/// tried), failed.csv (why a check of those fails, with the student's values and the lines of the record) and
/// mistakes.csv (which mistakes a student has made in a lab, in how many sessions, and whether they have overcome it),
/// each replaced as a whole. All but the last speak of the attempt that counts, the best one. A cell that a spreadsheet
/// would take for a formula gets an apostrophe in front. Makes the directory. Throws std::runtime_error.
void write_grade_files(const std::filesystem::path& directory, const ClassGrades& grades, Course& course,
                       const FileForm& form);

}  // namespace postlab::course
