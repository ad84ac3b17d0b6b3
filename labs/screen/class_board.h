#pragma once
#include <Poco/JSON/Object.h>

#include <optional>
#include <string>

#include "labs/course/class/gifts.h"
#include "labs/screen/class/known_labs.h"
#include "shared/transcript.h"

namespace postlab::screen {

/// What a teacher asks of a class at work, from the grades that the classroom keeps in course.db: who is stuck and on
/// what, which mistakes are made by how many, and what each student has reached.
///     {"labs": [{"id": "L03", "title", "checks": ["phases", ...]}], "lab_ids": ["L01", ...],
///      "students": [{"number": 1, "id": "s001", "name", "labs": {"L03": {"score": 4, "max": 6, "solved", "checks":
///      "101?"}}}], "stuck": [{"number", "id", "lab", "why", "sessions", "conversation"}], "mistakes": [{"lab", "text",
///      "students", "overcome", "lines": [{"conversation", "at": "12.0", "text": "C: DELE 1"}]}],
///      "nobodys": [{"conversation", "protocol", "peer", "at", "sign": "badge", "said", "id", "number", "lab",
///      "more"}]}
/// "labs" are those that anybody has touched, "lab_ids" all of the course. Of "checks" each character is a check's: 1
/// holds, 0 doesn't, in the order of the lab. "nobodys": sessions that count for nobody, with the likely owner, if
/// there is one, the newest first; "more": so many older ones that say the same. One thread.
class ClassBoard {
public:
    explicit ClassBoard(KnownLabs& labs) : labs_(labs) {}
    /// Nothing: there is no course, or it can't be read just now. It looks anew every two seconds at most.
    std::optional<Poco::JSON::Object> now(const std::string& language, Time at);

    /// A teacher gives away a session that is nobody's; see course::give. Why not: "not_nobodys"; empty: it is done.
    std::string give(const course::Gift& gift, Recorder& record, Time now);

private:
    KnownLabs& labs_;
    Time looked_at_{};
    std::string graded_, language_;  ///< what `shown_` was made from
    Poco::JSON::Object shown_;
};

}  // namespace postlab::screen
