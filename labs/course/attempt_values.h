#pragma once
#include <string>
#include <vector>

#include "labs/course/course.h"
#include "labs/course/parameters.h"

namespace postlab::course {

/// The values of a course's labs: what each student's $names stand for. It reads roster and domain once, so that those
/// of a whole class cost little. Constant: any thread.
class AttemptValues {
public:
    explicit AttemptValues(Course& course)
        : key_(course.key()), domain_(course.domain()), classmates_(course.roster().ids()) {}
    /// In one attempt.
    Values of(const Lab& lab, const std::string& student, unsigned generation) const {
        return values_for(lab.parameters, {key_, student, lab.id, generation, domain_, classmates_});
    }

private:
    std::string key_, domain_;
    std::vector<std::string> classmates_;
};

/// Those of the latest attempt that was started; the first values where none was.
Values values_now(Course& course, const Lab& lab, const std::string& student);

}  // namespace postlab::course
