#include "labs/course/class/grade_csv.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "labs/course/class/attempt_values.h"
#include "labs/course/class/record_lines.h"
#include "labs/record/conversation.h"
#include "shared/system/file.h"
#include "shared/text/csv.h"

namespace postlab::course {

namespace {

CsvWriter begun(const FileForm& form, const std::vector<std::string>& headings) {
    CsvWriter table(form.decimal_comma ? ';' : ',', form.byte_order_mark);
    table.add(headings);
    return table;
}

void replace(const std::filesystem::path& file, const CsvWriter& table) {
    replace_file(file, table.text(), for_everyone, Sync::yes);
}

std::string flags_of(const ClassGrades& all, const GradeBook::Key& key, const Grade* grade) {
    std::string flags = grade ? grade->flags : "";
    const auto owner = all.receipts_of.find(key);
    if (owner != all.receipts_of.end()) flags += (flags.empty() ? "" : " ") + ("receipt_of:" + owner->second);
    return flags;
}

std::vector<std::string> grade_row(const ClassGrades& all, const Student& student, const Lab& lab,
                                   const FileForm& form) {
    static const Grade nothing{};
    const Grade* found = all.find(student.id, lab.id);
    const Grade& grade = found ? *found : nothing;
    const GradeBook::Key key{student.id, lab.id};
    const auto hints = all.hints.find(key);
    return {student.id,
            student.email,
            student.name,
            lab.id,
            grade.solved ? "1" : "0",
            points(grade.score, form.decimal_comma),
            std::to_string(lab.max_score()),
            grade.solved ? labs::utc(*grade.solved) : "",
            std::to_string(grade.attempts),
            std::to_string(grade.sessions),
            grade.sessions ? labs::utc(grade.first) : "",
            grade.sessions ? labs::utc(grade.last) : "",
            std::to_string(hints == all.hints.end() ? 0 : hints->second),
            std::to_string(grade.late),
            flags_of(all, key, found),
            std::to_string(grading_version),
            found ? std::to_string(grade.best.conversation) : ""};
}

CsvWriter grades_table(const ClassGrades& all, const FileForm& form) {
    CsvWriter table = begun(form, {"student_id", "email", "name", "lab", "solved", "score", "max", "first_solved_at",
                                   "attempts", "sessions", "first_activity", "last_activity", "hints", "late_min",
                                   "flags", "grader_version", "evidence"});
    for (const Student& student : all.students)
        for (const Lab& lab : all.labs.labs) table.add(grade_row(all, student, lab, form));
    return table;
}

CsvWriter gradebook_table(const ClassGrades& all, const FileForm& form) {
    std::vector<std::string> headings{"student_id", "email", "name", "group"};
    for (const Lab& lab : all.labs.labs) headings.push_back(lab.id);
    headings.push_back("total");
    CsvWriter table = begun(form, headings);
    for (const Student& student : all.students) {
        std::vector<std::string> row{student.id, student.email, student.name, student.group};
        int total = 0;
        for (const Lab& lab : all.labs.labs) {
            const Grade* grade = all.find(student.id, lab.id);
            row.push_back(grade ? points(grade->score, form.decimal_comma) : "");
            total += grade ? grade->score : 0;
        }
        row.push_back(points(total, form.decimal_comma));
        table.add(row);
    }
    return table;
}

/// As Canvas exports its gradebook and takes it back: what an assignment is worth in a row of its own, numbers with a
/// point.
CsvWriter canvas_table(const ClassGrades& all, const FileForm& form) {
    std::vector<std::string> headings{"Student", "ID", "SIS User ID", "SIS Login ID", "Section"},
        worth{"    Points Possible"};
    worth.resize(headings.size());
    for (const Lab& lab : all.labs.labs) {
        headings.push_back(lab.id + " " + lab.strings.line("title", "en"));
        worth.push_back(std::to_string(lab.max_score()));
    }
    CsvWriter table(',', form.byte_order_mark);
    table.add(headings);
    table.add(worth);
    for (const Student& student : all.students) {
        std::vector<std::string> row{student.name, "", student.id, student.email, student.group};
        for (const Lab& lab : all.labs.labs) {
            const Grade* grade = all.find(student.id, lab.id);
            row.push_back(grade ? points(grade->score, false) : "");
        }
        table.add(row);
    }
    return table;
}

std::string places(const std::vector<Citation>& lines) {
    std::string text;
    for (const Citation& line : lines)
        text += (text.empty() ? "" : " ") + std::to_string(line.conversation) + ":" + std::to_string(line.seq);
    return text;
}

CsvWriter checks_table(const ClassGrades& all, const FileForm& form) {
    CsvWriter table = begun(form, {"student_id", "lab", "attempt", "check", "weight", "passed", "note", "evidence"});
    for (const Student& student : all.students)
        for (const Lab& lab : all.labs.labs)
            if (const Grade* grade = all.find(student.id, lab.id))
                for (const CheckResult& check : grade->best.checks)
                    table.add({student.id, lab.id, std::to_string(grade->best.attempt), check.id,
                               std::to_string(check.weight), check.passed ? "1" : "0",
                               said(check.note, all.labs.common, english), places(check.lines)});
    return table;
}

/// Every mistake that was recognised at any time, however it went on.
CsvWriter mistakes_table(const ClassGrades& all, const FileForm& form) {
    CsvWriter table = begun(form, {"student_id", "lab", "mistake", "times", "overcome"});
    for (const Student& student : all.students)
        for (const Lab& lab : all.labs.labs)
            if (const Grade* grade = all.find(student.id, lab.id))
                for (const auto& [id, where] : grade->mistakes)
                    table.add(
                        {student.id, lab.id, id, std::to_string(where.size()), grade->has_overcome(id) ? "1" : "0"});
    return table;
}

/// failed.csv under way: its sentences have each student's own values in them.
class FailedTable {
public:
    FailedTable(Course& course, const Strings& common, const FileForm& form)
        : common_(common),
          values_(course),
          record_(course.directory()),
          language_(form.language),
          table_(begun(form, {"student_id", "name", "lab", "attempt", "check", "asked", "help", "note", "lines"})) {}

