#include "labs/course/grading/judge.h"

#include <algorithm>

namespace postlab::course {

Judge::Judge(const Labs& labs, std::string key, std::vector<std::string> students, std::string domain)
    : attempts_(labs.labs, key, students) {
    std::ranges::sort(students);
    rules_ = std::make_shared<const Rules>(Rules{labs, std::move(key), std::move(domain), std::move(students)});
}

std::optional<Verdict> Judge::add(const labs::Conversation& conversation, std::shared_ptr<const EndedSession> session) {
    Attempt* attempt = attempts_.add(conversation, std::move(session));
    if (attempt == nullptr || attempt->done) return std::nullopt;
    return judged(*attempt);
}

std::optional<Verdict> Judge::give(const TokenOwner& owner, std::shared_ptr<const EndedSession> session) {
    Attempt* attempt = attempts_.give(owner, std::move(session));
    if (attempt == nullptr || attempt->done) return std::nullopt;
    return judged(*attempt);
}

std::optional<Judge::Progress> Judge::progress_after(const labs::Conversation& conversation) {
    Attempt* attempt = attempts_.add(conversation);
    if (attempt == nullptr) return std::nullopt;
    if (!attempt->done) {
        const Verdict verdict = judged(*attempt);
        return Progress{verdict.lab, verdict.score, verdict.max, verdict.receipt};
    }
    const int all = rules_->labs.find(attempt->lab)->max_score();
    return Progress{attempt->lab, all, all, receipt(rules_->key, attempt->student, attempt->lab, attempt->number)};
}

std::vector<NobodysSession> Judge::take_nobodys() {
    std::vector<NobodysSession> found;
    for (const auto& [session, badge] : attempts_.take_doubtful())
        if (auto likely = badge.student.empty() ? look_at(*session, *this) : look_at(*session, badge, students()))
            found.push_back(std::move(*likely));
    return found;
}

Verdict Judge::judged(Attempt& attempt) {
    const Lab& lab = *rules_->labs.find(attempt.lab);
    Verdict verdict = verdict_on(attempt, lab, values(attempt.student, attempt.lab, attempt.variant));
    if (!verdict.solved) return verdict;
    verdict.receipt = receipt(rules_->key, attempt.student, attempt.lab, attempt.number);
    attempts_.finish(attempt);
    return verdict;
}

Values Judge::values(const std::string& student, const std::string& lab, unsigned variant) const {
    const Lab* found = rules_->labs.find(lab);
    return values_for(found == nullptr ? std::vector<Parameter>() : found->parameters,
                      {rules_->key, student, lab, variant, rules_->domain, rules_->students});
}

}  // namespace postlab::course
