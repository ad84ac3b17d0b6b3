#include "labs/course/class/class_grades.h"

#include <algorithm>

#include "labs/language/sentences.h"
#include "labs/record/conversation.h"
#include "labs/text/paragraph.h"

namespace postlab::course {

namespace {

using labs::operator""_sentence;

/// A heading with what stands below it.
using TableColumn = std::vector<std::string>;

std::size_t width_of(const TableColumn& column) {
    std::size_t width = 0;
    for (const std::string& cell : column) width = std::max(width, labs::columns(cell));
    return width;
}

Phrase cell_of(const ClassGrades& all, const std::string& student, const Lab& lab) {
    const Grade* grade = all.find(student, lab.id);
    if (!grade) return all.started.contains({student, lab.id}) ? Phrase("class.started"_sentence) : Phrase("-");
    const bool late = grade->solved && grade->score < lab.max_score() * 100;
    const std::string score = points(grade->score, false) + "/" + std::to_string(lab.max_score());
    return late ? Phrase("class.late"_sentence, {score}) : Phrase(score);
}

/// Columns side by side, as many as fit, and the others below them, each time behind the first one.
std::string laid_out(const std::vector<TableColumn>& columns, std::size_t width) {
    std::string text;
    for (std::size_t next = 1; next < columns.size();) {
        std::vector<const TableColumn*> block{&columns[0]};
        std::size_t used = width_of(columns[0]);
        for (; next < columns.size(); ++next) {
            const std::size_t more = 2 + width_of(columns[next]);
            if (block.size() > 1 && used + more > width) break;
            used += more;
            block.push_back(&columns[next]);
        }
        if (!text.empty()) text += "\n";
        for (std::size_t row = 0; row < columns[0].size(); ++row) {
            std::string line;
            for (const TableColumn* column : block) line += labs::padded((*column)[row], width_of(*column)) + "  ";
            text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
        }
    }
    return text;
}

}  // namespace

const Grade* ClassGrades::find(const std::string& student, const std::string& lab) const {
    const auto found = grades.find({student, lab});
    return found == grades.end() ? nullptr : &found->second;
}

std::vector<const Lab*> ClassGrades::counted() const {
    std::set<std::string> touched;
    for (const auto& [key, grade] : grades) touched.insert(key.second);
    for (const GradeBook::Key& key : started) touched.insert(key.second);
    std::vector<const Lab*> counted;
    for (const Lab& lab : labs.labs)
        if (labs.chosen || touched.contains(lab.id)) counted.push_back(&lab);
    return counted;
}

int ClassGrades::score_of(const std::string& student) const {
    int score = 0;
    for (const Lab& lab : labs.labs)  // where there is a grade, the lab is counted
        if (const Grade* grade = find(student, lab.id)) score += grade->score;
    return score;
}

int ClassGrades::max_score() const {
    int max = 0;
    for (const Lab* lab : counted()) max += lab->max_score();
    return max;
}

ClassGrades class_grades(Course& course, const Labs& labs, std::map<GradeBook::Key, Grade> grades) {
    ClassGrades all{course.roster().students(), labs, std::move(grades), {}, {}};
    store::Query hints = course.database().query("SELECT student, lab, count(*) FROM hint GROUP BY student, lab");
    while (hints.next())
        all.hints[{std::string(hints.text(0)), std::string(hints.text(1))}] = static_cast<unsigned>(hints.integer(2));
    store::Query receipts = course.database().query("SELECT student, lab, owner FROM receipt WHERE owner <> student");
    while (receipts.next())
        all.receipts_of[{std::string(receipts.text(0)), std::string(receipts.text(1))}] = receipts.text(2);
    store::Query started = course.database().query("SELECT student, lab FROM attempt WHERE number > 0");
    while (started.next()) all.started.emplace(started.text(0), started.text(1));
    return all;
}

std::string class_table(const ClassGrades& all, std::size_t width, const labs::Language& language) {
    std::vector<TableColumn> columns{{language.say("class.student"_sentence)},
                                     {language.say("class.points"_sentence)},
                                     {language.say("class.last_session"_sentence)}};
    const std::vector<const Lab*> labs = all.counted();
    const std::string max = "/" + std::to_string(all.max_score());
    for (const Lab* lab : labs) columns.push_back({lab->id});
    for (const Student& student : all.students) {
        Time last{};
        for (std::size_t i = 0; i < labs.size(); ++i) {
            const Grade* grade = all.find(student.id, labs[i]->id);
            last = std::max(last, grade ? grade->last : Time{});
            columns[3 + i].push_back(language.say(cell_of(all, student.id, *labs[i])));
        }
        columns[0].push_back(student.id);
        columns[1].push_back(points(all.score_of(student.id), false) + max);
        columns[2].push_back(last == Time{} ? "-" : minute(last));
    }
    return laid_out(columns, width);
}

const Lab* current_lab(const ClassGrades& all, const std::string& student) {
    const Lab *last = nullptr, *started = nullptr;
    Time when{};
    for (const Lab& lab : all.labs.labs) {
        if (!started && all.started.contains({student, lab.id})) started = &lab;
        const Grade* grade = all.find(student, lab.id);
        if (!grade || grade->latest.at < when) continue;
        last = &lab;
        when = grade->latest.at;
    }
    if (last) return last;
    return started ? started : all.labs.labs.empty() ? nullptr : &all.labs.labs.front();
}

std::string minute(Time time) {
    std::string text = labs::local_time(time).substr(0, 16);
    text[10] = ' ';
    return text;
}

std::string points(int hundredths, bool decimal_comma) {
    std::string text = std::to_string(hundredths / 100);
    if (hundredths % 100 == 0) return text;
    const std::string part = std::to_string(100 + hundredths % 100).substr(1);
    return text + (decimal_comma ? "," : ".") + (part[1] == '0' ? part.substr(0, 1) : part);
}

}  // namespace postlab::course
