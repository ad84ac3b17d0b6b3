#pragma once
#include <string>

#include "labs/course/grading/deadlines.h"
#include "store/database.h"

/// The deadlines of a course as a teacher's file gives them, and as course.db keeps them.
namespace postlab::course {

/// Rows of CSV: `lab,due,late_until,late_percent`, such as
/// `L12,2026-10-01T23:59:00+02:00,2026-10-02T23:59:00+02:00,40`. The last two may be left out; lab `*` is every other
/// one. Throws std::runtime_error that names the row.
Deadlines read_deadlines(const std::string& csv);

/// One thread, as the database. save_deadlines() puts these in place of those that are there.
Deadlines load_deadlines(store::Database& course);
void save_deadlines(store::Database& course, const Deadlines& deadlines);

}  // namespace postlab::course
