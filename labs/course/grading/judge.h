#pragma once
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "labs/course/grading/attempts.h"

namespace postlab::course {

/// Goes up whenever a grade could come out differently from the same record.
inline constexpr unsigned grader_version = 2;

/// What a condition made of an attempt.
struct Finding {
    bool holds = false;
    std::vector<Citation> lines;  ///< that it was decided by; may be empty
    std::string note;  ///< what there is to say beside that: "3 of 5", "the message has 2 parts"; may be empty
};

/// How one check of an attempt came out.
struct CheckResult {
    std::string id;
    int weight;
    bool passed;
    std::vector<Citation> lines;
    std::string note;
};

/// An attempt, judged after one of its sessions had ended.
struct Verdict {
    std::string student, lab;
    unsigned epoch, generation;
    std::vector<CheckResult> checks;
    std::vector<std::pair<std::string, std::vector<Citation>>> mistakes;  ///< ids of those recognised
    std::vector<std::string> hints;                                       ///< their strings, as unlocked so far
    int score, max;
    bool solved;
    Time at;                    ///< the end of the session that it was judged after
    std::int64_t conversation;  ///< that session
    std::size_t sessions;       ///< ended ones of the attempt
    std::string receipt;        ///< of a solved lab; else empty
};

/// Judges one attempt by its lab, as it stands. `values`: those of the attempt's student and generation.
Verdict judge(const Attempt& attempt, const Lab& lab, const Values& values);
/// One set of conditions, all of which must hold; $names already replaced.
Finding examine(const Conditions& conditions, const Attempt& attempt);

/// Grades a course: conversations in, verdicts out. The same conversations in the same order give the same verdicts,
/// whenever that is: add() them as they end, or all of them from the record. One thread.
class Grader {
public:
    /// `students`: the mailbox names of the roster. `labs` outlives it.
    Grader(const Labs& labs, std::string key, std::vector<std::string> students, std::string domain = "post.example");

    /// See Evidence::add. The verdict on the attempt that the conversation belongs to; none when there is nothing new
    /// to say: it is nobody's, or its lab was solved in this attempt before.
    std::optional<Verdict> add(const labs::Conversation& conversation);

    /// As add(); the receipt of the attempt that the conversation belongs to, if that is solved with it, or was before;
    /// else empty.
    std::string receipt_after(const labs::Conversation& conversation);

    /// The same for one student alone: what this one would say to his next conversation, without changing this one.
    Grader of(const std::string& student) const { return {rules_, evidence_.of(student)}; }
    std::set<std::string> take_changed() { return evidence_.take_changed(); }

    const Evidence& evidence() const { return evidence_; }
    /// The $names of that attempt.
    Values values(const std::string& student, const std::string& lab, unsigned generation) const;

private:
    struct Rules {
        const Labs& labs;
        std::string key, domain;
        std::vector<std::string> students;
    };
    Grader(std::shared_ptr<const Rules> rules, Evidence evidence)
        : rules_(std::move(rules)), evidence_(std::move(evidence)) {}
    Verdict judged(Attempt& attempt);

    std::shared_ptr<const Rules> rules_;
    Evidence evidence_;
};

}  // namespace postlab::course
