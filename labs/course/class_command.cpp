#include "labs/course/class_command.h"

#include "labs/course/class/attempt_values.h"
#include "labs/course/class/class_status.h"
#include "labs/course/class/course.h"
#include "labs/course/class/grade_csv.h"
#include "labs/course/class/graded_record.h"
#include "labs/course/class/kept_grades.h"
#include "labs/course/class/kept_nobodys.h"
#include "labs/course/class/pack.h"
#include "labs/course/class/receipts.h"
#include "labs/course/class/sheets.h"
#include "labs/course/class/student_status.h"
#include "labs/course/course_options.h"
#include "labs/course/lab/handout.h"
#include "labs/course/start_command.h"
#include "labs/text/paragraph.h"

namespace postlab::course {

namespace {

/// What was typed, and what it is about.
struct Request {
    explicit Request(const CommandLine& typed) : line(typed), directory(data_directory(typed)), labs(labs_of(typed)) {
        if (line.has("student") && line.has("all"))
            throw UsageError("--student and --all contradict each other: one student, or the whole class?");
    }

    const Lab& lab(std::size_t word) const { return lab_named(labs, line.word(word)); }
    /// The only lab that is meant; empty: all.
    std::string only() const { return line.words().empty() ? "" : lab(0).id; }
    Student student(Course& course) const { return the_student(course, line.value("student", "")); }

