#pragma once
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "shared/command_line.h"

namespace postlab::course {

inline constexpr const char* lab_synopsis = "lab list [--lang zh] | check [DIR...]  [--labs DIR]";

/// What `postlab lab` does with lab files alone: lists them, and tells the author of a lab whether it works (its files,
/// solution, mistakes and handout, all tried in memory). `arguments` is what stands behind `lab`. The exit status; none
/// when the first word is no action of these. Throws UsageError, and LabErrors.
std::optional<int> lab_command(const std::vector<std::string>& arguments, std::ostream& out);

/// What it understands, for --help.
std::vector<Option> lab_options();

/// What --lang says, or the usual language. Throws UsageError when it is none of ours.
std::string language_of(const CommandLine& line, const std::string& usual = "en");

}  // namespace postlab::course
