#pragma once
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "labs/course/class/attempt_values.h"
#include "labs/course/class/course.h"

namespace postlab::course {

enum class SheetForm { markdown, html };

/// A lab's sheet with these values, alone: its Markdown, or a page. Of the student it needs the id; a name may be
/// empty.
std::string sheet(const Lab& lab, const Strings& common, const Student& student, const std::string& language,
                  const Values& values, SheetForm form);

/// Everyone's sheet of one lab, and one student's of all labs: a page each, on which every sheet is in its student's
/// language.
std::string sheets_of_lab(Course& course, const Labs& labs, const Lab& lab);
std::string sheets_of_student(Course& course, const Labs& labs, const Student& student);

/// The files that say how to dial, as they came with the program, sorted: linux.md, linux.zh.md, ...
std::vector<std::filesystem::path> system_sheets();
/// One of them with the class's server in it, as Markdown.
std::string system_sheet(const std::filesystem::path& file, const MailServer& server);

/// What of a class's sheets is to be written, and how.
struct SheetOrder {
    std::string only;      ///< the lab; empty: all
    std::string language;  ///< empty: each student's own
    SheetForm form = SheetForm::markdown;
};

/// The sheets of a whole class, to print: FOLDER/labs/L07.md (or .html) is everyone's sheet of a lab,
/// FOLDER/students/s017.md are all of one student's. Each begins a page and has its student's name on it.
/// FOLDER/systems has the sheets for Linux, macOS and Windows, with the class's server in them, and as pages they have
/// FOLDER/index.html that leads to them. Where one lab is named, only its file is written. How many files. Throws
/// FileError.
std::size_t write_sheets(Course& course, const Labs& labs, const SheetOrder& order,
                         const std::filesystem::path& folder);

}  // namespace postlab::course
