#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/system/how_far.h"

/// Digests and kept passwords. Functions without state: any thread.
namespace postlab {

/// RFC 1939 7: MD5 of the timestamp, angle brackets included, followed by the shared secret; 32 lower-case hex digits.
std::string apop_digest(std::string_view timestamp, std::string_view secret);

/// RFC 2195 2: HMAC-MD5 of the challenge, angle brackets included, under the secret; 32 lower-case hex digits.
std::string cram_digest(std::string_view challenge, std::string_view secret);

/// A password as it is kept: "scrypt$N$r$p$salt$hash" (salt and hash in hex), with a fresh random salt.
/// Takes some 20 ms and 8 MiB on purpose; never call it on a reactor's thread.
std::string hash_password(std::string_view password);

/// The same for many, in their order, with every core at work.
std::vector<std::string> hash_passwords(const std::vector<std::string>& passwords, const HowFar& tell = {});

/// Whether the password is the one that was hashed; takes as long as hashing. A pass phrase of twenty letters, as cards
/// have them, "bado kemi tuna rozi pefa", may be typed in any case, and its blanks may be left out, but none may be
/// added: it is tried as typed and as it is printed. That costs no security, since all its chance lies in which letters
/// are drawn; nor does the time tell anything but the form of what was typed. Every other password counts to the octet.
/// A text that is no hash matches nothing, and at once: where the time must not tell, compare with unmatched_password()
/// instead.
bool verify_password(std::string_view password, std::string_view kept);
/// The same; what comes out is the password as it was hashed, which for a pass phrase may not be as it was typed.
std::optional<std::string> right_password(std::string_view password, std::string_view kept);

/// A PIN as cards have it, "4821 9036", without its blanks and dashes: eight digits. Nothing: it is none. It is kept as
/// hash_password() makes it.
std::optional<std::string> pin_in(std::string_view typed);

/// A kept password that nobody has: verifying against it costs the same as against a real one.
std::string_view unmatched_password();

}  // namespace postlab
