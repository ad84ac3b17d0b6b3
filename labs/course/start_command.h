#pragma once
#include <filesystem>
#include <iosfwd>
#include <string>

#include "labs/course/class/lab_start.h"
#include "labs/language/language.h"

namespace postlab::course {

struct StartRequest {
    Act act;
    const Lab& lab;
    std::string student;  ///< empty: the only one
    bool all, other;      ///< the whole class; with other parameters
};

/// `postlab lab start` and `reset`. Where there is no course yet, as on a laptop at home, it makes one with the student
/// `student` and prints their card. Exit status 1 when a session has a maildrop open that was to be filled.
int start_command(const std::filesystem::path& directory, const Labs& labs, const StartRequest& request,
                  const labs::Language& language, std::ostream& out);

/// That student, in capitals or not, or the only one. Throws UsageError that says what to type.
Student the_student(Course& course, const std::string& id);

}  // namespace postlab::course
