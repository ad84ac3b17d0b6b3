#include "labs/whatif/auth_response.h"

#include "shared/sasl/base64.h"
#include "shared/text/text.h"

namespace postlab::labs {

namespace {

const std::string password = "secret";

/// RFC 5802 3; the proof is 32 octets of nothing.
std::string scram(std::size_t nth, const std::string& account, std::string_view challenge) {
    if (nth == 0) return "n,,n=" + account + ",r=whatif";
    if (nth > 1) return {};
    const std::string first = sasl::from_base64(challenge).value_or("");
    return "c=biws," + first.substr(0, first.find(',')) + ",p=" + sasl::to_base64(std::string(32, '\0'));
}

}  // namespace

std::string auth_response(std::string_view mechanism, std::size_t nth, std::string_view account,
                          std::string_view challenge) {
    const std::string name(account);
    if (equal_ignoring_case(mechanism, "PLAIN"))
        return sasl::to_base64(std::string(1, '\0') + name + std::string(1, '\0') + password);
    if (equal_ignoring_case(mechanism, "LOGIN")) return sasl::to_base64(nth == 0 ? name : password);
    if (equal_ignoring_case(mechanism, "CRAM-MD5")) return sasl::to_base64(name + " " + std::string(32, '0'));
    return sasl::to_base64(scram(nth, name, challenge));
}

}  // namespace postlab::labs