    void add(const Student& student, const Lab& lab, const Verdict& verdict) {
        std::optional<Values> values;  // worked out where a sentence asks for them
        auto text = [&](const std::string& key) {
            const std::string written = (lab.strings.has(key) ? lab.strings : common_).line(key, language_);
            if (written.find('$') == written.npos) return written;
            if (!values) values = values_.of(lab, student.id, verdict.variant);
            return substituted(written, *values);
        };
        const std::string attempt = std::to_string(verdict.attempt);
        for (const CheckResult& check : verdict.checks)
            if (!check.passed)
                table_.add({student.id, student.name, lab.id, attempt, check.id, text("check." + check.id),
                            text("check." + check.id + ".help"), said(check.note, common_, language_),
                            record_.quoted(check.lines)});
        for (const auto& [id, lines] : verdict.mistakes)
            table_.add({student.id, student.name, lab.id, attempt, "mistake " + id, text("mistake." + id), "", "",
                        record_.quoted(lines)});
    }
    CsvWriter done() { return std::move(table_); }

private:
    const Strings& common_;
    const AttemptValues values_;
    RecordLines record_;
    const std::string language_;
    CsvWriter table_;
};

CsvWriter failed_table(const ClassGrades& all, Course& course, const FileForm& form) {
    FailedTable failed(course, all.labs.common, form);
    for (const Student& student : all.students)
        for (const Lab& lab : all.labs.labs)
            if (const Grade* grade = all.find(student.id, lab.id)) failed.add(student, lab, grade->best);
    return failed.done();
}

}  // namespace

void write_grade_files(const std::filesystem::path& directory, const ClassGrades& grades, Course& course,
                       const FileForm& form) {
    make_folder(directory);
    replace(directory / "grades.csv", grades_table(grades, form));
    replace(directory / "gradebook.csv", gradebook_table(grades, form));
    replace(directory / "canvas.csv", canvas_table(grades, form));
    replace(directory / "checks.csv", checks_table(grades, form));
    replace(directory / "failed.csv", failed_table(grades, course, form));
    replace(directory / "mistakes.csv", mistakes_table(grades, form));
}

}  // namespace postlab::course
