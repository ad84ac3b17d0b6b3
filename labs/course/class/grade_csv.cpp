#include "labs/course/class/grade_csv.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <utility>

#include "labs/course/class/attempt_values.h"
#include "labs/course/class/check_text.h"
#include "labs/course/roster/csv_writer.h"
#include "labs/record/conversation.h"
#include "store/maildrop_lock.h"

namespace postlab::course {

namespace {

/// One file under way.
class Table {
public:
    Table(const FileForm& form, const std::vector<std::string>& headings)
        : separator_(form.decimal_comma ? ';' : ','), text_(form.mark ? "\xEF\xBB\xBF" : "") {
        add(headings);
    }
    void add(const std::vector<std::string>& cells) { text_ += csv_row(cells, separator_); }

    void replace(const std::filesystem::path& file) const { replace_file(file, text_); }

private:
    const char separator_;
    std::string text_;
};

const Grade* find(const ClassGrades& all, const Student& student, const Lab& lab) {
    const auto found = all.grades.find({student.id, lab.id});
    return found == all.grades.end() ? nullptr : &found->second;
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
    const Grade* found = find(all, student, lab);
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
            std::to_string(hints == all.hints.end() ? 0 : hints->second),
            std::to_string(grade.late),
            flags_of(all, key, found),
            std::to_string(grader_version),
            found ? std::to_string(grade.best.conversation) : ""};
}

Table grades_table(const ClassGrades& all, const FileForm& form) {
    Table table(form, {"student_id", "email", "name", "lab", "solved", "score", "max", "first_solved_at", "attempts",
                       "hints", "late_min", "flags", "grader_version", "evidence"});
    for (const Student& student : all.students)
        for (const Lab& lab : all.labs.labs) table.add(grade_row(all, student, lab, form));
    return table;
}

Table gradebook_table(const ClassGrades& all, const FileForm& form) {
    std::vector<std::string> headings{"student_id", "email", "name", "group"};
    for (const Lab& lab : all.labs.labs) headings.push_back(lab.id);
    headings.push_back("total");
    Table table(form, headings);
    for (const Student& student : all.students) {
        std::vector<std::string> row{student.id, student.email, student.name, student.group};
        int total = 0;
        for (const Lab& lab : all.labs.labs) {
            const Grade* grade = find(all, student, lab);
            row.push_back(grade ? points(grade->score, form.decimal_comma) : "");
            total += grade ? grade->score : 0;
        }
        row.push_back(points(total, form.decimal_comma));
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

Table checks_table(const ClassGrades& all, const FileForm& form) {
    Table table(form, {"student_id", "lab", "epoch", "check", "weight", "passed", "note", "evidence"});
    for (const Student& student : all.students)
        for (const Lab& lab : all.labs.labs)
            if (const Grade* grade = find(all, student, lab))
                for (const CheckResult& check : grade->best.checks)
                    table.add({student.id, lab.id, std::to_string(grade->best.epoch), check.id,
                               std::to_string(check.weight), check.passed ? "1" : "0", check.note,
                               places(check.lines)});
    return table;
}

/// failed.csv under way: its sentences have each student's own values in them.
class FailedTable {
public:
    FailedTable(Course& course, const FileForm& form)
        : values_(course),
          record_(course.directory()),
          language_(form.language),
          table_(form, {"student_id", "name", "lab", "epoch", "check", "asked", "help", "note", "lines"}) {}

    void add(const Student& student, const Lab& lab, const Verdict& verdict) {
        std::optional<Values> values;  // worked out where a sentence asks for them
        auto text = [&](const std::string& key) {
            const std::string written = plain_text(lab, key, language_);
            if (written.find('$') == written.npos) return written;
            if (!values) values = values_.of(lab, student.id, verdict.generation);
            return substituted(written, *values);
        };
        const std::string epoch = std::to_string(verdict.epoch);
        for (const CheckResult& check : verdict.checks)
            if (!check.passed)
                table_.add({student.id, student.name, lab.id, epoch, check.id, text("check." + check.id),
                            text("check." + check.id + ".help"), check.note, record_.quoted(check.lines)});
        for (const auto& [id, lines] : verdict.mistakes)
            table_.add({student.id, student.name, lab.id, epoch, "mistake " + id, text("mistake." + id), "", "",
                        record_.quoted(lines)});
    }
    Table done() { return std::move(table_); }

private:
    const AttemptValues values_;
    RecordLines record_;
    const std::string language_;
    Table table_;
};

Table failed_table(const ClassGrades& all, Course& course, const FileForm& form) {
    FailedTable failed(course, form);
    for (const Student& student : all.students)
        for (const Lab& lab : all.labs.labs)
            if (const Grade* grade = find(all, student, lab)) failed.add(student, lab, grade->best);
    return failed.done();
}

}  // namespace

std::string points(int hundredths, bool decimal_comma) {
    std::string text = std::to_string(hundredths / 100);
    if (hundredths % 100 == 0) return text;
    const std::string part = std::to_string(100 + hundredths % 100).substr(1);
    return text + (decimal_comma ? "," : ".") + (part[1] == '0' ? part.substr(0, 1) : part);
}

ClassGrades class_grades(Course& course, const Labs& labs, std::map<GradeBook::Key, Grade> grades) {
    ClassGrades all{course.roster().students(), labs, std::move(grades), {}, {}};
    store::Query hints = course.database().query("SELECT student, lab, count(*) FROM hint GROUP BY student, lab");
    while (hints.next())
        all.hints[{std::string(hints.text(0)), std::string(hints.text(1))}] = static_cast<unsigned>(hints.integer(2));
    store::Query receipts = course.database().query("SELECT student, lab, owner FROM receipt WHERE owner <> student");
    while (receipts.next())
        all.receipts_of[{std::string(receipts.text(0)), std::string(receipts.text(1))}] = receipts.text(2);
    return all;
}

void replace_file(const std::filesystem::path& file, std::string_view text) {
    const std::string aside = file.string() + ".new";
    {
        const store::FileDescriptor out(::open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
        if (!out.is_open() || ::write(out.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
            throw std::runtime_error("can't write " + aside + ": " + std::strerror(errno));
    }
    std::filesystem::rename(aside, file);
}

void make_grade_folder(const std::filesystem::path& directory) {
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    if (!error && ::access(directory.c_str(), W_OK | X_OK) != 0) error.assign(errno, std::generic_category());
    if (error) throw std::runtime_error("can't write grades to " + directory.string() + ": " + error.message());
}

void write_grade_files(const std::filesystem::path& directory, const ClassGrades& grades, Course& course,
                       const FileForm& form) {
    make_grade_folder(directory);
    grades_table(grades, form).replace(directory / "grades.csv");
    gradebook_table(grades, form).replace(directory / "gradebook.csv");
    checks_table(grades, form).replace(directory / "checks.csv");
    failed_table(grades, course, form).replace(directory / "failed.csv");
}

std::string class_table(const ClassGrades& all) {
    std::size_t width = 7;
    for (const Student& student : all.students) width = std::max(width, student.id.size());
    auto cell = [](std::string text, std::size_t wide) {
        return text + std::string(wide - std::min(wide, text.size()), ' ');
    };
    std::string text = cell("student", width);
    for (const Lab& lab : all.labs.labs) text += "  " + cell(lab.id, 5);
    text += "  total\n";
    for (const Student& student : all.students) {
        text += cell(student.id, width);
        int total = 0;
        for (const Lab& lab : all.labs.labs) {
            const Grade* grade = find(all, student, lab);
            total += grade ? grade->score : 0;
            text += "  " + cell(grade ? points(grade->score, false) + (grade->solved ? " ok" : "") : "-", 5);
        }
        text += "  " + points(total, false) + "\n";
    }
    return text;
}

}  // namespace postlab::course
