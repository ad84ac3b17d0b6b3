// Moments and tables of deadlines, which marks depend on: what is taken is understood in one way, and said.
#include <cstdlib>
#include <stdexcept>

#include "fuzz/fuzz.h"
#include "labs/course/class/course_deadlines.h"
#include "shared/text/moment.h"

namespace {

using namespace postlab;
using std::chrono::floor, std::chrono::seconds;

/// "2026-10-01 23:59:59 +02:00 (CEST)" as moment() takes it.
std::string said_again(const std::string& spelled) {
    return spelled.substr(0, 10) + "T" + spelled.substr(11, 8) + spelled.substr(20, 6);
}

void demand_moment(std::string_view text) {
    Time time;
    try {
        time = moment(text);
    } catch (const SayableError&) {
        return;
    }
    fuzz::demand(text.size() <= 25, "a moment is short");
    const std::string spelled = spelled_out(time);
    if (spelled < "2000" || spelled >= "2200") return;  // in this zone it is another year
    fuzz::demand(moment(said_again(spelled)) == floor<seconds>(time), "a moment is echoed as it was understood");
}

void demand_deadlines(const std::string& text, const course::Labs& labs) {
    try {
        const course::Deadlines deadlines = course::read_deadlines(text, labs);
        fuzz::demand(!deadlines.by_lab().empty(), "no file takes all deadlines away");
        for (const auto& [lab, deadline] : deadlines.by_lab()) {
            fuzz::demand(lab == "*" || labs.find(lab) != nullptr, "a deadline is one of a lab");
            fuzz::demand(deadline.due <= deadline.late_until, "late is later");
            fuzz::demand(deadline.late_percent >= 0 && deadline.late_percent <= 100, "percents have their limits");
            fuzz::demand(deadline.percent(deadline.due) == 100, "at the deadline it counts whole");
        }
        fuzz::demand(!course::spelled_out(deadlines, labs::Language::english()).empty(), "every deadline is echoed");
    } catch (const std::runtime_error& error) {
        fuzz::demand(std::string(error.what()).find("deadline") != std::string::npos, "a refusal says of what");
    }
}

course::Labs one_lab() {
    course::Lab lab;
    lab.id = "L07";
    course::Labs labs;
    labs.labs.push_back(lab);
    return labs;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const course::Labs labs = one_lab();
    static constexpr const char* zones[] = {"UTC", "Europe/Berlin", "Asia/Kolkata", "Pacific/Apia", "America/New_York"};
    std::string_view input = fuzz::as_text(data, size);
    setenv("TZ", zones[fuzz::take_byte(input) % std::size(zones)], 1);
    demand_moment(input);
    demand_deadlines(std::string(input), labs);
    return 0;
}
