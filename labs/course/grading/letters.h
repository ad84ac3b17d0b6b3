#pragma once
#include "labs/course/grading/evaluate.h"
#include "labs/course/lab/conditions.h"

namespace postlab::course {

/// The kind `letter`, on an attempt.
Finding evaluate(const Letter& wanted, const Attempt& attempt);

}  // namespace postlab::course
