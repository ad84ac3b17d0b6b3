#pragma once
#include <string>
#include <vector>

#include "labs/course/ended_session.h"
#include "labs/course/keyed.h"
#include "labs/course/lab_start.h"

namespace postlab::course {

/// What a letter to the desk (`course+s017-l12-7f3a`) asks for.
struct DeskOrder {
    Act act;
    std::string student, lab;
};

/// The orders in a session's letters that were accepted for the desk: those with the subject `start` or `reset`. (An
/// `answer` is evidence and no order.)
std::vector<DeskOrder> desk_orders(const EndedSession& session, const TokenReader& tokens);

}  // namespace postlab::course
