#pragma once
#include <chrono>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "shared/faults.h"
#include "shared/program/command_line.h"

namespace postlab::labs {

/// What a rule can't be made of; the message is one line that says what to write instead.
struct BadFault : UsageError {
    using UsageError::UsageError;
};

/// A rule as it is written down: in options of `postlab fault add`, in a lab's `faults:` list, in a dialogue's
/// `! fault`, in DIR/faults.jsonl. All of them have the same keys: fault_keys().
using FaultWords = std::map<std::string, std::string>;

struct FaultKey {
    std::string_view name, argument, purpose;
};
/// In the order in which they are listed. An empty argument: `yes`.
const std::vector<FaultKey>& fault_keys();

/// "2", "2-4" or "2-", counted from 1.
struct FaultRange {
    unsigned from = 1, to = std::numeric_limits<unsigned>::max();
    bool contains(unsigned number) const { return from <= number && number <= to; }
};

/// One thing that is to go wrong: when, and what. A value; any thread.
struct FaultRule {
    FaultWords words;  ///< what it was read from

    std::string protocol;  ///< "smtp", "pop3"; empty: both
    std::string account;   ///< in lower case, or "s017+l05", see labs/README.md; empty: everybody's sessions
    std::string verb;      ///< in upper case, Faults::greeting or Faults::end_of_data; empty: every reply
    FaultRange sessions;   ///< of the account (or of the protocol) since the rule was added
    FaultRange nth;        ///< of the verb's commands in the session; without a verb: of all commands
    bool counts = false;   ///< nth was given
    double chance = 1;
    std::uint64_t seed = 0;

    Injection injection;
    std::chrono::milliseconds hold_lock{};

    /// Whether it meets the command. `ordinal`: of the verb (or command), `step`: of all that is answered in the
    /// session. A function of nothing else, so the same seed makes the same run.
    bool meets(std::string_view said, unsigned session, unsigned ordinal, unsigned step) const;

private:
    bool falls_on(unsigned session, unsigned step) const;
};

/// Throws BadFault.
FaultRule read_fault(const FaultWords& words);
/// "verb=RETR nth=2 cut=after": key=value, separated by spaces. Throws BadFault.
FaultWords fault_words(std::string_view text);
/// The other way round, in the order of the keys.
std::string as_text(const FaultWords& words);

}  // namespace postlab::labs
