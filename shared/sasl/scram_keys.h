#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "shared/sasl/credential.h"

/// What a server keeps for SCRAM-SHA-256 (RFC 5802 3, RFC 7677): enough to check a client's proof and to give its own,
/// and no password. Functions without state: any thread.
namespace postlab::sasl {

/// What the server tells a client that has said its name.
struct ScramSalt {
    std::string salt;         ///< octets
    unsigned iterations = 0;  ///< RFC 7677 4: at least 4096
};

struct ScramKeys {
    ScramSalt salt;
    std::string stored_key, server_key;  ///< 32 octets each
};

/// Of all keys that are kept. Another number takes a migration of the store that forgets them: a client is told this
/// one whatever its account has, and an account gets new keys with its next right password.
inline constexpr unsigned scram_iterations = 10000;

/// Takes some 4 ms; never on a reactor's thread.
ScramKeys make_scram_keys(std::string_view password, ScramSalt salt);

/// As it is kept, in the form of RFC 5803: "SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey", base64 but for the
/// number.
std::string in_text(const ScramKeys& keys);
/// Nothing: the text is none of that form.
std::optional<ScramKeys> scram_keys_from(std::string_view text);

/// Whether only somebody with the password could have made this proof; takes the same time for right and wrong.
bool is_right(const ScramProof& proof, const ScramKeys& keys);
/// ServerSignature: that the server has the keys, too. 32 octets.
std::string server_signature(std::string_view auth_message, const ScramKeys& keys);

}  // namespace postlab::sasl
