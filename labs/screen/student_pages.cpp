#include "labs/screen/student_pages.h"

#include <Poco/JSON/Array.h>

#include <sstream>

#include "labs/course/class/attempt_values.h"
#include "labs/course/class/class_grades.h"
#include "labs/course/class/kept_grades.h"
#include "labs/course/class/sheets.h"
#include "labs/course/class/student_reports.h"
#include "labs/course/class/student_status.h"
#include "labs/screen/json.h"
#include "labs/screen/student_work.h"

namespace postlab::screen {

using course::Course;
using course::Labs;
using course::Student;
using Poco::JSON::Object;

std::optional<Object> StudentPages::work(const Question& question, std::string& state, Time now) {
    std::optional<Object> shown;
    const auto conversations = owners_.last_of(question.student);
    const std::int64_t shown_to_class =
        spotlight_.shows(spotlight_.shown(), owners_.of(spotlight_.shown())) ? spotlight_.shown() : 0;
    ask(question, now, [&](Course& course, const Labs& labs, const Student& student) {
        std::string at_present =
            labs.fingerprint + state_of_work(course, student.id) + std::to_string(shown_to_class) + "\n";
        for (const auto& about : conversations)
            at_present += std::to_string(about.id) + " " + std::to_string(about.events) + (about.ended ? ".\n" : "\n");
        if (at_present == state) return;
        Object page = work_of(course, labs, student, question.lab.empty() ? nullptr : labs.find(question.lab));
        Poco::JSON::Array list;
        if (!course.exam())
            for (const auto& about : conversations) list.add(about_of(about));
        page.set("conversations", list);
        if (shown_to_class != 0 && !course.exam()) page.set("spotlight", shown_to_class);
        state = std::move(at_present);
        shown = page;
    });
    return shown;
}

std::string StudentPages::hints(const Question& question, Time now) {
    std::string text;
    ask(question, now, [&](Course& course, const Labs& labs, const Student& student) {
        if (const course::Lab* lab = labs.find(question.lab)) text = hints_for(course, labs, *lab, student, now);
    });
    return text;
}

std::optional<std::string> StudentPages::sheet(const Question& question, Time now) {
    std::optional<std::string> page;
    ask(question, now, [&](Course& course, const Labs& labs, const Student& student) {
        if (const course::Lab* lab = labs.find(question.lab))
            page = course::sheet(*lab, labs.common, student, student.lang,
                                 course::AttemptValues(course).now(*lab, student.id), course::SheetForm::html);
    });
    return page;
}

std::optional<std::string> StudentPages::report(const Question& question, Time now) {
    std::optional<std::string> page;
    ask(question, now, [&](Course& course, const Labs& labs, const Student& student) {
        const course::ClassGrades all = class_grades(course, labs, course::load_grades(course.database()));
        page = course::StudentReports(all, course).page(student);
    });
    return page;
}

/// In the page's language, whatever the roster says.
bool StudentPages::ask(const Question& question, Time now, const Answer& answer) {
    return course_.ask(now, [&](Course& course, const Labs& labs) {
        auto student = course.roster().find(question.student);
        if (!student) return;
        student->lang = question.language.code();
        answer(course, labs, *student);
    });
}

std::string StudentStream::next(Time now) {
    const auto page = pages_.work(question_, state_, now);
    return page ? http::event("me", "", json_text(*page)) : "";
}

}  // namespace postlab::screen
