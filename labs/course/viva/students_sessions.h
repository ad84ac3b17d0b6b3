#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "labs/course/viva/question.h"

namespace postlab::course {

/// The last sessions of a student's that are over, the newest first: those in which their password was right, and in
/// SMTP, where most say none, those with a badge of theirs. Without a course in the folder a student is an account.
/// Those that can't be had again (labs/whatif) are left out. Throws std::runtime_error.
std::vector<StudentSession> sessions_of(const std::string& student, const std::filesystem::path& directory);

}  // namespace postlab::course
