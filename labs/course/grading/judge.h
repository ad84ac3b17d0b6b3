#pragma once
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "labs/course/grading/nobodys.h"
#include "labs/course/grading/verdict.h"
#include "labs/course/lab/labs.h"

namespace postlab::course {

/// Grades a course: conversations in, verdicts out. The same conversations in the same order give the same verdicts,
/// whenever that is: add() them as they end, or all of them from the record. One thread.
class Judge {
public:
    /// `students`: the mailbox names of the roster. `labs` outlives it.
    Judge(const Labs& labs, std::string key, std::vector<std::string> students, std::string domain = "post.example");

    /// See Attempts::add. The verdict on the attempt that the conversation belongs to; none when there is nothing new
    /// to say: it is nobody's, or its lab was solved in this attempt before.
    std::optional<Verdict> add(const labs::Conversation& conversation, std::shared_ptr<const EndedSession> session);
    std::optional<Verdict> add(const labs::Conversation& conversation) {
        return add(conversation, ended_session(conversation));
    }
    /// See Attempts::give.
    std::optional<Verdict> give(const TokenOwner& owner, std::shared_ptr<const EndedSession> session);

    /// How far an attempt is.
    struct Progress {
        std::string lab;
        int score, max;
        std::string receipt;  ///< empty: it is not solved
    };
    /// As add(); how far the attempt is that the conversation belongs to, also when it was solved before. None: the
    /// conversation is nobody's.
    std::optional<Progress> progress_after(const labs::Conversation& conversation);

    /// The same for one student alone: what this one would say to their next conversation, without changing this one.
    Judge of(const std::string& student) const { return {rules_, attempts_.of(student)}; }
    std::set<std::string> take_changed() { return attempts_.take_changed(); }
    /// Of the sessions since the last call that belong to nobody, or to a neighbour, those that somebody may miss.
    std::vector<NobodysSession> take_nobodys();

    const Attempts& attempts() const { return attempts_; }
    const Labs& labs() const { return rules_->labs; }
    const std::string& key() const { return rules_->key; }
    const std::vector<std::string>& students() const { return rules_->students; }
    /// The $names of that attempt.
    Values values(const std::string& student, const std::string& lab, unsigned variant) const;

private:
    struct Rules {
        const Labs& labs;
        std::string key, domain;
        std::vector<std::string> students;
    };
    Judge(std::shared_ptr<const Rules> rules, Attempts evidence)
        : rules_(std::move(rules)), attempts_(std::move(evidence)) {}
    Verdict judged(Attempt& attempt);

    std::shared_ptr<const Rules> rules_;
    Attempts attempts_;
};

}  // namespace postlab::course
