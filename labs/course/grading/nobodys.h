#pragma once
#include <optional>
#include <string>

#include "labs/course/grading/attempts.h"

/// Sessions that belong to nobody, and whose they may be: for those who would look like absentees. Only a guess, never
/// a grade. Functions without state: any thread.
namespace postlab::course {

class Judge;

/// A session that counts for nobody.
struct NobodysSession {
    /// What speaks for the student, the strongest first.
    enum class Sign {
        lab,      ///< their right badge, of a lab that they have not begun
        badge,    ///< a badge that is nearly theirs, or a wrong one behind their name: it is `said`
        login,    ///< their name behind USER, or nearly: it is `said`; no pass phrase was right
        subject,  ///< a letter from or to their mailbox with the Subject that their `lab` asks for
        mailbox,  ///< their mailbox in MAIL or RCPT
        none
    };

    std::int64_t conversation;
    Time at;  ///< it ended
    std::string protocol, peer;
    Sign sign = Sign::none;
    std::string student, said, lab;  ///< empty: not known
};

/// What the session says about its owner. None: it wrote no letter and tried no login, so nobody misses it.
std::optional<NobodysSession> look_at(const EndedSession& session, const Judge& judge);

/// Whose code stands in the Subject of a letter of the session, one of the first, that went elsewhere than to the desk,
/// where the owner of the attempt has another one. Empty: nobody's.
std::string owner_of_code(const EndedSession& session, const std::string& student, const std::string& lab,
                          unsigned variant, const Judge& judge);

}  // namespace postlab::course
