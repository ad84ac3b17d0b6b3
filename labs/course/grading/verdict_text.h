#pragma once
#include <string>

#include "labs/course/grading/verdict.h"

namespace postlab::course {

/// A verdict in lines of text, as course.db keeps it.
std::string verdict_text(const Verdict& verdict);
/// And back. What is no such text gives a verdict without checks.
Verdict read_verdict(const std::string& text);

}  // namespace postlab::course
