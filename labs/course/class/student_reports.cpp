#include "labs/course/class/student_reports.h"

#include <algorithm>

#include "labs/record/conversation.h"
#include "labs/text/markup.h"
#include "labs/text/paragraph.h"
#include "labs/text/visible.h"
#include "shared/system/file.h"

namespace postlab::course {

namespace {

constexpr const char* style = R"(@page { size: A4; margin: 15mm }
body { font: 10pt sans-serif; color: #000; background: #fff; max-width: 180mm; margin: 5mm auto }
h1 { font-size: 16pt; margin: 0 }
h2 { font-size: 12pt; margin: 7mm 0 1mm; break-after: avoid }
h3 { font-size: 10pt; margin: 3mm 0 1mm; break-after: avoid }
p { margin: 1mm 0 }
table { border-collapse: collapse; width: 100% }
th, td { border-bottom: .5pt solid #999; padding: 1mm 2mm 1mm 0; text-align: left; vertical-align: top }
thead { display: table-header-group }
thead th { border-bottom: 1pt solid #000 }
tbody th { font-weight: normal }
tr, li { break-inside: avoid }
.overview { margin: 4mm 0; font-size: 9pt }
.overview td { white-space: nowrap }
.number { text-align: right; white-space: nowrap }
.sign { width: 22mm; white-space: nowrap }
.failed .sign, .failed .asked { font-weight: bold }
.small { font-size: 8.5pt }
td p:first-child { margin-top: 0 }
pre, code { font-family: monospace; font-size: 8.5pt }
pre { margin: 1mm 0; padding-left: 2mm; border-left: 2pt solid #999; white-space: pre-wrap; overflow-wrap: anywhere }
ul { margin: 0; padding-left: 5mm })";

/// Text that may come from a student, its `code` and its *emphasis* set off.
std::string prose(const std::string& text) {
    std::string html;
    bool code = false;
    for (char c : labs::emphasised(labs::escaped(labs::visible(text, true)), "<em>", "</em>")) {
        if (c != '`') {
            html += c;
            continue;
        }
        html += code ? "</code>" : "<code>";
        code = !code;
    }
    return html + (code ? "</code>" : "");
}

std::string cell(const std::string& html, const char* kind = nullptr) {
    return (kind ? std::string("<td class=\"") + kind + "\">" : "<td>") + html + "</td>";
}

/// "2026-10-01 23:59 +02:00"
std::string moment(Time time) {
    const std::string text = labs::local_time(time);
    return text.substr(0, 10) + " " + text.substr(11, 5) + " " + text.substr(19);
}

std::string paragraph(const std::string& text) { return text.empty() ? "" : "<p>" + prose(text) + "</p>\n"; }

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
    const std::string title = say("title", student.lang) + ": " + prose(student.name) + " (" + prose(student.id) + ")";
    std::string html = "<!DOCTYPE html>\n<html lang=\"" + labs::escaped(student.lang) +
                       "\">\n<head>\n<meta charset=\"utf-8\">\n<title>" + title + "</title>\n<style>\n" + style +
                       "\n</style>\n</head>\n<body>\n<h1>" + prose(student.name) + "</h1>\n" +
                       paragraph(student.id + (student.group.empty() ? "" : " · " + student.group)) +
                       overview(student) + "<p class=\"small\">" + say("lines", student.lang) + "</p>\n";
    for (const Lab& lab : all_.labs.labs)
        if (const Work work = work_of(student, lab); work.grade) html += section(work);
    return html + "</body>\n</html>\n";
}

std::string StudentReports::say(const std::string& key, const std::string& language, const Values& values) const {
    return prose(substituted(all_.labs.common.text("report." + key, language), values));
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

std::string StudentReports::overview(const Student& student) const {
    std::string rows, head;
    for (const Lab* lab : all_.counted()) rows += overview_row(work_of(student, *lab));
    for (const char* column : {"lab", "points", "sessions", "last", "hints", "late", "due", "receipt"})
        head += "<th>" + say(column, student.lang) + "</th>";
    return "<p>" +
           say("asof", student.lang,
               {{"when", moment(std::chrono::system_clock::now())},
                {"score", points(all_.score_of(student.id), student.lang == "ru")},
                {"max", std::to_string(all_.max_score())}}) +
           "</p>\n<table class=\"overview\">\n<thead><tr>" + head + "</tr></thead>\n<tbody>\n" + rows +
           "</tbody>\n</table>\n";
}

std::string StudentReports::overview_row(const Work& work) const {
    const auto& [student, lab, common, grade, deadline, values] = work;
    const std::string due = cell(deadline ? moment(deadline->due) : "");
    const std::string head = "<tr><th>" + lab.id + " " + prose(work.text("title")) + "</th>";
    if (!grade) return head + cell("–") + cell("") + cell("") + cell("") + cell("") + due + cell("") + "</tr>\n";
    std::string score =
        say("score", student.lang,
            {{"score", points(grade->score, student.lang == "ru")}, {"max", std::to_string(lab.max_score())}});
    if (grade->solved) score += " · " + say("solved", student.lang);
    const auto hints = all_.hints.find({student.id, lab.id});
    return head + cell(score) + cell(std::to_string(grade->sessions)) + cell(minute(grade->last)) +
           cell(std::to_string(hints == all_.hints.end() ? 0 : hints->second)) + cell(std::to_string(grade->late)) +
           due + cell(prose(grade->best.receipt)) + "</tr>\n";
}

std::string StudentReports::section(const Work& work) {
    const Verdict& best = work.grade->best;
    std::string rows;
    for (const CheckResult& check : best.checks) rows += check_row(work, check);
    return "<section>\n<h2>" + work.lab.id + " " + prose(work.text("title")) + "</h2>\n<p class=\"small\">" +
           facts(work) + "</p>\n<table>\n<tbody>\n" + rows + "</tbody>\n</table>\n" + mistakes(work) + overcome(work) +
           hints_taken(work) + "</section>\n";
}

/// Which attempt it is, and the moments that there are.
std::string StudentReports::facts(const Work& work) const {
    const std::string& language = work.student.lang;
    std::string html = say("attempt", language, {{"attempt", std::to_string(work.grade->best.attempt)}});
    if (work.grade->solved) html += " · " + say("solved.at", language, {{"when", moment(*work.grade->solved)}});
    if (work.deadline) html += " · " + say("due", language) + " " + moment(work.deadline->due);
    if (work.deadline && work.deadline->late_percent > 0)
        html += ", " + say("later", language,
                           {{"when", moment(work.deadline->late_until)},
                            {"percent", std::to_string(work.deadline->late_percent)}});
    store::Query handed_in =
        course_.query("SELECT min(at) FROM receipt WHERE student = ?1 AND lab = ?2 AND owner = ?1 HAVING count(*) > 0",
                      work.student.id, work.lab.id);
    if (handed_in.next()) html += " · " + say("handed", language, {{"when", moment(time_at(handed_in.integer(0)))}});
    return html;
}

std::string StudentReports::check_row(const Work& work, const CheckResult& check) {
    const auto written = std::ranges::find(work.lab.checks, check.id, &Check::id);
    const std::string section = written == work.lab.checks.end() ? "" : written->section;
    std::string html = "<p><span class=\"asked\">" + prose(work.text("check." + check.id)) +
                       "</span> <span class=\"small\">" + prose(section) + "</span></p>\n";
    if (!check.passed)
        html += paragraph(work.text("check." + check.id + ".help")) +
                paragraph(said(check.note, all_.labs.common, work.student.lang)) + lines(check.lines);
    return std::string(check.passed ? "<tr>" : "<tr class=\"failed\">") +
           cell(check.passed ? "✓ " + say("passed", work.student.lang) : "✗ " + say("open", work.student.lang),
                "sign") +
           cell(html) +
           cell(std::to_string(check.passed ? check.weight : 0) + "/" + std::to_string(check.weight), "number") +
           "</tr>\n";
}

std::string StudentReports::mistakes(const Work& work) {
    std::string html;
    for (const auto& [id, cited] : work.grade->best.mistakes)
        html += "<li>" + prose(work.text("mistake." + id)) + lines(cited) + "</li>\n";
    return listed("mistakes", html, work);
}

/// What went wrong on the way, and does no more.
std::string StudentReports::overcome(const Work& work) const {
    std::string html;
    for (const auto& [id, where] : work.grade->mistakes)
        if (work.grade->has_overcome(id)) html += "<li>" + prose(work.text("mistake." + id)) + "</li>\n";
    return listed("overcome", html, work);
}

std::string StudentReports::listed(const char* heading, const std::string& items, const Work& work) const {
    return items.empty() ? "" : "<h3>" + say(heading, work.student.lang) + "</h3>\n<ul>\n" + items + "</ul>\n";
}

std::string StudentReports::hints_taken(const Work& work) const {
    std::string html;
    store::Query rows =
        course_.query("SELECT hint FROM hint WHERE student = ? AND lab = ? GROUP BY hint ORDER BY min(at), hint",
                      work.student.id, work.lab.id);
    while (rows.next()) html += "<li>" + prose(work.text("hint." + std::string(rows.text(0)))) + "</li>\n";
    return listed("taken", html, work);
}

std::string StudentReports::lines(const std::vector<Citation>& cited) {
    std::string html;
    for (const std::string& quote : record_.quotes(cited)) html += labs::escaped(quote) + "\n";
    return html.empty() ? "" : "<pre>" + html + "</pre>\n";
}

void write_reports(const std::filesystem::path& directory, const ClassGrades& grades, Course& course) {
    make_folder(directory);
    StudentReports reports(grades, course);
    for (const Student& student : grades.students)
        replace_file(directory / (student.id + ".html"), reports.page(student));
}

}  // namespace postlab::course
