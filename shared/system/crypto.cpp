#include "shared/system/crypto.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <stdexcept>

namespace postlab {

namespace {

const unsigned char* octets_in(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* octets_in(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

using Mac = std::unique_ptr<EVP_MAC_CTX, void (*)(EVP_MAC_CTX*)>;

Mac new_mac(const char* name) {
    EVP_MAC* algorithm = EVP_MAC_fetch(nullptr, name, nullptr);
    Mac mac(EVP_MAC_CTX_new(algorithm), EVP_MAC_CTX_free);
    EVP_MAC_free(algorithm);  // the context keeps it
    if (!mac) throw std::runtime_error(std::string("OpenSSL has no ") + name);
    return mac;
}

}  // namespace

std::string random_octets(std::size_t count) {
    std::string octets(count, '\0');
    if (RAND_bytes(octets_in(octets), static_cast<int>(count)) != 1) throw std::runtime_error("no random numbers");
    return octets;
}

std::string sha256(std::string_view text) {
    std::string digest(32, '\0');
    if (EVP_Digest(text.data(), text.size(), octets_in(digest), nullptr, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("OpenSSL has no SHA-256");
    return digest;
}

std::string hmac_sha256(std::string_view key, std::string_view text) { return HmacSha256(key).of(text); }

std::string hmac_md5(std::string_view key, std::string_view text) {
    std::string mac(16, '\0');
    unsigned octets = 0;
    if (!HMAC(EVP_md5(), key.data(), static_cast<int>(key.size()), octets_in(text), text.size(), octets_in(mac),
              &octets))
        throw std::runtime_error("OpenSSL has no HMAC-MD5");
    return mac;
}

HmacSha256::HmacSha256(std::string_view key) : context_(new_mac("HMAC")) {
    char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                                     OSSL_PARAM_construct_end()};
    if (EVP_MAC_init(context_.get(), octets_in(key.empty() ? "" : key), key.size(), parameters) != 1)
        throw std::runtime_error("OpenSSL has no HMAC-SHA-256");
}

std::string HmacSha256::of(std::string_view text) {
    EVP_MAC_init(context_.get(), nullptr, 0, nullptr);  // with the key it has
    EVP_MAC_update(context_.get(), octets_in(text), text.size());
    std::string mac(32, '\0');
    std::size_t octets = 0;
    EVP_MAC_final(context_.get(), octets_in(mac), &octets, mac.size());
    return mac;
}

std::array<char, 16> poly1305(const Poly1305Key& key, std::string_view text) {
    thread_local const Mac mac = new_mac("POLY1305");
    std::array<char, 16> tag;
    std::size_t octets = 0;
    EVP_MAC_init(mac.get(), key.data(), key.size(), nullptr);
    EVP_MAC_update(mac.get(), octets_in(text), text.size());
    EVP_MAC_final(mac.get(), reinterpret_cast<unsigned char*>(tag.data()), &octets, tag.size());
    return tag;
}

std::optional<std::string> scrypt(std::string_view password, std::string_view salt, const ScryptCost& cost,
                                  std::size_t octets) {
    std::string hash(octets, '\0');
    const int done = EVP_PBE_scrypt(password.data(), password.size(), octets_in(salt), salt.size(), cost.n, cost.r,
                                    cost.p, 0, octets_in(hash), octets);
    if (done != 1) return std::nullopt;
    return hash;
}

std::string pbkdf2_sha256(std::string_view password, std::string_view salt, unsigned iterations) {
    std::string hash(32, '\0');
    const int done = PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), octets_in(salt),
                                       static_cast<int>(salt.size()), static_cast<int>(iterations), EVP_sha256(),
                                       static_cast<int>(hash.size()), octets_in(hash));
    if (done != 1) throw std::runtime_error("OpenSSL has no PBKDF2");
    return hash;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace postlab
