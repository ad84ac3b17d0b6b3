#pragma once
#include <string>
#include <string_view>

#include "shared/time.h"

namespace postlab::smtpd {

/// What the trace lines in front of a delivered message tell (RFC 5321 4.4).
struct Trace {
    std::string_view reverse_path;  ///< without angle brackets; empty: <>
    std::string_view client_name;   ///< as it called itself in HELO or EHLO
    std::string_view peer;          ///< its IP address, as text
    std::string_view server;        ///< our domain
    std::string_view
        protocol;  ///< RFC 3848 and RFC 6531 4.3: SMTP, ESMTP or UTF8SMTP, with an S over TLS, an A after AUTH
    std::string_view
        sole_recipient;  ///< empty when there are several: they are not each other's business (RFC 5321 7.2)
    Time received;
};

/// The Return-Path and Received lines, folded, each ended by CRLF.
std::string trace_lines(const Trace& trace);

/// "[127.0.0.1]" or "[IPv6:::1]" (RFC 5321 4.1.3).
std::string address_literal(std::string_view ip);

/// "Fri, 02 Jan 2026 03:04:05 +0000" (RFC 5322 3.3).
std::string mail_date(Time time);

}  // namespace postlab::smtpd
