#include "smtpd/report.h"

#include <algorithm>

#include "smtpd/trace.h"

namespace postlab::smtpd {

namespace {

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](unsigned char c) { return c < 0x80; });
}

/// A line that none of the parts can hold.
std::string boundary_for(const DeliveryReport& about) {
    std::string boundary = "report-" + std::string(about.id);
    while (about.header.find(boundary) != about.header.npos) boundary += "-x";
    return boundary;
}

/// The beginning of a part, and what it holds; octets beyond ASCII need to be announced (RFC 2045 6.2).
std::string part(std::string_view boundary, std::string_view type, std::string_view content) {
    std::string part = "--";
    part.append(boundary).append("\r\nContent-Type: ").append(type).append("\r\n");
    if (!is_ascii(content)) part += "Content-Transfer-Encoding: 8bit\r\n";
    return part.append("\r\n").append(content).append("\r\n");
}

std::string for_people(const DeliveryReport& about) {
    std::string text = "This server has put your letter into the maildrops of\r\n\r\n";
    for (const ReportedRecipient& recipient : about.recipients) text += "  <" + recipient.address + ">\r\n";
    return text + "\r\nwhere it can be fetched. Whether anybody reads it no server can tell.\r\n";
}

/// RFC 3464 2: the message's fields, an empty line, and those of each recipient with an empty line in between.
std::string for_programs(const DeliveryReport& about) {
    std::string fields;
    if (!about.envelope_id.empty()) fields.append("Original-Envelope-Id: ").append(about.envelope_id).append("\r\n");
    fields.append("Reporting-MTA: dns; ").append(about.server);
    fields.append("\r\nArrival-Date: ").append(mail_date(about.arrived)).append("\r\n");
    for (const ReportedRecipient& recipient : about.recipients) {
        fields += "\r\n";
        if (!recipient.original.empty()) fields += "Original-Recipient: " + recipient.original + "\r\n";
        fields += "Final-Recipient: " + std::string(is_ascii(recipient.address) ? "rfc822" : "utf-8") + "; " +
                  recipient.address + "\r\nAction: delivered\r\nStatus: 2.0.0\r\n";
    }
    return fields;
}

std::string header_of(const DeliveryReport& about, std::string_view boundary) {
    std::string header = "Return-Path: <>\r\nFrom: Mail Delivery System <postmaster@";
    header.append(about.server).append(">\r\nTo: <").append(about.sender);
    header.append(">\r\nSubject: Delivered: your letter ").append(about.id);
    header.append("\r\nDate: ").append(mail_date(about.arrived));
    header.append("\r\nMessage-ID: <").append(boundary).append("@").append(about.server);
    header.append(">\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n");
    header.append("Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary=\"").append(boundary);
    return header.append("\"\r\n\r\n");
}

}  // namespace

std::string delivery_report(const DeliveryReport& about) {
    const std::string boundary = boundary_for(about), people = for_people(about), programs = for_programs(about);
    return header_of(about, boundary) +
           part(boundary, is_ascii(people) ? "text/plain" : "text/plain; charset=utf-8", people) +
           part(boundary, is_ascii(programs) ? "message/delivery-status" : "message/global-delivery-status", programs) +
           part(boundary, is_ascii(about.header) ? "text/rfc822-headers" : "message/global-headers", about.header) +
           "--" + boundary + "--\r\n";
}

}  // namespace postlab::smtpd
