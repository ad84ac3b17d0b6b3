#include "labs/screen/class/course_at_hand.h"

#include <Poco/URI.h>

#include <exception>

#include "shared/text/text.h"

namespace postlab::screen {

namespace {

constexpr std::chrono::seconds course_is_new{2};

}  // namespace

bool CourseAtHand::ask(const std::function<void(course::Course&)>& question) try {
    if (!exists()) {
        course_.reset();
        return false;
    }
    const auto now = std::chrono::steady_clock::now();
    if (course_ && now - opened_ >= course_is_new) course_.reset();  // another may have taken its place
    if (!course_) {
        course_.emplace(course::Course::open(labs_.directory()));
        opened_ = now;
    }
    question(*course_);
    return true;
} catch (const std::exception&) {  // it is being made, or written to: the next time it can be read
    course_.reset();
    return false;
}

bool CourseAtHand::ask(Time now, const std::function<void(course::Course&, const course::Labs&)>& question) {
    return ask([&](course::Course& course) { question(course, labs_.now(now)); });
}

std::string CourseAtHand::server_host() {
    std::string host;
    ask([&](course::Course& course) { host = lower_case(course.server().host); });
    return host;
}

std::string CourseAtHand::page_host() {
    std::string host;
    ask([&](course::Course& course) { host = lower_case(Poco::URI(course.server().page).getHost()); });
    return host;
}

std::optional<course::Student> CourseAtHand::student(const std::string& id) {
    std::optional<course::Student> found;
    ask([&](course::Course& course) { found = course.roster().find(id); });
    return found;
}

std::optional<std::string> CourseAtHand::kept_pin(const std::string& id) {
    std::optional<std::string> found;
    ask([&](course::Course& course) { found = course.roster().kept_pin(id); });
    return found;
}

bool CourseAtHand::exam() {
    bool on = true;
    ask([&](course::Course& course) { on = course.exam(); });
    return on;
}

}  // namespace postlab::screen
