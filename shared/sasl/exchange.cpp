#include "shared/sasl/exchange.h"

#include <cassert>

#include "shared/sasl/base64.h"
#include "shared/sasl/machines.h"
#include "shared/system/crypto.h"
#include "shared/text/text.h"

namespace postlab::sasl {

Step Exchange::begin(std::optional<std::string_view> initial) {
    if (!initial) return challenge(first_challenge());
    if (!mechanism_.client_begins) return {Step::What::no_initial};
    return *initial == "=" ? respond({}) : initial->empty() ? Step{Step::What::not_base64} : take(*initial);
}

Step Exchange::take(std::string_view line) {
    if (line == "*") return {Step::What::cancelled};
    const auto response = from_base64(line);
    return response ? respond(*response) : Step{Step::What::not_base64};
}

Step Exchange::salted(const ScramSalt&) {
    assert(false && "only SCRAM asks for a salt");
    return {Step::What::cancelled};
}

Step Exchange::proven(std::string_view) {
    assert(false && "only SCRAM proves anything");
    return {Step::What::cancelled};
}

Step Exchange::challenge(std::string_view octets) { return {Step::What::challenge, to_base64(octets)}; }

std::unique_ptr<Exchange> begin_exchange(const Mechanism& mechanism, const std::string& nonce,
                                         const std::string& host) {
    if (mechanism.name == "PLAIN") return std::make_unique<Plain>(mechanism);
    if (mechanism.name == "LOGIN") return std::make_unique<Login>(mechanism);
    if (mechanism.name == "CRAM-MD5") return std::make_unique<CramMd5>(mechanism, "<" + nonce + "@" + host + ">");
    return std::make_unique<ScramSha256>(mechanism, nonce);
}

std::string make_nonce() { return hex(random_octets(16)); }

}  // namespace postlab::sasl
