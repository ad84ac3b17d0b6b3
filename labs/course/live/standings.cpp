#include "labs/course/live/standings.h"

namespace postlab::course {

namespace {

int score_of(const Attempt* attempt, const Lab& lab, const Judge& judge) {
    if (attempt && attempt->done) return lab.max_score();
    if (!attempt || (attempt->sessions.empty() && attempt->answers.empty())) return 0;
    return verdict_on(*attempt, lab, judge.values(attempt->student, lab.id, attempt->variant)).score;
}

}  // namespace

std::shared_ptr<const Standing> standing_of(const std::string& student, const Judge& judge,
                                            std::shared_ptr<const Labs> labs) {
    Standing standing{std::move(labs), {}, judge.attempts().current_lab(student), 0, 0};
    Judge alone = judge.of(student);
    if (const Lab* lab = standing.labs->find(standing.lab)) {
        standing.score = score_of(alone.attempts().current(student, lab->id), *lab, alone);
        standing.max = lab->max_score();
    }
    if (alone.attempts().octets_kept() <= most_octets_judged_at_once) standing.judge.emplace(std::move(alone));
    return std::make_shared<const Standing>(std::move(standing));
}

void Standings::begin(const std::string& key, std::shared_ptr<const Labs> labs) {
    const std::lock_guard guard(mutex_);
    course_ = std::make_shared<const Course>(Course{std::move(labs), TokenReader(key)});
    students_.clear();
}

void Standings::clear() {
    const std::lock_guard guard(mutex_);
    course_.reset();
    students_.clear();
}

void Standings::put(const std::string& student, std::shared_ptr<const Standing> standing) {
    const std::lock_guard guard(mutex_);
    students_[student].swap(standing);  // what it was dies outside the lock
}

std::shared_ptr<const Standings::Course> Standings::course() const {
    if (hushed_) return nullptr;
    const std::lock_guard guard(mutex_);
    return course_;
}

std::shared_ptr<const Standing> Standings::of(std::string_view student) const {
    if (hushed_) return nullptr;
    const std::lock_guard guard(mutex_);
    const auto found = students_.find(student);
    return found == students_.end() ? nullptr : found->second;
}

TokenOwner Standings::owner_named_in(std::string_view line, unsigned& wrong) const {
    std::unique_lock lock(mutex_);
    const auto known = course_;
    lock.unlock();
    TokenOwner owner;
    return known && known->tokens.find(line, owner, wrong) ? owner : TokenOwner();
}

}  // namespace postlab::course
