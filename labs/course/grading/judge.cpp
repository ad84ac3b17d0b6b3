#include "labs/course/grading/judge.h"

#include <algorithm>

namespace postlab::course {

namespace {

bool is_unlocked(const Hint& hint, const Attempt& attempt, const Verdict& verdict) {
    auto check = std::ranges::find(verdict.checks, hint.check, &CheckResult::id);
    if (check == verdict.checks.end() || check->passed) return false;
    if (hint.after && attempt.sessions.size() >= *hint.after) return true;
    return hint.minutes && verdict.at - attempt.sessions.front()->began >= std::chrono::minutes(*hint.minutes);
}

}  // namespace

Verdict judge(const Attempt& attempt, const Lab& lab, const Values& values) {
    Verdict verdict{
        attempt.student,         attempt.lab, attempt.epoch, attempt.generation, {}, {}, {}, 0, 0, false, {}, 0,
        attempt.sessions.size(), {}};
    for (const auto& session : attempt.sessions)
        if (session->ended >= verdict.at) verdict.at = session->ended, verdict.conversation = session->conversation;
    for (const Check& check : lab.checks) {
        Finding finding = examine(with(check.conditions, values), attempt);
        verdict.checks.push_back(
            {check.id, check.weight, finding.holds, std::move(finding.lines), std::move(finding.note)});
        verdict.max += check.weight;
        if (finding.holds) verdict.score += check.weight;
    }
    verdict.solved = std::ranges::all_of(verdict.checks, &CheckResult::passed);
    if (verdict.solved || attempt.sessions.empty()) return verdict;
    for (const Mistake& mistake : lab.mistakes)
        if (Finding finding = examine(with(mistake.when, values), attempt); finding.holds)
            verdict.mistakes.emplace_back(mistake.id, std::move(finding.lines));
    for (const Hint& hint : lab.hints)
        if (is_unlocked(hint, attempt, verdict)) verdict.hints.push_back(hint.say);
    return verdict;
}

Grader::Grader(const Labs& labs, std::string key, std::vector<std::string> students, std::string domain)
    : evidence_(labs.labs, key, students) {
    std::ranges::sort(students);
    rules_ = std::make_shared<const Rules>(Rules{labs, std::move(key), std::move(domain), std::move(students)});
}

std::optional<Verdict> Grader::add(const labs::Conversation& conversation) {
    Attempt* attempt = evidence_.add(conversation);
    if (attempt == nullptr || attempt->done) return std::nullopt;
    return judged(*attempt);
}

std::string Grader::receipt_after(const labs::Conversation& conversation) {
    Attempt* attempt = evidence_.add(conversation);
    if (attempt == nullptr) return "";
    return attempt->done ? receipt(rules_->key, attempt->student, attempt->lab, attempt->epoch)
                         : judged(*attempt).receipt;
}

Verdict Grader::judged(Attempt& attempt) {
    const Lab& lab = *rules_->labs.find(attempt.lab);
    Verdict verdict = judge(attempt, lab, values(attempt.student, attempt.lab, attempt.generation));
    if (!verdict.solved) return verdict;
    verdict.receipt = receipt(rules_->key, attempt.student, attempt.lab, attempt.epoch);
    evidence_.finish(attempt);
    return verdict;
}

Values Grader::values(const std::string& student, const std::string& lab, unsigned generation) const {
    const Lab* found = rules_->labs.find(lab);
    return values_for(found == nullptr ? std::vector<Parameter>() : found->parameters,
                      {rules_->key, student, lab, generation, rules_->domain, rules_->students});
}

}  // namespace postlab::course
