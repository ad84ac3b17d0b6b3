#pragma once
#include <string>
#include <vector>

#include "labs/course/grading/attempts.h"
#include "labs/course/lab/note.h"

namespace postlab::course {

/// What a condition made of an attempt.
struct Finding {
    bool holds = false;
    std::vector<Citation> lines;  ///< that it was decided by; may be empty
    Note note;                    ///< what there is to say beside that; may be empty
    Note remark = {};             ///< of one that holds: what was forgiven; mostly empty
    std::string mistake = {};     ///< one that every lab knows and that is why it does not hold: its id; mostly empty
};

/// One set of conditions, all of which must hold; $names already replaced.
Finding evaluate(const Conditions& conditions, const Attempt& attempt);

}  // namespace postlab::course
