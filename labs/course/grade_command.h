#pragma once
#include <iosfwd>
#include <string>
#include <vector>

#include "shared/command_line.h"

namespace postlab::course {

inline constexpr const char* grade_synopsis =
    "grade [--csv DIR] [--reports DIR] [--lang zh] [--lab L07] [--regrade] [--deadlines FILE]  [--data DIR]";

/// `postlab grade`: the grades of a course, from its record. `err` hears which of its conversations have been tampered
/// with. Answers the exit status. Throws UsageError, and std::runtime_error.
int grade_command(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err);

/// What it understands, for --help.
std::vector<Option> grade_options();

}  // namespace postlab::course
