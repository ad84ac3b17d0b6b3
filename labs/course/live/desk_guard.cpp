#include "labs/course/live/desk_guard.h"

#include <algorithm>

namespace postlab::course {

namespace {

constexpr std::chrono::hours guessing_time{1};

}  // namespace

void DeskGuard::note_guess(const std::string& student, const std::string& address, Time at) {
    std::erase_if(guesses_, [at](const auto& known) { return at - known.second.since > guessing_time; });
    ++guesses_.try_emplace({student, address}, Guesses{at, 0}).first->second.count;
}

void DeskGuard::note_login(const std::string& student, const std::string& address, Time at) {
    std::erase_if(logins_, [at](const auto& known) { return at - known.second > login_counts; });
    Time& last = logins_[{student, address}];
    last = std::max(last, at);
}

bool DeskGuard::trusts(const std::string& student, const std::string& address, Time at) const {
    const Key key{student, address};
    const auto login = logins_.find(key);
    return !is_guesser(key, at) || (login != logins_.end() && at - login->second <= login_counts);
}

bool DeskGuard::is_guesser(const Key& key, Time at) const {
    const auto found = guesses_.find(key);
    return found != guesses_.end() && found->second.count >= most_guesses && at - found->second.since <= guessing_time;
}

}  // namespace postlab::course
