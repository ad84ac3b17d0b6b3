#pragma once
#include "shared/transition.h"
#include "smtpd/replies.h"

/// Where SMTP's replies lead, beside the table of commands in smtpd/session.cpp, which says when they may be asked for
/// (RFC 5321 4.1.4). Whoever adds a reply that changes the state adds its rows here.
namespace postlab::smtpd {

inline constexpr PassingState passing_states[] = {
    {"data", "Every line belongs to the letter, up to one with a dot alone."},
};

inline constexpr Transition transitions[] = {
    // EHLO, HELO and RSET drop an open transaction.
    {&"ehlo.ok"_reply, "fresh", "ready"},
    {&"ehlo.ok"_reply, "mail_given", "ready"},
    {&"ehlo.ok"_reply, "rcpt_given", "ready"},
    {&"ehlo.ok"_reply, "chunk_given", "ready"},
    {&"helo.ok"_reply, "fresh", "ready"},
    {&"helo.ok"_reply, "mail_given", "ready"},
    {&"helo.ok"_reply, "rcpt_given", "ready"},
    {&"helo.ok"_reply, "chunk_given", "ready"},
    {&"rset.ok"_reply, "mail_given", "ready"},
    {&"rset.ok"_reply, "rcpt_given", "ready"},
    {&"rset.ok"_reply, "chunk_given", "ready"},
    {&"mail.ok"_reply, "ready", "mail_given"},
    {&"rcpt.ok"_reply, "mail_given", "rcpt_given"},
    {&"data.start"_reply, "rcpt_given", "data"},
    // Behind the content every answer ends the transaction (RFC 5321 4.1.1.4).
    {&"data.ok"_reply, "data", "ready"},
    {&"data.too_big"_reply, "data", "ready"},
    {&"data.mixed_line_ends"_reply, "data", "ready"},
    {&"data.loop"_reply, "data", "ready"},
    {&"data.full"_reply, "data", "ready"},
    {&"data.mailbox_full"_reply, "data", "ready"},
    {&"data.client_full"_reply, "data", "ready"},
    {&"data.failed"_reply, "data", "ready"},
    {&"data.no_mailbox"_reply, "data", "ready"},
    // The octets behind a BDAT are part of the command. A chunk that is refused spoils the letter until RSET (RFC 3030
    // 2).
    {&"bdat.ok"_reply, "rcpt_given", "chunk_given"},
    {&"bdat.stored"_reply, "rcpt_given", "ready"},
    {&"bdat.stored"_reply, "chunk_given", "ready"},
    {&"bdat.no_line_end"_reply, "rcpt_given", "chunk_given"},
    {&"data.too_big"_reply, "rcpt_given", "chunk_given", "BDAT"},
    {&"data.mixed_line_ends"_reply, "rcpt_given", "chunk_given", "BDAT"},
    {&"data.loop"_reply, "rcpt_given", "chunk_given", "BDAT"},
    {&"data.full"_reply, "rcpt_given", "chunk_given", "BDAT"},
    {&"data.mailbox_full"_reply, "rcpt_given", "chunk_given", "BDAT"},
    {&"data.client_full"_reply, "rcpt_given", "chunk_given", "BDAT"},
    {&"data.failed"_reply, "rcpt_given", "chunk_given", "BDAT"},
    {&"data.no_mailbox"_reply, "rcpt_given", "chunk_given", "BDAT"},
    // What was said before TLS is forgotten (RFC 3207 4.2).
    {&"starttls.go"_reply, "ready", "fresh"},
    {&"starttls.go"_reply, "mail_given", "fresh"},
    {&"starttls.go"_reply, "rcpt_given", "fresh"},
    {&"starttls.go"_reply, "chunk_given", "fresh"},
    {&"quit.ok"_reply, "", closed},
    {&"session.needs_tls"_reply, "", closed},
    {&"session.busy"_reply, "", closed},
    {&"session.timeout"_reply, "", closed},
    {&"session.shutdown"_reply, "", closed},
    {&"session.baffled"_reply, "", closed},
    {&"rcpt.endless"_reply, "", closed},
    {&"auth.too_many"_reply, "", closed},
    {&"command.web"_reply, "", closed},
};

}  // namespace postlab::smtpd
