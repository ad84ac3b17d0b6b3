#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "labs/course/grading/deadlines.h"
#include "labs/course/grading/verdict.h"
#include "labs/record/conversation.h"

namespace postlab::course {

/// What one student has reached in one lab: the best of all attempts and moments; of two that are as good, the newer
/// one, unless it is later past the deadline.
struct Grade {
    int score = 0;               ///< hundredths of a point, with the deadline taken into account
    std::optional<Time> solved;  ///< for the first time; stays
    unsigned attempts = 0;       ///< that had a session
    unsigned sessions = 0;       ///< of all attempts, each up to the one that solved it
    Time first{}, last{};        ///< when the first session began and the last one ended
    /// Every mistake that was recognised at any time, with the conversations that it was made in; for one that no line
    /// shows, minus the numbers of the attempts. They are counted and kept, and never shown.
    std::map<std::string, std::set<std::int64_t>> mistakes;
    int late = 0;  ///< minutes after the deadline that the best began
    /// Worth a look, never a judgement: separated by spaces. `pasted`: no hand typed the session that solved it.
    /// `values_of:s017`: the code of s017's task stood in a Subject, where the student's own should be.
    /// `same_as:s017`: the commands of that session, ten at least, and their rhythm to the millisecond are s017's.
    std::string flags;
    Verdict best, latest;

    /// Solved, or the latest attempt is free of it.
    bool has_overcome(const std::string& mistake) const;
};

/// Collects verdicts. The same verdicts in the same order make the same book. A value; one thread.
class GradeBook {
public:
    explicit GradeBook(Deadlines deadlines = {}) : deadlines_(std::move(deadlines)) {}

    using Key = std::pair<std::string, std::string>;  ///< student, lab
    /// The verdict after that conversation.
    const Grade& take(const Verdict& verdict, const labs::Conversation& conversation);
    /// Adds a flag to a grade that is there.
    void flag(const Key& key, const std::string& flag);
    /// A grade as it was kept: the better one stays. Whether that is it.
    bool take(const Key& key, const Grade& kept);

    const std::map<Key, Grade>& grades() const { return grades_; }
    const Grade* find(const std::string& student, const std::string& lab) const;

private:
    void look_at(const labs::Conversation& conversation, const Key& key, Grade& grade);

    Deadlines deadlines_;
    std::map<Key, Grade> grades_;
    std::map<Key, std::set<unsigned>> attempts_seen_;
    std::map<std::string, std::string> seen_;  ///< of a long session's commands, their digest: who was the first
};

}  // namespace postlab::course
