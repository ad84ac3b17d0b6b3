#include "labs/course/grading/verdict.h"

#include <algorithm>
#include <map>
#include <optional>

#include "labs/course/grading/evaluate.h"

namespace postlab::course {

namespace {

bool is_unlocked(const Hint& hint, const Attempt& attempt, const Verdict& verdict) {
    auto check = std::ranges::find(verdict.checks, hint.check, &CheckResult::id);
    if (check == verdict.checks.end() || check->passed) return false;
    if (hint.after && attempt.sessions.size() >= *hint.after) return true;
    return hint.minutes && verdict.at - attempt.sessions.front()->began >= std::chrono::minutes(*hint.minutes);
}

/// The attempt as if that session had been all of it.
Attempt alone(const Attempt& attempt, std::int64_t conversation) {
    Attempt one = attempt;
    std::erase_if(one.sessions, [&](const auto& session) { return session->conversation != conversation; });
    std::erase_if(one.answers, [&](const auto& given) { return given.second.where.conversation != conversation; });
    return one;
}

/// Whether a mistake was made, and where: in the last session if that shows it by itself.
std::optional<std::vector<Citation>> made(const Conditions& when, const Attempt& attempt, const Attempt& last) {
    Finding finding = evaluate(when, attempt);
    if (!finding.holds) return std::nullopt;
    Finding again = evaluate(when, last);
    return again.holds && !again.lines.empty() ? std::move(again.lines) : std::move(finding.lines);
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
    for (const auto& session : attempt.sessions)
        if (session->gap) common["gap"].push_back(*session->gap);
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
    const Attempt last_alone = alone(attempt, verdict.conversation);
    for (const Mistake& mistake : lab.mistakes)
        if (auto lines = made(with(mistake.when, values), attempt, last_alone))
            verdict.mistakes.emplace_back(mistake.id, std::move(*lines));
    for (const Hint& hint : lab.hints)
        if (is_unlocked(hint, attempt, verdict)) verdict.hints.push_back(hint.say);
    return verdict;
}

}  // namespace postlab::course
