#pragma once
#include <optional>
#include <string>
#include <vector>

#include "labs/course/class/lab_start.h"
#include "labs/course/grading/ended_session.h"
#include "labs/course/lab/tokens.h"
#include "labs/faults/fault_rule.h"

namespace postlab::course {

/// A letter to the desk (`course+s017-L12-7f3a`) and what it asks for. (An `answer` is evidence and no order.)
struct DeskLetter {
    /// What the desk can do nothing with: a subject that is none of start, reset, answer and fault; a line of an answer
    /// that is no "name: value" of a name that the lab asks for; a badge that is not the student's, so anybody may have
    /// written it; a line of an answer that is still as it stands on the sheet; a letter that needs a login first, see
    /// DeskGuard; a line of a fault that says none. (Their numbers stand in course.db.)
    enum class Flaw { none, subject, line, badge, blank, login, fault };

    std::string student, lab;
    std::optional<Act> order;
    Flaw flaw = Flaw::none;
    std::string said = {};  ///< what was not understood, in visible characters, the beginning of it
    std::optional<labs::FaultWords> fault = {};  ///< to be arranged for their own sessions; empty: to be taken away
};

/// The letters of a session that were accepted for the desk.
std::vector<DeskLetter> desk_letters(const EndedSession& session, const TokenReader& tokens, const Labs& labs);

}  // namespace postlab::course
