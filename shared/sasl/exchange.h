#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "shared/sasl/credential.h"
#include "shared/sasl/mechanism.h"
#include "shared/sasl/scram_keys.h"

namespace postlab::sasl {

/// What an exchange needs next.
struct Step {
    enum class What {
        challenge,   ///< say `text`, which is base64, and give take() the client's next line
        salt,        ///< ask the store for the salt of name(), and give it to salted()
        prove,       ///< ask the store whether credential() is right for name(), and give its signature to proven()
        log_in,      ///< the client is let in if credential() is right for name(); the exchange is over
        cancelled,   ///< the client has said "*"; this and the following: it is over, and nobody is let in
        not_base64,  ///< a response could not be decoded
        malformed,   ///< ... is not what the mechanism wants, which `text` names
        no_initial,  ///< AUTH brought a response along, but in this mechanism the server begins
    } what;
    std::string text = {};
};

/// The server's side of one authentication exchange (RFC 4422 3), whatever the protocol: a small machine that is given
/// what the client says, in base64, and says what it needs. It asks nobody itself. SMTP and POP3 carry it, and answer
/// its questions from the store.
///
/// A session owns it; its thread alone calls it.
class Exchange {
public:
    virtual ~Exchange() = default;

    Step begin(std::optional<std::string_view> initial);  ///< as read_auth() has found it; "=" is an empty one
    Step take(std::string_view line);                     ///< a line of the client's, without its end
    virtual Step salted(const ScramSalt&);                ///< after Step::What::salt
    virtual Step proven(std::string_view signature);      ///< after Step::What::prove, when it was right

    // From Step::What::salt, prove or log_in on:
    const std::string& name() const { return name_; }            ///< who wants to be let in; prepared()
    const std::string& on_behalf() const { return on_behalf_; }  ///< and as whom; empty: as that one
    const Credential& credential() const { return credential_; }

protected:
    explicit Exchange(const Mechanism& mechanism) : mechanism_(mechanism) {}
    virtual std::string first_challenge() { return {}; }
    virtual Step respond(std::string_view response) = 0;  ///< the next one, decoded

    static Step challenge(std::string_view octets);
    static Step malformed(std::string_view expected) { return {Step::What::malformed, std::string(expected)}; }

    std::string name_, on_behalf_;
    Credential credential_;

private:
    const Mechanism& mechanism_;
};

/// `nonce`: make_nonce(), or anything printable without a comma. `host`: what the server calls itself.
std::unique_ptr<Exchange> begin_exchange(const Mechanism& mechanism, const std::string& nonce, const std::string& host);

/// Thirty-two characters that nobody could foresee.
std::string make_nonce();

}  // namespace postlab::sasl
