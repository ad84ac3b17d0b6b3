#pragma once
#include <string>
#include <vector>

#include "labs/faults/fault_rule.h"

namespace postlab::course {

/// A fault that a student asks the desk for, as a letter says it, a line each:
///
///     verb: RETR         which command it meets
///     nth: 2             which of these commands in a session (all)
///     session: 1-3       which of the sessions from now on (1: the next one)
///     cut: after 100     the line is cut behind so many octets of the reply; `before`: instead of it; `after`: behind
///     it delay: 5s          the reply comes later, by 30 seconds at most reply: 452         RCPT, or the end of the
///     data (verb: .), is refused with that code
///
/// A letter without a line takes away what was arranged before.
struct FaultLetter {
    labs::FaultWords words;  ///< as labs::read_fault takes them, without account; empty: none is wanted
    std::string wrong;       ///< the line that can't be; empty: all of them can
};

FaultLetter fault_letter(const std::vector<std::string>& lines);

}  // namespace postlab::course
