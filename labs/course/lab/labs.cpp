#include "labs/course/lab/labs.h"

#include <algorithm>
#include <map>
#include <set>

#include "labs/course/lab/lab_file.h"
#include "labs/course/lab/lab_folder.h"
#include "labs/course/lab/tokens.h"
#include "labs/language/sentences.h"
#include "shared/program/command_line.h"
#include "shared/system/crypto.h"
#include "shared/system/file.h"
#include "shared/text/text.h"

namespace postlab::course {

namespace {

using labs::operator""_sentence;

namespace fs = std::filesystem;

/// The folder itself, or the one that came with the program.
fs::path with_common_strings(const fs::path& folder) {
    if (fs::exists(folder / "strings.en.yaml")) return folder;
    const fs::path usual = labs_folder("");
    std::error_code error;
    return fs::equivalent(usual, folder, error) ? folder : usual;
}

/// Of the labs that came with the program; empty: none did.
fs::path usual_folder() {
    try {
        return labs_folder("");
    } catch (const UsageError&) {
        return {};
    }
}

/// A lab's folder and the octets of its lab.yaml, read once.
struct Source {
    fs::path folder;
    std::string yaml;
};

std::string yaml_of(const std::string& lab) { return "labs/" + lab + "/lab.yaml"; }

Source source_in(const fs::path& folder, std::vector<Phrase>& errors) {
    auto yaml = fs::is_regular_file(folder / "lab.yaml") ? read_file_if_possible(folder / "lab.yaml") : std::nullopt;
    if (!yaml) errors.push_back(Phrase::list({yaml_of(folder.filename().string()), "lab.unreadable"_sentence}, ": "));
    return {folder, yaml.value_or("")};
}

std::map<fs::path, fs::path> lab_folders(const fs::path& folder) {
    std::map<fs::path, fs::path> folders;
    for (const auto& entry : fs::directory_iterator(folder))
        if (fs::exists(entry.path() / "lab.yaml")) folders.emplace(entry.path().filename(), entry.path());
    return folders;
}

/// Of these labs, or of all, by name, so in the order of their numbers.
std::vector<Source> sources_in(const fs::path& folder, const std::vector<std::string>& ids,
                               std::vector<Phrase>& errors) {
    std::map<fs::path, fs::path> folders = lab_folders(folder);
    if (folders.empty()) errors.push_back({"lab.none_in"_sentence, {folder.string()}});
    std::multimap<fs::path, fs::path> all(folders.begin(), folders.end());
    if (const fs::path common = with_common_strings(folder); common != folder)
        for (const auto& beside : lab_folders(common)) all.insert(beside);
    auto is_of = [](const std::string& id) {
        return [&id](const auto& lab) { return "L" + lab.first.string().substr(0, 2) == id; };
    };
    for (const std::string& id : ids)
        if (std::ranges::none_of(all, is_of(id))) errors.push_back({"lab.not_in"_sentence, {id, folder.string()}});
    std::vector<Source> sources;
    for (const auto& lab : all)
        if (ids.empty() || std::ranges::any_of(ids, [&](const std::string& id) { return is_of(id)(lab); }))
            sources.push_back(source_in(lab.second, errors));
    return sources;
}

std::string fingerprint_of(const std::vector<Source>& sources) {
    std::string all;
    for (const Source& source : sources) all += source.yaml + '\0';
    return crockford(sha256(all), 32);
}

Lab lab_from(Source source, const Strings& common, std::vector<Phrase>& errors) {
    Lab lab;
    lab.folder = std::move(source.folder);
    const std::string name = "labs/" + lab.name();
    std::vector<Phrase> found;
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

Strings common_strings(const fs::path& folder, std::vector<Phrase>& errors) {
    const fs::path usual = usual_folder();
    std::error_code none;
    if (usual.empty() || fs::equivalent(usual, folder, none)) return Strings::read(folder, "labs", errors);
    Strings strings = Strings::read(usual, "labs", errors);
    strings.read_over(folder, "labs", errors);
    return strings;
}

Lab read_lab(const fs::path& folder) {
    std::vector<Phrase> errors;
    Source source = source_in(folder, errors);
    if (!errors.empty()) throw LabErrors(std::move(errors));
    const Strings common = common_strings(folder.parent_path(), errors);
    Lab lab = lab_from(std::move(source), common, errors);
    if (!errors.empty()) throw LabErrors(std::move(errors));
    return lab;
}

Labs read_labs(const fs::path& folder, const std::vector<std::string>& ids) {
    std::vector<Phrase> errors;
    Labs all;
    all.chosen = !ids.empty();
    all.common = common_strings(folder, errors);
    std::vector<Source> sources = sources_in(folder, ids, errors);
    all.fingerprint = fingerprint_of(sources);
    std::map<std::string, std::string> by_id;
    for (Source& source : sources) {
        Lab lab = lab_from(std::move(source), all.common, errors);
        auto [other, is_new] = by_id.emplace(lab.id, lab.name());
        if (!is_new)
            errors.push_back(
                Phrase::list({yaml_of(lab.name()), {"lab.same_id"_sentence, {lab.id, other->second}}}, ": "));
        all.labs.push_back(std::move(lab));
    }
    if (!errors.empty()) throw LabErrors(std::move(errors));
    return all;
}

std::string labs_fingerprint(const fs::path& folder, const std::vector<std::string>& ids) {
    std::vector<Phrase> errors;
    return fingerprint_of(sources_in(folder, ids, errors));
}

std::vector<std::string> others_with_number_of(const fs::path& lab) {
    const fs::path folder = lab.parent_path();
    std::vector<std::string> others;
    for (const fs::path& beside : std::set{folder, with_common_strings(folder)})
        for (const auto& [name, path] : lab_folders(beside))
            if (name.string().substr(0, 3) == lab.filename().string().substr(0, 3) && !fs::equivalent(path, lab))
                others.push_back(path.filename().string());
    return others;
}

std::string lab_id(std::string_view typed) {
    std::string id(typed);
    if (!id.empty() && (id[0] == 'l' || id[0] == 'L')) id.erase(0, 1);
    return (id.size() == 1 ? "L0" : "L") + id;
}

const Lab* Labs::find(std::string_view id) const {
    const auto found = std::ranges::find(labs, lab_id(id), &Lab::id);
    return found == labs.end() ? nullptr : &*found;
}

fs::path labs_folder(const std::string& given) {
    std::error_code error;
    const fs::path installed = share_folder() / "labs";
    if (!given.empty() && !fs::is_directory(given, error)) throw UsageError("course.no_folder"_sentence, {given});
    if (given.empty() && !fs::is_directory(installed, error))
        throw UsageError("course.no_labs"_sentence, {installed.string()});
    return given.empty() ? installed : fs::path(given);
}

}  // namespace postlab::course
