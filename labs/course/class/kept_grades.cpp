#include "labs/course/class/kept_grades.h"

#include <sstream>

#include "labs/course/grading/verdict_text.h"

namespace postlab::course {

namespace {

using Mistakes = std::map<std::string, std::set<std::int64_t>>;

/// "no_quit 57 63", a line for each.
std::string mistakes_text(const Mistakes& mistakes) {
    std::string text;
    for (const auto& [id, where] : mistakes) {
        text += id;
        for (std::int64_t conversation : where) text += " " + std::to_string(conversation);
        text += "\n";
    }
    return text;
}

Mistakes read_mistakes(const std::string& text) {
    Mistakes mistakes;
    std::istringstream lines(text);
    for (std::string line, id; std::getline(lines, line);) {
        std::istringstream words(line);
        words >> id;
        for (std::int64_t conversation; words >> conversation;) mistakes[id].insert(conversation);
    }
    return mistakes;
}

Grade grade_of(const store::Query& row) {
    Grade grade;
    grade.score = static_cast<int>(row.integer(2));
    if (row.integer(3) != 0) grade.solved = time_at(row.integer(3));
    grade.attempts = static_cast<unsigned>(row.integer(4));
    grade.late = static_cast<int>(row.integer(5));
    grade.flags = row.text(6);
    grade.best = read_verdict(std::string(row.text(7)));
    grade.latest = read_verdict(std::string(row.text(8)));
    grade.sessions = static_cast<unsigned>(row.integer(9));
    grade.first = time_at(row.integer(10));
    grade.last = time_at(row.integer(11));
    grade.mistakes = read_mistakes(std::string(row.text(12)));
    return grade;
}

}  // namespace

void save_grade(store::Database& course, const GradeBook::Key& key, const Grade& grade) {
    const std::string best = verdict_text(grade.best), latest = verdict_text(grade.latest);
    course.execute(
        "INSERT OR REPLACE INTO grade(student, lab, score, solved, attempts, late, flags, best, latest, sessions,"
        " first, last, mistakes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        key.first, key.second, std::int64_t{grade.score},
        grade.solved ? microseconds_of(*grade.solved) : std::int64_t{0}, std::int64_t{grade.attempts},
        std::int64_t{grade.late}, grade.flags, best, latest, std::int64_t{grade.sessions}, microseconds_of(grade.first),
        microseconds_of(grade.last), mistakes_text(grade.mistakes));
}

void replace_grades(store::Database& course, const GradeBook& book) {
    course.execute("DELETE FROM grade");
    for (const auto& [key, grade] : book.grades()) save_grade(course, key, grade);
}

std::map<GradeBook::Key, Grade> load_grades(store::Database& course, const std::string& student) {
    std::map<GradeBook::Key, Grade> grades;
    store::Query rows = course.query(
        "SELECT student, lab, score, solved, attempts, late, flags, best, latest, sessions, first, last,"
        " mistakes FROM grade"
        " WHERE ?1 = '' OR student = ?1",
        student);
    while (rows.next()) grades.emplace(GradeBook::Key(rows.text(0), rows.text(1)), grade_of(rows));
    return grades;
}

std::string graded_so_far(store::Database& course) {
    store::Query row = course.query("SELECT value FROM setting WHERE name = 'graded'");
    return row.next() ? std::string(row.text(0)) : "";
}

void set_graded_so_far(store::Database& course, const std::string& state) {
    course.execute("INSERT OR REPLACE INTO setting(name, value) VALUES ('graded', ?)", state);
}

}  // namespace postlab::course
