#include "labs/course/class/course_labs.h"

#include "labs/course/lab/yaml_place.h"
#include "labs/language/sentences.h"
#include "shared/system/file.h"
#include "shared/text/text.h"

namespace postlab::course {

namespace {

using labs::operator""_sentence;

namespace fs = std::filesystem;

fs::path file_of_labs(const fs::path& directory) { return directory / "course.yaml"; }

std::string absolute_folder(const std::string& named) {
    const fs::path path = fs::absolute(named).lexically_normal();
    return (path.has_filename() ? path : path.parent_path()).string();
}

/// Between quotation marks as YAML has them.
std::string yaml_quoted(const std::string& text) {
    std::string yaml = "'";
    for (char c : text) yaml += c == '\'' ? "''" : std::string(1, c);
    return yaml + "'";
}

void read_into(CourseLabs& labs, const YamlPlace& file, bool must_be_there) {
    if (!file.is_map({"folder", "labs"})) return;
    if (auto folder = file.find("folder")) {
        labs.folder = folder->text();
        std::error_code none;
        if (must_be_there && !fs::is_directory(labs.folder, none)) folder->expected("lab.folder"_sentence);
    }
    if (auto ids = file.find("labs"))
        for (const YamlPlace& id : ids->items()) labs.ids.push_back(lab_id(id.text()));
}

CourseLabs read_file_of_labs(const fs::path& directory, bool folder_must_be_there) {
    CourseLabs labs;
    if (const auto yaml = read_file_if_possible(file_of_labs(directory))) {
        std::vector<Phrase> errors;
        read_into(labs, YamlPlace::of_text(*yaml, file_of_labs(directory).string(), errors), folder_must_be_there);
        if (!errors.empty()) throw LabErrors(std::move(errors));
    }
    return labs;
}

}  // namespace

CourseLabs course_labs(const fs::path& directory, const std::string& named) {
    CourseLabs labs = read_file_of_labs(directory, named.empty());
    if (!named.empty()) labs.folder = absolute_folder(named);
    return labs;
}

bool are_kept(const fs::path& directory, const CourseLabs& labs) { return labs == read_file_of_labs(directory, false); }

void save_course_labs(const fs::path& directory, const CourseLabs& labs) {
    std::string yaml = "# Which labs are this course's. `postlab course` writes this file; it may also be edited.\n";
    if (!labs.folder.empty()) yaml += "folder: " + yaml_quoted(labs.folder) + "\n";
    if (!labs.ids.empty()) yaml += "labs: [" + joined(labs.ids, ", ") + "]\n";
    if (labs.folder.empty() && labs.ids.empty()) yaml += "{}\n";
    replace_file(file_of_labs(directory), yaml, for_everyone, Sync::yes);
}

Labs read_course_labs(const fs::path& directory, const std::string& named) {
    const CourseLabs labs = course_labs(directory, named);
    return read_labs(labs_folder(named.empty() ? labs.folder : named), labs.ids);
}

void remember_labs_folder(const fs::path& directory, const std::string& named) {
    if (named.empty()) return;
    const CourseLabs now = course_labs(directory, named);
    if (are_kept(directory, now)) return;
    try {
        save_course_labs(directory, now);
    } catch (const FileError&) {  // a class put aside is read as it stands; what changes it will say that it can't
    }
}

std::string course_labs_fingerprint(const fs::path& directory, const std::string& named) {
    try {
        const CourseLabs labs = course_labs(directory, named);
        return labs_fingerprint(labs_folder(labs.folder), labs.ids);
    } catch (const std::runtime_error& error) {
        return error.what();
    }
}

}  // namespace postlab::course
