#include "labs/course/start_command.h"

#include <ostream>

#include "labs/course/class/enrolment.h"
#include "labs/language/sentences.h"
#include "shared/program/command_line.h"
#include "shared/program/settings.h"
#include "shared/text/text.h"
#include "store/mailbox_name.h"
#include "store/transcript/transcript_recorder.h"

namespace postlab::course {

namespace {

using labs::operator""_sentence;

/// A course for one, who then is told how to get in.
void make_course_for_one(const std::filesystem::path& directory, const Labs& labs, const labs::Language& language,
                         std::ostream& out) {
    Course course = Course::open_or_make(directory);
    Roster::Change change;
    change.added.push_back({"student", "Student", "", "", language.code()});
    course.roster().apply(change);
    renew(course, NewOnCard::pass_phrase_and_pin, cards_of(course, labs, change.added).front(), course.server(), out);
    out << "\n";
}

std::string begun(const Started& started, const Lab& lab, const std::string& student, const labs::Language& language) {
    const std::string attempt = std::to_string(started.number), letters = std::to_string(started.letters);
    std::string said = language.say(lab.fixture ? "course.begins_with"_sentence : "course.begins"_sentence,
                                    {lab.id, student, attempt, letters}) +
                       "\n";
    for (const std::string& ended : started.ended)
        said += language.say("course.ended"_sentence, {ended, student}) + "\n";
    return said;
}

std::vector<Student> chosen(Course& course, const StartRequest& request) {
    if (request.all) return course.roster().students();
    return {the_student(course, request.student)};
}

}  // namespace

Student the_student(Course& course, const std::string& id) {
    if (!id.empty()) {
        const auto found = course.roster().find(lower_case(id));
        if (!found) throw UsageError("course.no_student"_sentence, {id});
        return *found;
    }
    const std::vector<Student> all = course.roster().students();
    if (all.size() != 1) throw UsageError("course.which_student"_sentence, {});
    return all[0];
}

int start_command(const std::filesystem::path& directory, const Labs& labs, const StartRequest& request,
                  const labs::Language& language, std::ostream& out) {
    if (!Course::exists(directory)) make_course_for_one(directory, labs, language, out);
    Course course = Course::open(directory);
    store::TranscriptRecorder record(directory, Settings{});
    record.keep_all();  // as the server does; and what a command adds never pushes anything out
    LabStart lab_start(course, labs, record);
    bool done = true;
    for (const Student& student : chosen(course, request)) {
        const auto started =
            lab_start.begin(request.act, request.lab, student.id, request.other, std::chrono::system_clock::now());
        out << (started ? begun(*started, request.lab, student.id, language)
                        : language.say("course.open"_sentence, {student.id}) + "\n");
        done = done && started;
    }
    return done ? 0 : 1;
}

}  // namespace postlab::course
