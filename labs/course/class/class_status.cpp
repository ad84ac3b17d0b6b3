#include "labs/course/class/class_status.h"

#include <algorithm>
#include <functional>

#include "labs/course/class/attempt_values.h"
#include "labs/text/paragraph.h"

namespace postlab::course {

namespace {

constexpr std::size_t most_mistakes = 5;

/// A line that ends where the screen does.
std::string cut_to(std::string line, std::size_t width) {
    if (labs::columns(line) <= width) return line + "\n";
    return labs::taken(line, width - 3) + "...\n";
}

/// The lab of a student's last session; null: there was none.
const Lab* latest_lab(const ClassGrades& all, const std::string& student) {
    const Lab* latest = nullptr;
    Time last{};
    for (const Lab& lab : all.labs.labs)
        if (const Grade* grade = all.find(student, lab.id); grade && grade->last >= last) {
            latest = &lab;
            last = grade->last;
        }
    return latest;
}

/// "! no_quit: You hung up", "[ ] gone: Letter 4 is gone".
std::string reason(const Verdict& verdict, const Lab& lab, const Strings& common, const Values& values) {
    if (!verdict.mistakes.empty()) {
        const std::string& id = verdict.mistakes.front().first;
        const std::string key = "mistake." + id;
        return "! " + id + ": " + (lab.strings.has(key) ? lab.strings : common).line(key, english, values);
    }
    const auto open = std::ranges::find(verdict.checks, false, &CheckResult::passed);
    return open == verdict.checks.end()
               ? ""
               : "[ ] " + open->id + ": " + lab.strings.line("check." + open->id, english, values);
}

}  // namespace

std::string who_is_stuck(Course& course, const ClassGrades& all, std::size_t width) {
    const AttemptValues values(course);
    std::string text;
    for (const Student& student : all.students) {
        const Lab* lab = latest_lab(all, student.id);
        const Grade* grade = lab ? all.find(student.id, lab->id) : nullptr;
        if (!grade || grade->solved) continue;
        const std::string why =
            reason(grade->latest, *lab, all.labs.common, values.of(*lab, student.id, grade->latest.variant));
        text += cut_to(student.id + "  " + lab->id + "  " + std::to_string(grade->sessions) +
                           (grade->sessions == 1 ? " session   " : " sessions  ") + labs::emphasised(why, "", ""),
                       width);
    }
    return text.empty() ? "" : "\nstuck, and on what (postlab lab status ID LAB shows the lines):\n" + text;
}

std::string what_was_hard(const ClassGrades& all, std::size_t width) {
    struct Made {
        std::string lab, mistake;
        std::size_t students = 0, overcome = 0;
    };
    std::map<std::pair<std::string, std::string>, Made> made;
    for (const auto& [key, grade] : all.grades)
        for (const auto& [id, where] : grade.mistakes) {
            Made& one = made.try_emplace({key.second, id}, Made{key.second, id}).first->second;
            ++one.students;
            one.overcome += grade.has_overcome(id);
        }
    std::vector<Made> most;
    for (const auto& [key, one] : made)
        if (all.labs.find(one.lab)) most.push_back(one);
    std::ranges::stable_sort(most, std::greater(), &Made::students);
    most.resize(std::min(most.size(), most_mistakes));
    std::string text;
    for (const Made& one : most)
        text += cut_to(one.lab + "  " + one.mistake + ": " + std::to_string(one.students) +
                           (one.students == 1 ? " student, " : " students, ") + std::to_string(one.overcome) +
                           (one.overcome == 1 ? " has" : " have") + " overcome it",
                       width);
    return text.empty() ? "" : "\nwhat was hard (mistakes.csv has all):\n" + text;
}

}  // namespace postlab::course
