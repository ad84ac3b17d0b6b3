#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "shared/transcript.h"

namespace postlab {

/// What a class tells its students behind three replies of a session: behind a POP3 login how far they are, behind an
/// accepted letter what the desk does not understand in it, behind the goodbye how far the session has brought them,
/// with the receipt of a lab that is solved, or that nobody's badge was in it. It stands beside the Transcript, as
/// Faults do: the record only listens, so nothing that is recorded can delay or change mail.
///
/// The session owns it and calls it on its own thread, in the classroom profile only; a session without one, as all are
/// outside of a class, asks nobody. course::InBand makes them.
class Feedback {
public:
    virtual ~Feedback() = default;

    /// All that the session tells its record, in that order, so that the goodbye can be judged. It must not wait.
    virtual void follow(const Event& event) = 0;

    /// An account's maildrop has been opened (lower case). Answers what stands behind the reply: standing_behind(), or
    /// nothing where nothing is known. At once, from memory.
    virtual std::string at_login(std::string_view account) = 0;

    /// Called once, and so is `answer`, on the session's thread: at once, or later. The session waits for it as it
    /// waits for the store, so the answer must not take longer than a client would notice: who has no time for it
    /// answers nothing, at once.
    using Answer = std::function<void(std::string)>;
    /// A letter has been stored, and `accepted` is about to be said, with the words that it has so far. Answers what
    /// stands behind them: not_understood_behind(), or nothing.
    virtual void at_letter(const Event& accepted, Answer answer) = 0;

    /// QUIT has been obeyed: what there was to delete is deleted, and `goodbye` is about to be said, with the words
    /// that it has so far. Answers what stands behind them: standing_behind(), receipt_behind() after it,
    /// no_badge_behind, or nothing.
    virtual void at_goodbye(const Event& goodbye, Answer answer) = 0;
};

/// " [L12 2/5]": so many points of so many in that lab.
std::string standing_behind(const std::string& lab, int score, int max);
/// ", receipt L12-7Q4K-93XD".
std::string receipt_behind(const std::string& receipt);
/// " (the desk did not understand "left = 14")": the beginning of what was said, as a reply can hold it.
std::string not_understood_behind(std::string_view said);
inline constexpr const char* reports_stay_behind = " (reports are not removed)";  ///< though they were marked
inline constexpr const char* no_badge_behind = " (no badge of yours in this session)";
/// A reply's line without any of them, for whoever compares replies or looks for the row they were made from.
std::string without_feedback(const std::string& line);

}  // namespace postlab
