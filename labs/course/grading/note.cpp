#include "labs/course/grading/note.h"

namespace postlab::course {

std::string said(const Note& note, const Strings& common, std::string_view language) {
    const std::string key = "note." + note.key;
    return common.has(key) ? common.line(key, language, note.values) : note.key;
}

}  // namespace postlab::course
