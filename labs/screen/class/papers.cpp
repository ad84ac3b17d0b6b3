#include "labs/screen/class/papers.h"

#include <Poco/JSON/Array.h>

#include <algorithm>

#include "labs/compare/compare.h"
#include "labs/course/class/class_grades.h"
#include "labs/course/class/course.h"
#include "labs/course/class/enrolment.h"
#include "labs/course/class/kept_grades.h"
#include "labs/course/class/sheet_pages.h"
#include "labs/course/class/sheets.h"
#include "labs/course/class/student_reports.h"
#include "labs/course/lab/handout.h"
#include "labs/course/roster/cards.h"
#include "labs/explain/diagram.h"
#include "shared/system/file.h"

namespace postlab::screen {

namespace {

using course::Course;
using course::Lab;
using course::Labs;
using course::Student;
using Poco::JSON::Array;
using Poco::JSON::Object;

std::optional<Course> course_in(const std::filesystem::path& directory) {
    if (!Course::exists(directory)) return std::nullopt;
    return Course::open(directory);
}

Object paper(const std::string& file, const std::string& title) {
    Object shown;
    shown.set("file", file);
    shown.set("title", title);
    return shown;
}

Array students_in(std::optional<Course>& course) {
    Array students;
    if (!course) return students;
    for (const Student& student : course->roster().students()) {
        Object shown;
        shown.set("id", student.id);
        shown.set("name", student.name);
        students.add(shown);
    }
    return students;
}

course::MailServer server_of(const std::filesystem::path& directory) {
    auto course = course_in(directory);
    return course ? course->server() : course::MailServer{};
}

}  // namespace

struct Papers::Kind {
    std::string_view before, after;  ///< what stands around its name
    std::optional<std::string> (Papers::*page)(const Asked& asked);
};

const Papers::Kind Papers::kinds[] = {
    {"labs/", ".html", &Papers::lab},           {"students/", ".html", &Papers::student},
    {"reports/", ".html", &Papers::report},     {"reports", ".html", &Papers::reports},
    {"cards", ".html", &Papers::cards},         {"systems/", ".html", &Papers::system},
    {"scenarios", ".html", &Papers::scenarios}, {"states/", ".svg", &Papers::states},
};

std::optional<std::string> Papers::page(std::string_view file, const labs::Language& language, Time at) {
    for (const Kind& kind : kinds) {
        if (!file.starts_with(kind.before) || !file.ends_with(kind.after)) continue;
        if (file.size() < kind.before.size() + kind.after.size()) continue;
        file.remove_prefix(kind.before.size());
        file.remove_suffix(kind.after.size());
        return (this->*kind.page)({std::string(file), language, at});
    }
    return std::nullopt;
}

Object Papers::list(const labs::Language& language, Time at) {
    Array of_labs, systems;
    for (const Lab& lab : labs_.now(at).labs)
        of_labs.add(paper("labs/" + lab.id + ".html", lab.id + " " + lab.strings.line("title", language.code())));
    for (const std::filesystem::path& file : course::system_sheets())
        systems.add(paper("systems/" + file.stem().string() + ".html", course::heading_of(read_file(file))));
    auto course = course_in(labs_.directory());
    Object shown;
    if (course) shown.set("course", true);
    shown.set("labs", of_labs);
    shown.set("systems", systems);
    shown.set("students", students_in(course));
    return shown;
}

std::optional<std::string> Papers::lab(const Asked& asked) {
    const Labs& labs = labs_.now(asked.at);
    const Lab* lab = labs.find(asked.name);
    if (!lab) return std::nullopt;
    if (auto course = course_in(labs_.directory())) return course::sheets_of_lab(*course, labs, *lab);
    const course::Values values = course::sample_values(*lab);
    return course::sheet(*lab, labs.common, {values.at("student"), "", "", "", ""}, asked.language.code(), values,
                         course::SheetForm::html);
}

std::optional<std::string> Papers::student(const Asked& asked) {
    auto course = course_in(labs_.directory());
    const auto student = course ? course->roster().find(asked.name) : std::nullopt;
    if (!student) return std::nullopt;
    return course::sheets_of_student(*course, labs_.now(asked.at), *student);
}

std::optional<std::string> Papers::report(const Asked& asked) {
    auto course = course_in(labs_.directory());
    const auto student = course ? course->roster().find(asked.name) : std::nullopt;
    if (!student) return std::nullopt;
    const auto all = course::class_grades(*course, labs_.now(asked.at), course::load_grades(course->database()));
    return course::StudentReports(all, *course).page(*student);
}

std::optional<std::string> Papers::reports(const Asked& asked) {
    auto course = course_in(labs_.directory());
    if (!course || !asked.name.empty()) return std::nullopt;
    const auto all = course::class_grades(*course, labs_.now(asked.at), course::load_grades(course->database()));
    return course::StudentReports(all, *course).all(asked.language.code());
}

std::optional<std::string> Papers::cards(const Asked& asked) {
    auto course = course_in(labs_.directory());
    if (!course || !asked.name.empty()) return std::nullopt;
    return course::cards_as_html(course::cards_of(*course, labs_.now(asked.at), course->roster().students()),
                                 course->server());
}

std::optional<std::string> Papers::system(const Asked& asked) {
    for (const std::filesystem::path& file : course::system_sheets())
        if (file.stem() == asked.name)
            return course::system_page(file, course::system_sheet(file, server_of(labs_.directory())),
                                       labs_.now(asked.at).common);
    return std::nullopt;
}

std::optional<std::string> Papers::scenarios(const Asked& asked) {
    if (!asked.name.empty()) return std::nullopt;
    return labs::compare_in_memory("html", asked.language);
}

std::optional<std::string> Papers::states(const Asked& asked) {
    for (const labs::Protocol protocol : {labs::Protocol::smtp, labs::Protocol::pop3})
        if (asked.name == labs::name_of(protocol)) return labs::state_diagram(protocol, asked.language);
    return std::nullopt;
}

}  // namespace postlab::screen
