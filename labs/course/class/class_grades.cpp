#include "labs/course/class/class_grades.h"

#include <algorithm>

#include "labs/text/paragraph.h"

namespace postlab::course {

const Grade* ClassGrades::find(const std::string& student, const std::string& lab) const {
    const auto found = grades.find({student, lab});
    return found == grades.end() ? nullptr : &found->second;
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

std::string class_table(const ClassGrades& all) {
    std::size_t width = 7;
    for (const Student& student : all.students) width = std::max(width, student.id.size());
    std::string text = labs::padded("student", width);
    for (const Lab& lab : all.labs.labs) text += "  " + labs::padded(lab.id, 5);
    text += "  total\n";
    for (const Student& student : all.students) {
        text += labs::padded(student.id, width);
        int total = 0;
        for (const Lab& lab : all.labs.labs) {
            const Grade* grade = all.find(student.id, lab.id);
            total += grade ? grade->score : 0;
            text += "  " + labs::padded(grade ? points(grade->score, false) + (grade->solved ? " ok" : "") : "-", 5);
        }
        text += "  " + points(total, false) + "\n";
    }
    return text;
}

std::string points(int hundredths, bool decimal_comma) {
    std::string text = std::to_string(hundredths / 100);
    if (hundredths % 100 == 0) return text;
    const std::string part = std::to_string(100 + hundredths % 100).substr(1);
    return text + (decimal_comma ? "," : ".") + (part[1] == '0' ? part.substr(0, 1) : part);
}

}  // namespace postlab::course
