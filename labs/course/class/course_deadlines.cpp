#include "labs/course/class/course_deadlines.h"

#include <vector>

#include "labs/language/sentences.h"
#include "shared/text/csv.h"
#include "shared/text/moment.h"
#include "shared/text/sayable_error.h"
#include "shared/text/text.h"

namespace postlab::course {

namespace {

using labs::operator""_sentence;

const std::vector<std::string> headings{"lab", "due", "late_until", "late_percent"};

int percent(const std::string& text) {
    const auto value = number_in<unsigned>(text);
    if (!value || *value > 100) throw SayableError("grade.percent"_sentence, {text});
    return static_cast<int>(*value);
}

bool are_headings(const std::vector<std::string>& fields) {
    if (!equal_ignoring_case(fields[0], headings[0])) return false;
    for (std::size_t i = 0; i < fields.size(); ++i)
        if (i >= headings.size() || !equal_ignoring_case(fields[i], headings[i]))
            throw SayableError("grade.columns"_sentence, {});
    return true;
}

/// "L12", or "*" for every other lab.
std::string lab_in(const std::string& text, const Labs& labs) {
    if (text == "*") return text;
    const Lab* lab = labs.find(text);
    if (lab == nullptr) throw SayableError("course.no_lab"_sentence, {text});
    return lab->id;
}

Deadline deadline_of(const std::vector<std::string>& fields) {
    if (fields.size() != 2 && fields.size() != 4) throw SayableError("grade.fields"_sentence, {});
    Deadline deadline{moment(fields[1]), moment(fields[1]), 0};
    if (fields.size() == 4) deadline = {deadline.due, moment(fields[2]), percent(fields[3])};
    if (deadline.late_until < deadline.due) throw SayableError("grade.order"_sentence, {});
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
                throw SayableError("grade.twice"_sentence, {fields[0]});
        }
    } catch (const std::exception& error) {
        throw SayableError("grade.row"_sentence, {std::to_string(row), phrase_of(error)});
    }
    if (deadlines.by_lab().empty()) throw SayableError("grade.no_deadline"_sentence, {});
    return deadlines;
}

std::string spelled_out(const Deadlines& deadlines, const labs::Language& language) {
    std::string text;
    for (const auto& [lab, deadline] : deadlines.by_lab()) {
        const Phrase which = lab == "*" ? Phrase("grade.every_other"_sentence) : Phrase(lab);
        text += language.say(deadline.late_percent > 0 ? "grade.late_until"_sentence : "grade.until"_sentence,
                             {which, postlab::spelled_out(deadline.due), std::to_string(deadline.late_percent),
                              postlab::spelled_out(deadline.late_until)}) +
                "\n";
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
