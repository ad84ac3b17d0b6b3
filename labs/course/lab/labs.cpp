#include "labs/course/lab/labs.h"

#include <map>
#include <set>

#include "labs/course/lab/lab_file.h"
#include "labs/course/lab/lab_folder.h"
#include "labs/course/lab/tokens.h"
#include "shared/program/command_line.h"
#include "shared/system/crypto.h"
#include "shared/system/file.h"

namespace postlab::course {

namespace {

namespace fs = std::filesystem;

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += (text.empty() ? "" : "\n") + line;
    return text;
}

/// The folder itself, or the one that came with the program.
fs::path with_common_strings(const fs::path& folder) {
    for (std::string_view language : languages)
        if (fs::exists(folder / ("strings." + std::string(language) + ".yaml"))) return folder;
    const fs::path usual = labs_folder("");
    std::error_code error;
    return fs::equivalent(usual, folder, error) ? folder : usual;
}

/// A lab's folder and the octets of its lab.yaml, read once.
struct Source {
    fs::path folder;
    std::string yaml;
};

Source source_in(const fs::path& folder, std::vector<std::string>& errors) {
    auto yaml = fs::is_regular_file(folder / "lab.yaml") ? read_file_if_possible(folder / "lab.yaml") : std::nullopt;
    if (!yaml) errors.push_back("labs/" + folder.filename().string() + "/lab.yaml: cannot be read");
    return {folder, yaml.value_or("")};
}

std::map<fs::path, fs::path> lab_folders(const fs::path& folder) {
    std::map<fs::path, fs::path> folders;
    for (const auto& entry : fs::directory_iterator(folder))
        if (fs::exists(entry.path() / "lab.yaml")) folders.emplace(entry.path().filename(), entry.path());
    return folders;
}

/// By name, so in the order of their numbers.
std::vector<Source> sources_in(const fs::path& folder, std::vector<std::string>& errors) {
    std::map<fs::path, fs::path> folders = lab_folders(folder);
    if (folders.empty()) errors.push_back("there is no lab in " + folder.string() + ": no folder in it has a lab.yaml");
    std::multimap<fs::path, fs::path> all(folders.begin(), folders.end());
    if (const fs::path common = with_common_strings(folder); common != folder)
        for (const auto& beside : lab_folders(common)) all.insert(beside);
    std::vector<Source> sources;
    for (const auto& [name, path] : all) sources.push_back(source_in(path, errors));
    return sources;
}

std::string fingerprint_of(const std::vector<Source>& sources) {
    std::string all;
    for (const Source& source : sources) all += source.yaml + '\0';
    return crockford(sha256(all), 32);
}

Lab lab_from(Source source, const Strings& common, std::vector<std::string>& errors) {
    Lab lab;
    lab.folder = std::move(source.folder);
    const std::string name = "labs/" + lab.name();
    std::vector<std::string> found;
    const YamlPlace file = YamlPlace::of_text(source.yaml, name + "/lab.yaml", found);
    if (found.empty()) {
        read_lab_file(file, lab);
        if (found.empty()) check_values(lab, name + "/lab.yaml", found);
        lab.strings = Strings::read(lab.folder, name, found);
        check_lab_folder(lab, name, common, found);
    }
    errors.insert(errors.end(), found.begin(), found.end());
    return lab;
}

}  // namespace

LabErrors::LabErrors(std::vector<std::string> lines) : std::runtime_error(joined(lines)), lines_(std::move(lines)) {}

Strings common_strings(const fs::path& folder, std::vector<std::string>& errors) {
    return Strings::read(with_common_strings(folder), "labs", errors);
}

Lab read_lab(const fs::path& folder) {
    std::vector<std::string> errors;
    Source source = source_in(folder, errors);
    if (!errors.empty()) throw LabErrors(std::move(errors));
    const Strings common = common_strings(folder.parent_path(), errors);
    Lab lab = lab_from(std::move(source), common, errors);
    if (!errors.empty()) throw LabErrors(std::move(errors));
    return lab;
}

Labs read_labs(const fs::path& folder) {
    std::vector<std::string> errors;
    Labs all;
    all.common = common_strings(folder, errors);
    std::vector<Source> sources = sources_in(folder, errors);
    all.fingerprint = fingerprint_of(sources);
    std::map<std::string, std::string> by_id;
    for (Source& source : sources) {
        Lab lab = lab_from(std::move(source), all.common, errors);
        auto [other, is_new] = by_id.emplace(lab.id, lab.name());
        if (!is_new) errors.push_back("labs/" + lab.name() + "/lab.yaml: " + lab.id + " is also " + other->second);
        all.labs.push_back(std::move(lab));
    }
    if (!errors.empty()) throw LabErrors(std::move(errors));
    return all;
}

std::string labs_fingerprint(const fs::path& folder) {
    std::vector<std::string> errors;
    return fingerprint_of(sources_in(folder, errors));
}

const Lab* Labs::find(std::string_view id) const {
    std::string wanted(id);
    if (!wanted.empty() && (wanted[0] == 'l' || wanted[0] == 'L')) wanted.erase(0, 1);
    if (wanted.size() == 1) wanted = "0" + wanted;
    for (const Lab& lab : labs)
        if (lab.id.substr(1) == wanted) return &lab;
    return nullptr;
}

fs::path labs_folder(const std::string& given) {
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    const fs::path installed = program.parent_path().parent_path() / "share" / "postlab" / "labs";
    if (!given.empty() && !fs::is_directory(given, error)) throw UsageError("there is no folder with labs, " + given);
    if (given.empty() && !fs::is_directory(installed, error))
        throw UsageError("there are no labs in " + installed.string() +
                         "; --labs DIR says where they are, for a server --set lab.folder=DIR");
    return given.empty() ? installed : fs::path(given);
}

}  // namespace postlab::course
