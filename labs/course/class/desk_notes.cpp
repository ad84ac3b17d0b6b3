#include "labs/course/class/desk_notes.h"

namespace postlab::course {

void note_letter(store::Database& course, const DeskLetter& letter, std::int64_t conversation, Time at) {
    if (letter.flaw == DeskLetter::Flaw::none) {
        course.execute("DELETE FROM desk_note WHERE student = ?", letter.student);
        return;
    }
    course.execute(
        "INSERT OR REPLACE INTO desk_note(student, badge, lab, flaw, said, conversation, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        letter.student, std::int64_t{letter.flaw != DeskLetter::Flaw::badge}, letter.lab,
        static_cast<std::int64_t>(letter.flaw), letter.said, conversation, microseconds_of(at));
}

std::vector<DeskNote> desk_notes(store::Database& course, const std::string& student) {
    std::vector<DeskNote> notes;
    store::Query rows = course.query(
        "SELECT lab, flaw, said, conversation, at FROM desk_note WHERE student = ? ORDER BY badge DESC", student);
    while (rows.next())
        notes.push_back({std::string(rows.text(0)), static_cast<DeskLetter::Flaw>(rows.integer(1)),
                         std::string(rows.text(2)), rows.integer(3), time_at(rows.integer(4))});
    return notes;
}

}  // namespace postlab::course
