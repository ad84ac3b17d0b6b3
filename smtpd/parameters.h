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

/// Reads the parameters of MAIL. Two are checked, then forgotten: BODY (RFC 6152 3), since content is kept octet for
/// octet in any case, and AUTH (RFC 4954 5), since nobody who says it is trusted and nothing is relayed.
std::variant<MailParameters, BadParameter> read_mail_parameters(std::span<const Parameter> parameters);

}  // namespace postlab::smtpd
