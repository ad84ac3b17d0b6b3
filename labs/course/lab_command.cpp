#include "labs/course/lab_command.h"

#include <algorithm>
#include <ostream>

#include "labs/course/course_options.h"
#include "labs/course/lab/labs.h"
#include "labs/course/lab_check.h"

namespace postlab::course {

namespace {

using labs::operator""_sentence;

namespace fs = std::filesystem;

int list(const CommandLine& line, std::ostream& out, std::ostream&) {
    const Labs labs = labs_of(line);
    const std::string language = language_of(line, labs, labs::language_of_locale().code());
    for (const Lab& lab : labs.labs)
        out << program_language(line, labs)
                   .say("course.minutes"_sentence,
                        {lab.id, lab.strings.text("title", language), lab.part, std::to_string(lab.minutes)})
            << "\n";
    return 0;
}

/// All that is wrong with one lab; the common strings are in `strings`. `notes` get what is not, but may surprise.
std::vector<std::string> flaws_of(const fs::path& folder, const fs::path& strings, const labs::Language& language,
                                  std::vector<std::string>& notes) {
    std::vector<Phrase> errors;
    Labs alone;
    try {
        alone.common = common_strings(strings, errors);
        alone.labs.push_back(read_lab(folder));
    } catch (const LabErrors& found) {
        errors = found.lines();
    }
    std::vector<std::string> flaws;
    for (const Phrase& error : errors) flaws.push_back(language.say(error));
    if (alone.labs.empty()) return flaws;
    const Lab& lab = alone.labs.front();
    for (const std::string& other : others_with_number_of(folder))
        flaws.push_back("labs/" + lab.name() +
                        "/lab.yaml:1: lab: " + language.say("lab.taken"_sentence, {lab.id, other}));
    for (const auto& some : {flaws_of_parameters(lab, language), flaws_of_solution(alone, lab, language),
                             flaws_of_mistakes(alone, lab, language), flaws_of_handout(alone, lab, language)})
        flaws.insert(flaws.end(), some.begin(), some.end());
    if (flaws.empty()) flaws = flaws_of_checks(alone, lab, language);
    notes = said_in_english(alone, lab, language);
    return flaws;
}

/// Those that are named, else all in the folder of labs.
std::vector<fs::path> folders_to_check(const CommandLine& line) {
    std::vector<fs::path> folders;
    for (const std::string& folder : line.words()) folders.push_back(fs::absolute(folder).lexically_normal() / "");
    if (folders.empty())
        for (const auto& entry : fs::directory_iterator(labs_folder(line.value("labs", ""))))
            if (fs::exists(entry.path() / "lab.yaml")) folders.push_back(fs::absolute(entry.path()) / "");
    if (folders.empty()) throw UsageError("lab.no_folder"_sentence, {});
    std::ranges::sort(folders);
    return folders;
}

int check(const CommandLine& line, std::ostream& out, std::ostream&) {
    const labs::Language& language = labs::language_in(line);
    std::size_t broken = 0;
    for (const fs::path& with_slash : folders_to_check(line)) {
        const fs::path folder = with_slash.parent_path();
        const fs::path strings = line.has("labs") ? labs_folder(line.value("labs", "")) : folder.parent_path();
        std::vector<std::string> notes;
        const std::vector<std::string> flaws = flaws_of(folder, strings, language, notes);
        out << language.say(flaws.empty() ? "lab.works"_sentence : "lab.does_not_work"_sentence,
                            {folder.filename().string()})
            << "\n";
        for (const std::string& flaw : flaws) out << "  " << flaw << "\n";
        for (const std::string& note : notes) out << "  (" << note << ")\n";
        broken += !flaws.empty();
    }
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
         {labs::language_option, {"labs", "DIR", "the folder whose labs are tried where no DIR is named"}},
         "postlab lab check labs/03-a-letter-by-hand",
         check,
         "For who writes one. Without DIR it tries all labs. With both, --labs names the folder of the common strings. "
         "Exit status 1 when one does not work."},
    };
}

}  // namespace postlab::course
