#include "shared/digest.h"

#include <Poco/DigestEngine.h>
#include <Poco/MD5Engine.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <vector>

namespace postlab {
namespace {

using Bytes = Poco::DigestEngine::Digest;

constexpr std::string_view scheme = "scrypt";
constexpr std::size_t salt_octets = 16, hash_octets = 32;

/// What scrypt is told; kept beside each hash, so that later versions may ask for more.
struct Cost {
    std::uint64_t n = 8192, r = 8, p = 1;
};

struct Kept {
    Cost cost;
    Bytes salt, hash;
};

std::optional<Bytes> scrypt(std::string_view password, const Bytes& salt, const Cost& cost) {
    Bytes hash(hash_octets);
    const int done = EVP_PBE_scrypt(password.data(), password.size(), salt.data(), salt.size(), cost.n, cost.r, cost.p,
                                    0, hash.data(), hash.size());
    if (done != 1) return std::nullopt;
    return hash;
}

std::string in_text(const Kept& kept) {
    return std::string(scheme) + '$' + std::to_string(kept.cost.n) + '$' + std::to_string(kept.cost.r) + '$' +
           std::to_string(kept.cost.p) + '$' + Poco::DigestEngine::digestToHex(kept.salt) + '$' +
           Poco::DigestEngine::digestToHex(kept.hash);
}

bool read_number(std::string_view text, std::uint64_t& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size();
}

bool read_hex(std::string_view text, std::size_t octets, Bytes& bytes) {
    if (text.size() != 2 * octets || text.find_first_not_of("0123456789abcdef") != text.npos) return false;
    bytes = Poco::DigestEngine::digestFromHex(std::string(text));
    return true;
}

std::optional<Kept> from_text(std::string_view text) {
    std::array<std::string_view, 6> fields;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const std::size_t end = i + 1 < fields.size() ? text.find('$') : text.size();
        if (end == text.npos) return std::nullopt;
        fields[i] = text.substr(0, end);
        text.remove_prefix(std::min(text.size(), end + 1));
    }
    Kept kept;
    const bool well_formed = fields[0] == scheme && read_number(fields[1], kept.cost.n) &&
                             read_number(fields[2], kept.cost.r) && read_number(fields[3], kept.cost.p) &&
                             read_hex(fields[4], salt_octets, kept.salt) && read_hex(fields[5], hash_octets, kept.hash);
    if (!well_formed) return std::nullopt;
    return kept;
}

std::string_view as_text(const Bytes& bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

}  // namespace

std::string apop_digest(std::string_view timestamp, std::string_view secret) {
    Poco::MD5Engine md5;
    md5.update(timestamp.data(), timestamp.size());
    md5.update(secret.data(), secret.size());
    return Poco::DigestEngine::digestToHex(md5.digest());
}

std::string hash_password(std::string_view password) {
    Kept kept;
    kept.salt.resize(salt_octets);
    if (RAND_bytes(kept.salt.data(), salt_octets) != 1) throw std::runtime_error("no random numbers for a salt");
    auto hash = scrypt(password, kept.salt, kept.cost);
    if (!hash) throw std::runtime_error("scrypt failed: not enough memory?");
    kept.hash = *hash;
    return in_text(kept);
}

bool verify_password(std::string_view password, std::string_view text) {
    const auto kept = from_text(text);
    if (!kept) return false;
    const auto hash = scrypt(password, kept->salt, kept->cost);
    return hash && equal_in_constant_time(as_text(*hash), as_text(kept->hash));
}

std::string_view unmatched_password() {
    static const std::string text = in_text({Cost(), Bytes(salt_octets), Bytes(hash_octets)});
    return text;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace postlab
