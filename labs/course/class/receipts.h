#pragma once
#include <string>

#include "labs/course/class/course.h"
#include "shared/time.h"

namespace postlab::course {

/// Whose receipt for that lab a code is: a student's id; empty: nobody's. Letters of either case, O for 0, I and L
/// for 1.
std::string owner_of(Course& course, const Lab& lab, const std::string& code);

/// A student hands a receipt in: whose it is, which is also noted in course.db, unless it is nobody's.
std::string hand_in(Course& course, const Lab& lab, const std::string& student, const std::string& code, Time now);

}  // namespace postlab::course
