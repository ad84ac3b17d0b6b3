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
#include "labs/text/ink.h"
#include "labs/text/progress.h"

namespace postlab::course {

namespace {

using labs::operator""_sentence;

/// What was typed, and what it is about.
struct Request {
    explicit Request(const CommandLine& typed) : line(typed), directory(data_directory(typed)), labs(labs_of(typed)) {
        if (line.has("student") && line.has("all")) throw UsageError("course.student_or_all"_sentence, {});
    }

    const Lab& lab(std::size_t word) const { return lab_named(labs, line.word(word)); }
    /// The only lab that is meant; empty: all.
    std::string only() const { return line.words().empty() ? "" : lab(0).id; }
    Student student(Course& course) const { return the_student(course, line.value("student", "")); }
    /// Who reads in the language that --lang says, if it says one.
    Student reader(Student student) const {
        student.lang = language_of(line, labs, student.lang);
        return student;
    }

    const CommandLine& line;
    const std::filesystem::path directory;
    const Labs labs;
};

bool is_of_one_student(const std::filesystem::path& directory) {
    return Course::exists(directory) && Course::open(directory).roster().ids().size() == 1;
}

/// Grades what is new in the record, which may last.
void bring_up_to_date(Course& course, const Request& request, std::ostream& err) {
    const std::string what = program_language(request.line, request.labs).say("grade.progress"_sentence);
    labs::followed(err, what, [&](const HowFar& tell) { bring_up_to_date(course, request.labs, false, tell); });
}

int status(const CommandLine& line, std::ostream& out, std::ostream& err) {
    const Request request(line);
    Course course = Course::open(request.directory);
    bring_up_to_date(course, request, err);
    if (line.words().empty()) {
        const labs::Language& language = program_language(line, request.labs);
        if (course.exam()) out << language.say("course.exam"_sentence) << "\n";
        const ClassGrades all = class_grades(course, request.labs, load_grades(course.database()));
        const std::size_t width = labs::columns_of(out);
        out << class_table(all, width, language) << nobodys_list(load_nobodys(course.database(), all.grades), language)
            << labs::signs_inked(out, who_is_stuck(course, all, width, language))
            << what_was_hard(all, width, language);
        return 0;
    }
    const Student student = request.reader(the_student(course, line.word(0)));
    out << labs::signs_inked(out, status_of(course, request.labs, student,
                                            line.word(1).empty() ? nullptr : &request.lab(1), labs::columns_of(out)));
    return 0;
}

/// One sheet, as an example where it is nobody's, or everyone's.
int show(const CommandLine& line, std::ostream& out, std::ostream&) {
    const Request request(line);
    const bool all = line.has("all");
    const SheetForm form = line.value("as", "md") == "html" ? SheetForm::html : SheetForm::markdown;
    if (all != line.has("out") || (!all && line.words().empty())) throw UsageError("course.show"_sentence, {});
    if (!all && !line.has("student") && !is_of_one_student(request.directory)) {
        const Lab& lab = request.lab(0);
        const Values values = sample_values(lab);
        out << sheet(lab, request.labs.common, {values.at("student"), "", "", "", ""},
                     language_of(line, request.labs, labs::language_of_locale().code()), values, form);
        return 0;
    }
    Course course = Course::open(request.directory);
    if (!all) {
        const Lab& lab = request.lab(0);
        const Student student = request.student(course);
        out << sheet(lab, request.labs.common, student, language_of(line, request.labs, student.lang),
                     AttemptValues(course).now(lab, student.id), form);
        return 0;
    }
    const std::string folder = line.value("out", "");
    const std::size_t files =
        write_sheets(course, request.labs, {request.only(), language_of(line, request.labs, ""), form}, folder);
    out << program_language(line, request.labs)
               .say("course.written"_sentence, {std::to_string(files), plural(files), folder})
        << "\n";
    return 0;
}

/// A line for each $name of a lab, or of all labs: lab, name and value in columns.
int values(const CommandLine& line, std::ostream& out, std::ostream&) {
    (void)labs::language_in(line);  // what goes wrong is said in it
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
    out << labs::language_in(line).say(course.exam() ? "course.exam"_sentence : "course.no_exam"_sentence) << "\n";
    return 0;
}

int hint(const CommandLine& line, std::ostream& out, std::ostream& err) {
    const Request request(line);
    Course course = Course::open(request.directory);
    bring_up_to_date(course, request, err);
    out << hints_for(course, request.labs, request.lab(0), request.reader(request.student(course)),
                     std::chrono::system_clock::now());
    return 0;
}

int receipt(const CommandLine& line, std::ostream& out, std::ostream&) {
    const Request request(line);
    Course course = Course::open(request.directory);
    const Student student = the_student(course, line.word(0));
    const Lab& lab = request.lab(1);
    const std::string owner = hand_in(course, lab, student.id, line.word(2), std::chrono::system_clock::now());
    const labs::Language& language = labs::language_in(line);
    const bool right = owner == student.id;
    out << (right           ? language.say("course.right"_sentence, {student.id, lab.id})
            : owner.empty() ? language.say("course.nobodys"_sentence, {lab.id})
                            : language.say("course.anothers"_sentence, {owner}))
        << "\n";
    return right ? 0 : 1;
}

int pack(const CommandLine& line, std::ostream& out, std::ostream&) {
    const Request request(line);
    Course course = Course::open(request.directory);
    write_pack(course, line.word(0));
    out << labs::language_in(line).say("course.packed"_sentence, {line.word(0)}) << "\n";
    return 0;
}

/// Exit status 1 when something is wrong with the pack; the last line says whether.
int verify(const CommandLine& line, std::ostream& out, std::ostream&) {
    const Request request(line);
    const Unpacked pack = open_pack(line.word(0), request.labs);
    const labs::Language& language = labs::language_in(line);
    std::string other;  // whose machine it is from
    for (const Phrase& flaw : pack.flaws) out << language.say(flaw) << "\n";
    if (line.has("student")) {
        Course course = Course::open(request.directory);
        other = hand_in_pack(course, request.student(course).id, pack);
    }
    if (!other.empty()) out << language.say("course.same_machine"_sentence, {other}) << "\n";
    out << class_table({pack.students, request.labs, pack.grades, {}, {}}, labs::columns_of(out), language);
    const bool changed = !pack.flaws.empty(), copied = !other.empty();
    out << language.say(changed && copied ? "course.rejected_both"_sentence
                        : changed         ? "course.rejected"_sentence
                        : copied          ? "course.rejected_copy"_sentence
                                          : "course.sound"_sentence,
                        {other})
        << "\n";
    return changed || copied ? 1 : 0;
}

int begin(const CommandLine& line, Act act, std::ostream& out) {
    const Request request(line);
    const StartRequest wanted{act, request.lab(0), line.value("student", ""), line.has("all"), line.has("new")};
    const int done = start_command(request.directory, request.labs, wanted, labs::language_in(line), out);
    remember_labs_folder(request.directory, line.value("labs", ""));  // where the start has made the course
    return done;
}

int start(const CommandLine& line, std::ostream& out, std::ostream&) { return begin(line, Act::start, out); }

int reset(const CommandLine& line, std::ostream& out, std::ostream&) { return begin(line, Act::reset, out); }

const Option whole_class{"all", "", "the whole class"};

std::vector<Option> sheet_options() {
    return {student_option,
            whole_class,
            {"out", "DIR", "with --all: the folder for everyone's sheets, labs/L07.md and students/s017.md"},
            {"as", "md|html", "the form: Markdown, or pages that print (md)"},
            language_option,
            labs_option,
            data_option};
}

}  // namespace

std::vector<ProgramCommand> class_commands() {
    const Option other{"new", "", "with other parameters than before"};
    const std::vector<Option> read{language_option, labs_option, data_option},
        one{student_option, language_option, labs_option, data_option};
    const std::vector<Option> told{labs::language_option, labs_option, data_option};
    const std::vector<Option> some{student_option, whole_class, other, labs::language_option, labs_option, data_option};
    return {
        {"lab start", "LAB", "begins a lab: fills maildrops and arranges its faults", some,
         "postlab lab start L12 --all", start,
         "A student can do it by a letter to the desk, too. One who works alone needs no roster: the first start "
         "makes a course for one and prints the card."},
        {"lab reset", "LAB", "begins a lab again", some, "postlab lab reset L12 --student s017", reset},
        {"lab show", "[LAB]", "the sheet of a lab, with a student's addresses and values", sheet_options(),
         "postlab lab show --all --as html --out sheets", show,
         "With --all and no LAB it is everyone's sheets of all labs, and those for Linux, macOS and Windows with the "
         "class's server in them; each sheet begins a page. As html they print from any browser, and index.html leads "
         "to them: a click on it prints a lab for everybody. A sheet that is nobody's shows an example."},
        {"lab values",
         "[LAB]",
         "the addresses and values of a student, in columns",
         {student_option, labs::language_option, labs_option, data_option},
         "postlab lab values L07 --student s017",
         values},
        {"lab status", "[ID] [LAB]", "who has what, or what holds for a student, what doesn't and why", read,
         "postlab lab status s017 L03", status,
         "Of the class it has a table, who is stuck on what, and the mistakes that most have made. For a student it "
         "cites the lines of the record: in the lab of their last session, or in the one that is named."},
        {"lab hint", "LAB", "the hints that a student may read by now", one, "postlab lab hint L07 --student s017",
         hint},
        {"lab exam", "[on|off]", "whether an exam is on; begins and ends one", told, "postlab lab exam on", exam,
         "While it is on there are no hints, no points or receipts in replies, and no lab begins by a letter to the "
         "desk."},
        {"lab receipt", "ID LAB CODE", "whose receipt a code is", told, "postlab lab receipt s017 L12 L12-7Q4K-93XD",
         receipt, "Exit status 1 when it is not that student's."},
        {"lab pack", "FILE.zip", "packs the work of one who works alone, for the teacher", told,
         "postlab lab pack work.zip", pack},
        {"lab verify",
         "FILE.zip",
         "checks such a pack and works its grades out again",
         {student_option, labs::language_option, labs_option, data_option},
         "postlab lab verify work.zip --student s017",
         verify,
         "With --student it is handed in as that student's work. Exit status 1 when something is wrong with it; the "
         "last line says whether. On a machine of their own a student could make the whole record up: marks that count "
         "come from a server that the teacher runs."},
    };
}

}  // namespace postlab::course
