#pragma once
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "labs/course/grading/grade_book.h"
#include "labs/course/grading/nobodys.h"
#include "labs/language/language.h"
#include "store/database.h"

/// Sessions that count for nobody or for a neighbour, as course.db keeps them beside the grades, and what is said about
/// them. One thread, as the database.
namespace postlab::course {

/// In place of those that are there, within a transaction of the caller's.
void save_nobodys(store::Database& course, const std::deque<NobodysSession>& sessions);
/// The newest first, without those that are older than work of the same student that `grades` has, or whose lab has
/// begun: since then they have found out.
std::vector<NobodysSession> load_nobodys(store::Database& course, const std::map<GradeBook::Key, Grade>& grades);

/// The one that counts for nobody, so that it may be given to somebody: also one that load_nobodys() leaves out, but
/// not one that counts for a neighbour. None: there is no such one.
std::optional<NobodysSession> find_nobodys(store::Database& course, std::int64_t conversation);

/// What speaks of many sessions in one line: the newest of a student's, or of the wrong logins in names of nobody's
/// from one address, of which a flood has hundreds. Empty: it has a line of its own.
std::string common_line(const NobodysSession& session);

/// For the teacher: a line for each student who may miss something, one for each session that may be anybody's, and of
/// wrong logins in no student's name one for each address. Empty: there is none.
std::string nobodys_list(const std::vector<NobodysSession>& sessions, const labs::Language& language);

/// The sentence of the course's catalogue that tells the student about it.
const char* sentence_about(NobodysSession::Sign sign);

}  // namespace postlab::course
