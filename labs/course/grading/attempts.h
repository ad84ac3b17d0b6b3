#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "labs/course/grading/ended_session.h"
#include "labs/course/lab/lab.h"
#include "labs/course/lab/tokens.h"

namespace postlab::course {

/// What a student wrote to the desk, a line `name: value` each; names in lower case.
struct Answered {
    std::string value;
    Time at;
    Citation where;
};

/// A letter in the maildrop of the attempt: of the fixture, or one that came later.
struct KnownLetter {
    std::uint64_t id;
    Time at;
};

/// All that one student did for one lab between one start or reset and the next.
struct Attempt {
    std::string student, lab;
    unsigned number = 1, variant = 0;
    Time began;
    Time ordered;  ///< when the letter to the desk came that it began by, and else the same; badges count from here on
    std::size_t of_fixture = 0;                                 ///< so many of the letters are the fixture's
    std::vector<KnownLetter> letters;                           ///< letter n is letters[n - 1]
    std::set<std::uint64_t> removed;                            ///< message ids
    std::vector<std::shared_ptr<const EndedSession>> sessions;  ///< ended ones, in the order in which they began
    std::map<std::string, Answered, std::less<>> answers, first_answers;
    std::uint64_t sessions_left_out = 0;  ///< beyond what is kept of one attempt
    std::size_t octets_kept = 0;
    bool done = false;  ///< it is solved, and nothing more is kept of it
};

/// A session that may be another's than it counts for: it counts for nobody, or for the owner of the badge in it.
struct Doubtful {
    std::shared_ptr<const EndedSession> session;
    TokenOwner badge = {};  ///< empty: it counts for nobody
};

/// From the stream of ended conversations, in the order in which they ended, to attempts. It keeps what has not been
/// solved yet; memory is bounded for each attempt. One thread.
///
/// Whose a session is: with a login theirs whose password was right, by AUTH or for a maildrop, also one in use;
/// without one (or in SMTP with one of nobody in the class) theirs whose is the first token in a command line whose
/// hash is right. A token also says which lab, in SMTP beside a login, too, if it is of the same student; a login alone
/// means the student's current lab: that of their last start or reset, or of their last session with a token of a lab
/// that needs no start (or of the last one started), whichever is later; in the beginning the first lab of the list.
/// An account that a lab has planted is the student's, and of that lab. Never by address. A session belongs to the
/// attempt that was under way when it began. The desk obeys a while after its letter came. So answers behind an order
/// in the same session, and sessions with a token that began behind it, are for the attempt that it begins.
class Attempts {
public:
    /// `labs` outlive it.
    Attempts(const std::vector<Lab>& labs, std::string key, const std::vector<std::string>& students);
    ~Attempts();
    Attempts(Attempts&&) noexcept;

    /// A conversation of protocol smtp, pop3 or lab that has ended. One without an end counts as ended at its last
    /// line: add it only when its server is known to be gone. The attempt that it belongs to: to be judged again,
    /// unless it is done; of an act, the attempt that has begun with answers that waited for it. Null: it is nobody's,
    /// or nothing to judge. The pointer lives until finish(), or until the student has begun many others. `session` is
    /// what ended_session() makes of the conversation.
    Attempt* add(const labs::Conversation& conversation, std::shared_ptr<const EndedSession> session);
    Attempt* add(const labs::Conversation& conversation) { return add(conversation, ended_session(conversation)); }

    /// A teacher has given a session that counted for nobody: it counts as if the student's badge of the lab stood in
    /// it. Where no lab is named that is the one of their badge in it, else their lab of that time, or of now where
    /// that one isn't begun. It counts in the attempt that was under way, else in the newest one. As add(); null also
    /// where it is somebody else's, has been given before, or the lab isn't begun.
    Attempt* give(const TokenOwner& to, std::shared_ptr<const EndedSession> session);
    /// To whom it has been given; empty: to nobody.
    std::string given_to(std::int64_t conversation) const;

    /// The attempt under way of a student in a lab; null: none.
    const Attempt* current(std::string_view student, std::string_view lab) const;
    /// The student that a session is of, also since it was given to them; empty: nobody in the class.
    std::string owner_of(const EndedSession& session) const;
    /// The id of the student's current lab.
    std::string current_lab(std::string_view student) const;
    /// What is known of that student, alone: adding to it is what this would make of the same conversation of theirs.
    Attempts of(const std::string& student) const;
    /// The students whose attempts or current lab may have changed since the last call; at first all of them.
    std::set<std::string> take_changed() { return std::exchange(changed_, {}); }
    /// Sessions since the last call that opened nobody's maildrop: they belong to no attempt, or by their badge alone.
    /// The newest of many.
    std::vector<Doubtful> take_doubtful() { return std::exchange(doubtful_, {}); }
    /// Octets kept of the attempts that are not done, and of sessions that may belong to attempts that are to begin.
    std::size_t octets_kept() const;
    /// The attempt is solved: what it was judged by is not needed any more, and later sessions are not kept.
    void finish(Attempt& attempt);

private:
    struct History;
    Attempts(const std::vector<Lab>& labs, TokenReader tokens);
    History* student(std::string_view name) const;
    History* student_to_change(const std::string& name);
    const Lab* lab(std::string_view id) const;
    std::string first_lab() const { return labs_->empty() ? "" : labs_->front().id; }
    Attempt* begin(const labs::Conversation& act);
    bool note_orders(const std::shared_ptr<const EndedSession>& session, const TokenOwner& owner);
    static void forget_old_orders(History& student, Time now);
    static bool take_what_waited(History& student, Attempt& attempt);
    void deliver(const EndedSession& session);
    bool shows_a_password(const EndedSession& session) const;
    bool find_owner(const EndedSession& session, bool by_login, TokenOwner& owner) const;
    Attempt* attempt_of(const TokenOwner& owner, Time began);
    Attempt* attempt_of_login(const EndedSession& session);
    Attempt* attempt_of_planted(const EndedSession& session);
    const Lab* lab_for_gift(const History& student, const TokenOwner& to, const EndedSession& session) const;
    const Lab* lab_at(const History& student, Time by) const;
    static void turn_to(History& student, const Lab& lab, Time at);
    static Attempt* under_way(History& student, const std::string& name, const Lab& lab, Time began);
    static Attempt* count(std::shared_ptr<const EndedSession> session, Attempt* attempt, Time answers_since);
    static void keep(std::shared_ptr<const EndedSession> session, Attempt& attempt);
    static bool take_answers(const EndedSession& session, Attempt& attempt, Time since);

    const std::vector<Lab>* labs_;
    TokenReader tokens_;
    std::map<std::string, std::unique_ptr<History>, std::less<>> students_;
    std::set<std::string> changed_;
    std::vector<Doubtful> doubtful_;
    std::map<std::int64_t, std::string> given_;  ///< conversations, and to whom
};

}  // namespace postlab::course
