#pragma once
#include "labs/course/grading/attempts.h"
#include "labs/course/grading/judge.h"
#include "labs/course/lab/conditions.h"

namespace postlab::course {

/// The kind `letter`, on an attempt.
Finding examine(const Letter& wanted, const Attempt& attempt);

}  // namespace postlab::course
