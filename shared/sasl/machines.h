#pragma once
#include <string>
#include <string_view>

#include "shared/sasl/exchange.h"

/// The four exchanges, a class each; begin_exchange() makes them, and nobody else needs to know them.
namespace postlab::sasl {

/// RFC 4616: one response, "as whom NUL name NUL password".
class Plain : public Exchange {
public:
    explicit Plain(const Mechanism& mechanism) : Exchange(mechanism) {}

private:
    Step respond(std::string_view response) override;
};

/// draft-murchison-sasl-login: the name, then the password, each asked for. What the questions say, clients look for.
class Login : public Exchange {
public:
    explicit Login(const Mechanism& mechanism) : Exchange(mechanism) {}

private:
    std::string first_challenge() override { return "Username:"; }
    Step respond(std::string_view response) override;
};

/// RFC 2195: the client shows that it knows the secret by a digest of what the server has just made up.
class CramMd5 : public Exchange {
public:
    CramMd5(const Mechanism& mechanism, std::string challenge)
        : Exchange(mechanism), challenge_(std::move(challenge)) {}

private:
    std::string first_challenge() override { return challenge_; }
    Step respond(std::string_view response) override;

    const std::string challenge_;  ///< angle brackets included
};

/// RFC 5802 with the hash of RFC 7677: both sides show that they know, and the server needn't keep the password.
class ScramSha256 : public Exchange {
public:
    ScramSha256(const Mechanism& mechanism, std::string nonce) : Exchange(mechanism), nonce_(std::move(nonce)) {}

    Step salted(const ScramSalt& salt) override;
    Step proven(std::string_view signature) override;

private:
    /// Which response comes next.
    enum class Next { first, final, acknowledgement };

    Step respond(std::string_view response) override;
    Step first(std::string_view message);
    Step final(std::string_view message);

    std::string nonce_;                ///< ours; once the client's is known, both
    std::string gs2_header_;           ///< "n,,": how the client's first message began
    std::string bare_, server_first_;  ///< the rest of it, and our answer: both count for the proof
    Next next_ = Next::first;
};

}  // namespace postlab::sasl
