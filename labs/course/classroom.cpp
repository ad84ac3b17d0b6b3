#include "labs/course/classroom.h"

#include <Poco/Exception.h>

#include <iostream>

#include "labs/course/course.h"
#include "labs/course/lesson.h"
#include "store/workers.h"

namespace postlab::course {

namespace {

// The record is read at once when this process has written to it; that another process has, or that a course has
// appeared, is seen so often.
constexpr std::chrono::milliseconds glance{500}, glance_at_work{50};

}  // namespace

Classroom::Classroom(std::filesystem::path directory, const Settings& settings, store::TranscriptRecorder& record)
    : directory_(std::move(directory)), settings_(settings), record_(record) {
    record_.on_written([bell = bell_](const std::vector<std::int64_t>&) { bell->ring(); });
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
            if (!lesson && Course::exists(directory_))
                lesson.emplace(directory_, settings_.domain, settings_.lab, record_);
            if (lesson) lesson->go_on(stopping_);
        } catch (const Poco::Exception& error) {
            complain(error.displayText());
            lesson.reset();
        } catch (const std::exception& error) {
            complain(error.what());
            lesson.reset();
        }
        std::unique_lock lock(bell_->mutex);
        bell_->rings.wait_for(lock, lesson && lesson->unfinished() ? glance_at_work : glance,
                              [this] { return bell_->rung; });
        bell_->rung = false;
    }
}

void Classroom::complain(const std::string& what) {
    if (what == complained_) return;
    complained_ = what;
    std::cerr << "postlab: the classroom: " << what << std::endl;
}

}  // namespace postlab::course
