#include "store/transcript/transcript_seal.h"

#include <fcntl.h>
#include <openssl/core_names.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

namespace postlab::store {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t key_octets = 32;

std::optional<std::string> key_in(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::string key(std::istreambuf_iterator<char>(stream), {});
    if (key.size() != key_octets) return std::nullopt;
    return key;
}

/// Whole or not at all, and not twice, though another process may be at it.
void make_key(const fs::path& file) {
    std::string key(key_octets, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(key.data()), key_octets) != 1)
        throw std::runtime_error("no random numbers");
    std::string draft = file.string() + "-XXXXXX";
    const int descriptor = mkostemp(draft.data(), O_CLOEXEC);  // readable by the owner alone
    if (descriptor < 0) throw std::system_error(errno, std::generic_category(), file.string());
    const bool written =
        write(descriptor, key.data(), key.size()) == static_cast<ssize_t>(key.size()) && fsync(descriptor) == 0;
    const bool placed = written && (link(draft.c_str(), file.c_str()) == 0 || errno == EEXIST);
    const int why = errno;
    close(descriptor);
    unlink(draft.c_str());
    if (!placed) throw std::system_error(why, std::generic_category(), file.string());
}

}  // namespace

fs::path transcript_key_path(const fs::path& directory) { return directory / "transcript.key"; }

TranscriptSeal::TranscriptSeal(const std::string& key) {
    EVP_MAC* hmac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    context_.reset(EVP_MAC_CTX_new(hmac));
    EVP_MAC_free(hmac);  // the context keeps it
    char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                                     OSSL_PARAM_construct_end()};
    const auto* octets = reinterpret_cast<const unsigned char*>(key.data());
    if (!context_ || EVP_MAC_init(context_.get(), octets, key.size(), parameters) != 1)
        throw std::runtime_error("OpenSSL has no HMAC-SHA-256");
    std::memcpy(fingerprint_key_.data(), of({"fingerprint"}).data(), fingerprint_key_.size());
    std::memcpy(&key_id_, of({"key"}).data(), sizeof key_id_);
}

TranscriptSeal TranscriptSeal::made_in(const fs::path& directory) {
    const fs::path file = transcript_key_path(directory);
    if (!fs::exists(file)) make_key(file);
    if (const auto key = key_in(file)) return TranscriptSeal(*key);
    throw std::runtime_error(file.string() + " is not a key of " + std::to_string(key_octets) +
                             " octets that can be read");
}

std::optional<TranscriptSeal> TranscriptSeal::read_from(const fs::path& directory) {
    if (const auto key = key_in(transcript_key_path(directory))) return TranscriptSeal(*key);
    return std::nullopt;
}

std::string TranscriptSeal::of(std::initializer_list<std::string_view> parts) {
    EVP_MAC_init(context_.get(), nullptr, 0, nullptr);  // with the key it has
    auto add = [this](std::string_view bytes) {
        EVP_MAC_update(context_.get(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    };
    for (std::string_view part : parts) {
        const auto length = static_cast<std::int64_t>(part.size());
        add(octets_of(length));
        add(part);
    }
    std::string seal(32, '\0');
    std::size_t octets = 0;
    EVP_MAC_final(context_.get(), reinterpret_cast<unsigned char*>(seal.data()), &octets, seal.size());
    return seal;
}

std::string TranscriptSeal::fingerprint(std::string_view text) const {
    const auto tag = poly1305(fingerprint_key_, text);
    return std::string(tag.data(), tag.size());
}

std::string_view octets_of(const std::int64_t& number) {
    return {reinterpret_cast<const char*>(&number), sizeof number};
}

}  // namespace postlab::store
