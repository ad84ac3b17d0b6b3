#pragma once
#include <string>
#include <string_view>
#include <variant>

/// What a client shows to be let in. Values; the store says whether they are right (store/mail_store.h).
namespace postlab::sasl {

/// Of PASS, and of the mechanisms PLAIN and LOGIN: the thing itself.
struct Password {
    std::string text;
};
/// RFC 1939 7: MD5 of the timestamp (with its angle brackets) and the secret, in 32 lower-case hex digits.
struct ApopDigest {
    std::string timestamp, digest;
};
/// RFC 2195 2: HMAC-MD5 of the challenge (with its angle brackets) under the secret, in 32 lower-case hex digits.
struct CramDigest {
    std::string challenge, digest;
};
/// RFC 5802 3: AuthMessage, which is all that both sides have said, and ClientProof, 32 octets.
struct ScramProof {
    std::string auth_message, proof;
};
using Credential = std::variant<Password, ApopDigest, CramDigest, ScramProof>;

}  // namespace postlab::sasl
