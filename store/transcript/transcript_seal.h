#pragma once
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "shared/system/crypto.h"

namespace postlab::store {

/// DIR/transcript.key
std::filesystem::path transcript_key_path(const std::filesystem::path& directory);

/// Seals the record with HMAC-SHA-256 (RFC 2104) under the key in DIR/transcript.key, 32 random octets that only the
/// owner may read. Who has the database and not the key can change nothing in it without being found out; who has both
/// can write what they like, so give a copy of the database away, never the folder. One thread.
class TranscriptSeal {
public:
    /// Reads the key; makes it when there is none. Throws std::runtime_error.
    static TranscriptSeal made_in(const std::filesystem::path& directory);
    /// No value: there is no key, or it isn't ours to read.
    static std::optional<TranscriptSeal> read_from(const std::filesystem::path& directory);

    /// 32 octets over the parts, each with its length.
    std::string of(std::initializer_list<std::string_view> parts);
    /// A short form of a long text, to be a part in its place.
    std::string fingerprint(std::string_view text) const;
    /// Tells one key from another, and nothing about it.
    std::int64_t key_id() const { return key_id_; }

private:
    explicit TranscriptSeal(const std::string& key);

    HmacSha256 mac_;
    Poly1305Key fingerprint_key_;  ///< derived from the key, as is ...
    std::int64_t key_id_;          ///< ... this
};

/// The octets of a number, for a seal.
std::string_view octets_of(const std::int64_t& number);

}  // namespace postlab::store
