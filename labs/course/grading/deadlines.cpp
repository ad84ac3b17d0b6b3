#include "labs/course/grading/deadlines.h"

namespace postlab::course {

const Deadline* Deadlines::of(const std::string& lab) const {
    auto found = by_lab_.find(lab);
    if (found == by_lab_.end()) found = by_lab_.find("*");
    return found == by_lab_.end() ? nullptr : &found->second;
}

std::string Deadlines::text() const {
    auto ticks = [](Time time) { return std::to_string(time.time_since_epoch().count()); };
    std::string text;
    for (const auto& [lab, deadline] : by_lab_)
        text += lab + " " + ticks(deadline.due) + " " + ticks(deadline.late_until) + " " +
                std::to_string(deadline.late_percent) + "\n";
    return text;
}

}  // namespace postlab::course
