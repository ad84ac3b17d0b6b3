#include "labs/course/class_command.h"

#include <map>

#include "labs/course/class/attempt_values.h"
#include "labs/course/class/course.h"
#include "labs/course/class/grade_csv.h"
#include "labs/course/class/graded_record.h"
#include "labs/course/class/kept_grades.h"
#include "labs/course/class/pack.h"
#include "labs/course/class/receipts.h"
#include "labs/course/class/student_status.h"
#include "labs/course/lab/handout.h"
#include "labs/course/lab_command.h"
#include "labs/course/start_command.h"
#include "shared/file.h"

namespace postlab::course {

namespace {

/// What was typed, and what it is about.
struct Request {
    CommandLine line;
    std::filesystem::path directory;
    Labs labs;

    const std::vector<std::string>& words() const { return line.words(); }
    const Lab& lab(std::size_t word) const {
        const Lab* found = labs.find(words()[word]);
        if (!found)
            throw UsageError("there is no lab " + words()[word] +
                             "; postlab lab list shows all, --labs DIR those of your own");
        return *found;
    }
};

constexpr const char* exam_is_on = "an exam is on: no hints, nothing in the replies, the desk begins no lab";

bool is_of_one_student(const std::filesystem::path& directory) {
    return Course::exists(directory) && Course::open(directory).roster().ids().size() == 1;
}

int status(const Request& request, std::ostream& out) {
    Course course = Course::open(request.directory);
    bring_up_to_date(course, request.labs);
    if (request.words().size() == 1) {
        if (course.exam()) out << exam_is_on << "\n";
        out << class_table(class_grades(course, request.labs, load_grades(course.database())));
        return 0;
    }
    out << status_of(course, request.labs, the_student(course, request.words()[1]));
    return 0;
}

/// A sheet as its student needs it, with their addresses and their task's values.
std::string sheet(const Request& request, const AttemptValues& values, const Lab& lab, const Student& student) {
    return handout(lab, request.labs.common, language_of(request.line, student.lang), values.now(lab, student.id));
}

/// DIR/L07-s017.md for everyone, of that lab or of all.
void write_sheets(const Request& request, Course& course, std::ostream& out) {
    const std::filesystem::path folder = request.line.value("out", "");
    const std::string only = request.words().size() == 2 ? request.lab(1).id : "";
    make_folder(folder);
    const AttemptValues values(course);
    std::size_t written = 0;
    for (const Student& student : course.roster().students())
        for (const Lab& lab : request.labs.labs) {
            if (!only.empty() && lab.id != only) continue;
            replace_file(folder / (lab.id + "-" + student.id + ".md"), sheet(request, values, lab, student));
            ++written;
        }
    out << written << " sheets in " << folder.string() << "\n";
}

/// One sheet, as an example where it is nobody's, or everyone's.
int show(const Request& request, std::ostream& out) {
    const bool all = request.line.has("all");
    if (all != request.line.has("out") || request.words().size() > 2 || (!all && request.words().size() != 2))
        throw UsageError("postlab lab show L07 [--student s017] [--lang zh], or show [L07] --all --out DIR");
    const std::string id = request.line.value("student", "");
    if (!all && id.empty() && !is_of_one_student(request.directory)) {
        const Lab& lab = request.lab(1);
        out << handout(lab, request.labs.common, language_of(request.line), sample_values(lab));
        return 0;
    }
    Course course = Course::open(request.directory);
    if (all)
        write_sheets(request, course, out);
    else
        out << sheet(request, AttemptValues(course), request.lab(1), the_student(course, id));
    return 0;
}

/// A line for each $name of a lab, or of all labs: lab, name and value in columns.
int values(const Request& request, std::ostream& out) {
    if (request.words().size() > 2) throw UsageError("postlab lab values [L07] --student s017");
    Course course = Course::open(request.directory);
    const Student student = the_student(course, request.line.value("student", ""));
    const std::string only = request.words().size() == 2 ? request.lab(1).id : "";
    const AttemptValues all(course);
    for (const Lab& lab : request.labs.labs)
        if (only.empty() || lab.id == only)
            for (const auto& [name, value] : all.now(lab, student.id))
                out << lab.id << "\t" << name << "\t" << value << "\n";
    return 0;
}

int exam(const Request& request, std::ostream& out) {
    const auto& words = request.words();
    if (words.size() > 2 || (words.size() == 2 && words[1] != "on" && words[1] != "off"))
        throw UsageError("postlab lab exam [on | off]");
    Course course = Course::open(request.directory);
    if (words.size() == 2) course.set_exam(words[1] == "on");
    out << (course.exam() ? exam_is_on : "no exam is on") << "\n";
    return 0;
}

int hint(const Request& request, std::ostream& out) {
    if (request.words().size() != 2) throw UsageError("postlab lab hint L07 --student s017");
    Course course = Course::open(request.directory);
    bring_up_to_date(course, request.labs);
    out << hints_for(course, request.lab(1), the_student(course, request.line.value("student", "")),
                     std::chrono::system_clock::now());
    return 0;
}

int receipt(const Request& request, std::ostream& out) {
    if (request.words().size() != 4) throw UsageError("postlab lab receipt s017 L12 L12-7Q4K-93XD");
    Course course = Course::open(request.directory);
    const Student student = the_student(course, request.words()[1]);
    const Lab& lab = request.lab(2);
    const std::string owner = hand_in(course, lab, student.id, request.words()[3], std::chrono::system_clock::now());
    if (owner == student.id) {
        out << "right: " << student.id << " has solved " << lab.id << "\n";
        return 0;
    }
    out << (owner.empty() ? "this is nobody's receipt for " + lab.id + "; was it mistyped?"
                          : "this is the receipt of " + owner)
        << "\n";
    return 1;
}

int pack(const Request& request, std::ostream& out) {
    if (request.words().size() != 2) throw UsageError("postlab lab pack FILE.zip");
    Course course = Course::open(request.directory);
    write_pack(course, request.words()[1]);
    out << "packed: " << request.words()[1] << "\n";
    return 0;
}

/// Exit status 1 when something is wrong with the pack; the last line says whether.
int verify(const Request& request, std::ostream& out) {
    if (request.words().size() != 2) throw UsageError("postlab lab verify FILE.zip --student s017");
    const Unpacked pack = open_pack(request.words()[1], request.labs);
    std::string rejected;
    for (const std::string& flaw : pack.flaws) out << flaw << "\n";
    if (!pack.flaws.empty()) rejected = "its record is not as it was written";
    if (request.line.has("student")) {
        Course course = Course::open(request.directory);
        const Student student = the_student(course, request.line.value("student", ""));
        const std::string other = hand_in_pack(course, student.id, pack);
        if (!other.empty()) out << other << " has handed in work from the same machine: one of the two is a copy\n";
        if (!other.empty()) rejected += (rejected.empty() ? "" : ", and ") + ("it is from the machine of " + other);
    }
    out << class_table({pack.students, request.labs, pack.grades, {}, {}});
    out << (rejected.empty() ? "sound: no line of its record was changed, and the grades above are what it gives"
                             : "REJECTED: " + rejected)
        << "\n";
    return rejected.empty() ? 0 : 1;
}

int start(const Request& request, Act act, std::ostream& out) {
    if (request.words().size() != 2) throw UsageError("postlab lab start L12 --student s017, or --all");
    const StartRequest wanted{act, request.lab(1), request.line.value("student", ""), request.line.has("all"),
                              request.line.has("new")};
    return start_command(request.directory, request.labs, wanted, out);
}

}  // namespace

std::vector<Option> class_options() {
    return {{"data", "DIR", "the course's directory (./postlab-data)"},
            {"labs", "DIR", "the lab folders"},
            {"lang", "LANGUAGE", "en, zh or ru"},
            {"student", "ID", "who; not needed where the roster has only one"},
            {"all", "", "the whole class"},
            {"out", "DIR", "with show --all: the folder for everyone's sheets, L07-s017.md"},
            {"new", "", "with other parameters than before"}};
}

std::optional<int> class_command(const std::vector<std::string>& arguments, std::ostream& out) {
    using Action = std::function<int(const Request&)>;
    const std::map<std::string, Action> actions{
        {"start", [&](const Request& r) { return start(r, Act::start, out); }},
        {"reset", [&](const Request& r) { return start(r, Act::reset, out); }},
        {"show", [&](const Request& r) { return show(r, out); }},
        {"values", [&](const Request& r) { return values(r, out); }},
        {"status", [&](const Request& r) { return status(r, out); }},
        {"exam", [&](const Request& r) { return exam(r, out); }},
        {"hint", [&](const Request& r) { return hint(r, out); }},
        {"pack", [&](const Request& r) { return pack(r, out); }},
        {"verify", [&](const Request& r) { return verify(r, out); }},
        {"receipt", [&](const Request& r) { return receipt(r, out); }},
    };
    const auto action = arguments.empty() ? actions.end() : actions.find(arguments[0]);
    if (action == actions.end()) return std::nullopt;
    CommandLine line(class_options(), arguments);
    if (line.has("student") && line.has("all"))
        throw UsageError("--student and --all contradict each other: one student, or the whole class?");
    const std::filesystem::path directory = line.value("data", "postlab-data");
    Labs labs = read_labs(labs_folder(line.value("labs", "")));
    return action->second({std::move(line), directory, std::move(labs)});
}

}  // namespace postlab::course
