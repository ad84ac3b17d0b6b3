#include "labs/course/class/class_status.h"

#include <algorithm>
#include <functional>

#include "labs/course/class/attempt_values.h"
#include "labs/language/sentences.h"
#include "labs/text/paragraph.h"
#include "shared/text/text.h"

namespace postlab::course {

namespace {

using labs::operator""_sentence;

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
std::string reason(const Verdict& verdict, const Lab& lab, const Strings& common, const Values& values,
                   const std::string& language) {
    if (!verdict.mistakes.empty()) {
        const std::string& id = verdict.mistakes.front().first;
        const std::string key = "mistake." + id;
        return "! " + id + ": " + (lab.strings.has(key) ? lab.strings : common).line(key, language, values);
    }
    const auto open = std::ranges::find(verdict.checks, false, &CheckResult::passed);
    return open == verdict.checks.end()
               ? ""
               : "[ ] " + open->id + ": " + lab.strings.line("check." + open->id, language, values);
}

}  // namespace

std::string who_is_stuck(Course& course, const ClassGrades& all, std::size_t width, const labs::Language& language) {
    struct Stuck {
        std::string who, sessions, why;
    };
    const AttemptValues values(course);
    std::vector<Stuck> stuck;
    std::size_t widest = 0;
    for (const Student& student : all.students) {
        const Lab* lab = latest_lab(all, student.id);
        const Grade* grade = lab ? all.find(student.id, lab->id) : nullptr;
        if (!grade || grade->solved) continue;
        stuck.push_back(
            {student.id + "  " + lab->id + "  ",
             language.say("class.sessions"_sentence, {std::to_string(grade->sessions), plural(grade->sessions)}),
             reason(grade->latest, *lab, all.labs.common, values.of(*lab, student.id, grade->latest.variant),
                    language.code())});
        widest = std::max(widest, labs::columns(stuck.back().sessions));
    }
    if (stuck.empty()) return "";
    std::string text = "\n" + language.say("class.stuck"_sentence) + "\n";
    for (const auto& [who, sessions, why] : stuck)
        text += cut_to(who + labs::padded(sessions, widest) + "  " + labs::emphasised(why, "", ""), width);
    return text;
}

std::string what_was_hard(const ClassGrades& all, std::size_t width, const labs::Language& language) {
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
    if (most.empty()) return "";
    std::string text = "\n" + language.say("class.hard"_sentence) + "\n";
    for (const Made& one : most)
        text += cut_to(language.say("class.overcome"_sentence, {one.lab, one.mistake, std::to_string(one.students),
                                                                plural(one.students), std::to_string(one.overcome)}),
                       width);
    return text;
}

}  // namespace postlab::course
