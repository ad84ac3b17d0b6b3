// NOTIFY=SUCCESS: who has asked for a report gets one, where the sender's maildrop is one of ours (RFC 3461 5.2.3).
#include <algorithm>

#include "smtpd/session.h"

namespace postlab::smtpd {

/// One mailbox is reported once, however often it has been named.
void Session::note_reported(ReportedRecipient recipient) {
    if (recipient.address.find('@') == recipient.address.npos) recipient.address += "@" + settings_.domain;
    if (std::ranges::find(transaction_.reported, recipient.mailbox, &ReportedRecipient::mailbox) ==
        transaction_.reported.end())
        transaction_.reported.push_back(std::move(recipient));
}

void Session::keep_header() {
    if (owes_report() && transaction_.header.empty()) transaction_.header = incoming_->header();
}

/// The letter is on disk: whatever becomes of its report, that is answered.
void Session::report(const std::string& id) {
    store::Content content;
    content.text = delivery_report({.server = settings_.domain,
                                    .sender = transaction_.reverse_path,
                                    .envelope_id = transaction_.envelope_id,
                                    .id = id,
                                    .header = transaction_.header,
                                    .recipients = transaction_.reported,
                                    .arrived = now_});
    store_.deliver({{}, {transaction_.sender_mailbox}}, std::move(content),
                   when_answered([this, id](store::Delivered report) {
                       if (report.outcome == store::Delivery::stored)
                           record_.stored_report(moment(), std::to_string(report.id), transaction_.sender_mailbox);
                       stored(id);
                   }));
}

}  // namespace postlab::smtpd
