#include "labs/course/lab/lab_faults.h"

#include <algorithm>

#include "labs/faults/fault_file.h"

namespace postlab::course {

namespace {

std::string own_tag(const std::string& student) { return student + "/own"; }

/// Takes away what stands under the student's tags, but for that lab's.
std::set<std::string> clear(const std::filesystem::path& directory, const std::string& student,
                            const std::string& kept) {
    std::set<std::string> labs = labs_with_faults(directory, student);
    labs.erase(kept);
    for (const std::string& lab : labs) labs::FaultFile(directory).replace(student + "/" + lab, {});
    arrange_own_fault(directory, student, {});
    return labs;
}

}  // namespace

std::vector<labs::FaultRule> faults_of(const Lab& lab, const std::string& student, const Values& values) {
    std::vector<labs::FaultRule> rules;
    for (labs::FaultWords words : lab.faults) {
        for (auto& [key, value] : words) value = substituted(value, values);
        const bool smtp = words.contains("protocol") && words.at("protocol") == "smtp";
        words["account"] = smtp ? student + "+" + lab.id : student;
        rules.push_back(labs::read_fault(words));
    }
    return rules;
}

std::set<std::string> arrange_faults(const std::filesystem::path& directory, const Lab& lab, const std::string& student,
                                     const Values& values) {
    if (lab.faults.empty()) return remove_faults(directory, student);
    std::set<std::string> ended = clear(directory, student, lab.id);
    labs::FaultFile(directory).replace(student + "/" + lab.id, faults_of(lab, student, values));
    return ended;
}

void arrange_own_fault(const std::filesystem::path& directory, const std::string& student, labs::FaultWords words) {
    const std::string tag = own_tag(student);
    labs::FaultFile file(directory);
    if (words.empty() && std::ranges::none_of(file.rules(), [&](const auto& kept) { return kept.tag == tag; })) return;
    std::vector<labs::FaultRule> rules;
    if (!words.empty()) {
        words["account"] = student;
        words["own"] = "yes";
        rules.push_back(labs::read_fault(words));
    }
    file.replace(tag, rules);
}

std::set<std::string> remove_faults(const std::filesystem::path& directory, const std::string& student) {
    return clear(directory, student, {});
}

std::set<std::string> labs_with_faults(const std::filesystem::path& directory, const std::string& student) {
    std::set<std::string> labs;
    if (!std::filesystem::exists(labs::FaultFile::path_in(directory))) return labs;
    for (const labs::KeptFault& fault : labs::FaultFile(directory).rules())
        if (fault.tag.starts_with(student + "/") && fault.tag != own_tag(student))
            labs.insert(fault.tag.substr(student.size() + 1));
    return labs;
}

}  // namespace postlab::course
