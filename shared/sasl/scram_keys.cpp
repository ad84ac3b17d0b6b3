#include "shared/sasl/scram_keys.h"

#include <array>

#include "shared/sasl/base64.h"
#include "shared/system/crypto.h"
#include "shared/text/text.h"

namespace postlab::sasl {
namespace {

constexpr std::string_view scheme = "SCRAM-SHA-256";
constexpr std::size_t key_octets = 32;

std::string exclusive_or(std::string one, std::string_view other) {
    for (std::size_t i = 0; i < one.size(); ++i) one[i] = static_cast<char>(one[i] ^ other[i]);
    return one;
}

/// The text up to the mark, which is taken away with it; nothing: there is no mark.
std::optional<std::string_view> take_until(std::string_view& text, char mark) {
    const std::size_t end = text.find(mark);
    if (end == text.npos) return std::nullopt;
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(end + 1);
    return part;
}

}  // namespace

ScramKeys make_scram_keys(std::string_view password, ScramSalt salt) {
    const std::string salted = pbkdf2_sha256(password, salt.salt, salt.iterations);
    return {std::move(salt), sha256(hmac_sha256(salted, "Client Key")), hmac_sha256(salted, "Server Key")};
}

std::string in_text(const ScramKeys& keys) {
    return std::string(scheme) + '$' + std::to_string(keys.salt.iterations) + ':' + to_base64(keys.salt.salt) + '$' +
           to_base64(keys.stored_key) + ':' + to_base64(keys.server_key);
}

std::optional<ScramKeys> scram_keys_from(std::string_view text) {
    if (take_until(text, '$') != scheme) return std::nullopt;
    const auto iterations = take_until(text, ':'), salt = take_until(text, '$'), stored = take_until(text, ':');
    if (!iterations || !salt || !stored) return std::nullopt;
    const auto count = number_in<unsigned>(*iterations);
    const auto salt_octets = from_base64(*salt), stored_key = from_base64(*stored), server_key = from_base64(text);
    const bool well_formed = count && *count > 0 && salt_octets && !salt_octets->empty() && stored_key &&
                             stored_key->size() == key_octets && server_key && server_key->size() == key_octets;
    if (!well_formed) return std::nullopt;
    return ScramKeys{{*salt_octets, *count}, *stored_key, *server_key};
}

bool is_right(const ScramProof& proof, const ScramKeys& keys) {
    if (proof.proof.size() != key_octets) return false;
    const std::string signature = hmac_sha256(keys.stored_key, proof.auth_message);
    return equal_in_constant_time(sha256(exclusive_or(proof.proof, signature)), keys.stored_key);
}

std::string server_signature(std::string_view auth_message, const ScramKeys& keys) {
    return hmac_sha256(keys.server_key, auth_message);
}

}  // namespace postlab::sasl
