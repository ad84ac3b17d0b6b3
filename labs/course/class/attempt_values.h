#pragma once
#include <string>
#include <vector>

#include "labs/course/class/course.h"
#include "labs/course/lab/parameters.h"

namespace postlab::course {

/// The values of a course's labs: what each student's $names stand for. It reads the roster and the server's names
/// once, so that those of a whole class cost little. One thread, as the course, which outlives it.
class AttemptValues {
public:
    explicit AttemptValues(Course& course)
        : database_(course.database()),
          key_(course.key()),
          server_(course.server()),
          classmates_(course.roster().ids()) {}
    /// In one attempt.
    Values of(const Lab& lab, const std::string& student, unsigned variant) const;
    /// In the latest attempt that was started; the first values where none was.
    Values now(const Lab& lab, const std::string& student) const;

private:
    store::Database& database_;
    std::string key_;
    MailServer server_;
    std::vector<std::string> classmates_;
};

}  // namespace postlab::course
