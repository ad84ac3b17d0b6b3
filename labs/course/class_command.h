#pragma once
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "shared/command_line.h"

namespace postlab::course {

inline constexpr const char* class_synopsis =
    "lab start|reset L12 [--student s017 | --all] [--new] | status [s017] | show L07 [--student s017] [--lang zh]"
    " | show [L07] --all --out DIR"
    " | values [L07] --student s017 | hint L07 [--student s017] | exam [on | off]"
    " | receipt s017 L12 CODE | pack FILE.zip | verify FILE.zip [--student s017]  [--data DIR]";

/// What `postlab lab` does with a class. `arguments` is what stands behind `lab`. The exit status; none when the first
/// word is no action of these. Throws UsageError, and std::runtime_error.
std::optional<int> class_command(const std::vector<std::string>& arguments, std::ostream& out);

/// What it understands, for --help.
std::vector<Option> class_options();

}  // namespace postlab::course
