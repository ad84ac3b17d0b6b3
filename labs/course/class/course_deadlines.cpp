#include "labs/course/class/course_deadlines.h"

#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeParser.h>
#include <Poco/Exception.h>

#include <charconv>
#include <stdexcept>
#include <vector>

#include "shared/text/csv.h"
#include "shared/text/text.h"

namespace postlab::course {

namespace {

/// With its zone: "2026-10-01T23:59:00+02:00", or Z for UTC.
Time moment(const std::string& text) {
    const bool zone =
        text.ends_with("Z") || (text.size() > 6 && (text[text.size() - 6] == '+' || text[text.size() - 6] == '-'));
    int offset = 0;
    try {
        Poco::DateTime parsed;
        Poco::DateTimeParser::parse(Poco::DateTimeFormat::ISO8601_FORMAT, text, parsed, offset);
        parsed.makeUTC(offset);
        if (zone) return time_at(parsed.timestamp().epochMicroseconds());
    } catch (const Poco::Exception&) {
    }
    throw std::invalid_argument("a moment is written 2026-10-01T23:59:00+02:00, not \"" + text + "\"");
}

int percent(const std::string& text) {
    int value = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 0 || value > 100)
        throw std::invalid_argument("late_percent is a number from 0 to 100, not \"" + text + "\"");
    return value;
}

Deadline deadline_of(const std::vector<std::string>& fields) {
    if (fields.size() != 2 && fields.size() != 4)
        throw std::invalid_argument("a row is lab,due or lab,due,late_until,late_percent");
    Deadline deadline{moment(fields[1]), moment(fields[1]), 0};
    if (fields.size() == 4) deadline = {deadline.due, moment(fields[2]), percent(fields[3])};
    if (deadline.late_until < deadline.due) throw std::invalid_argument("late_until is before due");
    return deadline;
}

}  // namespace

Deadlines read_deadlines(const std::string& csv) {
    Deadlines deadlines;
    CsvReader reader(csv);
    std::vector<std::string> fields;
    try {
        while (reader.next(fields)) {
            for (std::string& field : fields) field = trimmed_cell(field);
            while (fields.size() > 1 && fields.back().empty()) fields.pop_back();  // as spreadsheets write them
            if (equal_ignoring_case(fields[0], "lab")) continue;
            if (!deadlines.add(upper_case(fields[0]), deadline_of(fields)))
                throw std::invalid_argument(fields[0] + " has a deadline already");
        }
    } catch (const std::invalid_argument& error) {
        throw std::runtime_error("deadlines, row " + std::to_string(reader.row()) + ": " + error.what());
    }
    return deadlines;
}

Deadlines load_deadlines(store::Database& course) {
    Deadlines deadlines;
    store::Query rows = course.query("SELECT lab, due, late_until, late_percent FROM deadline");
    while (rows.next())
        deadlines.add(std::string(rows.text(0)),
                      Deadline{time_at(rows.integer(1)), time_at(rows.integer(2)), static_cast<int>(rows.integer(3))});
    return deadlines;
}

void save_deadlines(store::Database& course, const Deadlines& deadlines) {
    store::Transaction transaction(course);
    course.execute("DELETE FROM deadline");
    for (const auto& [lab, deadline] : deadlines.by_lab())
        course.execute("INSERT INTO deadline(lab, due, late_until, late_percent) VALUES (?, ?, ?, ?)", lab,
                       microseconds_of(deadline.due), microseconds_of(deadline.late_until),
                       std::int64_t{deadline.late_percent});
    transaction.commit();
}

}  // namespace postlab::course
