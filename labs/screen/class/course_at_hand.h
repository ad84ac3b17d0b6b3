#pragma once
#include <functional>
#include <optional>
#include <string>

#include "labs/course/class/course.h"
#include "labs/screen/class/known_labs.h"

namespace postlab::screen {

/// The course of the data directory as pages read it, while there is one: it may come and go beside a server. One
/// thread; each call is short. Nothing here throws: what can't be read just now is as if it weren't there.
class CourseAtHand {
public:
    explicit CourseAtHand(KnownLabs& labs) : labs_(labs) {}

    bool exists() const { return course::Course::exists(labs_.directory()); }
    /// In lower case, as cards and sheets call the server, and as they name the page; empty: they don't.
    std::string server_host();
    std::string page_host();
    std::optional<course::Student> student(const std::string& id);
    /// See Roster::kept_pin().
    std::optional<std::string> kept_pin(const std::string& id);
    bool exam();  ///< also where that can't be told

    /// False: there is no course, or the question has thrown.
    bool ask(const std::function<void(course::Course&)>& question);
    /// ... with its labs.
    bool ask(Time now, const std::function<void(course::Course&, const course::Labs&)>& question);

private:
    KnownLabs& labs_;
    std::optional<course::Course> course_;
    std::chrono::steady_clock::time_point opened_{};
};

}  // namespace postlab::screen
