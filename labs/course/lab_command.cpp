#include "labs/course/lab_command.h"

#include <algorithm>
#include <ostream>

#include "labs/course/course_options.h"
#include "labs/course/lab/labs.h"
#include "labs/course/lab_check.h"

namespace postlab::course {

namespace {

namespace fs = std::filesystem;

int list(const CommandLine& line, std::ostream& out, std::ostream&) {
    const Labs labs = labs_of(line);
    const std::string language = language_of(line, labs, "en");
    for (const Lab& lab : labs.labs)
        out << lab.id << "  " << lab.strings.text("title", language) << " (" << lab.part << ", " << lab.minutes
            << " min)\n";
    return 0;
}

/// All that is wrong with one lab; the common strings are in `strings`. `notes` get what is not, but may surprise.
std::vector<std::string> flaws_of(const fs::path& folder, const fs::path& strings, std::vector<std::string>& notes) {
    std::vector<std::string> flaws;
    Labs alone;
    try {
        alone.common = common_strings(strings, flaws);
        alone.labs.push_back(read_lab(folder));
    } catch (const LabErrors& errors) {
        return errors.lines();
    }
    const Lab& lab = alone.labs.front();
    for (const std::string& other : others_with_number_of(folder))
        flaws.push_back("labs/" + lab.name() + "/lab.yaml:1: lab: " + lab.id + " is taken by " + other);
    for (const auto& some : {flaws_of_parameters(lab), flaws_of_solution(alone, lab), flaws_of_mistakes(alone, lab),
                             flaws_of_handout(alone, lab)})
        flaws.insert(flaws.end(), some.begin(), some.end());
    if (flaws.empty()) flaws = flaws_of_checks(alone, lab);
    notes = said_in_english(alone, lab);
    return flaws;
}

int check(const CommandLine& line, std::ostream& out, std::ostream&) {
    std::vector<fs::path> folders;
    for (const std::string& folder : line.words()) folders.push_back(fs::absolute(folder).lexically_normal() / "");
    if (folders.empty())
        for (const auto& entry : fs::directory_iterator(labs_folder(line.value("labs", ""))))
            if (fs::exists(entry.path() / "lab.yaml")) folders.push_back(fs::absolute(entry.path()) / "");
    std::ranges::sort(folders);
    std::size_t broken = 0;
    for (const fs::path& with_slash : folders) {
        const fs::path folder = with_slash.parent_path();
        std::vector<std::string> notes;
        const std::vector<std::string> flaws =
            flaws_of(folder, line.has("labs") ? labs_folder(line.value("labs", "")) : folder.parent_path(), notes);
        out << folder.filename().string() << ": " << (flaws.empty() ? "works" : "does not work") << "\n";
        for (const std::string& flaw : flaws) out << "  " << flaw << "\n";
        for (const std::string& note : notes) out << "  (" << note << ")\n";
        broken += !flaws.empty();
    }
    if (folders.empty()) throw UsageError("there is no folder with a lab.yaml");
    return broken == 0 ? 0 : 1;
}

}  // namespace

std::vector<ProgramCommand> lab_commands() {
    return {
        {"lab list",
         "",
         "the labs of the course: number, title, part, minutes",
         {language_option, labs_option, data_option},
         "postlab lab list --lang zh",
         list},
        {"lab check",
         "[DIR...]",
         "whether a lab works: its files, solution, mistakes and handout",
         {{"labs", "DIR", "the folder whose labs are tried where no DIR is named"}},
         "postlab lab check labs/03-a-letter-by-hand",
         check,
         "For who writes one. Without DIR it tries all labs. With both, --labs names the folder of the common strings. "
         "Exit status 1 when one does not work."},
    };
}

}  // namespace postlab::course
