#pragma once
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "labs/course/lab/lab.h"
#include "labs/faults/fault_rule.h"

namespace postlab::course {

/// The lab's faults for that student's sessions; in SMTP for those with a recipient that carries the lab's badge, so
/// that none of them meets a session of the lab that comes next. Throws labs::BadFault.
std::vector<labs::FaultRule> faults_of(const Lab& lab, const std::string& student, const Values& values);

/// Puts the lab's faults for that student in place, under the tag "s017/L12", and takes away those of their other labs:
/// from the next login on. The ids of those that have lost theirs. Throws std::runtime_error.
std::set<std::string> arrange_faults(const std::filesystem::path& directory, const Lab& lab, const std::string& student,
                                     const Values& values);

/// Puts in place what a student has arranged for their own sessions, in place of what they had before; no words take it
/// away. It goes with the next lab, too. Throws labs::BadFault and std::runtime_error.
void arrange_own_fault(const std::filesystem::path& directory, const std::string& student, labs::FaultWords words);

/// Takes away all faults that labs or they themselves have put in place for that student; the labs whose they were.
std::set<std::string> remove_faults(const std::filesystem::path& directory, const std::string& student);

/// The labs whose faults are in place for that student.
std::set<std::string> labs_with_faults(const std::filesystem::path& directory, const std::string& student);

}  // namespace postlab::course
