#pragma once
#include <set>
#include <string>
#include <vector>

#include "labs/course/roster/student.h"
#include "shared/text/phrase.h"

namespace postlab::course {

/// What a roster file says. With any problem nothing of it must be imported.
struct RosterFile {
    std::string encoding;
    std::vector<Student> students;
    std::vector<Phrase> problems;  ///< a line each, with the row and what to do
};

/// Reads a table of students: CSV as csv.h has it, in an encoding of text_encoding.h. The first row names the columns
/// in English, Chinese or Russian or as Moodle and Canvas do, in any order: student_id and name must be there, email,
/// group and lang (two letters, as zh; en if it isn't said) may be; others are left alone. Ids become lower case, since
/// they are the mailboxes' names; `reserved` ones are refused. So is whatever a spreadsheet would take for a formula,
/// and a terminal for an order. A value; throws nothing.
RosterFile read_roster(const std::string& bytes, const std::string& encoding, const std::set<std::string>& reserved);

}  // namespace postlab::course
