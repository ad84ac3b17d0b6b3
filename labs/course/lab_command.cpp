#include "labs/course/lab_command.h"

#include <algorithm>
#include <map>
#include <ostream>

#include "labs/course/lab_check.h"

namespace postlab::course {

namespace {

namespace fs = std::filesystem;

int list(const CommandLine& line, std::ostream& out) {
    if (line.words().size() != 1) throw UsageError("postlab lab list [--lang zh] [--labs DIR]");
    const std::string language = language_of(line);
    for (const Lab& lab : read_labs(labs_folder(line.value("labs", ""))).labs)
        out << lab.id << "  " << lab.strings.text("title", language) << " (" << lab.part << ", " << lab.minutes
            << " min)\n";
    return 0;
}

/// All that is wrong with one lab.
std::vector<std::string> flaws_of(const fs::path& folder) {
    std::vector<std::string> flaws;
    Labs alone;
    try {
        alone.common = common_strings(folder.parent_path(), flaws);
        alone.labs.push_back(read_lab(folder));
    } catch (const LabErrors& errors) {
        return errors.lines();
    }
    const Lab& lab = alone.labs.front();
    for (const auto& some : {flaws_of_parameters(lab), flaws_of_solution(alone, lab), flaws_of_mistakes(alone, lab),
                             flaws_of_handout(alone, lab)})
        flaws.insert(flaws.end(), some.begin(), some.end());
    return flaws;
}

int check(const CommandLine& line, std::ostream& out) {
    std::vector<fs::path> folders;
    for (std::size_t i = 1; i < line.words().size(); ++i)
        folders.push_back(fs::absolute(line.words()[i]).lexically_normal() / "");
    if (folders.empty())
        for (const auto& entry : fs::directory_iterator(labs_folder(line.value("labs", ""))))
            if (fs::exists(entry.path() / "lab.yaml")) folders.push_back(fs::absolute(entry.path()) / "");
    std::ranges::sort(folders);
    std::size_t broken = 0;
    for (const fs::path& with_slash : folders) {
        const fs::path folder = with_slash.parent_path();
        const std::vector<std::string> flaws = flaws_of(folder);
        out << folder.filename().string() << ": " << (flaws.empty() ? "works" : "does not work") << "\n";
        for (const std::string& flaw : flaws) out << "  " << flaw << "\n";
        broken += !flaws.empty();
    }
    if (folders.empty()) throw UsageError("there is no folder with a lab.yaml");
    return broken == 0 ? 0 : 1;
}

}  // namespace

std::string language_of(const CommandLine& line, const std::string& usual) {
    std::string language = line.value("lang", usual);
    if (std::ranges::find(languages, language) == std::end(languages))
        throw UsageError("--lang: there are en, zh and ru, not " + language);
    return language;
}

std::vector<Option> lab_options() {
    return {{"labs", "DIR", "where lab folders are; without strings of their own they come beside the usual ones"},
            {"lang", "LANGUAGE", "en, zh or ru (en)"}};
}

std::optional<int> lab_command(const std::vector<std::string>& arguments, std::ostream& out) {
    using Action = int (*)(const CommandLine&, std::ostream&);
    static const std::map<std::string, Action> actions{{"list", list}, {"check", check}};
    const auto action = arguments.empty() ? actions.end() : actions.find(arguments[0]);
    if (action == actions.end()) return std::nullopt;
    return action->second(CommandLine(lab_options(), arguments), out);
}

}  // namespace postlab::course
