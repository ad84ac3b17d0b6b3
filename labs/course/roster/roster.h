#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "labs/course/roster/student.h"
#include "store/database.h"

namespace postlab::course {

/// The students of a course, in course.db. One thread, as the database.
class Roster {
public:
    explicit Roster(store::Database& course) : course_(course) {}

    std::vector<Student> students();  ///< by id
    std::vector<std::string> ids();
    std::optional<Student> find(const std::string& id);

    /// What an import would do.
    struct Change {
        std::vector<Student> added;
        std::vector<std::pair<Student, Student>> changed;  ///< from, to
        std::vector<Student> absent;                       ///< on the roster, not in the file: they stay
        std::size_t unchanged = 0;
    };
    Change compare(const std::vector<Student>& file);
    /// Adds and changes, in one transaction.
    void apply(const Change& change);

    /// Forgets a student and all their results; mailbox and record are other matters.
    void remove(const std::string& id);

private:
    store::Database& course_;
};

/// A change as lines to read: "s017  new      Ann Smith, group A, en".
std::string listed(const Roster::Change& change);

}  // namespace postlab::course
