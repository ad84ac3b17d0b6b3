#pragma once
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "labs/course/grading/grade_book.h"
#include "labs/course/grading/nobodys.h"
#include "store/database.h"

/// Sessions that count for nobody or for a neighbour, as course.db keeps them beside the grades, and what is said about
/// them. One thread, as the database.
namespace postlab::course {

/// In place of those that are there, within a transaction of the caller's.
void save_nobodys(store::Database& course, const std::deque<NobodysSession>& sessions);
/// The newest first, without those that are older than work of the same student that `grades` has, or whose lab has
/// begun: since then they have found out.
std::vector<NobodysSession> load_nobodys(store::Database& course, const std::map<GradeBook::Key, Grade>& grades);

/// For the teacher: a line for each student who may miss something, and one for each session that may be anybody's.
/// Empty: there is none.
std::string nobodys_list(const std::vector<NobodysSession>& sessions);

/// The sentence of the course's catalogue that tells the student about it.
const char* sentence_about(NobodysSession::Sign sign);

}  // namespace postlab::course
