#include "labs/screen/class_board.h"

#include <Poco/JSON/Array.h>

#include <algorithm>
#include <exception>
#include <functional>
#include <map>
#include <regex>
#include <vector>

#include "labs/course/class/attempt_values.h"
#include "labs/course/class/class_grades.h"
#include "labs/course/class/course.h"
#include "labs/course/class/kept_grades.h"
#include "labs/course/class/kept_nobodys.h"
#include "labs/course/class/record_lines.h"
#include "labs/screen/json.h"
#include "labs/screen/rows.h"
#include "labs/text/paragraph.h"
#include "shared/text/text.h"

namespace postlab::screen {

namespace {

using course::ClassGrades;
using course::Grade;
using course::Lab;
using course::NobodysSession;
using course::Student;
using Poco::JSON::Array;
using Poco::JSON::Object;

constexpr std::size_t most_mistakes = 8, most_lines_quoted = 3, most_nobodys = 12;
constexpr std::chrono::seconds between_looks{2};

/// A text for the whole class: what is each one's own is left open.
std::string of_all(const course::Strings& strings, const std::string& key, const std::string& language) {
    static const std::regex name("\\$[a-z_0-9]+");
    return std::regex_replace(labs::emphasised(strings.line(key, language), "", ""), name, "…");
}

Array labs_of(const ClassGrades& all, const std::string& language) {
    Array labs;
    for (const Lab* lab : all.counted()) {
        Object shown;
        Array checks;
        for (const auto& check : lab->checks) checks.add(of_all(lab->strings, "check." + check.id, language));
        shown.set("id", lab->id);
        shown.set("title", lab->strings.line("title", language));
        shown.set("checks", checks);
        labs.add(shown);
    }
    return labs;
}

Array ids_of(const course::Labs& labs) {
    Array ids;
    for (const Lab& lab : labs.labs) ids.add(lab.id);
    return ids;
}

Object grade_of(const Grade& grade) {
    Object shown;
    std::string checks;
    for (const auto& check : (grade.solved ? grade.best : grade.latest).checks) checks += check.passed ? '1' : '0';
    shown.set("score", grade.score / 100.0);
    shown.set("max", grade.best.max);
    shown.set("checks", checks);
    if (grade.solved) shown.set("solved", true);
    return shown;
}

Array students_of(const ClassGrades& all) {
    Array students;
    for (const Student& student : all.students) {
        Object shown, labs;
        for (const Lab* lab : all.counted())
            if (const Grade* grade = all.find(student.id, lab->id)) labs.set(lab->id, grade_of(*grade));
        shown.set("number", students.size() + 1);
        shown.set("id", student.id);
        shown.set("name", student.name);
        shown.set("labs", labs);
        students.add(shown);
    }
    return students;
}

/// The first mistake, or else the first check that does not hold, in a sentence.
std::string why_stuck(const Grade& grade, const Lab& lab, const ClassGrades& all, const std::string& language,
                      const course::Values& values) {
    if (!grade.latest.mistakes.empty()) {
        const std::string key = "mistake." + grade.latest.mistakes.front().first;
        return (lab.strings.has(key) ? lab.strings : all.labs.common).line(key, language, values);
    }
    const auto open = std::ranges::find(grade.latest.checks, false, &course::CheckResult::passed);
    return open == grade.latest.checks.end() ? "" : lab.strings.line("check." + open->id, language, values);
}

/// Of each student the lab of their last session, if it isn't solved; who tried last comes first.
Array stuck_of(course::Course& course, const ClassGrades& all, const std::string& language) {
    const course::AttemptValues values(course);
    std::multimap<Time, Object, std::greater<>> stuck;
    for (std::size_t i = 0; i < all.students.size(); ++i) {
        const std::string& id = all.students[i].id;
        const Lab* last = nullptr;
        for (const Lab& lab : all.labs.labs)
            if (const Grade* grade = all.find(id, lab.id);
                grade && (!last || grade->last >= all.find(id, last->id)->last))
                last = &lab;
        const Grade* grade = last ? all.find(id, last->id) : nullptr;
        if (!grade || grade->solved) continue;
        Object shown;
        shown.set("number", i + 1);
        shown.set("id", id);
        shown.set("lab", last->id);
        shown.set("sessions", grade->sessions);
        shown.set("conversation", grade->latest.conversation);
        const course::Values theirs = values.of(*last, id, grade->latest.variant);
        shown.set("why", labs::emphasised(why_stuck(*grade, *last, all, language, theirs), "", ""));
        stuck.emplace(grade->last, shown);
    }
    Array shown;
    for (const auto& [at, one] : stuck) shown.add(one);
    return shown;
}

/// Where it was made last: those lines of the record that the latest verdicts cite.
Array lines_of(const std::vector<course::Citation>& places, course::RecordLines& record) {
    Array shown;
    for (const course::Citation& place : places) {
        if (shown.size() == most_lines_quoted) break;
        const std::vector<std::string> said = record.lines(place);
        Object line;
        line.set("conversation", place.conversation);
        line.set("at", Position{place.seq, place.row}.text());
        line.set("text", said.empty() ? "" : said.front());
        shown.add(line);
    }
    return shown;
}

Array mistakes_of(const ClassGrades& all, const std::string& language, const std::filesystem::path& directory) {
    struct Made {
        int students = 0, overcome = 0;
        std::vector<course::Citation> lines = {};
    };
    std::map<std::pair<std::string, std::string>, Made> made;
    for (const auto& [key, grade] : all.grades)
        for (const auto& [id, where] : grade.mistakes) {
            Made& one = made[{key.second, id}];
            ++one.students;
            one.overcome += grade.has_overcome(id);
        }
    for (const auto& [key, grade] : all.grades)
        for (const auto& [id, lines] : grade.latest.mistakes)
            if (const auto found = made.find({key.second, id}); found != made.end() && !lines.empty())
                found->second.lines.push_back(lines.front());
    course::RecordLines record(directory);
    std::vector<std::pair<std::pair<std::string, std::string>, Made>> most(made.begin(), made.end());
    std::ranges::stable_sort(most, std::greater(),
                             [](const auto& one) { return one.second.students - one.second.overcome; });
    most.resize(std::min(most.size(), most_mistakes));
    Array shown;
    for (const auto& [what, count] : most) {
        const Lab* lab = all.labs.find(what.first);
        if (!lab) continue;
        const std::string key = "mistake." + what.second;
        Object one;
        one.set("lab", lab->id);
        one.set("text", of_all(lab->strings.has(key) ? lab->strings : all.labs.common, key, language));
        one.set("students", count.students);
        one.set("overcome", count.overcome);
        one.set("lines", lines_of(count.lines, record));
        shown.add(one);
    }
    return shown;
}

const char* name_of(NobodysSession::Sign sign) {
    constexpr const char* names[] = {"lab", "badge", "login", "subject", "mailbox", "none", "neighbour"};
    return names[static_cast<std::size_t>(sign)];
}

const char* name_of(course::GiftRefusal::Why why) {
    constexpr const char* names[] = {"not_nobodys", "no_student", "no_lab", "has_badge", "not_begun", "nothing_begun"};
    return names[static_cast<std::size_t>(why)];
}

Object nobodys_of(const NobodysSession& session, const ClassGrades& all) {
    const auto student = std::ranges::find(all.students, session.student, &Student::id);
    Object shown;
    shown.set("conversation", session.conversation);
    shown.set("protocol", session.protocol);
    shown.set("peer", session.peer);
    shown.set("at", milliseconds(session.at));
    shown.set("sign", name_of(session.sign));
    shown.set("said", session.said);
    shown.set("lab", session.lab);
    if (student == all.students.end()) return shown;
    shown.set("id", student->id);
    shown.set("number", student - all.students.begin() + 1);
    return shown;
}

/// One of each student's; of wrong logins in nobody's name, of which a flood has hundreds, one of each address.
Array nobodys_of(course::Course& course, const ClassGrades& all) {
    std::vector<std::pair<std::string, Object>> lines;
    std::map<std::string, int> more;
    for (const NobodysSession& session : course::load_nobodys(course.database(), all.grades)) {
        if (session.sign == NobodysSession::Sign::neighbour) continue;
        const std::string line = course::common_line(session);
        if (!line.empty() && more[line]++ > 0) continue;
        if (lines.size() < most_nobodys) lines.emplace_back(line, nobodys_of(session, all));
    }
    Array shown;
    for (auto& [line, one] : lines) {
        if (!line.empty() && more[line] > 1) one.set("more", more[line] - 1);
        shown.add(one);
    }
    return shown;
}

}  // namespace

std::optional<Object> ClassBoard::now(const std::string& language, Time at) try {
    const bool same = language == language_ && shown_.size() > 0;
    if (same && at - looked_at_ < between_looks) return shown_;
    looked_at_ = at;
    if (!course::Course::exists(labs_.directory())) return std::nullopt;
    course::Course course = course::Course::open(labs_.directory());
    std::string graded = course::graded_so_far(course.database());
    if (same && graded == graded_) return shown_;
    const ClassGrades all = course::class_grades(course, labs_.now(at), course::load_grades(course.database()));
    Object shown;
    shown.set("labs", labs_of(all, language));
    shown.set("lab_ids", ids_of(all.labs));
    shown.set("students", students_of(all));
    shown.set("stuck", stuck_of(course, all, language));
    shown.set("mistakes", mistakes_of(all, language, labs_.directory()));
    shown.set("nobodys", nobodys_of(course, all));
    shown_ = shown;
    graded_ = std::move(graded);
    language_ = language;
    return shown_;
} catch (const std::exception&) {  // it is being made, or written to: the next time it can be read
    return std::nullopt;
}

std::string ClassBoard::give(const course::Gift& gift, Recorder& record, Time now) try {
    if (!course::Course::exists(labs_.directory())) return name_of(course::GiftRefusal::Why::no_student);
    course::Course course = course::Course::open(labs_.directory());
    const auto refusal = course::give(course, labs_.now(now), gift, record, now);
    return refusal ? name_of(refusal->why) : "";
} catch (const std::exception&) {
    return "failed";
}

}  // namespace postlab::screen
