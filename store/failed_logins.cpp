#include "store/failed_logins.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace postlab::store {
namespace {

constexpr double free_in_name = 8, free_from_client = 32;

std::int64_t minutes_between(FailedLogins::Moment from, FailedLogins::Moment until) {
    return std::chrono::floor<std::chrono::minutes>(until - from).count();
}

}  // namespace

unsigned FailedLogins::add(const Asker& asker, Moment now) {
    const std::lock_guard guard(mutex_);
    const double turns = std::floor(add(names_, asker.name, now) / free_in_name) +
                         std::floor(add(clients_, asker.client, now) / free_from_client);
    return static_cast<unsigned>(std::min<double>(turns, most_turns));
}

double FailedLogins::add(Counts& counts, const std::string& key, Moment now) {
    if (counts.size() >= most_counts && !counts.contains(key)) {
        std::erase_if(counts, [now](const auto& entry) {
            Count count = entry.second;
            return count.left(now) < free_in_name;
        });
        if (counts.size() >= most_counts) counts.clear();
    }
    Count& count = counts.try_emplace(key, Count{0, now}).first->second;
    count.failures = count.left(now) + 1;
    return count.failures;
}

double FailedLogins::Count::left(Moment now) {
    const std::int64_t minutes = minutes_between(since, now);
    since += std::chrono::minutes(minutes);
    return failures = std::ldexp(failures, -static_cast<int>(std::min<std::int64_t>(minutes, 1000)));
}

}  // namespace postlab::store
