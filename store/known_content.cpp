#include "store/known_content.h"

#include <openssl/rand.h>

#include <cstring>
#include <stdexcept>

namespace postlab::store {

KnownContent::KnownContent() : entries_(new Entry[sets * ways]) {
    if (RAND_bytes(secret_.data(), static_cast<int>(secret_.size())) != 1)
        throw std::runtime_error("no random numbers");
}

std::uint64_t KnownContent::fingerprint(std::string_view content) const {
    const auto tag = poly1305(secret_, content);
    std::uint64_t fingerprint;
    std::memcpy(&fingerprint, tag.data(), sizeof fingerprint);
    return fingerprint;
}

std::optional<ContentPlace> KnownContent::find(std::uint64_t fingerprint) const {
    for (Entry* entry = set_of(fingerprint); entry != set_of(fingerprint) + ways; ++entry) {
        const std::uint64_t version = entry->version;
        if (version % 2 != 0 || entry->fingerprint != fingerprint) continue;
        const std::uint64_t seq_and_octets = entry->seq_and_octets;
        const ContentPlace place{entry->block, entry->tag, static_cast<std::uint32_t>(seq_and_octets >> 32),
                                 static_cast<std::uint32_t>(seq_and_octets)};
        if (entry->version == version && place.block >= oldest_) return place;
    }
    return std::nullopt;
}

void KnownContent::add(std::uint64_t fingerprint, const ContentPlace& place) {
    if (find(fingerprint)) return;
    Entry* oldest = set_of(fingerprint);
    for (Entry* entry = oldest + 1; entry != set_of(fingerprint) + ways; ++entry)
        if (entry->block < oldest->block) oldest = entry;
    ++oldest->version;
    oldest->fingerprint = fingerprint;
    oldest->block = place.block;
    oldest->tag = place.tag;
    oldest->seq_and_octets = std::uint64_t{place.seq} << 32 | place.octets;
    ++oldest->version;
}

void KnownContent::forget_all() {
    for (std::size_t i = 0; i < sets * ways; ++i) {
        ++entries_[i].version;
        entries_[i].block = 0;  // which is below all
        ++entries_[i].version;
    }
    oldest_ = 1;
}

}  // namespace postlab::store
