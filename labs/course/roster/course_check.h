#pragma once
#include <filesystem>

#include "store/database.h"
#include "store/upkeep/flaw.h"

namespace postlab::course {

/// What is wrong with the course of a data directory: the file, its key, students without a mailbox in `mail`, grades
/// of nobody. Where there is no course, nothing. One thread; throws store::DatabaseError, and SayableError for a course
/// of a newer postlab.
store::Flaws find_course_flaws(const std::filesystem::path& directory, store::Database& mail);

/// Makes indexes again. What else may be wrong, a person mends by the roster.
void mend_course(const std::filesystem::path& directory);

}  // namespace postlab::course
