#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "labs/course/lab/note.h"

namespace postlab::course {

/// The strings that all labs share.
inline const Strings& common_for_tests() {
    static std::vector<Phrase> errors;
    static const Strings common = Strings::read(std::filesystem::path(POSTLAB_SOURCE_DIR) / "labs", "labs", errors);
    return common;
}

inline std::string in_language(const Note& note, std::string_view language) {
    return said(note, common_for_tests(), language);
}

/// A note as a teacher reads it.
inline std::string in_english(const Note& note) { return in_language(note, english); }

}  // namespace postlab::course
