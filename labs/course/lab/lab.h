#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "labs/course/lab/conditions.h"
#include "labs/course/lab/parameters.h"
#include "labs/course/lab/strings.h"

namespace postlab::course {

/// A letter that differs from the fixture's others.
struct SpecialLetter {
    Number at;                     ///< which of them it is
    std::optional<Number> octets;  ///< of the whole letter, exactly; none: as it comes
    std::string from, subject, body;
};

/// What the maildrop is filled with when the lab begins. Values may have $names in them, and $n, the letter's number.
struct Fixture {
    Number letters;                   ///< how many
    std::string from, subject, body;  ///< of each, if it is not special; sensible ones when not given
    std::vector<SpecialLetter> special;
};

/// An account of the student's for this lab alone, `$planted`. What its secret opens is worth nothing, so that it may
/// be seen by everybody: see store::Accounts::plant.
struct Planted {
    std::string secret;  ///< with $names
    Fixture fixture;     ///< what its maildrop is filled with
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
    std::optional<Fixture> fixture;  ///< none: the maildrop is left as it is
    std::optional<Planted> planted;
    std::vector<std::map<std::string, std::string>> faults;  ///< the words of labs::read_fault, $names in them
    std::vector<Check> checks;
    std::vector<Hint> hints;
    std::vector<Mistake> mistakes;
    Strings strings;

    bool needs_start() const { return fixture || planted || !faults.empty(); }
    int max_score() const {
        int sum = 0;
        for (const Check& check : checks) sum += check.weight;
        return sum;
    }
    std::string name() const { return folder.filename().string(); }  ///< "16-the-big-mail"
};

}  // namespace postlab::course
