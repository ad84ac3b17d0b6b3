#include "smtpd/trace.h"

#include <Poco/DateTimeFormatter.h>
#include <Poco/Timestamp.h>

#include "shared/wire/trace_id.h"

namespace postlab::smtpd {

std::string address_literal(std::string_view ip) {
    std::string literal = ip.find(':') == ip.npos ? "[" : "[IPv6:";
    return literal.append(ip).append("]");
}

std::string mail_date(Time time) {
    auto date = Poco::Timestamp::fromEpochTime(std::chrono::system_clock::to_time_t(time));
    return Poco::DateTimeFormatter::format(date, "%w, %d %b %Y %H:%M:%S +0000");
}

std::string trace_lines(const Trace& trace) {
    std::string lines = "Return-Path: <";
    lines.append(trace.reverse_path).append(">\r\nReceived: from ").append(trace.client_name);
    lines.append(" (").append(address_literal(trace.peer)).append(")\r\n\tby ").append(trace.server);
    lines.append(" with ").append(trace.protocol).append(" id ").append(trace_id(trace.received));
    if (!trace.sole_recipient.empty()) lines.append("\r\n\tfor <").append(trace.sole_recipient).append(">");
    return lines.append(";\r\n\t").append(mail_date(trace.received)).append("\r\n");
}

}  // namespace postlab::smtpd
