#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "shared/system/crypto.h"
#include "store/transcript/transcript_block.h"

namespace postlab::store {

/// Remembers where in the record content stands that has been said before. It holds no content, only fingerprints
/// under a secret of this process, so that nobody can make two pieces that look the same. Of fixed size; what has no
/// room is forgotten, and written again when it comes again. The record's writer says what is on file; any thread asks.
/// Nobody waits for anybody.
class ContentIndex {
public:
    static constexpr std::size_t worth_it = 512;  ///< octets; shorter content is just written again

    ContentIndex();

    std::uint64_t fingerprint(std::string_view content) const;  ///< a Poly1305 (RFC 8439 2.5), cut
    /// Of so many octets that a fetched message holds behind an offset: always the same, so they need not be looked at.
    std::uint64_t fingerprint(std::uint64_t message, std::uint64_t offset, std::uint64_t octets) const;
    /// The message will be asked for in a moment: until then it comes from memory.
    void prepare(std::uint64_t message) const {
        const auto* set = reinterpret_cast<const char*>(&set_of(message));
        for (std::size_t octet = 0; octet < sizeof(Set); octet += 64) __builtin_prefetch(set + octet);
    }
    /// Where it stands; nothing: it was not said, or is forgotten, or is being written just now.
    std::optional<ContentPlace> find(std::uint64_t fingerprint) const;

    // The writer's.
    /// After the commit; a place that stood there longest makes room.
    void add(std::uint64_t fingerprint, const ContentPlace& place);
    void forget_below(std::uint64_t block) { oldest_ = block; }  ///< places in blocks with a lower id
    void forget_all();                                           ///< the file is another one now

private:
    static constexpr std::size_t ways = 4, sets = 16384;  ///< 65,536 places, some 3 MiB
    struct Entry {
        std::atomic<std::uint64_t> version{0};  ///< odd: it is being changed, and its fingerprint
        std::atomic<std::uint64_t> block{0}, tag{0}, seq_and_octets{0};
    };
    struct alignas(64) Set {  ///< the fingerprints side by side: most of a search is waiting for memory
        std::atomic<std::uint64_t> fingerprints[ways]{};
        Entry entries[ways];
    };
    Set& set_of(std::uint64_t fingerprint) const { return sets_[fingerprint % sets]; }

    Poly1305Key secret_;  ///< random, new in each process
    std::unique_ptr<Set[]> sets_;
    bool knows_any_ = false;                ///< the writer's: something was added since forget_all()
    std::atomic<std::uint64_t> oldest_{1};  ///< the id of the oldest block that places are still given in
};

}  // namespace postlab::store
