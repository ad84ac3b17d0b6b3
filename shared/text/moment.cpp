#include "shared/text/moment.h"

#include <ctime>

#include "shared/text/sayable_error.h"
#include "shared/text/sentences.h"
#include "shared/text/text.h"

namespace postlab {

namespace {

using std::chrono::hours, std::chrono::minutes, std::chrono::seconds;
using Time = std::chrono::system_clock::time_point;

/// Takes what is expected from the front of a text; once something else stands there, nothing is right any more.
class Form {
public:
    explicit Form(std::string_view text) : rest_(text) {}

    unsigned digits(std::size_t count) {
        const std::string_view next = rest_.substr(0, count);
        const auto number = next.size() == count ? number_in<unsigned>(next) : std::nullopt;
        rest_.remove_prefix(next.size());
        right_ = right_ && number;
        return number.value_or(0);
    }
    bool take(char c) {
        const bool there = rest_.starts_with(c);
        if (there) rest_.remove_prefix(1);
        return there;
    }
    void need(char c) { right_ = take(c) && right_; }
    void expect(bool true_of_it) { right_ = right_ && true_of_it; }
    bool is_right() const { return right_ && rest_.empty(); }

private:
    std::string_view rest_;
    bool right_ = true;
};

std::chrono::year_month_day day_in(Form& form) {
    const auto year = std::chrono::year(static_cast<int>(form.digits(4)));
    form.need('-');
    const auto month = std::chrono::month(form.digits(2));
    form.need('-');
    const std::chrono::year_month_day day = year / month / std::chrono::day(form.digits(2));
    form.expect(day.ok() && year >= std::chrono::year(2000) && year < std::chrono::year(2200));
    return day;
}

seconds time_in(Form& form) {
    const unsigned hour = form.digits(2);
    form.need(':');
    const unsigned minute = form.digits(2), second = form.take(':') ? form.digits(2) : 0;
    form.expect(hour < 24 && minute < 60 && second < 60);
    return hours(hour) + minutes(minute) + seconds(second);
}

/// How far the zone is east of UTC.
seconds zone_in(Form& form) {
    if (form.take('Z')) return seconds(0);
    const bool east = form.take('+');
    if (!east) form.need('-');
    const unsigned hour = form.digits(2);
    form.need(':');
    const unsigned minute = form.digits(2);
    form.expect(hour <= 14 && minute < 60);
    const seconds offset = hours(hour) + minutes(minute);
    return east ? offset : -offset;
}

/// The last microsecond of that day here, wherever the day's own changes of the clock have put it.
Time end_here(const std::chrono::year_month_day& day) {
    std::tm local{};
    local.tm_year = static_cast<int>(day.year()) - 1900;
    local.tm_mon = static_cast<int>(static_cast<unsigned>(day.month())) - 1;
    local.tm_mday = static_cast<int>(static_cast<unsigned>(day.day())) + 1;
    local.tm_isdst = -1;
    return std::chrono::system_clock::from_time_t(std::mktime(&local)) - std::chrono::microseconds(1);
}

}  // namespace

std::chrono::system_clock::time_point moment(std::string_view text) {
    Form form(text);
    const auto day = day_in(form);
    if (form.is_right()) return end_here(day);
    form.need('T');
    const seconds time = time_in(form), zone = zone_in(form);
    if (!form.is_right()) throw SayableError("text.moment"_sentence, {text});
    return std::chrono::sys_days(day) + time - zone;
}

std::string spelled_out(std::chrono::system_clock::time_point time) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
    std::tm local{};
    localtime_r(&seconds, &local);
    char text[80];
    const std::size_t length = std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S %z (%Z)", &local);
    std::string written(text, length);
    written.insert(written.find(" (") - 2, ":");
    return written;
}

}  // namespace postlab
