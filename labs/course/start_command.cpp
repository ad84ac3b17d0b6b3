#include "labs/course/start_command.h"

#include <ostream>

#include "labs/course/class/enrolment.h"
#include "shared/program/command_line.h"
#include "shared/program/settings.h"
#include "shared/text/text.h"
#include "store/mailbox_name.h"
#include "store/transcript/transcript_recorder.h"

namespace postlab::course {

namespace {

/// A course for one, who then is told how to get in.
void make_course_for_one(const std::filesystem::path& directory, const Labs& labs, std::ostream& out) {
    Course course = Course::open_or_make(directory);
    Roster::Change change;
    change.added.push_back({"student", "Student", "", "", "en"});
    course.roster().apply(change);
    renew(course, cards_of(course, labs, change.added).front(), course.server(), out);
    out << "\n";
}

std::vector<Student> chosen(Course& course, const StartRequest& request) {
    if (request.all) return course.roster().students();
    return {the_student(course, request.student)};
}

}  // namespace

Student the_student(Course& course, const std::string& id) {
    if (!id.empty()) {
        const auto found = course.roster().find(lower_case(id));
        if (!found) throw UsageError("there is no student " + id + "; postlab roster list shows all");
        return *found;
    }
    const std::vector<Student> all = course.roster().students();
    if (all.size() != 1) throw UsageError("which student? --student s017, or --all where the whole class is meant");
    return all[0];
}

int start_command(const std::filesystem::path& directory, const Labs& labs, const StartRequest& request,
                  std::ostream& out) {
    if (!Course::exists(directory)) make_course_for_one(directory, labs, out);
    Course course = Course::open(directory);
    store::TranscriptRecorder record(directory, Settings{});
    record.keep_all();  // as the server does; and what a command adds never pushes anything out
    LabStart lab_start(course, labs, record);
    bool done = true;
    for (const Student& student : chosen(course, request)) {
        const auto started =
            lab_start.begin(request.act, request.lab, student.id, request.other, std::chrono::system_clock::now());
        if (started) {
            out << request.lab.id << " begins for " << student.id << ", attempt " << started->number
                << (request.lab.fixture ? ": " + std::to_string(started->letters) + " letters in the maildrop" : "")
                << "\n";
            for (const std::string& lab : started->ended)
                out << "with that " << lab << " has ended for " << student.id << ": its faults are gone\n";
        } else {
            out << student.id << "'s maildrop is open in a session: QUIT there first, or wait until it has timed out\n";
        }
        done = done && started;
    }
    return done ? 0 : 1;
}

}  // namespace postlab::course
