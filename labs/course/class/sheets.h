#pragma once
#include <cstddef>
#include <filesystem>
#include <string>

#include "labs/course/class/attempt_values.h"
#include "labs/course/class/course.h"

namespace postlab::course {

/// A lab's sheet as its student needs it, with their addresses and their task's values; `language` empty: in theirs.
std::string sheet(const Labs& labs, const AttemptValues& values, const Lab& lab, const Student& student,
                  const std::string& language);

/// The sheets of a whole class, to print: FOLDER/labs/L07.md is everyone's sheet of a lab, FOLDER/students/s017.md are
/// all of one student's. Each begins a page and has its student's name on it. FOLDER/systems has the sheets for Linux,
/// macOS and Windows, with the class's server in them. Where one lab is named, only its file is written. How many
/// files. Throws FileError.
std::size_t write_sheets(Course& course, const Labs& labs, const std::string& only, const std::string& language,
                         const std::filesystem::path& folder);

}  // namespace postlab::course
