#include "labs/course/grade_book.h"

#include <algorithm>

#include "labs/course/keyed.h"

namespace postlab::course {

namespace {

constexpr std::size_t telling = 10;  // commands from which on two equal sessions are no accident
constexpr std::size_t pasted = 4;    // commands that nobody types in one moment

/// The commands of a conversation: how many, when the first and the last came, and what makes them the same as
/// another's, names and pass phrases left out.
struct Typed {
    std::size_t count = 0;
    std::chrono::microseconds first{}, last{};
    std::string digest;
};

Typed typed_in(const labs::Conversation& conversation) {
    Typed typed;
    std::string said;
    for (const store::KeptEvent& event : conversation.events) {
        if (event.direction != Direction::client || event.content) continue;
        if (typed.count++ == 0) typed.first = event.at;
        typed.last = event.at;
        if (event.verb == "USER" || event.verb == "PASS" || event.verb == "APOP") continue;
        // To the millisecond: nobody types what another has typed in the same rhythm.
        said += event.bytes + std::to_string((event.at - typed.first).count() / 1000) + "\n";
    }
    typed.digest = keyed_hash("", said);
    return typed;
}

void add_flag(std::string& flags, const std::string& flag) {
    if ((" " + flags + " ").find(" " + flag + " ") != std::string::npos) return;
    flags += (flags.empty() ? "" : " ") + flag;
}

}  // namespace

const Grade& GradeBook::take(const Verdict& verdict, const labs::Conversation& conversation) {
    const Key key{verdict.student, verdict.lab};
    const bool first = !grades_.contains(key);
    Grade& grade = grades_[key];
    const Deadline* deadline = deadlines_.of(verdict.lab);
    const Time began = conversation.about.started;
    const int score = verdict.score * (deadline ? deadline->percent(began) : 100);
    if (first || score > grade.score || (verdict.solved && !grade.best.solved && score == grade.score)) {
        grade.score = score;
        grade.best = verdict;
        grade.late = deadline && began > deadline->due
                         ? static_cast<int>(std::chrono::ceil<std::chrono::minutes>(began - deadline->due).count())
                         : 0;
    }
    grade.latest = verdict;
    if (verdict.solved && !grade.solved) {
        grade.solved = verdict.at;
        look_at(conversation, key, grade);
    }
    if (epochs_[key].insert(verdict.epoch).second) ++grade.attempts;
    return grade;
}

void GradeBook::look_at(const labs::Conversation& conversation, const Key& key, Grade& grade) {
    const Typed typed = typed_in(conversation);
    if (typed.count >= pasted && typed.first == typed.last) add_flag(grade.flags, "one_write");
    if (typed.count < telling) return;
    const auto [seen, fresh] = seen_.emplace(typed.digest, key.first);
    if (!fresh && seen->second != key.first) add_flag(grade.flags, "same_as:" + seen->second);
}

bool GradeBook::take(const Key& key, const Grade& kept) {
    const auto [found, fresh] = grades_.emplace(key, kept);
    Grade& grade = found->second;
    if (fresh) return true;
    const bool better = kept.score > grade.score || (kept.solved && !grade.solved);
    if (kept.score > grade.score) {
        grade.score = kept.score;
        grade.best = kept.best;
        grade.late = kept.late;
    }
    if (kept.solved && (!grade.solved || *kept.solved < *grade.solved)) grade.solved = kept.solved;
    grade.attempts = std::max(grade.attempts, kept.attempts);
    return better;
}

const Grade* GradeBook::find(const std::string& student, const std::string& lab) const {
    const auto found = grades_.find({student, lab});
    return found == grades_.end() ? nullptr : &found->second;
}

}  // namespace postlab::course
