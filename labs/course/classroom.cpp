#include "labs/course/classroom.h"

#include <Poco/Exception.h>

#include <iostream>

#include "labs/course/course.h"
#include "store/workers.h"

namespace postlab::course {

namespace {

// The record is read at once when this process has written to it; that another process has, or that a course has
// appeared, is seen so often.
constexpr std::chrono::milliseconds glance{500}, glance_at_work{50};

}  // namespace

Classroom::Classroom(std::filesystem::path directory, const Settings& settings, store::TranscriptRecorder& record)
    : directory_(std::move(directory)), settings_(settings), record_(record), in_band_(record, standings_, settings) {
    record_.on_written([bell = bell_](const std::vector<std::int64_t>&) { bell->ring(); });
    if (Course::exists(directory_)) record_.keep_all();  // before the first conversation makes room for itself
    thread_ = store::start_thread("classroom", 10, [this] { run(); });
}

Classroom::~Classroom() {
    stopping_ = true;
    bell_->ring();
    thread_.join();
}

void Classroom::Bell::ring() {
    const std::lock_guard guard(mutex);
    rung = true;
    rings.notify_one();
}

void Classroom::run() {
    std::optional<Lesson> lesson;
    while (!stopping_) {
        try {
            if (!lesson && Course::exists(directory_)) {
                record_.keep_all();
                lesson.emplace(directory_, settings_.domain, settings_.lab, record_,
                               settings_.lab.in_band ? standings_.get() : nullptr);
            }
            if (lesson) lesson->go_on(stopping_);
        } catch (const Poco::Exception& error) {
            give_up(lesson, error.displayText());
        } catch (const std::exception& error) {
            give_up(lesson, error.what());
        }
        std::unique_lock lock(bell_->mutex);
        bell_->rings.wait_for(lock, lesson && lesson->unfinished() ? glance_at_work : glance,
                              [this] { return bell_->rung; });
        bell_->rung = false;
    }
}

void Classroom::give_up(std::optional<Lesson>& lesson, const std::string& why) {
    lesson.reset();
    standings_->clear();
    if (why == complained_) return;
    complained_ = why;
    std::cerr << "postlab: the classroom: " << why << std::endl;
}

}  // namespace postlab::course
