#include "labs/course/class/student_status.h"

#include "labs/course/class/attempt_values.h"
#include "labs/course/class/class_grades.h"
#include "labs/course/class/kept_grades.h"
#include "labs/course/class/record_lines.h"
#include "labs/course/class/student_notes.h"
#include "labs/text/paragraph.h"

namespace postlab::course {

namespace {

/// What a student reads: sentences in their language, on a screen of that width.
class StatusText {
public:
    StatusText(Course& course, const ClassGrades& all, const Student& student, std::size_t width, bool commands)
        : course_(course),
          all_(all),
          student_(student),
          width_(width),
          commands_(commands),
          record_(course.directory()) {}

    std::string say(const std::string& key, const Values& values = {}) const {
        return all_.labs.common.line("status." + key, student_.lang, values);
    }

    std::string row(const Lab& lab) const {
        const Grade* grade = all_.find(student_.id, lab.id);
        if (!grade) return lab.id + "  " + (is_started(lab) ? say("started") : "-") + "\n";
        std::size_t passed = 0;
        for (const CheckResult& check : grade->latest.checks) passed += check.passed;
        Values values{{"score", points(grade->score, false)},
                      {"max", std::to_string(lab.max_score())},
                      {"passed", std::to_string(passed)},
                      {"checks", std::to_string(grade->latest.checks.size())},
                      {"sessions", std::to_string(grade->sessions)},
                      {"when", minute(grade->last)},
                      {"receipt", grade->best.receipt}};
        return labs::paragraph(say(grade->solved ? "solved" : "open", values), lab.id + "  ", "     ", width_);
    }

    bool is_touched(const Lab& lab) const { return all_.find(student_.id, lab.id) || is_started(lab); }

    /// The checks of an attempt, a sign in front of each, and, but in an exam, why it does not hold.
    std::string details(const Lab& lab, const Verdict& verdict) {
        const Values values = AttemptValues(course_).of(lab, student_.id, verdict.variant);
        const bool exam = course_.exam();
        auto sentence = [&](const std::string& key, const char* first) {
            const std::string text =
                (lab.strings.has(key) ? lab.strings : all_.labs.common).line(key, student_.lang, values);
            return text.empty() ? "" : labs::paragraph(labs::emphasised(text, "", ""), first, "      ", width_);
        };
        std::string text = lab.id + ":\n";
        for (const CheckResult& check : verdict.checks) {
            text += sentence("check." + check.id, check.passed ? "  [x] " : "  [ ] ");
            if (exam) continue;
            if (!check.passed) text += sentence("check." + check.id + ".help", "      ");
            text += labs::paragraph(said(check.note, all_.labs.common, student_.lang), "      ", "      ", width_);
            if (!check.passed) text += quoted(check.lines);
        }
        if (exam) return text;
        for (const auto& [id, lines] : verdict.mistakes) text += sentence("mistake." + id, "    ! ") + quoted(lines);
        if (commands_ && !verdict.hints.empty())
            text += "    ? postlab lab hint " + lab.id + " --student " + student_.id + " (" +
                    std::to_string(verdict.hints.size()) + ")\n";
        return text;
    }

private:
    bool is_started(const Lab& lab) const { return all_.started.contains({student_.id, lab.id}); }

    std::string quoted(const std::vector<Citation>& lines) {
        std::string text;
        for (const std::string& quote : record_.quotes(lines)) text += "      " + quote + "\n";
        return text;
    }

    Course& course_;
    const ClassGrades& all_;
    const Student& student_;
    const std::size_t width_;
    const bool commands_;
    RecordLines record_;
};

}  // namespace

std::string status_of(Course& course, const Labs& labs, const Student& student, const Lab* wanted, std::size_t width,
                      bool commands) {
    const ClassGrades all = class_grades(course, labs, load_grades(course.database(), student.id));
    StatusText status(course, all, student, width, commands);
    std::string text = student.id + "  " + student.name + "\n";
    if (course.exam()) text += labs::paragraph(status.say("exam"), "! ", "  ", width);
    text += notes_to(course, labs, student, all.grades, width);
    const Lab* last = wanted;
    Time when{};
    for (const Lab& lab : labs.labs) {
        if (wanted ? &lab != wanted : !labs.chosen && !status.is_touched(lab)) continue;
        text += status.row(lab);
        const Grade* grade = all.find(student.id, lab.id);
        if (wanted || !grade || grade->latest.at < when) continue;
        last = &lab;
        when = grade->latest.at;
    }
    const Grade* grade = last ? all.find(student.id, last->id) : nullptr;
    if (!grade || (grade->latest.solved && !wanted)) return text;
    if (!grade->latest.solved) text += note_of_end(course, labs, *last, student, width);
    return text + status.details(*last, grade->latest);
}

std::string hints_for(Course& course, const Labs& labs, const Lab& lab, const Student& student, Time now) {
    auto instead = [&](const char* key) { return labs.common.line(key, student.lang, {{"lab", lab.id}}) + "\n"; };
    if (course.exam()) return instead("hint.exam");
    const auto grades = load_grades(course.database(), student.id);
    const auto found = grades.find({student.id, lab.id});
    if (found != grades.end() && found->second.latest.solved) return instead("hint.solved");
    if (found == grades.end() || found->second.latest.hints.empty()) return instead("hint.none");
    const Verdict& verdict = found->second.latest;
    const Values values = AttemptValues(course).of(lab, student.id, verdict.variant);
    std::string text;
    for (const std::string& hint : verdict.hints) {
        course.database().execute("INSERT OR IGNORE INTO hint(student, lab, attempt, hint, at) VALUES (?, ?, ?, ?, ?)",
                                  student.id, lab.id, std::int64_t{verdict.attempt}, hint, microseconds_of(now));
        text +=
            labs::paragraph(labs::emphasised(lab.strings.line("hint." + hint, student.lang, values), "", ""), "", "");
    }
    return text;
}

}  // namespace postlab::course
