#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "labs/course/roster/student.h"
#include "labs/language/language.h"
#include "store/database.h"

namespace postlab::course {

/// The students of a course, in course.db. One thread, as the database.
class Roster {
public:
    explicit Roster(store::Database& course) : course_(course) {}

    std::vector<Student> students();  ///< by id
    std::vector<std::string> ids();
    std::optional<Student> find(const std::string& id);

    /// What an import would do, for the roster and for the mailboxes.
    struct Change {
        std::vector<Student> added;
        std::vector<std::pair<Student, Student>> changed;  ///< from, to
        std::vector<Student> absent;                       ///< on the roster, not in the file: they stay
        /// On the roster, as they will be, without a mailbox to log in to: an import was broken off, or it was removed.
        std::vector<Student> locked_out;
        std::size_t unchanged = 0;
    };
    /// `mailboxes` are those that somebody can log in to.
    Change compare(const std::vector<Student>& file, const std::set<std::string>& mailboxes);
    /// Adds and changes, in one transaction.
    void apply(const Change& change);

    /// PINs, each as hash_password() keeps it, by id.
    void set_pins(const std::map<std::string, std::string>& kept);
    /// What is kept of a student's PIN, empty: they have none, as in a class of before there were any. Nothing: there
    /// is no such student.
    std::optional<std::string> kept_pin(const std::string& id);

    /// Forgets a student and all their results; mailbox and record are other matters.
    void remove(const std::string& id);

private:
    store::Database& course_;
};

/// A change as lines to read: "s017  new: Ann Smith, group A, en".
std::string listed(const Roster::Change& change, const labs::Language& language);

}  // namespace postlab::course
