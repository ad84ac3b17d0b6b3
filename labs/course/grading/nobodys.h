#pragma once
#include <optional>
#include <string>

#include "labs/course/grading/attempts.h"

/// Sessions that belong to nobody or to a neighbour, and whose they may be: for those who would look like absentees.
/// Only a guess, never a grade. Functions without state: any thread.
namespace postlab::course {

class Judge;

/// A session that counts for nobody, or for a neighbour.
struct NobodysSession {
    /// What speaks for the student, the strongest first.
    enum class Sign {
        lab,      ///< their right badge, of a lab that they have not begun
        badge,    ///< a badge that is nearly theirs, or a wrong one behind their name: it is `said`
        login,    ///< their name behind USER, or nearly: it is `said`; no pass phrase was right
        subject,  ///< a letter from or to their mailbox with the Subject that their `lab` asks for
        mailbox,  ///< their mailbox in MAIL or RCPT
        none,
        neighbour,  ///< it counts for who is `said`, whose badge of `lab` it has; but the sender, or USER, is them
    };

    std::int64_t conversation;
    Time at;  ///< it ended
    std::string protocol, peer;
    Sign sign = Sign::none;
    std::string student, said, lab;  ///< empty: not known
};

/// What the session says about its owner. None: it wrote no letter and tried no login, so nobody misses it.
std::optional<NobodysSession> look_at(const EndedSession& session, const Judge& judge);

/// Whose name a session has that counts by somebody's badge: another student's as the sender in MAIL, in a letter's
/// From, or behind USER. None: nobody else's. Not by client addresses, since a whole class may have one.
std::optional<NobodysSession> look_at(const EndedSession& session, const TokenOwner& badge,
                                      const std::vector<std::string>& students);

/// Whose code stands in the Subject of a letter of the session, one of the first, that went elsewhere than to the desk,
/// where the owner of the attempt has another one. Empty: nobody's.
std::string owner_of_code(const EndedSession& session, const std::string& student, const std::string& lab,
                          unsigned variant, const Judge& judge);

}  // namespace postlab::course
