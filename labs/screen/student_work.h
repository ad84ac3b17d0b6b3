#pragma once
#include <Poco/JSON/Object.h>

#include <string>

#include "labs/course/class/course.h"
#include "labs/course/lab/labs.h"

/// What a student's own page says about their work, in `student.lang`. One thread, as the course.
namespace postlab::screen {

///     {"id", "name", "exam": true, "notes": ["A letter to the desk ..."],
///      "labs": [{"id": "L03", "title", "score": 4, "max": 6, "held": 3, "checks": 5, "sessions": 2, "last", "solved",
///                "started", "receipt"}],
///      "lab": {"id", "number": 3, "title", "ended",
///              "checks": [{"text", "held", "help", "note", "lines": [{"conversation", "at": "12.0", "text": "C: DELE
///              1"}]}], "mistakes": [{"text", "lines"}], "hints": ["..."], "more_hints": 2}}
/// "lab" is the one that is `wanted`, else the one of the last session; "hints" are those that have been read. In an
/// exam it says what holds, and nothing more, as `postlab lab status` and the report maildrop do.
Poco::JSON::Object work_of(course::Course& course, const course::Labs& labs, const course::Student& student,
                           const course::Lab* wanted);

/// Another text: work_of() may say something else.
std::string state_of_work(course::Course& course, const std::string& student);

}  // namespace postlab::screen
