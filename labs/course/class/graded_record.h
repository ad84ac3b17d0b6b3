#pragma once
#include <atomic>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "labs/course/class/course.h"
#include "labs/course/class/gifts.h"
#include "labs/course/grading/grade_book.h"
#include "labs/course/grading/judge.h"
#include "shared/system/how_far.h"
#include "store/transcript/transcript_reader.h"

namespace postlab::course {

/// Reads the record of a course, from its beginning and then on as it grows, and grades what it reads: for
/// `postlab grade`, which reads it once, and for the classroom, which follows it. One thread; what it is given outlives
/// it.
class GradedRecord {
public:
    GradedRecord(Course& course, const Labs& labs);

    /// A conversation that has ended, and what it has changed.
    struct Step {
        const labs::Conversation& conversation;
        const EndedSession* session;  ///< null: it is an act
        const Verdict* verdict;       ///< null: nothing to say about it
        bool nobodys;                 ///< nobodys() is another one: it counts for nobody, or a teacher has given one
        const EndedSession* given = nullptr;  ///< what the act has given to a student
    };
    /// Takes what has ended since the last call, in the order of its end; how much that was. `seen`, if given, is told
    /// of each. Nothing recorded yet is no error. It gives up once `stopping` is true. Throws std::runtime_error.
    std::size_t catch_up(const std::function<void(const Step&)>& seen = {}, const std::atomic<bool>& stopping = false,
                         const HowFar& tell = {});
    /// Grades that were kept from before: the better ones stay, but of those that are not believed only what the record
    /// can't show any more. How many are better.
    std::size_t keep(std::map<GradeBook::Key, Grade> kept, bool believed);
    /// Keeps in course.db what has been found out so far, and that it is so far, all or nothing: the grades that are
    /// named, and the sessions that count for nobody where `nobodys`. Where others than these rules made what is there,
    /// all of it is replaced.
    void save(store::Database& course, const std::set<GradeBook::Key>& changed, bool nobodys) const;
    /// All of it, in place of what is there. False, and nothing is changed: what is there is no longer `before`, see
    /// graded_so_far(), so somebody else has graded meanwhile.
    bool save_all(store::Database& course, const std::string& before) const;
    /// Whether roster or deadlines are others now, so that all must be graded again.
    bool outdated(Course& course) const;

    const GradeBook& book() const { return book_; }
    const std::deque<NobodysSession>& nobodys() const { return nobodys_; }  ///< in the order of their end
    const Judge& judge() const { return judge_; }
    Judge& judge() { return judge_; }
    /// How far the record was read, and by which rules it was graded: another text, another state.
    std::string state() const;
    /// Whether that state was graded by these rules: this roster, these deadlines, and labs read from the same octets.
    bool goes_by_rules_of(const std::string& state) const;

private:
    /// Whether the record still has what a verdict was found by: the conversations it names, and the oldest of all,
    /// for with those that went first the attempt may have begun.
    bool has_evidence_of(const Verdict& verdict);
    std::vector<store::KeptConversation> newly_ended();
    void take(const Verdict& verdict, const labs::Conversation& conversation, const EndedSession* session);
    void take(store::KeptConversation about, const std::function<void(const Step&)>& seen);
    void take(const Gift& gift, const labs::Conversation& act, const std::function<void(const Step&)>& seen);

    const std::filesystem::path directory_;
    const Labs& labs_;
    const std::string rules_;
    Judge judge_;
    GradeBook book_;
    std::deque<NobodysSession> nobodys_;
    std::optional<store::TranscriptReader> reader_;
    std::int64_t read_to_ = 0;     ///< the highest id seen
    std::set<std::int64_t> open_;  ///< lower ids that had not ended
    std::size_t count_ = 0;
};

/// Sees to it that course.db has the grades of all that is recorded: at once when the classroom or another call has
/// done it, else by reading the record. What was graded before from conversations that the record no longer has stays.
/// `from_record_alone` forgets what was graded before, but for better results from what is gone; returns how many.
std::size_t bring_up_to_date(Course& course, const Labs& labs, bool from_record_alone = false, const HowFar& tell = {});

/// The state that a complete reading would have now; to be compared with graded_so_far().
std::string current_state(Course& course, const Labs& labs);

}  // namespace postlab::course
