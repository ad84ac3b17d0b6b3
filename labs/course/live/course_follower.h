#pragma once
#include <atomic>
#include <chrono>
#include <deque>
#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "labs/course/class/desk.h"
#include "labs/course/class/graded_record.h"
#include "labs/course/class/lab_start.h"
#include "labs/course/live/desk_guard.h"
#include "labs/course/live/standings.h"
#include "shared/program/settings.h"
#include "shared/system/refusal_count.h"

namespace postlab::course {

/// One course, by the labs that were read when it began, as the classroom's thread follows it. Results are stored under
/// the fingerprint of those labs.
class CourseFollower {
public:
    /// Opens the course of the directory, whose server calls itself `domain`. Acts are recorded by `record`, and
    /// `standings`, if given, are told of the course, and with `settings.in_band` how its students stand; both outlive
    /// it.
    CourseFollower(const std::filesystem::path& directory, const std::string& domain, const Settings::Lab& settings,
                   Recorder& record, Standings* standings = nullptr);

    /// Reads and grades what has been recorded since the last call, and does what the desk was asked for. It gives up
    /// in between once `stopping` is true.
    void go_on(const std::atomic<bool>& stopping);
    /// Whether the labs' files are others than when they were last looked at, so that a new follower is needed: true
    /// once for each change, at most once a second, and not before all orders of the desk are done.
    bool labs_have_changed();
    /// Whether there is something that go_on() should be called for soon, whatever is recorded.
    bool unfinished() const { return !orders_.empty() || files_outdated_; }

private:
    using Clock = std::chrono::steady_clock;
    struct Order {
        Act act;
        std::string student, lab;
        Clock::time_point until;
    };

    void follow_roster();
    void catch_up(const std::atomic<bool>& stopping);
    void follow_lab(const std::string& student);
    void note_owner(const EndedSession& session);
    void take_letters(const store::KeptConversation& about, const EndedSession& session);
    void take_letter(DeskLetter letter, const store::KeptConversation& about);
    void obey();
    void write_files();
    void publish_standings();

    Course course_;
    const std::string labs_folder_;  ///< empty: the course's
    const std::shared_ptr<const Labs> labs_;
    std::string labs_seen_;  ///< the fingerprint of their files, when last looked at
    Standings* const standings_;
    const bool tells_standings_;
    const std::filesystem::path grades_folder_;
    LabStart start_;
    TokenReader tokens_;
    std::optional<GradedRecord> graded_;
    const Time desk_opened_;                     ///< letters that came before have been dealt with
    Time last_taken_;                            ///< the end of the latest session with a letter
    std::set<std::int64_t> taken_;               ///< conversations since the desk has opened whose letters are known
    std::map<std::string, std::string> lab_of_;  ///< each student's, as it was last seen
    std::deque<Order> orders_;
    DeskGuard guard_;
    RefusalCount refused_{"letters to the desk that were refused without a login, since somebody guesses badges"};
    bool files_outdated_ = false;
    Clock::time_point next_files_{}, next_look_{}, next_look_at_labs_{};
};

}  // namespace postlab::course
