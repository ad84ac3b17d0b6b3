#pragma once
#include "labs/course/conditions.h"
#include "labs/course/evidence.h"
#include "labs/course/grader.h"

namespace postlab::course {

/// The kind `letter`, on an attempt.
Finding examine(const Letter& wanted, const Attempt& attempt);

}  // namespace postlab::course
