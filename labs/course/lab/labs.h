#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "labs/course/lab/lab.h"
#include "shared/text/sayable_error.h"

namespace postlab::course {

/// What is wrong with lab files: every mistake that was found, a line each,
/// "labs/16-the-big-mail/lab.yaml:12: checks[2].seen.pop3: expected ...".
class LabErrors : public SayableError {
public:
    explicit LabErrors(std::vector<Phrase> lines) : SayableError(Phrase::list(lines, "\n")), lines_(std::move(lines)) {}
    const std::vector<Phrase>& lines() const { return lines_; }

private:
    std::vector<Phrase> lines_;
};

/// Reads a lab's folder: lab.yaml and the strings, and compares them with handout.md, solution.txt and mistakes/.
/// Throws LabErrors.
Lab read_lab(const std::filesystem::path& folder);

/// The strings that all labs of a folder share: those that came with the program, and over them strings.*.yaml in it.
Strings common_strings(const std::filesystem::path& folder, std::vector<Phrase>& errors);

/// All labs of a folder, in the order of their ids, and what they share. Constant once read; any thread.
struct Labs {
    std::vector<Lab> labs;
    Strings common;
    /// Of the very octets of lab.yaml that the labs were read from: by what rules something was graded.
    std::string fingerprint = {};
    bool chosen = false;  ///< they were named one by one, so all of them count

    const Lab* find(std::string_view id) const;  ///< "L16", "l16" or "16"; null: there is none
};

/// "L07" for "L07", "l7" or "7".
std::string lab_id(std::string_view typed);

/// A folder that has no English strings of its own is a teacher's, beside the labs that came with the program, which
/// are read as well. With `ids` the others are left out, read or not. Throws LabErrors.
Labs read_labs(const std::filesystem::path& folder, const std::vector<std::string>& ids = {});

/// The fingerprint that labs of this folder would have if they were read now, whatever is wrong with them.
std::string labs_fingerprint(const std::filesystem::path& folder, const std::vector<std::string>& ids = {});

/// The folders of other labs with the number of this one: beside it, or among those that came with the program.
std::vector<std::string> others_with_number_of(const std::filesystem::path& lab);

/// Where lab folders are: `given` if not empty, else share/postlab/labs beside the running program's bin.
/// Throws UsageError that says where they were looked for.
std::filesystem::path labs_folder(const std::string& given);

}  // namespace postlab::course
