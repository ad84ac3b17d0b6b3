#pragma once
#include <map>
#include <string>

#include "shared/time.h"

namespace postlab::course {

/// Until when a lab counts, and what it counts afterwards. It is the server's clock that counts, and the moment when a
/// session began.
struct Deadline {
    Time due, late_until;
    int late_percent;

    /// What work is worth that began then: 100, late_percent or 0.
    int percent(Time began) const { return began <= due ? 100 : began <= late_until ? late_percent : 0; }
    /// How long after the deadline that is, rounded up; 0: in time.
    int minutes_late(Time began) const {
        return began <= due ? 0 : static_cast<int>(std::chrono::ceil<std::chrono::minutes>(began - due).count());
    }
};

/// The deadlines of a course. Without one a lab counts at any time. A value.
class Deadlines {
public:
    /// Of a lab, or of `*`, which is all that are not named. False, and nothing is changed: it has one already.
    bool add(const std::string& lab, const Deadline& deadline) { return by_lab_.emplace(lab, deadline).second; }
    const std::map<std::string, Deadline>& by_lab() const { return by_lab_; }

    const Deadline* of(const std::string& lab) const;  ///< null: none
    std::string text() const;                          ///< the same deadlines, the same text

private:
    std::map<std::string, Deadline> by_lab_;
};

}  // namespace postlab::course
