#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "labs/course/grading/note.h"

namespace postlab::course {

/// A note as a teacher reads it.
inline std::string in_english(const Note& note) {
    static std::vector<std::string> errors;
    static const Strings common = Strings::read(std::filesystem::path(POSTLAB_SOURCE_DIR) / "labs", "labs", errors);
    return said(note, common, english);
}

}  // namespace postlab::course
