#include "labs/course/lab/lab_faults.h"

#include "labs/faults/fault_file.h"

namespace postlab::course {

namespace {

/// Takes away what stands under the student's tags, but for that lab's.
std::set<std::string> clear(const std::filesystem::path& directory, const std::string& student,
                            const std::string& kept) {
    std::set<std::string> labs = labs_with_faults(directory, student);
    labs.erase(kept);
    for (const std::string& lab : labs) labs::FaultFile(directory).replace(student + "/" + lab, {});
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

std::set<std::string> remove_faults(const std::filesystem::path& directory, const std::string& student) {
    return clear(directory, student, {});
}

std::set<std::string> labs_with_faults(const std::filesystem::path& directory, const std::string& student) {
    std::set<std::string> labs;
    if (!std::filesystem::exists(labs::FaultFile::path_in(directory))) return labs;
    for (const labs::KeptFault& fault : labs::FaultFile(directory).rules())
        if (fault.tag.starts_with(student + "/")) labs.insert(fault.tag.substr(student.size() + 1));
    return labs;
}

}  // namespace postlab::course
