#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>

/// The SASL mechanisms of this server (RFC 4422), and how an AUTH command names one. Constants and functions without
/// state: any thread.
namespace postlab::sasl {

struct Mechanism {
    std::string_view name;     ///< matched without regard to case
    std::string_view section;  ///< where it is defined
    bool plaintext;            ///< the password itself crosses the wire
    bool client_begins;        ///< so AUTH may bring its first response along
};

/// As they are announced: first those that send no password. CRAM-MD5 works for accounts whose secret is kept readable.
inline constexpr std::array<Mechanism, 4> mechanisms = {{
    {"SCRAM-SHA-256", "RFC 7677", false, true},
    {"CRAM-MD5", "RFC 2195", false, false},
    {"PLAIN", "RFC 4616", true, true},
    // The server begins with "Username:", but most clients bring the name along, and are understood.
    {"LOGIN", "draft-murchison-sasl-login", true, true},
}};

/// Null: there is none of that name.
const Mechanism* mechanism_named(std::string_view name);

/// Their names with spaces between, for EHLO and CAPA; `plaintext`: also those that send the password.
std::string mechanism_names(bool plaintext);

/// What stands behind "AUTH ".
struct AuthArgument {
    std::string_view mechanism;
    std::optional<std::string_view> initial;  ///< the first response, as written; none: it is not there
};
AuthArgument read_auth(std::string_view argument);

/// Of a whole AUTH line, as it begins, what may be shown: the verb, and a mechanism's name behind one space. Whatever
/// else stands there may be a secret that went astray.
std::string_view shown_of_auth(std::string_view line);

}  // namespace postlab::sasl
