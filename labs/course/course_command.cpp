#include "labs/course/course_command.h"

#include <ostream>

#include "labs/course/class/enrolment.h"
#include "labs/course/course_options.h"
#include "labs/text/paragraph.h"
#include "shared/text/text.h"
#include "store/data_directory.h"

namespace postlab::course {

namespace {

/// What was typed, with what the course has where nothing was.
CourseLabs wanted(const CommandLine& line, const std::filesystem::path& directory) {
    CourseLabs course = course_labs(directory, line.value("labs", ""));
    if (line.has("all") && !line.words().empty())
        throw UsageError("--all and the numbers of labs contradict each other: all labs, or these?");
    if (line.has("all") || !line.words().empty()) course.ids.clear();
    for (const std::string& word : line.words()) course.ids.push_back(lab_id(word));
    return course;
}

void show(const CourseLabs& course, const Labs& labs, std::ostream& out) {
    int points = 0;
    for (const Lab& lab : labs.labs) points += lab.max_score();
    out << labs::paragraph(joined(labs.labs, " ", &Lab::id), "labs: ", "      ") << "in all: " << labs.labs.size()
        << ", " << points << " points" << (labs.chosen ? "" : "; postlab course L01 L02 names those that count")
        << "\n";
    if (!course.folder.empty()) out << "own labs: " << course.folder << "\n";
}

int choose(const CommandLine& line, std::ostream& out, std::ostream&) {
    const std::filesystem::path directory = data_directory(line);
    const CourseLabs now = wanted(line, directory);
    const Labs labs = read_labs(labs_folder(now.folder), now.ids);
    show(now, labs, out);
    if (are_kept(directory, now)) return 0;
    store::check_directory(directory);
    save_course_labs(directory, now);
    if (!Course::exists(directory)) return 0;
    make_mailboxes(Course::open(directory), labs);
    out << "kept; marks are worked out anew, and cards that are printed already don't have the badges of new labs\n";
    return 0;
}

}  // namespace

ProgramCommand course_command() {
    return {"course",
            "[LAB...]",
            "which labs are this course's: shows them, or says which count",
            {{"all", "", "all labs count again"}, labs_option, data_option},
            "postlab course L01 L02 L03 L12",
            choose,
            "Cards, sheets, table, sums and marks have these labs and no others. It is kept beside the roster, in "
            "DIR/course.yaml, and is best said before cards are printed."};
}

}  // namespace postlab::course
