// The table of students, from any spreadsheet.
#include "fuzz/fuzz.h"
#include "labs/course/roster/roster_file.h"
#include "shared/text/text.h"

using namespace postlab;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const course::RosterFile roster = course::read_roster(std::string(fuzz::as_text(data, size)), "", {"course"});
    for (const Phrase& problem : roster.problems) {
        const std::string said = problem.in_english();
        fuzz::demand(!said.empty() && said.find('\n') == std::string::npos, "a problem is one line");
    }
    if (!roster.problems.empty()) return 0;
    std::set<std::string> ids;
    for (const course::Student& student : roster.students) {
        fuzz::demand(ids.insert(student.id).second, "an id is there once");
        fuzz::demand(student.id != "course", "a reserved name is nobody's id");
        for (const std::string& text : {student.id, student.name, student.email, student.group})
            fuzz::demand(text.empty() || std::string_view("=+-@\t\r").find(text[0]) == std::string_view::npos,
                         "no formula");
        fuzz::demand(student.lang.size() == 2 && is_ascii_letter(student.lang[0]) && is_ascii_letter(student.lang[1]),
                     "a language is a code of two letters");
    }
    return 0;
}
