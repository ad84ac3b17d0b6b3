#include "store/known_content.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <cstring>
#include <stdexcept>

namespace postlab::store {

namespace {

struct FreeMac {
    void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
using Mac = std::unique_ptr<EVP_MAC_CTX, FreeMac>;

Mac poly1305() {
    EVP_MAC* algorithm = EVP_MAC_fetch(nullptr, "POLY1305", nullptr);
    Mac mac(EVP_MAC_CTX_new(algorithm));
    EVP_MAC_free(algorithm);  // the context keeps it
    if (!mac) throw std::runtime_error("OpenSSL has no Poly1305");
    return mac;
}

}  // namespace

KnownContent::KnownContent() : entries_(new Entry[sets * ways]) {
    if (RAND_bytes(secret_.data(), static_cast<int>(secret_.size())) != 1)
        throw std::runtime_error("no random numbers");
}

std::uint64_t KnownContent::fingerprint(std::string_view content) const {
    thread_local const Mac mac = poly1305();
    unsigned char tag[16];
    std::size_t octets = 0;
    EVP_MAC_init(mac.get(), secret_.data(), secret_.size(), nullptr);
    EVP_MAC_update(mac.get(), reinterpret_cast<const unsigned char*>(content.data()), content.size());
    EVP_MAC_final(mac.get(), tag, &octets, sizeof tag);
    std::uint64_t fingerprint;
    std::memcpy(&fingerprint, tag, sizeof fingerprint);
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
