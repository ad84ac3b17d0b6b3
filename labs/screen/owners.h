#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "labs/course/lab/tokens.h"
#include "labs/screen/class/course_at_hand.h"
#include "labs/screen/record.h"

namespace postlab::screen {

/// Whose a conversation is, also while it is under way: theirs whose password was right, or else, in SMTP, theirs whose
/// badge is the first one said, as course::Attempts has it; of what is nobody's, theirs to whom it has been given.
/// Beside what is graded, a report maildrop's is its reader's. It follows the record, reads what is new there, and
/// keeps what it has found out; while record or course can't be read, a conversation whose owner depends on it is
/// nobody's. One thread.
class Owners {
public:
    Owners(Record& record, CourseAtHand& course) : record_(record), course_(course) {}

    /// The student; empty: nobody's, or there is no such conversation.
    std::string of(std::int64_t conversation);
    /// The last ones of theirs, the newest first.
    std::vector<store::KeptConversation> last_of(const std::string& student);
    std::int64_t newest_of(const std::string& student);

    /// The record has more of these.
    void changed(const std::vector<std::int64_t>& conversations);

private:
    struct Known {
        store::KeptConversation about;
        std::string badge = {};  ///< whose stands in it
        std::string owner = {};
        bool certain = false;  ///< there was nothing that could not be read
        // How far a badge has been looked for.
        std::int64_t place = store::TranscriptReader::beginning;
        std::size_t searched = 0;  ///< events
        unsigned wrong = 0;        ///< badges
    };
    const Known* look_at(std::int64_t conversation);
    const Known* look_at(store::KeptConversation about);
    void find_out(Known& known);
    void find_owner(Known& known);
    bool search(Known& known, const std::string& key);
    bool note_gift(std::int64_t act);
    void follow();

    Record& record_;
    CourseAtHand& course_;
    std::map<std::int64_t, Known> known_;        ///< the newest ones
    std::map<std::int64_t, std::string> given_;  ///< conversations, and to whom
    std::set<std::int64_t> changed_;             ///< since they were looked at, or looked at in vain
    std::int64_t followed_to_ = 0;
};

}  // namespace postlab::screen
