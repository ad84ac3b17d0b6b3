#pragma once
#include "labs/course/lab/labs.h"
#include "shared/program/program_command.h"

namespace postlab::course {

inline const Option labs_option{"labs", "DIR",
                                "where lab folders are; without strings of their own they come beside the usual ones"};
inline const Option student_option{"student", "ID", "who; not needed where the roster has only one"};

/// The labs in the folder that --labs names, else those that came with the program. Throws UsageError, and LabErrors.
inline Labs labs_of(const CommandLine& line) { return read_labs(labs_folder(line.value("labs", ""))); }

/// "L07", "l7" or "7". Throws UsageError.
inline const Lab& lab_named(const Labs& labs, const std::string& id) {
    if (const Lab* found = labs.find(id)) return *found;
    throw UsageError("there is no lab " + id + "; postlab lab list shows all, --labs DIR those of your own");
}

}  // namespace postlab::course
