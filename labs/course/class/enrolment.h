#pragma once
#include <filesystem>
#include <iosfwd>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "labs/course/class/course.h"
#include "labs/course/roster/cards.h"
#include "shared/system/how_far.h"
#include "shared/text/phrase.h"

/// Students and their mailboxes: both come, and both go. They work beside a running server; each may take
/// seconds, since passwords are hashed. They throw std::runtime_error with one line.
namespace postlab::course {

/// Mailboxes that no student may have: the course's own, and those of the directory that are no student's.
std::set<std::string> taken_mailboxes(const std::filesystem::path& directory, const Labs& labs);

/// What the import of a roster would do; also where there is no course yet.
Roster::Change import_of(const std::vector<Student>& file, const std::filesystem::path& directory);

/// Does it: changes the roster, makes the course's mailboxes, gives every student without one a mailbox with a pass
/// phrase and a PIN, and writes their cards. The cards' file; none when nobody gets one. Wherever it is broken off, the
/// same import completes it.
std::optional<std::filesystem::path> enrol(Course& course, const Labs& labs, const Roster::Change& change,
                                           const std::filesystem::path& cards, const MailServer& server,
                                           const HowFar& tell = {});

/// The mailboxes that the course's labs need, as far as they aren't there.
void make_mailboxes(const Course& course, const Labs& labs);

/// A card for each of them, without pass phrase and PIN: only their hashes are kept.
std::vector<Card> cards_of(Course& course, const Labs& labs, const std::vector<Student>& students);

enum class NewOnCard { pass_phrase_and_pin, pin };

/// New pass phrases and PINs for students, or PINs alone, as a class of before there were any needs them; and their
/// cards: as a page to print, whose name is returned, or one for the terminal. The cards are there first: when that
/// can't be done, what was on the old ones goes on counting.
std::filesystem::path renew(Course& course, NewOnCard what, std::vector<Card> cards, const MailServer& server,
                            const std::filesystem::path& page, const HowFar& tell = {});
void renew(Course& course, NewOnCard what, Card card, const MailServer& server, std::ostream& out);

/// Deletes all that is known of a student: mailbox and mail, results, and their recorded conversations. What has
/// been done, in words. Refused while a session holds their maildrop.
Phrase removed(Course& course, const std::string& id);

}  // namespace postlab::course
