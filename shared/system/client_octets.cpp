#include "shared/system/client_octets.h"

#include <algorithm>

namespace postlab {

bool ClientOctets::may_bring(const std::string& client, std::uint64_t octets, std::uint64_t most, Time now) {
    if (most == 0) return true;
    const std::lock_guard guard(mutex_);
    const std::uint64_t before = brought(client, now);
    return before < most && octets <= most - before;
}

bool ClientOctets::bring(const std::string& client, std::uint64_t octets, std::uint64_t most, Time now) {
    if (most == 0) return true;
    const std::lock_guard guard(mutex_);
    const std::uint64_t before = brought(client, now);
    if (before > most || octets > most - before) return false;
    if (counts_.size() >= most_counts && !counts_.contains(client)) {
        std::erase_if(counts_, [now](const auto& entry) { return now - entry.second.since >= hour; });
        if (counts_.size() >= most_counts) counts_.clear();
    }
    counts_.try_emplace(client, Count{0, now}).first->second.octets += octets;
    return true;
}

void ClientOctets::give_back(const std::string& client, std::uint64_t octets) {
    const std::lock_guard guard(mutex_);
    if (const auto found = counts_.find(client); found != counts_.end())
        found->second.octets -= std::min(octets, found->second.octets);
}

std::uint64_t ClientOctets::brought(const std::string& client, Time now) {
    const auto found = counts_.find(client);
    if (found == counts_.end()) return 0;
    const bool over = now - found->second.since >= hour || now < found->second.since;  // also: the clock was set back
    if (over) counts_.erase(found);
    return over ? 0 : found->second.octets;
}

}  // namespace postlab