    const CommandLine& line;
    const std::filesystem::path directory;
    const Labs labs;
};

constexpr const char* exam_is_on = "an exam is on: no hints, nothing in the replies, the desk begins no lab";

bool is_of_one_student(const std::filesystem::path& directory) {
    return Course::exists(directory) && Course::open(directory).roster().ids().size() == 1;
}

int status(const CommandLine& line, std::ostream& out, std::ostream&) {
    const Request request(line);
    Course course = Course::open(request.directory);
    bring_up_to_date(course, request.labs);
    if (line.words().empty()) {
        if (course.exam()) out << exam_is_on << "\n";
        const ClassGrades all = class_grades(course, request.labs, load_grades(course.database()));
        const std::size_t width = labs::output_width();
        out << class_table(all, width) << nobodys_list(load_nobodys(course.database(), all.grades))
            << who_is_stuck(course, all, width) << what_was_hard(all, width);
        return 0;
    }
    const Student student = the_student(course, line.word(0));
    out << status_of(course, request.labs, student, line.word(1).empty() ? nullptr : &request.lab(1),
                     labs::output_width());
    return 0;
}

/// One sheet, as an example where it is nobody's, or everyone's.
int show(const CommandLine& line, std::ostream& out, std::ostream&) {
    const Request request(line);
    const bool all = line.has("all");
    if (all != line.has("out") || (!all && line.words().empty()))
        throw UsageError("postlab lab show L07 [--student s017] [--lang zh], or show [L07] --all --out DIR");
    if (!all && !line.has("student") && !is_of_one_student(request.directory)) {
        const Lab& lab = request.lab(0);
        out << handout(lab, request.labs.common, language_of(line, request.labs, "en"), sample_values(lab));
        return 0;
    }
    Course course = Course::open(request.directory);
    const std::string language = language_of(line, request.labs, ""), folder = line.value("out", "");
    if (!all) {
        out << sheet(request.labs, AttemptValues(course), request.lab(0), request.student(course), language);
        return 0;
    }
    const std::size_t files = write_sheets(course, request.labs, request.only(), language, folder);
    out << "written: " << files << (files == 1 ? " file in " : " files in ") << folder << "\n";
    return 0;
}

/// A line for each $name of a lab, or of all labs: lab, name and value in columns.
int values(const CommandLine& line, std::ostream& out, std::ostream&) {
    const Request request(line);
    Course course = Course::open(request.directory);
    const Student student = request.student(course);
    const std::string only = request.only();
    const AttemptValues all(course);
    for (const Lab& lab : request.labs.labs)
        if (only.empty() || lab.id == only)
            for (const auto& [name, value] : all.now(lab, student.id))
                out << lab.id << "\t" << name << "\t" << value << "\n";
    return 0;
}

int exam(const CommandLine& line, std::ostream& out, std::ostream&) {
    const Request request(line);
    Course course = Course::open(request.directory);
    if (!line.words().empty()) course.set_exam(line.word(0) == "on");
    out << (course.exam() ? exam_is_on : "no exam is on") << "\n";
    return 0;
}

int hint(const CommandLine& line, std::ostream& out, std::ostream&) {
    const Request request(line);
    Course course = Course::open(request.directory);
    bring_up_to_date(course, request.labs);
    out << hints_for(course, request.lab(0), request.student(course), std::chrono::system_clock::now());
    return 0;
}

int receipt(const CommandLine& line, std::ostream& out, std::ostream&) {
    const Request request(line);
    Course course = Course::open(request.directory);
    const Student student = the_student(course, line.word(0));
    const Lab& lab = request.lab(1);
    const std::string owner = hand_in(course, lab, student.id, line.word(2), std::chrono::system_clock::now());
    if (owner == student.id) {
        out << "right: " << student.id << " has solved " << lab.id << "\n";
        return 0;
    }
    out << (owner.empty() ? "this is nobody's receipt for " + lab.id + "; was it mistyped?"
                          : "this is the receipt of " + owner)
        << "\n";
    return 1;
}

int pack(const CommandLine& line, std::ostream& out, std::ostream&) {
    const Request request(line);
    Course course = Course::open(request.directory);
    write_pack(course, line.word(0));
    out << "packed: " << line.word(0) << "\n";
    return 0;
}

/// Exit status 1 when something is wrong with the pack; the last line says whether.
int verify(const CommandLine& line, std::ostream& out, std::ostream&) {
    const Request request(line);
    const Unpacked pack = open_pack(line.word(0), request.labs);
    std::string rejected;
    for (const std::string& flaw : pack.flaws) out << flaw << "\n";
    if (!pack.flaws.empty()) rejected = "its record is not as it was written";
    if (line.has("student")) {
        Course course = Course::open(request.directory);
        const Student student = request.student(course);
        const std::string other = hand_in_pack(course, student.id, pack);
        if (!other.empty()) out << other << " has handed in work from the same machine: one of the two is a copy\n";
        if (!other.empty()) rejected += (rejected.empty() ? "" : ", and ") + ("it is from the machine of " + other);
    }
    out << class_table({pack.students, request.labs, pack.grades, {}, {}}, labs::output_width());
    out << (rejected.empty() ? "sound: no line of its record was changed, and the grades above are what it gives"
                             : "REJECTED: " + rejected)
        << "\n";
    return rejected.empty() ? 0 : 1;
}

int begin(const CommandLine& line, Act act, std::ostream& out) {
    const Request request(line);
    const StartRequest wanted{act, request.lab(0), line.value("student", ""), line.has("all"), line.has("new")};
    const int done = start_command(request.directory, request.labs, wanted, out);
    remember_labs_folder(request.directory, line.value("labs", ""));  // where the start has made the course
    return done;
}

int start(const CommandLine& line, std::ostream& out, std::ostream&) { return begin(line, Act::start, out); }

int reset(const CommandLine& line, std::ostream& out, std::ostream&) { return begin(line, Act::reset, out); }

}  // namespace

std::vector<ProgramCommand> class_commands() {
    const Option all{"all", "", "the whole class"}, other{"new", "", "with other parameters than before"};
    const std::vector<Option> course{labs_option, data_option}, one{student_option, labs_option, data_option};
    const std::vector<Option> some{student_option, all, other, labs_option, data_option};
    return {
        {"lab start", "LAB", "begins a lab: fills maildrops and arranges its faults", some,
         "postlab lab start L12 --all", start,
         "A student can do it by a letter to the desk, too. One who works alone needs no roster: the first start makes "
         "a "
         "course for one and prints the card."},
        {"lab reset", "LAB", "begins a lab again", some, "postlab lab reset L12 --student s017", reset},
        {"lab show",
         "[LAB]",
         "the sheet of a lab, with a student's addresses and values",
         {student_option,
          all,
          {"out", "DIR", "with --all: the folder for everyone's sheets, labs/L07.md and students/s017.md"},
          language_option,
          labs_option,
          data_option},
         "postlab lab show --all --out sheets",
         show,
         "With --all and no LAB it is everyone's sheets of all labs, and those for Linux, macOS and Windows with the "
         "class's server in them; each sheet begins a page. A sheet that is nobody's shows an example."},
        {"lab values", "[LAB]", "the addresses and values of a student, in columns", one,
         "postlab lab values L07 --student s017", values},
        {"lab status", "[ID] [LAB]", "who has what, or what holds for a student, what doesn't and why", course,
         "postlab lab status s017 L03", status,
         "Of the class it has a table, who is stuck on what, and the mistakes that most have made. For a student it "
         "cites the lines of the record: in the lab of their last session, or in the one that is named."},
        {"lab hint", "LAB", "the hints that a student may read by now", one, "postlab lab hint L07 --student s017",
         hint},
        {"lab exam", "[on|off]", "whether an exam is on; begins and ends one", course, "postlab lab exam on", exam,
         "While it is on there are no hints, no points or receipts in replies, and no lab begins by a letter to the "
         "desk."},
        {"lab receipt", "ID LAB CODE", "whose receipt a code is", course, "postlab lab receipt s017 L12 L12-7Q4K-93XD",
         receipt, "Exit status 1 when it is not that student's."},
        {"lab pack", "FILE.zip", "packs the work of one who works alone, for the teacher", course,
         "postlab lab pack work.zip", pack},
        {"lab verify", "FILE.zip", "checks such a pack and works its grades out again", one,
         "postlab lab verify work.zip --student s017", verify,
         "With --student it is handed in as that student's work. Exit status 1 when something is wrong with it; the "
         "last "
         "line says whether. On a machine of their own a student could make the whole record up: marks that count come "
         "from a server that the teacher runs."},
    };
}

}  // namespace postlab::course
