#include "labs/screen/student_work.h"

#include <Poco/JSON/Array.h>

#include <algorithm>
#include <set>

#include "labs/course/class/attempt_values.h"
#include "labs/course/class/class_grades.h"
#include "labs/course/class/kept_grades.h"
#include "labs/course/class/record_lines.h"
#include "labs/course/class/student_notes.h"
#include "labs/course/lab/note.h"
#include "labs/screen/json.h"
#include "labs/screen/rows.h"
#include "labs/text/paragraph.h"
#include "shared/text/text.h"

namespace postlab::screen {

namespace {

using course::Citation;
using course::Grade;
using course::Lab;
using course::Student;
using course::Values;
using course::Verdict;
using Poco::JSON::Array;
using Poco::JSON::Object;

constexpr std::size_t most_places_cited = 6, one_line = 100'000;

/// What of a student's the database has, as it is written.
constexpr const char* own_rows[] = {
    "SELECT group_concat(lab || score || last || best || latest, '') FROM grade WHERE student = ?",
    "SELECT group_concat(lab || number || ' ' || variant, '') FROM attempt WHERE student = ?",
    "SELECT group_concat(lab || attempt || hint, '') FROM hint WHERE student = ?",
    "SELECT group_concat(lab || at, '') FROM desk_note WHERE student = ?",
    "SELECT group_concat(conversation, ' ') FROM nobodys WHERE student = ?1 OR said = ?1",
    "SELECT name || lang FROM student WHERE id = ?",
};

/// One student's work at a lab, in words.
class LabInWords {
public:
    LabInWords(course::Course& course, const course::Labs& labs, const Student& student)
        : course_(course), labs_(labs), student_(student), values_(course), record_(course.directory()) {}

    std::string title(const Lab& lab) const { return plain(lab, "title", values_.now(lab, student_.id)); }

    /// What holds; but in an exam also why something does not, and the hints.
    Object told(const Lab& lab, const Grade* grade, bool exam) {
        Object shown;
        shown.set("id", lab.id);
        shown.set("number", number_in<int>(lab.id.substr(1)).value_or(0));
        shown.set("title", title(lab));
        const std::string ended = note_of_end(course_, labs_, lab, student_, one_line);
        if (!ended.empty() && !(grade && grade->latest.solved)) shown.set("ended", without_sign(ended));
        const Values values =
            grade ? values_.of(lab, student_.id, grade->latest.variant) : values_.now(lab, student_.id);
        shown.set("checks", grade ? checks(lab, grade->latest, values, exam) : asked(lab, values));
        if (!grade || exam) return shown;
        shown.set("mistakes", mistakes(lab, grade->latest, values));
        add_hints(lab, grade->latest, values, shown);
        return shown;
    }

    static std::string without_sign(std::string_view note) {
        if (note.starts_with("! ")) note.remove_prefix(2);
        return std::string(trimmed(note));
    }

private:
    std::string plain(const Lab& lab, const std::string& key, const Values& values) const {
        const course::Strings& strings = lab.strings.has(key) ? lab.strings : labs_.common;
        return labs::emphasised(strings.line(key, student_.lang, values), "", "");
    }

    /// Nothing of it has been tried.
    Array asked(const Lab& lab, const Values& values) const {
        Array shown;
        for (const course::Check& check : lab.checks) {
            Object one;
            one.set("text", plain(lab, "check." + check.id, values));
            shown.add(one);
        }
        return shown;
    }

    Array checks(const Lab& lab, const Verdict& verdict, const Values& values, bool exam) {
        Array shown;
        for (const course::CheckResult& check : verdict.checks) {
            Object one;
            one.set("text", plain(lab, "check." + check.id, values));
            one.set("held", check.passed);
            if (!exam) one.set("note", said(check.note, labs_.common, student_.lang));
            if (!exam && !check.passed) one.set("help", plain(lab, "check." + check.id + ".help", values));
            if (!exam && !check.passed) one.set("lines", lines(check.lines));
            shown.add(one);
        }
        return shown;
    }

