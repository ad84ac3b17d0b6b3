#include "labs/course/class/course_deadlines.h"

#include <stdexcept>
#include <vector>

#include "shared/text/csv.h"
#include "shared/text/moment.h"
#include "shared/text/text.h"

namespace postlab::course {

namespace {

const std::vector<std::string> headings{"lab", "due", "late_until", "late_percent"};

int percent(const std::string& text) {
    const auto value = number_in<unsigned>(text);
    if (!value || *value > 100)
        throw std::invalid_argument("late_percent is a number from 0 to 100, not \"" + text + "\"");
    return static_cast<int>(*value);
}

bool are_headings(const std::vector<std::string>& fields) {
    if (!equal_ignoring_case(fields[0], headings[0])) return false;
    for (std::size_t i = 0; i < fields.size(); ++i)
        if (i >= headings.size() || !equal_ignoring_case(fields[i], headings[i]))
            throw std::invalid_argument("the columns are lab,due,late_until,late_percent, in this order");
    return true;
}

/// "L12", or "*" for every other lab.
std::string lab_in(const std::string& text, const Labs& labs) {
    if (text == "*") return text;
    const Lab* lab = labs.find(text);
    if (lab == nullptr) throw std::invalid_argument("there is no lab " + text + "; postlab lab list shows all");
    return lab->id;
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

Deadlines read_deadlines(const std::string& csv, const Labs& labs) {
    Deadlines deadlines;
    std::vector<std::string> fields;
    std::size_t row = 1;
    try {
        CsvReader reader(csv);
        for (bool first = true; reader.next(fields); first = false) {
            row = reader.row();
            for (std::string& field : fields) field = trimmed_cell(field);
            while (fields.size() > 1 && fields.back().empty()) fields.pop_back();  // as spreadsheets write them
            if (first && are_headings(fields)) continue;
            if (!deadlines.add(lab_in(fields[0], labs), deadline_of(fields)))
                throw std::invalid_argument(fields[0] + " has a deadline already");
        }
    } catch (const std::invalid_argument& error) {
        throw std::runtime_error("deadlines, row " + std::to_string(row) + ": " + error.what());
    }
    if (deadlines.by_lab().empty())
        throw std::runtime_error("there is no deadline in it; postlab grade --clear removes those that there are");
    return deadlines;
}

std::string spelled_out(const Deadlines& deadlines) {
    std::string text;
    for (const auto& [lab, deadline] : deadlines.by_lab()) {
        text += (lab == "*" ? "every other lab" : lab) + " counts until " + postlab::spelled_out(deadline.due);
        if (deadline.late_percent > 0)
            text += ", " + std::to_string(deadline.late_percent) + " % of it until " +
                    postlab::spelled_out(deadline.late_until);
        text += "\n";
    }
    return text;
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
