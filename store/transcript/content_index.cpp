#include "store/transcript/content_index.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace postlab::store {

ContentIndex::ContentIndex() : sets_(new Set[sets]) {
    std::ranges::copy(random_octets(secret_.size()), secret_.begin());
}

std::uint64_t ContentIndex::fingerprint(std::string_view content) const {
    const auto tag = poly1305(secret_, content);
    std::uint64_t fingerprint;
    std::memcpy(&fingerprint, tag.data(), sizeof fingerprint);
    return fingerprint;
}

/// Messages that came one behind the other fill one set after the other, and all of them evenly.
std::uint64_t ContentIndex::fingerprint(std::uint64_t message, std::uint64_t offset, std::uint64_t octets) const {
    std::uint64_t mixed;
    std::memcpy(&mixed, secret_.data(), sizeof mixed);
    for (const std::uint64_t number : {message, offset, octets}) {  // after splitmix64: each bit reaches all others
        mixed += number + 0x9e3779b97f4a7c15;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        mixed ^= mixed >> 31;
    }
    return mixed - mixed % sets + (message + offset / 65536) % sets;
}

std::optional<ContentPlace> ContentIndex::find(std::uint64_t fingerprint) const {
    const Set& set = set_of(fingerprint);
    for (std::size_t way = 0; way < ways; ++way) {
        if (set.fingerprints[way] != fingerprint) continue;
        const Entry& entry = set.entries[way];
        const std::uint64_t version = entry.version;
        const std::uint64_t seq_and_octets = entry.seq_and_octets;
        const ContentPlace place{entry.block, entry.tag, static_cast<std::uint32_t>(seq_and_octets >> 32),
                                 static_cast<std::uint32_t>(seq_and_octets)};
        const bool unchanged = version % 2 == 0 && set.fingerprints[way] == fingerprint && entry.version == version;
        if (unchanged && place.block >= oldest_) return place;
    }
    return std::nullopt;
}

void ContentIndex::add(std::uint64_t fingerprint, const ContentPlace& place) {
    if (find(fingerprint)) return;
    knows_any_ = true;
    Set& set = set_of(fingerprint);
    std::size_t oldest = 0;
    for (std::size_t way = 1; way < ways; ++way)
        if (set.entries[way].block < set.entries[oldest].block) oldest = way;
    Entry& entry = set.entries[oldest];
    ++entry.version;
    set.fingerprints[oldest] = fingerprint;
    entry.block = place.block;
    entry.tag = place.tag;
    entry.seq_and_octets = std::uint64_t{place.seq} << 32 | place.octets;
    ++entry.version;
}

void ContentIndex::forget_all() {
    oldest_ = 1;
    if (!std::exchange(knows_any_, false)) return;  // while the disk is full this is asked again and again
    for (std::size_t i = 0; i < sets; ++i)
        for (Entry& entry : sets_[i].entries) {
            ++entry.version;
            entry.block = 0;  // which is below all
            ++entry.version;
        }
}

}  // namespace postlab::store
