#include "labs/course/grading/grade_book.h"

#include <algorithm>

#include "labs/course/lab/tokens.h"
#include "shared/system/crypto.h"

namespace postlab::course {

namespace {

using std::chrono::microseconds;

constexpr std::size_t telling = 10;            // commands from which on two equal sessions are no accident
constexpr std::size_t few = 4;                 // fewer commands say nothing about how they were typed
constexpr std::chrono::milliseconds hand{10};  // nobody reads a reply and types a command in that time

/// The commands of a conversation: how many, whether a hand can have typed them, and what makes them the same as
/// another's, names and pass phrases left out.
struct Typed {
    std::size_t count = 0;
    bool by_hand = false;
    std::string digest;
};

Typed typed_in(const labs::Conversation& conversation) {
    Typed typed;
    std::string said;
    microseconds first{}, reply{};
    for (const store::KeptEvent& event : conversation.events) {
        if (event.direction == Direction::server) reply = event.at;
        if (event.direction != Direction::client || event.content) continue;
        if (typed.count++ == 0)
            first = event.at;
        else if (event.at - reply > hand)
            typed.by_hand = true;
        if (event.verb == "USER" || event.verb == "PASS" || event.verb == "APOP") continue;
        // To the millisecond: nobody types what another has typed in the same rhythm.
        said += event.bytes + std::to_string((event.at - first).count() / 1000) + "\n";
    }
    typed.digest = hmac_sha256("", said);
    return typed;
}

/// That there was a session, and what went wrong in it.
void note_session(const Verdict& verdict, const labs::Conversation& conversation, Grade& grade) {
    const Time began = conversation.about.started;
    grade.first = grade.sessions++ == 0 ? began : std::min(grade.first, began);
    grade.last = std::max(grade.last, conversation.about.ended.value_or(began));
    // What no line shows, the attempt as a whole does: once.
    for (const auto& [id, lines] : verdict.mistakes)
        grade.mistakes[id].insert(lines.empty() ? -std::int64_t{verdict.attempt} : lines.back().conversation);
}

void add_flag(std::string& flags, const std::string& flag) {
    if ((" " + flags + " ").find(" " + flag + " ") != std::string::npos) return;
    flags += (flags.empty() ? "" : " ") + flag;
}

}  // namespace

bool Grade::has_overcome(const std::string& mistake) const {
    return solved || std::ranges::find(latest.mistakes, mistake, [](const auto& made) { return made.first; }) ==
                         latest.mistakes.end();
}

const Grade& GradeBook::take(const Verdict& verdict, const labs::Conversation& conversation) {
    const Key key{verdict.student, verdict.lab};
    const bool first = !grades_.contains(key);
    Grade& grade = grades_[key];
    const Deadline* deadline = deadlines_.of(verdict.lab);
    const Time began = conversation.about.started;
    const int score = verdict.score * (deadline ? deadline->percent(began) : 100);
    const int late = deadline ? deadline->minutes_late(began) : 0;
    const bool as_good = score == grade.score && !grade.best.solved && (verdict.solved || late <= grade.late);
    if (first || score > grade.score || as_good) {
        grade.score = score;
        grade.best = verdict;
        grade.late = late;
    }
    grade.latest = verdict;
    if (verdict.solved && !grade.solved) {
        grade.solved = verdict.at;
        look_at(conversation, key, grade);
    }
    note_session(verdict, conversation, grade);
    if (attempts_seen_[key].insert(verdict.attempt).second) ++grade.attempts;
    return grade;
}

void GradeBook::look_at(const labs::Conversation& conversation, const Key& key, Grade& grade) {
    const Typed typed = typed_in(conversation);
    if (typed.count >= few && !typed.by_hand) add_flag(grade.flags, "pasted");
    if (typed.count < telling || !typed.by_hand) return;  // a block that was pasted has no rhythm
    const auto [seen, fresh] = seen_.emplace(typed.digest, key.first);
    if (!fresh && seen->second != key.first) add_flag(grade.flags, "same_as:" + seen->second);
}

void GradeBook::flag(const Key& key, const std::string& flag) { add_flag(grades_.at(key).flags, flag); }

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
    grade.sessions = std::max(grade.sessions, kept.sessions);
    if (kept.sessions > 0) grade.first = std::min(grade.first, kept.first);
    grade.last = std::max(grade.last, kept.last);
    for (const auto& [id, where] : kept.mistakes) grade.mistakes[id].insert(where.begin(), where.end());
    return better;
}

const Grade* GradeBook::find(const std::string& student, const std::string& lab) const {
    const auto found = grades_.find({student, lab});
    return found == grades_.end() ? nullptr : &found->second;
}

}  // namespace postlab::course
