#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "labs/course/live/standings.h"
#include "labs/record/conversation.h"
#include "shared/feedback.h"
#include "shared/program/settings.h"
#include "shared/system/post.h"
#include "store/queue/workers.h"

namespace postlab::course {

/// Feedback in the replies themselves, for students who have nothing but the ports. In any course, in SMTP: what the
/// desk does not understand in a letter, and at QUIT that no badge was said, so that the session counts for nobody.
/// Unless `lab.inband` is off: behind the reply to a POP3 login, and to QUIT in POP3 and (by a token) in SMTP, where
/// they stand, "[L12 2/5]"; at QUIT with this session, and where that solves the lab, or it was before, the receipt.
///
/// It knows what the classroom's thread has put into Standings, and not more: a session that begins at the very end of
/// another may lack what that has brought; the next one has it. A session's own Feedback keeps a bounded copy of it. At
/// QUIT, and when a letter has come for the desk, a thread of its own judges that copy as if the session had ended,
/// from memory alone, in well under a millisecond. It takes so few sessions at once that nobody waits noticeably; one
/// too many has no receipt, nor has a session too long to be judged at once. The grade never comes from here: it comes
/// from the record.
class InBand {
public:
    /// Of the course in that directory.
    InBand(std::filesystem::path directory, std::shared_ptr<const Standings> standings, const Settings& settings);

    /// The feedback of one session, whose thread `post` reaches; null: there is no course, or nothing to say. This and
    /// the settings outlive it. Any thread.
    std::unique_ptr<Feedback> begin(std::string_view protocol, std::string_view peer, Time at, Post post);

private:
    class Follower;

    /// What its thread works with.
    struct Examiner {
        std::filesystem::path directory;
        std::shared_ptr<const Standings> standings;

        /// A lab that needs no start has begun by its badge: what was arranged for the one before it is over, before
        /// the goodbye is said. Never throws.
        void begin(const TokenOwner& owner) const;
        /// What stands behind the goodbye: how far the student is with that session. Never throws.
        std::string progress_after(const labs::Conversation& session, const std::string& student) const;
        /// What stands behind the reply to the session's last letter, to the desk. Never throws.
        std::string word_on_letter(const labs::Conversation& session) const;
    };

    const std::shared_ptr<const Standings> standings_;
    const Settings& settings_;
    store::Workers<Examiner> examiners_;  ///< one
};

}  // namespace postlab::course
