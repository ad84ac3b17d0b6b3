#pragma once
#include <map>
#include <optional>
#include <string>

#include "shared/time.h"
#include "store/database.h"

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

/// The deadlines of a course: by lab, and `*` for all that are not named. Without one a lab counts at any time.
class Deadlines {
public:
    Deadlines() = default;
    /// Rows of CSV: `lab,due,late_until,late_percent`, such as
    /// `L12,2026-10-01T23:59:00+02:00,2026-10-02T23:59:00+02:00,40`. The last two may be left out. Throws
    /// std::runtime_error that names the row.
    static Deadlines read(const std::string& csv);
    static Deadlines load(store::Database& course);
    void save(store::Database& course) const;

    const Deadline* of(const std::string& lab) const;  ///< null: none
    std::string text() const;                          ///< the same deadlines, the same text

private:
    std::map<std::string, Deadline> by_lab_;
};

}  // namespace postlab::course
