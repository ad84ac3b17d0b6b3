#include "labs/course/class/graded_record.h"

#include <algorithm>

#include "labs/course/class/course_deadlines.h"
#include "labs/course/class/kept_grades.h"
#include "labs/course/class/kept_nobodys.h"
#include "labs/course/lab/tokens.h"
#include "shared/system/crypto.h"

namespace postlab::course {

namespace {

constexpr std::uint32_t portion = 4096;    // conversations listed at a time
constexpr std::size_t most_nobodys = 200;  // sessions that nobody owns; the newest

/// Whatever a grade depends on besides the record.
std::string rules_of(Course& course, const Labs& labs) {
    std::string rules = course.domain() + "\n" + load_deadlines(course.database()).text();
    for (const std::string& id : course.roster().ids()) rules += id + "\n";
    rules += labs.fingerprint;
    return std::to_string(grading_version) + " " + crockford(hmac_sha256(course.key(), rules), 32);
}

std::string state_of(const std::string& rules, std::size_t count, std::int64_t last) {
    return rules + " " + std::to_string(count) + " " + std::to_string(last);
}

}  // namespace

GradedRecord::GradedRecord(Course& course, const Labs& labs)
    : directory_(course.directory()),
      labs_(labs),
      rules_(rules_of(course, labs)),
      judge_(labs, course.key(), course.roster().ids(), course.domain()),
      book_(load_deadlines(course.database())) {}

std::size_t GradedRecord::catch_up(const std::function<void(const Step&)>& seen, const std::atomic<bool>& stopping,
                                   const HowFar& tell) {
    if (!reader_) {
        if (!store::has_transcripts(directory_)) return 0;
        reader_.emplace(directory_);
    }
    std::vector<store::KeptConversation> ended = newly_ended();
    std::stable_sort(ended.begin(), ended.end(), [](const auto& a, const auto& b) { return a.ended < b.ended; });
    for (std::size_t done = 0; done < ended.size() && !stopping; ++done) {
        if (tell) tell(done, ended.size());
        take(std::move(ended[done]), seen);
    }
    count_ += ended.size();
    return ended.size();
}

std::vector<store::KeptConversation> GradedRecord::newly_ended() {
    std::vector<store::KeptConversation> found;
    for (auto id = open_.begin(); id != open_.end();) {
        auto about = reader_->conversation(*id);
        const bool over = !about || about->ended;
        if (about && about->ended) found.push_back(std::move(*about));
        id = over ? open_.erase(id) : std::next(id);
    }
    for (;;) {
        auto more = reader_->ended(read_to_, portion);
        for (store::KeptConversation& about : more) {
            while (++read_to_ < about.id)
                if (reader_->conversation(read_to_)) open_.insert(read_to_);
            found.push_back(std::move(about));
        }
        if (more.size() < portion) return found;
    }
}

void GradedRecord::take(store::KeptConversation about, const std::function<void(const Step&)>& seen) {
    const std::int64_t id = about.id;
    const labs::Conversation conversation{std::move(about), reader_->events(id)};
    if (const auto gift = gift_in(conversation)) return take(*gift, conversation, seen);
    const auto session = ended_session(conversation);
    const auto verdict = judge_.add(conversation, session);
    if (verdict) take(*verdict, conversation, session.get());
    std::vector<NobodysSession> nobodys = judge_.take_nobodys();
    for (NobodysSession& one : nobodys) {
        one.peer = conversation.about.peer;
        if (nobodys_.size() == most_nobodys) nobodys_.pop_front();
        nobodys_.push_back(std::move(one));
    }
    if (seen) seen({conversation, session.get(), verdict ? &*verdict : nullptr, !nobodys.empty()});
}

/// The session was read before, and counted for nobody then.
void GradedRecord::take(const Gift& gift, const labs::Conversation& act, const std::function<void(const Step&)>& seen) {
    auto about = reader_->conversation(gift.conversation);
    if (!about || !about->ended) return;
    const labs::Conversation given{std::move(*about), reader_->events(gift.conversation)};
    const auto session = ended_session(given);
    const auto verdict = session ? judge_.give({gift.student, gift.lab, false}, session) : std::nullopt;
    if (verdict) take(*verdict, given, session.get());
    const bool taken = judge_.attempts().given_to(gift.conversation) == gift.student;
    if (taken) std::erase_if(nobodys_, [&](const auto& one) { return one.conversation == gift.conversation; });
    if (seen) seen({act, nullptr, verdict ? &*verdict : nullptr, taken, taken ? session.get() : nullptr});
}

void GradedRecord::take(const Verdict& verdict, const labs::Conversation& conversation, const EndedSession* session) {
    book_.take(verdict, conversation);
    if (verdict.solved || !session || session->protocol != labs::Protocol::smtp) return;
    const std::string other = owner_of_code(*session, verdict.student, verdict.lab, verdict.variant, judge_);
    if (!other.empty()) book_.flag({verdict.student, verdict.lab}, "values_of:" + other);
}

std::size_t bring_up_to_date(Course& course, const Labs& labs, bool from_record_alone, const HowFar& tell) {
    std::size_t better = 0;
    if (course.database().read_only()) course.database().work_on_a_copy();
    for (bool saved = false; !saved;) {  // again when the classroom was quicker
        const std::string before = graded_so_far(course.database());
        if (!from_record_alone && before == current_state(course, labs)) return 0;
        GradedRecord graded(course, labs);
        graded.catch_up({}, false, tell);
        better = graded.keep(load_grades(course.database()), !from_record_alone && graded.goes_by_rules_of(before));
        saved = graded.save_all(course.database(), before);
    }
    return from_record_alone ? better : 0;
}

void GradedRecord::save(store::Database& course, const std::set<GradeBook::Key>& changed, bool nobodys) const {
    store::Transaction transaction(course);
    const bool of_others = !goes_by_rules_of(graded_so_far(course));
    if (of_others) replace_grades(course, book_);
    for (const GradeBook::Key& key : changed) save_grade(course, key, book_.grades().at(key));
    if (nobodys || of_others) save_nobodys(course, nobodys_);
    set_graded_so_far(course, state());
    transaction.commit();
}

bool GradedRecord::save_all(store::Database& course, const std::string& before) const {
    store::Transaction transaction(course);
    if (graded_so_far(course) != before) return false;
    replace_grades(course, book_);
    save_nobodys(course, nobodys_);
    set_graded_so_far(course, state());
    transaction.commit();
    return true;
}

std::size_t GradedRecord::keep(std::map<GradeBook::Key, Grade> kept, bool believed) {
    if (!believed) std::erase_if(kept, [this](const auto& entry) { return has_evidence_of(entry.second.best); });
    std::size_t better = 0;
    for (const auto& [key, grade] : kept)
        if (book_.take(key, grade)) ++better;
    return better;
}

bool GradedRecord::has_evidence_of(const Verdict& verdict) {
    auto there = [this](std::int64_t id) { return reader_ && reader_->conversation(id); };
    auto all_there = [&](const std::vector<Citation>& lines) {
        return std::ranges::all_of(lines, [&](const Citation& line) { return there(line.conversation); });
    };
    return there(1) && there(verdict.conversation) &&
           std::ranges::all_of(verdict.checks, [&](const CheckResult& check) { return all_there(check.lines); });
}

bool GradedRecord::outdated(Course& course) const { return rules_ != rules_of(course, labs_); }

bool GradedRecord::goes_by_rules_of(const std::string& state) const { return state.starts_with(rules_ + " "); }

std::string GradedRecord::state() const { return state_of(rules_, count_, read_to_); }

std::string current_state(Course& course, const Labs& labs) {
    std::size_t count = 0;
    std::int64_t last = 0;
    if (store::has_transcripts(course.directory())) {
        store::TranscriptReader reader(course.directory());
        for (auto more = reader.ended(0, portion); !more.empty(); more = reader.ended(last, portion)) {
            count += more.size();
            last = more.back().id;
        }
    }
    return state_of(rules_of(course, labs), count, last);
}

}  // namespace postlab::course
