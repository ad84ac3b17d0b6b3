#pragma once
#include <string>
#include <vector>

#include "labs/course/lab/lab.h"

namespace postlab::course {

/// What only shows with values in the place of $names: bounds, sums, the fixture's numbers. `file` is lab.yaml.
void check_values(const Lab& lab, const std::string& file, std::vector<Phrase>& errors);

/// What a lab's folder must have beside a lab.yaml that was read: all strings that lab.yaml and
/// handout.md ask for (the lab's own, or the `common` ones) and no others, a solution, and a dialogue for each mistake.
/// What is wrong is added to `errors`, a line each; `name` is what they call the folder.
void check_lab_folder(const Lab& lab, const std::string& name, const Strings& common, std::vector<Phrase>& errors);

}  // namespace postlab::course
