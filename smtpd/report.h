#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "shared/time.h"

namespace postlab::smtpd {

/// A recipient whose delivery is to be reported (NOTIFY=SUCCESS, RFC 3461 4.1).
struct ReportedRecipient {
    std::string mailbox, address;
    std::string original;  ///< ORCPT, decoded: "rfc822;alice@post.example"; empty: not given
};

/// What a report about a letter says that has reached all of these recipients.
struct DeliveryReport {
    std::string_view server;       ///< our domain
    std::string_view sender;       ///< the letter's reverse-path, to which the report goes
    std::string_view envelope_id;  ///< ENVID, decoded; empty: not given
    std::string_view id;           ///< of the letter
    std::string_view header;       ///< the letter's, each line whole
    std::span<const ReportedRecipient> recipients;
    Time arrived;
};

/// The report as it is stored, from the null reverse-path: a multipart/report with a sentence for people, one
/// message/delivery-status for programs (RFC 3464), and the letter's header (RFC 3461 6).
std::string delivery_report(const DeliveryReport& about);

}  // namespace postlab::smtpd