    Array mistakes(const Lab& lab, const Verdict& verdict, const Values& values) {
        Array shown;
        for (const auto& [id, cited] : verdict.mistakes) {
            Object one;
            one.set("text", plain(lab, "mistake." + id, values));
            one.set("lines", lines(cited));
            shown.add(one);
        }
        return shown;
    }

    void add_hints(const Lab& lab, const Verdict& verdict, const Values& values, Object& shown) {
        store::Query rows =
            course_.database().query("SELECT hint FROM hint WHERE student = ? AND lab = ? AND attempt = ?", student_.id,
                                     lab.id, std::int64_t{verdict.attempt});
        std::set<std::string> read;
        while (rows.next()) read.emplace(rows.text(0));
        Array texts;
        for (const std::string& hint : verdict.hints)
            if (read.contains(hint)) texts.add(plain(lab, "hint." + hint, values));
        shown.set("hints", texts);
        if (!verdict.solved) shown.set("more_hints", verdict.hints.size() - texts.size());
    }

    Array lines(const std::vector<Citation>& cited) {
        Array shown;
        for (const Citation& place : cited) {
            if (shown.size() == most_places_cited) break;
            Object line;
            line.set("conversation", place.conversation);
            line.set("at", Position{place.seq, place.row}.text());
            line.set("text", joined(record_.lines(place), "\n"));
            shown.add(line);
        }
        return shown;
    }

    course::Course& course_;
    const course::Labs& labs_;
    const Student& student_;
    const course::AttemptValues values_;
    course::RecordLines record_;
};

Object row_of(const Lab& lab, const std::string& title, const Grade* grade, bool started) {
    Object shown;
    shown.set("id", lab.id);
    shown.set("title", title);
    shown.set("max", lab.max_score());
    if (started) shown.set("started", true);
    if (!grade) return shown;
    shown.set("score", grade->score / 100.0);
    shown.set("held", std::ranges::count(grade->latest.checks, true, &course::CheckResult::passed));
    shown.set("checks", grade->latest.checks.size());
    shown.set("sessions", grade->sessions);
    shown.set("last", milliseconds(grade->last));
    if (grade->solved) shown.set("solved", true);
    if (grade->solved) shown.set("receipt", grade->best.receipt);
    return shown;
}

Array notes_of_student(course::Course& course, const course::Labs& labs, const Student& student,
                       const course::ClassGrades& all) {
    Array shown;
    const std::string text = notes_to(course, labs, student, all.grades, one_line);
    for (std::size_t begin = 0, end; begin < text.size(); begin = end + 1) {
        end = std::min(text.find('\n', begin), text.size());
        shown.add(LabInWords::without_sign(std::string_view(text).substr(begin, end - begin)));
    }
    return shown;
}

}  // namespace

Object work_of(course::Course& course, const course::Labs& labs, const Student& student, const Lab* wanted) {
    const course::ClassGrades all =
        course::class_grades(course, labs, course::load_grades(course.database(), student.id));
    LabInWords words(course, labs, student);
    const bool exam = course.exam();
    Array rows;
    for (const Lab& lab : labs.labs)
        rows.add(
            row_of(lab, words.title(lab), all.find(student.id, lab.id), all.started.contains({student.id, lab.id})));
    Object shown;
    shown.set("id", student.id);
    shown.set("name", student.name);
    if (exam) shown.set("exam", true);
    shown.set("notes", notes_of_student(course, labs, student, all));
    shown.set("labs", rows);
    const Lab* lab = wanted ? wanted : course::current_lab(all, student.id);
    if (lab) shown.set("lab", words.told(*lab, all.find(student.id, lab->id), exam));
    return shown;
}

std::string state_of_work(course::Course& course, const std::string& student) {
    std::string state = course.exam() ? "exam " : "";
    for (const char* rows : own_rows) {
        store::Query row = course.database().query(rows, student);
        if (row.next()) state += row.text(0);
        state += '\n';
    }
    return state;
}

}  // namespace postlab::screen
