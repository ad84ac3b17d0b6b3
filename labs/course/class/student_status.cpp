#include "labs/course/class/student_status.h"

#include "labs/course/class/attempt_values.h"
#include "labs/course/class/class_grades.h"
#include "labs/course/class/desk_notes.h"
#include "labs/course/class/kept_grades.h"
#include "labs/course/class/kept_nobodys.h"
#include "labs/course/class/record_lines.h"
#include "labs/course/lab/lab_faults.h"
#include "labs/course/lab/tokens.h"

namespace postlab::course {

namespace {

std::string passed(const Verdict& verdict) {
    std::size_t count = 0;
    for (const CheckResult& check : verdict.checks) count += check.passed;
    return std::to_string(count) + "/" + std::to_string(verdict.checks.size());
}

std::string line_for(const Lab& lab, const Grade* grade) {
    if (!grade) return lab.id + "  -\n";
    std::string text = lab.id + "  " + (grade->solved ? "ok   " : passed(grade->latest) + "  ") +
                       points(grade->score, false) + " of " + std::to_string(lab.max_score());
    if (grade->solved && !grade->best.receipt.empty()) text += "  receipt " + grade->best.receipt;
    return text + "\n";
}

/// The checks of an attempt, a sign in front of each, and, but in an exam, why it does not hold.
std::string details(Course& course, const Lab& lab, const Student& student, const Verdict& verdict) {
    const Values values = AttemptValues(course).of(lab, student.id, verdict.variant);
    const bool exam = course.exam();
    RecordLines record(course.directory());
    std::string text;
    for (const CheckResult& check : verdict.checks) {
        text += std::string("  ") + (check.passed ? "[x] " : "[ ] ") +
                lab.strings.line("check." + check.id, student.lang, values) + "\n";
        if (exam) continue;
        if (!check.passed)
            text += "      " + lab.strings.line("check." + check.id + ".help", student.lang, values) + "\n";
        if (!check.note.empty()) text += "      " + check.note + "\n";
        if (!check.passed && !check.lines.empty()) text += "      " + record.quoted(check.lines) + "\n";
    }
    if (exam) return text;
    for (const auto& [id, lines] : verdict.mistakes)
        text +=
            "  ! " + lab.strings.line("mistake." + id, student.lang, values) + "\n      " + record.quoted(lines) + "\n";
    if (!verdict.hints.empty())
        text += "  ? postlab lab hint " + lab.id + " --student " + student.id + " (" +
                std::to_string(verdict.hints.size()) + ")\n";
    return text;
}

/// The last session that is nobody's and may be theirs.
std::string note_of_nobodys(Course& course, const Labs& labs, const Student& student,
                            const std::map<GradeBook::Key, Grade>& grades) {
    for (const NobodysSession& session : load_nobodys(course.database(), grades)) {
        const bool noted = session.sign == NobodysSession::Sign::badge && session.said.starts_with("course+");
        if (session.student != student.id || noted) continue;  // by the desk
        const std::string at_domain = "@" + course.domain();
        const Values values{{"when", labs::local_time(session.at)},
                            {"conversation", std::to_string(session.conversation)},
                            {"said", session.said},
                            {"lab", session.lab},
                            {"address", token(course.key(), student.id, session.lab) + at_domain},
                            {"desk", desk_address(course.key(), student.id, session.lab) + at_domain}};
        return "! " + substituted(labs.common.text(sentence_about(session.sign), student.lang), values) + "\n";
    }
    return "";
}

/// A lab whose faults are gone since another has begun can't be gone on with.
std::string note_of_end(Course& course, const Labs& labs, const Lab& lab, const Student& student) {
    if (lab.faults.empty() || labs_with_faults(course.directory(), student.id).contains(lab.id)) return "";
    const Values values{{"lab", lab.id},
                        {"desk", desk_address(course.key(), student.id, lab.id) + "@" + course.domain()}};
    return "! " + substituted(labs.common.text("status.ended", student.lang), values) + "\n";
}

/// What the desk could do nothing with, and what to write instead.
std::string notes_of(Course& course, const Labs& labs, const Student& student) {
    static const std::map<DeskLetter::Flaw, const char*> keys{{DeskLetter::Flaw::subject, "status.subject"},
                                                              {DeskLetter::Flaw::line, "status.line"},
                                                              {DeskLetter::Flaw::badge, "status.badge"},
                                                              {DeskLetter::Flaw::blank, "status.blank"}};
    std::string text;
    for (const DeskNote& note : desk_notes(course.database(), student.id)) {
        const Values values{{"when", labs::local_time(note.at)},
                            {"conversation", std::to_string(note.conversation)},
                            {"said", note.said},
                            {"lab", note.lab},
                            {"desk", desk_address(course.key(), student.id, note.lab) + "@" + course.domain()}};
        text += "! " + substituted(labs.common.text(keys.at(note.flaw), student.lang), values) + "\n";
    }
    return text;
}

}  // namespace

std::string status_of(Course& course, const Labs& labs, const Student& student) {
    const auto grades = load_grades(course.database(), student.id);
    std::string text = student.id + "  " + student.name + "\n";
    if (course.exam()) text += "! " + labs.common.text("status.exam", student.lang) + "\n";
    text += notes_of(course, labs, student) + note_of_nobodys(course, labs, student, grades);
    const Lab* last = nullptr;
    Time when{};
    for (const Lab& lab : labs.labs) {
        const auto found = grades.find({student.id, lab.id});
        text += line_for(lab, found == grades.end() ? nullptr : &found->second);
        if (found == grades.end() || found->second.latest.at < when) continue;
        last = &lab;
        when = found->second.latest.at;
    }
    if (!last) return text;
    const Grade& grade = grades.at({student.id, last->id});
    if (grade.latest.solved) return text;
    text += note_of_end(course, labs, *last, student);
    return text + last->id + ":\n" + details(course, *last, student, grade.latest);
}

std::string hints_for(Course& course, const Lab& lab, const Student& student, Time now) {
    if (course.exam()) return lab.id + ": no hints while an exam is on\n";
    const auto grades = load_grades(course.database(), student.id);
    const auto found = grades.find({student.id, lab.id});
    if (found != grades.end() && found->second.latest.solved) return lab.id + " is solved: it needs no hint\n";
    if (found == grades.end() || found->second.latest.hints.empty())
        return lab.id + ": no hint yet; one comes after a few sessions that do not get on\n";
    const Verdict& verdict = found->second.latest;
    const Values values = AttemptValues(course).of(lab, student.id, verdict.variant);
    std::string text;
    for (const std::string& hint : verdict.hints) {
        course.database().execute("INSERT OR IGNORE INTO hint(student, lab, attempt, hint, at) VALUES (?, ?, ?, ?, ?)",
                                  student.id, lab.id, std::int64_t{verdict.attempt}, hint, microseconds_of(now));
        text += lab.strings.line("hint." + hint, student.lang, values) + "\n";
    }
    return text;
}

}  // namespace postlab::course
