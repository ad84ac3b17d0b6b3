#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <utility>

#include "shared/time.h"

namespace postlab::course {

/// Whose letters the desk obeys. A badge is short, to be typed, so it can be guessed by whoever may try often.
/// Guesses are counted against the address that they come from, and cost nobody else anything: after many of them in a
/// student's name a letter from there with the right badge is refused, unless that student has lately logged in from
/// there, which takes their password. Only what is recent is kept. Times are the record's. One thread.
class DeskGuard {
public:
    static constexpr unsigned most_guesses = 20;  ///< in an hour
    static constexpr std::chrono::minutes login_counts{10};
    /// Of guessers, and of logins, that are kept. With more, those who have guessed least are forgotten, or the oldest.
    static constexpr std::size_t most_kept = 4096;

    /// A letter with a wrong badge in that student's name.
    void note_guess(const std::string& student, const std::string& address, Time at);
    void note_login(const std::string& student, const std::string& address, Time at);
    /// Whether a letter with the right badge is the student's beyond doubt.
    bool trusts(const std::string& student, const std::string& address, Time at) const;
    std::size_t kept() const { return guesses_.size() + logins_.size(); }

private:
    using Key = std::pair<std::string, std::string>;
    struct Guesses {
        Time since;
        unsigned count;
    };
    bool is_guesser(const Key& key, Time at) const;

    std::map<Key, Guesses> guesses_;
    std::map<Key, Time> logins_;
};

}  // namespace postlab::course
