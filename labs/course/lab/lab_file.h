#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "labs/course/lab/conditions.h"
#include "labs/course/lab/parameters.h"
#include "labs/course/lab/strings.h"

namespace postlab::course {

/// A letter that differs from the fixture's others.
struct SpecialLetter {
    std::string at;      ///< its number
    std::string octets;  ///< of the whole letter, exactly; empty: as it comes
    std::string from, subject, body;
};

/// What the maildrop is filled with when the lab begins. Values may have $names in them, and $n, the letter's number.
struct Fixture {
    std::string letters;              ///< how many
    std::string from, subject, body;  ///< of each, if it is not special; sensible ones when not given
    std::vector<SpecialLetter> special;
};

struct Check {
    std::string id;
    int weight = 1;
    std::string section;  ///< "RFC 1939 7"
    Conditions conditions;
};

/// What is said to a student who does not get on: string `say`, once `after` ended sessions of the attempt have not
/// passed the check, or that many minutes have gone by since the first of them began.
struct Hint {
    std::string check, say;
    std::optional<unsigned> after, minutes;
};

/// Something that goes wrong often; said to whoever it happened to (string `mistake.ID`) until the lab is solved.
struct Mistake {
    std::string id;
    Conditions when;
};

/// A lab, as its folder describes it. Constant once read; any thread.
struct Lab {
    std::string id;                ///< "L16"
    std::filesystem::path folder;  ///< with lab.yaml, handout.md, strings.*.yaml, solution.txt, mistakes/
    std::string part;              ///< contact, smtp, pop3 or loop
    unsigned minutes = 0;
    std::vector<std::string> mailboxes;  ///< that nobody can log in to
    std::vector<Parameter> parameters;
    std::optional<Fixture> fixture;                          ///< none: the maildrop is left as it is
    std::vector<std::map<std::string, std::string>> faults;  ///< the words of labs::read_fault, $names in them
    std::vector<Check> checks;
    std::vector<Hint> hints;
    std::vector<Mistake> mistakes;
    Strings strings;

    bool needs_start() const { return fixture || !faults.empty(); }
    int max_score() const;
    std::string name() const { return folder.filename().string(); }  ///< "16-the-big-mail"
};

/// What is wrong with lab files: every mistake that was found, a line each,
/// "labs/16-the-big-mail/lab.yaml:12: checks[2].seen.pop3: expected ...".
class LabErrors : public std::runtime_error {
public:
    explicit LabErrors(std::vector<std::string> lines);
    const std::vector<std::string>& lines() const { return lines_; }

private:
    std::vector<std::string> lines_;
};

/// Reads a lab's folder: lab.yaml and the strings, and compares them with handout.md, solution.txt and mistakes/.
/// Throws LabErrors.
Lab read_lab(const std::filesystem::path& folder);

/// The strings that all labs of a folder share, strings.*.yaml in it; where it has none, those that came with the
/// program.
Strings common_strings(const std::filesystem::path& folder, std::vector<std::string>& errors);

/// All labs of a folder, in the order of their ids, and what they share. A folder that has no strings of its own is a
/// teacher's, beside the labs that came with the program, which are read as well. Throws LabErrors.
struct Labs {
    std::vector<Lab> labs;
    Strings common;

    const Lab* find(std::string_view id) const;  ///< "L16", "l16" or "16"; null: there is none
};
Labs read_labs(const std::filesystem::path& folder);

/// Where lab folders are: `given` if not empty, else share/postlab/labs beside the running program's bin.
/// Throws UsageError that says where they were looked for.
std::filesystem::path labs_folder(const std::string& given);

}  // namespace postlab::course
