#include "labs/screen/class/known_labs.h"

#include "labs/course/class/course_labs.h"

namespace postlab::screen {

namespace {

constexpr std::chrono::seconds between_readings{30};

}  // namespace

const course::Labs& KnownLabs::now(Time at) {
    if (!known_ || at - known_at_ >= between_readings) {
        known_ = course::read_course_labs(directory_, labs_);
        known_at_ = at;
    }
    return *known_;
}

}  // namespace postlab::screen
