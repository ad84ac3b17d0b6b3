#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

#include "shared/reply.h"
#include "smtpd/path.h"

namespace postlab::smtpd {

/// What MAIL's parameters ask for.
struct MailParameters {
    std::uint64_t size = 0;  ///< octets as the client estimates them (RFC 1870 6); 0: it doesn't say
    bool smtputf8 = false;   ///< non-ASCII addresses and headers may come (RFC 6531 3.4)
};

/// Why not, in the catalogue's words, with the parameter it is about.
struct BadParameter {
    const Reply* reply;
    std::string_view keyword;
};

/// Reads the parameters of MAIL. BODY (RFC 6152 3) is checked, then forgotten: content is kept octet for
/// octet in any case.
std::variant<MailParameters, BadParameter> read_mail_parameters(std::span<const Parameter> parameters);

}  // namespace postlab::smtpd
