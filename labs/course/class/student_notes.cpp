#include "labs/course/class/student_notes.h"

#include "labs/course/class/class_grades.h"
#include "labs/course/class/desk_notes.h"
#include "labs/course/class/kept_nobodys.h"
#include "labs/course/lab/lab_faults.h"
#include "labs/course/lab/tokens.h"
#include "labs/text/paragraph.h"

namespace postlab::course {

namespace {

std::string note_of_nobodys(Course& course, const Labs& labs, const Student& student,
                            const std::map<GradeBook::Key, Grade>& grades, std::size_t width) {
    std::string theirs, neighbours;
    for (const NobodysSession& session : load_nobodys(course.database(), grades)) {
        const bool noted = session.sign == NobodysSession::Sign::badge && session.said.starts_with("course+");
        const bool lent = session.sign == NobodysSession::Sign::neighbour && session.said == student.id;
        std::string& text = lent ? neighbours : theirs;
        if ((session.student != student.id && !lent) || noted || !text.empty()) continue;  // by the desk
        const std::string at_domain = "@" + course.domain();
        const Values values{{"when", minute(session.at)},
                            {"conversation", std::to_string(session.conversation)},
                            {"said", lent ? session.student : session.said},
                            {"lab", session.lab},
                            {"address", token(course.key(), student.id, session.lab) + at_domain},
                            {"desk", desk_address(course.key(), student.id, session.lab) + at_domain}};
        const char* sentence = lent ? "status.badge_lent" : sentence_about(session.sign);
        text = labs::paragraph(labs.common.line(sentence, student.lang, values), "! ", "  ", width);
    }
    return theirs + neighbours;
}

std::string notes_of(Course& course, const Labs& labs, const Student& student, std::size_t width) {
    static const std::map<DeskLetter::Flaw, const char*> keys{
        {DeskLetter::Flaw::subject, "status.subject"}, {DeskLetter::Flaw::line, "status.line"},
        {DeskLetter::Flaw::badge, "status.badge"},     {DeskLetter::Flaw::blank, "status.blank"},
        {DeskLetter::Flaw::login, "status.login"},     {DeskLetter::Flaw::fault, "status.fault"}};
    std::string text;
    for (const DeskNote& note : desk_notes(course.database(), student.id)) {
        const Values values{{"when", minute(note.at)},
                            {"conversation", std::to_string(note.conversation)},
                            {"said", note.said},
                            {"lab", note.lab},
                            {"desk", desk_address(course.key(), student.id, note.lab) + "@" + course.domain()}};
        text += labs::paragraph(labs.common.line(keys.at(note.flaw), student.lang, values), "! ", "  ", width);
    }
    return text;
}

}  // namespace

std::string notes_to(Course& course, const Labs& labs, const Student& student,
                     const std::map<GradeBook::Key, Grade>& grades, std::size_t width) {
    return notes_of(course, labs, student, width) + note_of_nobodys(course, labs, student, grades, width);
}

std::string note_of_end(Course& course, const Labs& labs, const Lab& lab, const Student& student, std::size_t width) {
    if (lab.faults.empty() || labs_with_faults(course.directory(), student.id).contains(lab.id)) return "";
    const Values values{{"lab", lab.id},
                        {"desk", desk_address(course.key(), student.id, lab.id) + "@" + course.domain()}};
    return labs::paragraph(labs.common.line("status.ended", student.lang, values), "! ", "  ", width);
}

}  // namespace postlab::course
