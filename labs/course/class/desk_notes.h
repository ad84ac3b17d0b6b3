#pragma once
#include <string>
#include <vector>

#include "labs/course/class/desk.h"
#include "store/database.h"

/// What the desk could do nothing with, in course.db: for each student the last letter with their badge, and the last
/// one in their name with a wrong badge. One thread, as the database.
namespace postlab::course {

struct DeskNote {
    std::string lab;
    DeskLetter::Flaw flaw;
    std::string said;
    std::int64_t conversation;
    Time at;
};

/// Keeps a note of a letter with a flaw. One without, by its right badge the student's own, ends them.
void note_letter(store::Database& course, const DeskLetter& letter, std::int64_t conversation, Time at);
std::vector<DeskNote> desk_notes(store::Database& course, const std::string& student);

}  // namespace postlab::course
