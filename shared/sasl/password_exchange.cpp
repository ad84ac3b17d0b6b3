// PLAIN, LOGIN and CRAM-MD5.
#include <algorithm>

#include "shared/sasl/machines.h"
#include "shared/sasl/saslprep.h"

namespace postlab::sasl {

namespace {

constexpr std::string_view a_name = "a name of 1 to 255 octets of UTF-8 without control characters";
constexpr std::string_view a_password = "a password of 1 to 255 octets of UTF-8 without control characters";

bool is_digest(std::string_view word) {
    return word.size() == 32 && word.find_first_not_of("0123456789abcdef") == word.npos;
}

}  // namespace

Step Plain::respond(std::string_view response) {
    if (std::ranges::count(response, '\0') != 2) return malformed("NUL, the name, NUL and the password");
    const std::size_t first = response.find('\0'), second = response.rfind('\0');
    const auto name = prepared(response.substr(first + 1, second - first - 1));
    const auto on_behalf = first == 0 ? std::optional(std::string()) : prepared(response.substr(0, first));
    const auto password = prepared(response.substr(second + 1));
    if (!name || !on_behalf) return malformed(a_name);
    if (!password) return malformed(a_password);
    name_ = *name;
    on_behalf_ = *on_behalf;
    credential_ = Password{*password};
    return {Step::What::log_in};
}

Step Login::respond(std::string_view response) {
    const auto text = prepared(response);
    if (!text) return malformed(name_.empty() ? a_name : a_password);
    if (name_.empty()) {
        name_ = *text;
        return challenge("Password:");
    }
    credential_ = Password{*text};
    return {Step::What::log_in};
}

Step CramMd5::respond(std::string_view response) {
    const std::size_t space = std::min(response.rfind(' '), response.size());
    const std::string_view digest = response.substr(std::min(space + 1, response.size()));
    if (!is_digest(digest)) return malformed("the name, a space and 32 hexadecimal digits in lower case");
    const auto name = prepared(response.substr(0, space));
    if (!name) return malformed(a_name);
    name_ = *name;
    credential_ = CramDigest{challenge_, std::string(digest)};
    return {Step::What::log_in};
}

}  // namespace postlab::sasl
