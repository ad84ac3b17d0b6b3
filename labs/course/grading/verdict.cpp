#include "labs/course/grading/verdict.h"

#include <algorithm>
#include <map>

#include "labs/course/grading/evaluate.h"

namespace postlab::course {

namespace {

bool is_unlocked(const Hint& hint, const Attempt& attempt, const Verdict& verdict) {
    auto check = std::ranges::find(verdict.checks, hint.check, &CheckResult::id);
    if (check == verdict.checks.end() || check->passed) return false;
    if (hint.after && attempt.sessions.size() >= *hint.after) return true;
    return hint.minutes && verdict.at - attempt.sessions.front()->began >= std::chrono::minutes(*hint.minutes);
}

}  // namespace

Verdict verdict_on(const Attempt& attempt, const Lab& lab, const Values& values) {
    Verdict verdict{
        attempt.student,         attempt.lab, attempt.number, attempt.variant, {}, {}, {}, 0, 0, false, {}, 0,
        attempt.sessions.size(), {}};
    for (const auto& session : attempt.sessions)
        if (session->ended >= verdict.at) verdict.at = session->ended, verdict.conversation = session->conversation;
    for (const auto& [name, answered] : attempt.answers)  // which may have waited for the attempt
        if (answered.at > verdict.at) verdict.at = answered.at, verdict.conversation = answered.where.conversation;
    std::map<std::string, std::vector<Citation>> common;  // mistakes
    for (const Check& check : lab.checks) {
        Finding finding = evaluate(with(check.conditions, values), attempt);
        if (!finding.holds && !finding.mistake.empty()) common.emplace(finding.mistake, finding.lines);
        verdict.checks.push_back(
            {check.id, check.weight, finding.holds, std::move(finding.lines), std::move(finding.note)});
        verdict.max += check.weight;
        if (finding.holds) verdict.score += check.weight;
    }
    verdict.solved = std::ranges::all_of(verdict.checks, &CheckResult::passed);
    if (verdict.solved || attempt.sessions.empty()) return verdict;
    verdict.mistakes.assign(common.begin(), common.end());
    for (const Mistake& mistake : lab.mistakes)
        if (Finding finding = evaluate(with(mistake.when, values), attempt); finding.holds)
            verdict.mistakes.emplace_back(mistake.id, std::move(finding.lines));
    for (const Hint& hint : lab.hints)
        if (is_unlocked(hint, attempt, verdict)) verdict.hints.push_back(hint.say);
    return verdict;
}

}  // namespace postlab::course
