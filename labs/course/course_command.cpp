#include "labs/course/course_command.h"

#include <ostream>

#include "labs/course/class/enrolment.h"
#include "labs/course/course_options.h"
#include "labs/text/ink.h"
#include "labs/text/paragraph.h"
#include "shared/text/text.h"
#include "store/data_directory.h"

namespace postlab::course {

namespace {

using labs::operator""_sentence;

/// What was typed, with what the course has where nothing was.
CourseLabs wanted(const CommandLine& line, const std::filesystem::path& directory) {
    CourseLabs course = course_labs(directory, line.value("labs", ""));
    if (line.has("all") && !line.words().empty()) throw UsageError("course.all_or_some"_sentence, {});
    if (line.has("all") || !line.words().empty()) course.ids.clear();
    for (const std::string& word : line.words()) course.ids.push_back(lab_id(word));
    return course;
}

void show(const CourseLabs& course, const Labs& labs, const labs::Language& language, std::ostream& out) {
    int points = 0;
    for (const Lab& lab : labs.labs) points += lab.max_score();
    const std::string heading = language.say("course.labs"_sentence);
    out << labs::paragraph(joined(labs.labs, " ", &Lab::id), heading, std::string(labs::columns(heading), ' '),
                           labs::columns_of(out))
        << language.say(labs.chosen ? "course.in_all"_sentence : "course.in_all_of_all"_sentence,
                        {std::to_string(labs.labs.size()), std::to_string(points)})
        << "\n";
    if (!course.folder.empty()) out << language.say("course.own_labs"_sentence, {course.folder}) << "\n";
}

int choose(const CommandLine& line, std::ostream& out, std::ostream&) {
    const std::filesystem::path directory = data_directory(line);
    const CourseLabs now = wanted(line, directory);
    const Labs labs = read_labs(labs_folder(now.folder), now.ids);
    const labs::Language& language = labs::language_in(line);
    show(now, labs, language, out);
    if (are_kept(directory, now)) return 0;
    store::check_directory(directory);
    save_course_labs(directory, now);
    if (!Course::exists(directory)) return 0;
    make_mailboxes(Course::open(directory), labs);
    out << language.say("course.kept"_sentence) << "\n";
    return 0;
}

}  // namespace

ProgramCommand course_command() {
    return {"course",
            "[LAB...]",
            "which labs are this course's: shows them, or says which count",
            {{"all", "", "all labs count again"}, labs::language_option, labs_option, data_option},
            "postlab course L01 L02 L03 L12",
            choose,
            "Cards, sheets, table, sums and marks have these labs and no others. It is kept beside the roster, in "
            "DIR/course.yaml, and is best said before cards are printed."};
}

}  // namespace postlab::course
