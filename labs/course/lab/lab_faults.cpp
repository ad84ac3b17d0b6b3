#include "labs/course/lab/lab_faults.h"

#include <set>

#include "labs/faults/fault_file.h"

namespace postlab::course {

namespace {

/// Takes away what stands under the student's tags, but for `kept`.
void clear(labs::FaultFile& file, const std::string& student, const std::string& kept) {
    std::set<std::string> tags;
    for (const labs::KeptFault& fault : file.rules())
        if (fault.tag.starts_with(student + "/") && fault.tag != kept) tags.insert(fault.tag);
    for (const std::string& tag : tags) file.replace(tag, {});
}

}  // namespace

std::vector<labs::FaultRule> faults_of(const Lab& lab, const std::string& student, const Values& values) {
    std::vector<labs::FaultRule> rules;
    for (labs::FaultWords words : lab.faults) {
        for (auto& [key, value] : words) value = substituted(value, values);
        words["account"] = student;
        rules.push_back(labs::read_fault(words));
    }
    return rules;
}

void arrange_faults(const std::filesystem::path& directory, const Lab& lab, const std::string& student,
                    const Values& values) {
    const std::string tag = student + "/" + lab.id;
    if (lab.faults.empty()) return remove_faults(directory, student);
    labs::FaultFile file(directory);
    clear(file, student, tag);
    file.replace(tag, faults_of(lab, student, values));
}

void remove_faults(const std::filesystem::path& directory, const std::string& student) {
    if (!std::filesystem::exists(labs::FaultFile::path_in(directory))) return;
    labs::FaultFile file(directory);
    clear(file, student, {});
}

}  // namespace postlab::course
