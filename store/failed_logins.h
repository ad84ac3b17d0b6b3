#pragma once
#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <unordered_map>

#include "store/queue/fair_queue.h"

namespace postlab::store {

/// How often logins have failed lately, by the client's address and by the name, whether anybody has it or not. The
/// more of them, the longer the next wrong one waits for its answer: so many further turns at the password checkers,
/// behind its own guesses. Only wrong ones wait, and a right one pays nothing for what others have tried: nobody can be
/// locked out. After each minute half of it is forgotten. Any thread.
class FailedLogins {
public:
    using Moment = std::chrono::steady_clock::time_point;
    static constexpr unsigned most_turns = 15;

    /// Notes one more; for how many further turns it is to wait. A person's slips cost none: the eighth in a name does,
    /// or the 32nd from an address, which may be a whole class's.
    unsigned add(const Asker& asker, Moment now);

private:
    struct Count {
        double failures;
        Moment since;             ///< the beginning of the minute that is under way
        double left(Moment now);  ///< once the minutes that have passed are taken off
    };
    using Counts = std::unordered_map<std::string, Count>;
    static double add(Counts& counts, const std::string& key, Moment now);

    static constexpr std::size_t most_counts = 16384;  ///< of each; with more, those that hardly count are forgotten
    std::mutex mutex_;                                 ///< guards the next line
    Counts clients_, names_;
};

}  // namespace postlab::store
