#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "shared/reply.h"
#include "smtpd/path.h"

namespace postlab::smtpd {

/// What MAIL's parameters ask for.
struct MailParameters {
    std::uint64_t size = 0;        ///< octets as the client estimates them (RFC 1870 6); 0: it doesn't say
    bool smtputf8 = false;         ///< non-ASCII addresses and headers may come (RFC 6531 3.4)
    std::string envelope_id = {};  ///< decoded, printable ASCII (ENVID, RFC 3461 4.4); empty: none
};

/// What RCPT's parameters ask for.
struct RcptParameters {
    bool notify_success = false;  ///< a report, once the letter has been delivered (RFC 3461 4.1)
    std::string original = {};  ///< ORCPT, decoded: a type, a semicolon and printable ASCII (RFC 3461 4.2); empty: none
};

/// Why not, in the catalogue's words, with the parameter it is about.
struct BadParameter {
    const Reply* reply;
    std::string_view keyword;
};

/// Reads the parameters of MAIL. Three are checked, then forgotten: RET (RFC 3461 4.3), since it speaks of failures
/// alone and a letter is delivered or refused at once, BODY (RFC 6152 3), since content is kept octet for octet in any
/// case, and AUTH (RFC 4954 5), since nobody who says it is trusted and nothing is relayed.
std::variant<MailParameters, BadParameter> read_mail_parameters(std::span<const Parameter> parameters);

/// Reads those of RCPT: NOTIFY and ORCPT.
std::variant<RcptParameters, BadParameter> read_rcpt_parameters(std::span<const Parameter> parameters);

}  // namespace postlab::smtpd
