#include "labs/course/class/student_reports.h"

#include <algorithm>

#include "labs/record/conversation.h"
#include "labs/text/look.h"
#include "labs/text/markdown.h"
#include "labs/text/visible.h"
#include "shared/system/file.h"

namespace postlab::course {

namespace {

using labs::element;
using labs::Markup;

/// Text that may come from a student, its `code` and its *emphasis* set off.
Markup prose(const std::string& text) { return labs::markdown_line(text); }

Markup cell(const Markup& content, const char* kind = "") { return element("td", {{"class", kind}}, content); }

/// "2026-10-01 23:59 +02:00"
std::string moment(Time time) {
    const std::string text = labs::local_time(time);
    return text.substr(0, 10) + " " + text.substr(11, 5) + " " + text.substr(19);
}

Markup paragraph(const std::string& text) { return text.empty() ? Markup() : element("p", prose(text)) + "\n"; }

}  // namespace

/// What one student has done in one lab.
struct StudentReports::Work {
    const Student& student;
    const Lab& lab;
    const Strings& common;
    const Grade* grade;  ///< null: nothing
    const Deadline* deadline;
    Values values;

    std::string text(const std::string& key) const {
        return (lab.strings.has(key) ? lab.strings : common).line(key, student.lang, values);
    }
};

StudentReports::StudentReports(const ClassGrades& all, Course& course)
    : all_(all),
      course_(course.database()),
      values_(course),
      deadlines_(load_deadlines(course.database())),
      record_(course.directory()) {}

std::string StudentReports::page(const Student& student) {
    const std::string title = text("title", student.lang) + ": " + student.name + " (" + student.id + ")";
    return html_page(student.lang, labs::visible(title, true), "report", body(student)).str();
}

std::string StudentReports::all(const std::string& language) {
    Markup articles = "\n";
    for (const Student& student : all_.students)
        articles += element("article", {{"lang", student.lang}}, body(student)) + "\n";
    return html_page(language, text("title", language), "report", articles).str();
}

Markup StudentReports::body(const Student& student) {
    Markup body = "\n" + element("h1", prose(student.name)) + "\n" +
                  paragraph(student.id + (student.group.empty() ? "" : " · " + student.group)) + overview(student) +
                  element("p", {{"class", "small"}}, say("lines", student.lang)) + "\n";
    for (const Lab& lab : all_.labs.labs)
        if (const Work work = work_of(student, lab); work.grade) body += section(work);
    return body;
}

std::string StudentReports::text(const std::string& key, const std::string& language, const Values& values) const {
    return substituted(all_.labs.common.text("report." + key, language), values);
}

Markup StudentReports::say(const std::string& key, const std::string& language, const Values& values) const {
    return prose(text(key, language, values));
}

StudentReports::Work StudentReports::work_of(const Student& student, const Lab& lab) const {
    const auto found = all_.grades.find({student.id, lab.id});
    const Grade* grade = found == all_.grades.end() ? nullptr : &found->second;
    return {student,
            lab,
            all_.labs.common,
            grade,
            deadlines_.of(lab.id),
            values_.of(lab, student.id, grade ? grade->best.variant : 0)};
}

Markup StudentReports::overview(const Student& student) const {
    Markup rows = "\n", head;
    for (const Lab* lab : all_.counted()) rows += overview_row(work_of(student, *lab));
    for (const char* column : {"lab", "points", "sessions", "last", "hints", "late", "due", "receipt"})
        head += element("th", {{"scope", "col"}}, say(column, student.lang));
    const Markup as_of = say("asof", student.lang,
                             {{"when", moment(std::chrono::system_clock::now())},
                              {"score", points(all_.score_of(student.id), student.lang == "ru")},
                              {"max", std::to_string(all_.max_score())}});
    return element("p", as_of) + "\n" +
           element("table", {{"class", "overview"}},
                   "\n" + element("thead", element("tr", head)) + "\n" + element("tbody", rows) + "\n") +
           "\n";
}

Markup StudentReports::overview_row(const Work& work) const {
    const auto& [student, lab, common, grade, deadline, values] = work;
    const Markup due = cell(deadline ? moment(deadline->due) : "");
    const Markup head = element("th", {{"scope", "row"}}, lab.id + " " + prose(work.text("title")));
    if (!grade)
        return element("tr", head + cell("–") + cell("") + cell("") + cell("") + cell("") + due + cell("")) + "\n";
    Markup score =
        say("score", student.lang,
            {{"score", points(grade->score, student.lang == "ru")}, {"max", std::to_string(lab.max_score())}});
    if (grade->solved) score += " · " + say("solved", student.lang);
    const auto hints = all_.hints.find({student.id, lab.id});
    return element("tr", head + cell(score) + cell(std::to_string(grade->sessions)) + cell(minute(grade->last)) +
                             cell(std::to_string(hints == all_.hints.end() ? 0 : hints->second)) +
                             cell(std::to_string(grade->late)) + due + cell(prose(grade->best.receipt))) +
           "\n";
}

Markup StudentReports::section(const Work& work) {
    const Verdict& best = work.grade->best;
    Markup rows = "\n";
    for (const CheckResult& check : best.checks) rows += check_row(work, check);
    return element("section", "\n" + element("h2", work.lab.id + " " + prose(work.text("title"))) + "\n" +
                                  element("p", {{"class", "small"}}, facts(work)) + "\n" +
                                  element("table", element("tbody", rows)) + "\n" + mistakes(work) + overcome(work) +
                                  hints_taken(work)) +
           "\n";
}

/// Which attempt it is, and the moments that there are.
Markup StudentReports::facts(const Work& work) const {
    const std::string& language = work.student.lang;
    Markup facts = say("attempt", language, {{"attempt", std::to_string(work.grade->best.attempt)}});
    if (work.grade->solved) facts += " · " + say("solved.at", language, {{"when", moment(*work.grade->solved)}});
    if (work.deadline) facts += " · " + say("due", language) + " " + moment(work.deadline->due);
    if (work.deadline && work.deadline->late_percent > 0)
        facts += ", " + say("later", language,
                            {{"when", moment(work.deadline->late_until)},
                             {"percent", std::to_string(work.deadline->late_percent)}});
    store::Query handed_in =
        course_.query("SELECT min(at) FROM receipt WHERE student = ?1 AND lab = ?2 AND owner = ?1 HAVING count(*) > 0",
                      work.student.id, work.lab.id);
    if (handed_in.next()) facts += " · " + say("handed", language, {{"when", moment(time_at(handed_in.integer(0)))}});
    return facts;
}

Markup StudentReports::check_row(const Work& work, const CheckResult& check) {
    const auto written = std::ranges::find(work.lab.checks, check.id, &Check::id);
    const std::string section = written == work.lab.checks.end() ? "" : written->section;
    Markup asked = element("p", element("span", {{"class", "asked"}}, prose(work.text("check." + check.id))) + " " +
                                    element("span", {{"class", "small"}}, prose(section))) +
                   "\n";
    if (!check.passed)
        asked += paragraph(work.text("check." + check.id + ".help")) +
                 paragraph(said(check.note, all_.labs.common, work.student.lang)) + lines(check.lines);
    const Markup sign = check.passed ? "✓ " + say("passed", work.student.lang) : "✗ " + say("open", work.student.lang);
    return element("tr", {{"class", check.passed ? "" : "failed"}},
                   cell(sign, "sign") + cell(asked) +
                       cell(std::to_string(check.passed ? check.weight : 0) + "/" + std::to_string(check.weight),
                            "number")) +
           "\n";
}

Markup StudentReports::mistakes(const Work& work) {
    Markup items;
    for (const auto& [id, cited] : work.grade->best.mistakes)
        items += element("li", prose(work.text("mistake." + id)) + lines(cited)) + "\n";
    return listed("mistakes", items, work);
}

/// What went wrong on the way, and does no more.
Markup StudentReports::overcome(const Work& work) const {
    Markup items;
    for (const auto& [id, where] : work.grade->mistakes)
        if (work.grade->has_overcome(id)) items += element("li", prose(work.text("mistake." + id))) + "\n";
    return listed("overcome", items, work);
}

Markup StudentReports::listed(const char* heading, const Markup& items, const Work& work) const {
    if (items.str().empty()) return {};
    return element("h3", say(heading, work.student.lang)) + "\n" + element("ul", "\n" + items) + "\n";
}

Markup StudentReports::hints_taken(const Work& work) const {
    Markup items;
    store::Query rows =
        course_.query("SELECT hint FROM hint WHERE student = ? AND lab = ? GROUP BY hint ORDER BY min(at), hint",
                      work.student.id, work.lab.id);
    while (rows.next()) items += element("li", prose(work.text("hint." + std::string(rows.text(0))))) + "\n";
    return listed("taken", items, work);
}

Markup StudentReports::lines(const std::vector<Citation>& cited) {
    Markup text;
    for (const std::string& quote : record_.quotes(cited)) text += quote + "\n";
    return text.str().empty() ? Markup() : element("pre", text) + "\n";
}

void write_reports(const std::filesystem::path& directory, const ClassGrades& grades, Course& course,
                   const HowFar& tell) {
    make_folder(directory);
    StudentReports reports(grades, course);
    std::size_t done = 0;
    for (const Student& student : grades.students) {
        if (tell) tell(done++, grades.students.size());
        replace_file(directory / (student.id + ".html"), reports.page(student));
    }
}

}  // namespace postlab::course
