#pragma once
#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "labs/course/live/course_follower.h"
#include "labs/course/live/in_band.h"
#include "labs/course/live/reports.h"
#include "labs/faults/fault_schedule.h"
#include "shared/program/settings.h"
#include "store/transcript/transcript_recorder.h"

namespace postlab::course {

/// A class at work, beside a server: reads what the recorder has written, grades it, keeps the results in course.db
/// for `postlab lab status`, does what letters to the desk ask for, and rewrites the marks (`lab.marks`) at most once
/// a second. It has a thread of its own of low priority. On a reactor's thread nothing of it runs but look-ups in what
/// that thread has prepared, for feedback(); a session asks for those, the record never answers. The record is the
/// evidence of the class, so from a course on it keeps all. What goes wrong is said on standard error, once, and tried
/// again; with `lab.marks` set, labs that can't be read and marks that can't be written are said at once.
/// Labs whose files have changed are read anew, and all is graded by them.
///
/// The process owns one, from before its first conversation on; `record` outlives it. A course may also appear in
/// the directory while it runs.
class Classroom {
public:
    Classroom(std::filesystem::path directory, const Settings& settings, store::TranscriptRecorder& record);
    /// Gives up whatever it is at.
    ~Classroom();
    Classroom(const Classroom&) = delete;
    Classroom& operator=(const Classroom&) = delete;

    /// The feedback of a session that begins now, whose thread `post` reaches; none where nothing is said. The session
    /// ends before the classroom. Any thread.
    std::unique_ptr<Feedback> feedback(std::string_view protocol, std::string_view peer, Time at, Post post);
    /// What faults that students arrange for themselves go by. It ends after all sessions.
    labs::FaultSchedule::Class for_own_faults() const;
    /// A store for a thread that `post` reaches, where students find their report maildrops in front of `mail`, which
    /// outlives it. It ends before the classroom.
    std::unique_ptr<store::MailStore> reports_in_front_of(store::MailStore& mail, Post post) {
        return reports_.in_front_of(mail, std::move(post));
    }

private:
    /// Rung by the recorder, which may still ring when the classroom has gone.
    struct Bell {
        std::mutex mutex;  ///< guards the next two lines
        bool rung = false;
        std::uint64_t asked = 0,
                      read = 0;  ///< how often somebody has waited for it, and how often that has been seen to
        std::condition_variable rings, has_read;

        void ring();
    };

    void run();
    void look_for_course(std::unique_ptr<CourseFollower>& follower);
    void complain(const std::string& trouble);
    /// Waits until what is recorded now has been read, but not for long. Not on its own thread or a reactor's.
    void catch_up();

    const std::filesystem::path directory_;
    const Settings& settings_;
    store::TranscriptRecorder& record_;
    const std::shared_ptr<Standings> standings_ = std::make_shared<Standings>();
    InBand in_band_;
    const std::shared_ptr<Bell> bell_ = std::make_shared<Bell>();
    std::atomic<bool> stopping_{false};
    std::string complained_;
    Reports reports_;
    std::thread thread_;
};

}  // namespace postlab::course
