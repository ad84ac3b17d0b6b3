#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct evp_mac_ctx_st;  // OpenSSL's EVP_MAC_CTX

/// All that Postlab asks of OpenSSL's libcrypto; only shared/tls includes its headers, too. Keys, digests and random
/// octets are strings of octets, of the length that is named. Every function may be called on any thread; where OpenSSL
/// itself fails (no random numbers, no memory), they throw std::runtime_error.
namespace postlab {

/// Octets that nobody can guess: for keys, salts, pass phrases.
std::string random_octets(std::size_t count);

/// SHA-256 (FIPS 180-4): 32 octets.
std::string sha256(std::string_view text);

/// HMAC-SHA-256 (RFC 2104): 32 octets, which only who has the key can make or check. A key may have any length.
std::string hmac_sha256(std::string_view key, std::string_view text);

/// HMAC-MD5 (RFC 2104): 16 octets. Only CRAM-MD5 needs it (RFC 2195); MD5 alone is broken, this use of it isn't.
std::string hmac_md5(std::string_view key, std::string_view text);

/// The same as hmac_sha256() for many texts under one key: the key is prepared once. One thread at a time.
class HmacSha256 {
public:
    explicit HmacSha256(std::string_view key);
    std::string of(std::string_view text);

private:
    std::unique_ptr<evp_mac_ctx_st, void (*)(evp_mac_ctx_st*)> context_;
};

using Poly1305Key = std::array<unsigned char, 32>;

/// Poly1305 (RFC 8439 2.5), here as a keyed hash that is several times as fast as HMAC-SHA-256: without the key, and
/// without having seen what comes out, nobody can make two texts with the same 16 octets. So they are never shown; they
/// stay in memory, or go into a MAC.
std::array<char, 16> poly1305(const Poly1305Key& key, std::string_view text);

/// What scrypt (RFC 7914) costs: the time grows with n * r * p, the memory is 128 * n * r octets. n is a power of two.
struct ScryptCost {
    std::uint64_t n = 8192, r = 8, p = 1;
};

/// A password's hash, so many octets. Nothing: the cost is none that scrypt takes, or more than 32 MiB.
std::optional<std::string> scrypt(std::string_view password, std::string_view salt, const ScryptCost& cost,
                                  std::size_t octets);

/// PBKDF2 with HMAC-SHA-256 (RFC 8018 5.2), 32 octets: what SCRAM-SHA-256 calls Hi() (RFC 5802 2.2). The time grows
/// with the iterations: 10,000 take some 4 ms.
std::string pbkdf2_sha256(std::string_view password, std::string_view salt, unsigned iterations);

/// Compares without telling by the time it takes where the difference is. That the lengths differ does show.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace postlab
