#pragma once
#include <string>
#include <utility>
#include <vector>

#include "labs/course/grading/attempts.h"
#include "labs/course/lab/note.h"

namespace postlab::course {

/// Goes up whenever a grade, or what is kept with it, could come out differently from the same record.
inline constexpr unsigned grading_version = 8;

/// How one check of an attempt came out.
struct CheckResult {
    std::string id;
    int weight;
    bool passed;
    std::vector<Citation> lines;
    Note note;
};

/// An attempt, judged after one of its sessions had ended.
struct Verdict {
    std::string student, lab;
    unsigned attempt = 0, variant = 0;
    std::vector<CheckResult> checks;
    std::vector<std::pair<std::string, std::vector<Citation>>> mistakes;  ///< ids of those recognised, where last
    std::vector<std::string> hints;                                       ///< their strings, as unlocked so far
    int score = 0, max = 0;
    bool solved = false;
    Time at{};                      ///< the end of the session that it was judged after
    std::int64_t conversation = 0;  ///< that session
    std::size_t sessions = 0;       ///< ended ones of the attempt
    std::string receipt;            ///< of a solved lab; else empty
};

/// Judges one attempt by its lab, as it stands. `values`: those of the attempt's student and variant.
Verdict verdict_on(const Attempt& attempt, const Lab& lab, const Values& values);

}  // namespace postlab::course
