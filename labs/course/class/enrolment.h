#pragma once
#include <filesystem>
#include <optional>
#include <set>
#include <string>

#include "labs/course/class/course.h"
#include "labs/course/roster/cards.h"

/// Students and their mailboxes: both come, and both go. They work beside a running server; each may take
/// seconds, since passwords are hashed. They throw std::runtime_error with one line.
namespace postlab::course {

/// Mailboxes that no student may have: the course's own, and those of the directory that are no student's.
std::set<std::string> taken_mailboxes(const std::filesystem::path& directory, const Labs& labs);

/// Does what the import of a roster asks for: makes the course's mailboxes, gives every new student one with a pass
/// phrase, writes their cards, and changes the roster. The cards' file; none when nobody is new.
std::optional<std::filesystem::path> enrol(Course& course, const Labs& labs, const Roster::Change& change,
                                           const std::filesystem::path& cards, const MailServer& server);

/// A new pass phrase for one student.
Card renew(Course& course, const Labs& labs, const std::string& id);

/// Deletes all that is known of a student: mailbox and mail, results, and their recorded conversations. What has
/// been done, in words. Refused while a session holds their maildrop.
std::string removed(Course& course, const std::string& id);

}  // namespace postlab::course
