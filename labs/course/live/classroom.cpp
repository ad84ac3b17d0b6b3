#include "labs/course/live/classroom.h"

#include <Poco/Exception.h>

#include <functional>

#include "labs/course/class/course.h"
#include "labs/course/class/course_labs.h"
#include "labs/course/class/grade_csv.h"
#include "shared/system/file.h"
#include "shared/system/log.h"
#include "shared/system/thread.h"
#include "shared/text/text.h"

namespace postlab::course {

namespace {

// The record is read at once when this process has written to it; that another process has, or that a course has
// appeared, is seen so often.
constexpr std::chrono::milliseconds glance{500}, glance_at_work{50};
constexpr std::chrono::seconds longest_reading{3};  // that somebody waits for
constexpr int behind_the_mail = 5;  // niceness; not more, so that beside a flood a class still gets its marks

/// Why that went wrong; empty: it did not.
std::string trouble_with(const std::function<void()>& work) {
    try {
        work();
    } catch (const Poco::Exception& error) {
        return words_of(error);
    } catch (const std::exception& error) {
        return error.what();
    }
    return "";
}

}  // namespace

Classroom::Classroom(std::filesystem::path directory, const Settings& settings, store::TranscriptRecorder& record)
    : directory_(std::move(directory)),
      settings_(settings),
      record_(record),
      in_band_(directory_, standings_, settings),
      reports_(directory_, standings_, [this] { catch_up(); }) {
    record_.on_written([bell = bell_](const std::vector<std::int64_t>&) { bell->ring(); });
    if (Course::exists(directory_)) record_.keep_all();  // before the first conversation makes room for itself
    if (!settings_.lab.marks.empty()) {                  // a class is expected: what it would stumble over is said now
        complain(trouble_with([&] { make_folder(settings_.lab.marks); }));
        complain(trouble_with([&] { read_course_labs(directory_, settings_.lab.folder); }));
    }
    thread_ = start_thread("classroom", behind_the_mail, [this] { run(); });
}

Classroom::~Classroom() {
    stopping_ = true;
    bell_->ring();
    thread_.join();
    bell_->has_read.notify_all();
}

std::unique_ptr<Feedback> Classroom::feedback(std::string_view protocol, std::string_view peer, Time at, Post post) {
    return in_band_.begin(protocol, peer, at, std::move(post));
}

labs::FaultSchedule::Class Classroom::for_own_faults() const {
    return {[standings = standings_] { return standings->course() != nullptr; },
            [standings = standings_](std::string_view local_part, unsigned& wrong) {
                return standings->owner_named_in(local_part, "", wrong).student;
            }};
}

void Classroom::Bell::ring() {
    const std::lock_guard guard(mutex);
    rung = true;
    rings.notify_one();
}

void Classroom::catch_up() {
    record_.flush();
    std::unique_lock lock(bell_->mutex);
    const std::uint64_t asked = ++bell_->asked;
    bell_->rung = true;
    bell_->rings.notify_one();
    bell_->has_read.wait_for(lock, longest_reading, [&] { return bell_->read >= asked || stopping_; });
}

void Classroom::run() {
    std::unique_ptr<CourseFollower> follower;
    for (std::uint64_t asked = 0; !stopping_;) {
        complain(trouble_with([&] { look_for_course(follower); }));
        const std::string trouble = trouble_with([&] {
            if (follower) follower->go_on(stopping_);
        });
        if (!trouble.empty()) {
            follower.reset();
            standings_->clear();
            complain(trouble);
        }
        std::unique_lock lock(bell_->mutex);
        bell_->read = asked;
        bell_->has_read.notify_all();
        bell_->rings.wait_for(lock, follower && follower->unfinished() ? glance_at_work : glance,
                              [this] { return bell_->rung; });
        bell_->rung = false;
        asked = bell_->asked;
    }
}

/// Labs that can't be read any more leave the class with those it has, until they can.
void Classroom::look_for_course(std::unique_ptr<CourseFollower>& follower) {
    if (follower ? !follower->labs_have_changed() : !Course::exists(directory_)) return;
    record_.keep_all();
    follower = std::make_unique<CourseFollower>(directory_, settings_.domain, settings_.lab, record_, standings_.get());
}

void Classroom::complain(const std::string& trouble) {
    if (trouble.empty() || trouble == complained_) return;
    complained_ = trouble;
    log_line(Severity::warning, "the classroom: " + trouble);
}

}  // namespace postlab::course
