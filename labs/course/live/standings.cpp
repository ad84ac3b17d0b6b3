#include "labs/course/live/standings.h"

#include "labs/course/class/report_letters.h"

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
    conversations_.clear();
}

void Standings::clear() {
    const std::lock_guard guard(mutex_);
    course_.reset();
    students_.clear();
    conversations_.clear();
}

void Standings::put(const std::string& student, std::shared_ptr<const Standing> standing) {
    const std::lock_guard guard(mutex_);
    students_[student].swap(standing);  // what it was dies outside the lock
}

void Standings::note(const std::string& student, std::int64_t conversation) {
    const std::lock_guard guard(mutex_);
    std::vector<std::int64_t>& last = conversations_[student];
    std::erase(last, conversation);  // one that had their badge, of a lab that they had not begun
    if (last.size() == ReportLetters::most_conversations) last.erase(last.begin());
    last.push_back(conversation);
}

std::shared_ptr<const Standings::Course> Standings::course() const { return hushed_ ? nullptr : known(); }

std::shared_ptr<const Standings::Course> Standings::known() const {
    const std::lock_guard guard(mutex_);
    return course_;
}

std::vector<std::int64_t> Standings::last_conversations(const std::string& student) const {
    const std::lock_guard guard(mutex_);
    const auto found = conversations_.find(student);
    return found == conversations_.end() ? std::vector<std::int64_t>() : found->second;
}

std::shared_ptr<const Standing> Standings::of(std::string_view student) const {
    if (hushed_) return nullptr;
    const std::lock_guard guard(mutex_);
    const auto found = students_.find(student);
    return found == students_.end() ? nullptr : found->second;
}

TokenOwner Standings::owner_named_in(std::string_view line, std::string_view student, unsigned& wrong) const {
    std::unique_lock lock(mutex_);
    const auto known = course_;
    lock.unlock();
    TokenOwner owner;
    return known && known->tokens.find_of(student, line, owner, wrong) ? owner : TokenOwner();
}

}  // namespace postlab::course
