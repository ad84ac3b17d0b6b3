#include "labs/course/class/gifts.h"

#include <algorithm>
#include <sstream>

#include "labs/course/class/kept_nobodys.h"

namespace postlab::course {

namespace {

constexpr const char* verb = "GIVE";

bool has_begun(store::Database& course, const std::string& student, const std::string& lab) {
    return course
        .query(
            "SELECT 1 FROM attempt WHERE student = ? AND lab = ? AND number > 0"
            " UNION SELECT 1 FROM grade WHERE student = ? AND lab = ?",
            student, lab, student, lab)
        .next();
}

/// Whether the student has an attempt that it counts for, or makes one by it.
std::optional<GiftRefusal> refusal_of(store::Database& course, const Labs& labs, const std::string& student,
                                      const Lab* lab) {
    auto takes = [&](const Lab& one) { return !one.needs_start() || has_begun(course, student, one.id); };
    auto begun = [&](const Lab& one) { return has_begun(course, student, one.id); };
    using Why = GiftRefusal::Why;
    if (lab != nullptr) return takes(*lab) ? std::nullopt : std::optional(GiftRefusal{Why::not_begun, lab->id});
    const bool any = std::ranges::any_of(labs.labs, begun) || (!labs.labs.empty() && takes(labs.labs.front()));
    return any ? std::nullopt : std::optional(GiftRefusal{Why::nothing_begun});
}

}  // namespace

std::optional<GiftRefusal> give(Course& course, const Labs& labs, const Gift& gift, Recorder& record, Time now) {
    using Why = GiftRefusal::Why;
    const auto session = find_nobodys(course.database(), gift.conversation);
    if (!session) return GiftRefusal{Why::not_nobodys};
    if (!course.roster().find(gift.student)) return GiftRefusal{Why::no_student};
    if (!gift.lab.empty() && !labs.find(gift.lab)) return GiftRefusal{Why::no_lab};
    const bool has_badge = session->sign == NobodysSession::Sign::lab;
    if (has_badge && session->student != gift.student) return GiftRefusal{Why::has_badge, session->student};
    const Lab* lab = labs.find(!gift.lab.empty() ? gift.lab : has_badge ? session->lab : "");
    if (auto refusal = refusal_of(course.database(), labs, gift.student, lab)) return refusal;
    const std::string number = std::to_string(gift.conversation);
    const std::string asked = std::string(verb) + " " + number + (gift.lab.empty() ? "" : " " + lab->id) + "\r\n";
    const std::string answered = "+OK conversation " + number + " counts for " + gift.student + "\r\n";
    auto transcript = record.begin("lab", gift.student, now);
    transcript->record({Direction::client, now, asked, "lab", "lab", verb, {}});
    transcript->record({Direction::server, now, answered, "lab", "lab", verb, "lab.given"});
    transcript->ended("quit", now);
    return std::nullopt;
}

std::optional<Gift> gift_in(const labs::Conversation& act) {
    if (act.about.protocol != "lab" || act.events.empty() || act.events.front().verb != verb) return std::nullopt;
    std::istringstream line(act.events.front().bytes);
    std::string word;
    Gift gift{0, act.about.peer, ""};
    if (!(line >> word >> gift.conversation)) return std::nullopt;
    line >> gift.lab;
    return gift;
}

}  // namespace postlab::course
