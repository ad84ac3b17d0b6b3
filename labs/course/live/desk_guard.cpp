#include "labs/course/live/desk_guard.h"

#include <algorithm>

namespace postlab::course {

namespace {

constexpr std::chrono::hours guessing_time{1};

/// Leaves room for one more, which may be there already.
template <class Map, class Worth>
void make_room(Map& map, const typename Map::key_type& key, Worth worth) {
    if (map.size() < DeskGuard::most_kept || map.contains(key)) return;
    map.erase(std::ranges::min_element(map, {}, [worth](const auto& entry) { return worth(entry.second); }));
}

}  // namespace

void DeskGuard::note_guess(const std::string& student, const std::string& address, Time at) {
    std::erase_if(guesses_, [at](const auto& known) { return at - known.second.since > guessing_time; });
    const Key key{student, address};
    make_room(guesses_, key,
              [](const Guesses& one) { return std::pair(std::min(one.count, most_guesses), one.since); });
    ++guesses_.try_emplace(key, Guesses{at, 0}).first->second.count;
}

void DeskGuard::note_login(const std::string& student, const std::string& address, Time at) {
    std::erase_if(logins_, [at](const auto& known) { return at - known.second > login_counts; });
    const Key key{student, address};
    make_room(logins_, key, [](Time login) { return login; });
    Time& last = logins_[key];
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
