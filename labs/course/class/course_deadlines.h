#pragma once
#include <string>

#include "labs/course/grading/deadlines.h"
#include "labs/course/lab/labs.h"
#include "labs/language/language.h"
#include "store/database.h"

/// The deadlines of a course as a teacher's file gives them, and as course.db keeps them.
namespace postlab::course {

/// Rows of CSV: `lab,due,late_until,late_percent`, such as
/// `L12,2026-10-01T23:59:00+02:00,2026-10-02,40`. Moments are as moment.h has them. The last two may be left out; lab
/// `*` is every other one; the first row may name the columns. Throws SayableError that names the row: a moment
/// in another form, a lab that these labs don't have, or no deadline at all.
Deadlines read_deadlines(const std::string& csv, const Labs& labs);

/// The deadlines as they were understood, a line each, in the zone of this machine.
std::string spelled_out(const Deadlines& deadlines, const labs::Language& language);

/// One thread, as the database. save_deadlines() puts these in place of those that are there.
Deadlines load_deadlines(store::Database& course);
void save_deadlines(store::Database& course, const Deadlines& deadlines);

}  // namespace postlab::course
