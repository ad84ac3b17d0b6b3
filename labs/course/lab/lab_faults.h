#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "labs/course/lab/lab.h"
#include "labs/faults/fault_rule.h"

namespace postlab::course {

/// The lab's faults for that student's sessions. Throws labs::BadFault.
std::vector<labs::FaultRule> faults_of(const Lab& lab, const std::string& student, const Values& values);

/// Puts the lab's faults for that student in place, under the tag "s017/L12", and takes away those of their other labs:
/// from the next login on. Throws std::runtime_error.
void arrange_faults(const std::filesystem::path& directory, const Lab& lab, const std::string& student,
                    const Values& values);

/// Takes away all faults that labs have put in place for that student.
void remove_faults(const std::filesystem::path& directory, const std::string& student);

}  // namespace postlab::course
