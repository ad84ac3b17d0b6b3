#pragma once
#include <cstddef>

#include "shared/reply.h"

namespace postlab::smtpd {

/// Everything the SMTP server can say. Codes follow RFC 5321 4.2, enhanced codes RFC 3463 and RFC 5248; by
/// RFC 2034 4 the greeting, the answers to HELO and EHLO, and 354 need none; they have one only where the answer
/// is to a line as such (too long, a control character). Texts are the RFCs' own
/// wherever they have one.
inline constexpr Reply replies[] = {
    // The session itself.
    {"session.greeting", "220", "", "{} ESMTP Postlab ready", "RFC 5321 4.3.1",
     "The server speaks first, and its own name comes first. Wait for this line before you say EHLO."},
    {"session.busy", "421", "", "{} Service not available, too many connections", "RFC 5321 4.2.3",
     "Every place is taken, so this stands where the greeting would. Codes that begin with 4 mean: try again later."},
    {"session.no_tls", "421", "4.7.0", "{} No TLS on this port, closing transmission channel", "RFC 5321 3.8",
     "The first octets were not a command but the beginning of TLS: a program is set to speak encrypted from the "
     "start, "
     "which has a port of its own. Here everything is plain text, so that you can read along."},
    {"session.needs_tls", "421", "4.7.0", "{} TLS has to begin here, closing transmission channel", "RFC 8314 3",
     "Behind STARTTLS, and from the first octet on at a port for it, everything is TLS. Plain text came, or nothing at "
     "all: this is for a program that can encrypt, such as `postlab talk --tls` or `openssl s_client`."},
    {"session.timeout", "421", "4.4.2", "{} Timeout, closing transmission channel", "RFC 5321 4.5.3.2.7",
     "Nothing came for minutes, and a silent line may well be a dead one. An unfinished transaction is forgotten."},
    {"session.shutdown", "421", "4.3.2", "{} Service not available, closing transmission channel", "RFC 5321 3.8",
     "The server is being stopped and says so instead of just vanishing. Mail it has answered with 250 is safe."},
    {"session.baffled", "421", "4.7.0", "{} Too many unrecognized commands, closing transmission channel",
     "RFC 5321 7.8",
     "So many lines in a row were no commands: this is no mail client, or a letter whose DATA ended early. A server "
     "should bear with unknown commands, but may defend itself (`smtp.max_unrecognized`)."},

    // Lines that never reach a handler.
    {"command.unknown", "500", "5.5.2", "Command unrecognized: \"{}\"; HELP lists the commands", "RFC 5321 4.2.4",
     "The first word of a line is the verb, and this server doesn't know this one. The session goes on."},
    {"command.no_verb", "500", "5.5.2", "Syntax error: no verb at the start of the line", "RFC 5321 4.1.1",
     "Outside DATA every line is a command and begins with its verb, without a space in front. An empty line names "
     "none, and did no harm."},
    {"command.too_long", "500", "5.5.2", "Line too long: at most {} octets", "RFC 5321 4.5.3.1.4",
     "A command line has at most 512 octets, CRLF included, so that a receiver knows what to hold. Extensions may "
     "raise that for a verb."},
    {"command.bare_lf", "500", "5.5.2", "Syntax error: line ended with LF alone, it takes CRLF", "RFC 5321 2.3.8",
     "In SMTP nothing but CR and LF together ends a line. Only the strict profile insists on that for commands; `nc "
     "-C`, "
     "telnet and `postlab talk` send both."},
    {"command.control_character", "501", "5.5.2", "Syntax error: control character {} at column {}", "RFC 5321 4.1.2",
     "Commands are made of visible characters and spaces. Tabs, arrow keys and other controls are refused, since two "
     "programs may read them differently."},
    {"command.no_argument", "501", "5.5.4", "Syntax error: {} takes no argument", "RFC 5321 4.3.2",
     "DATA, RSET and QUIT stand alone on their line. What follows them may get a meaning in a later standard, so it "
     "isn't ignored today."},
    {"command.syntax", "501", "5.5.4", "Syntax: {}", "RFC 5321 4.3.2",
     "The verb is right but what it needs is missing. 501 always speaks about the argument, 500 about the verb."},
    {"command.web", "421", "4.7.0", "{} This is a mail server; {} belongs to the web, closing transmission channel",
     "RFC 5321 7.8",
     "A browser has found the mail port. What it goes on to say could look like commands, so the server hangs up."},
    {"command.pop3", "500", "5.5.2", "This is SMTP, where mail comes in; {} belongs to POP3, where it is fetched",
     "RFC 5321 4.2.4",
     "SMTP pushes mail into the server and POP3 pulls it out, on different ports and with different verbs. QUIT, and "
     "dial the other port."},
    {"command.obsolete", "502", "5.5.1", "Command not implemented", "RFC 5321 4.2.4",
     "502 means: known but not done here, while 500 means: never heard of it. RFC 821 had this verb, and RFC 5321 "
     "advises against it."},

    // Order.
    {"command.needs_tls", "530", "5.7.0", "Must issue a STARTTLS command first", "RFC 3207 4",
     "This server takes nothing that others could read on the way (`tls.require`). Before TLS it knows NOOP, EHLO, "
     "STARTTLS and QUIT."},
    {"order.hello_first", "503", "5.5.1", "Bad sequence of commands: say EHLO or HELO first", "RFC 5321 4.1.4",
     "Before a letter can be handed over, the client says who it is. Nothing is lost: say EHLO now."},
    {"order.mail_first", "503", "5.5.1", "Bad sequence of commands: MAIL comes first", "RFC 5321 3.3",
     "An envelope begins with its sender. MAIL opens it, RCPT addresses it, DATA fills it."},
    {"mail.nested", "503", "5.5.1", "Bad sequence of commands: a transaction is open, RSET drops it", "RFC 5321 4.1.4",
     "One envelope at a time. Finish the open one with DATA, or drop it with RSET."},
    {"data.no_recipients", "503", "5.5.1", "Bad sequence of commands: no valid recipients, RCPT comes first",
     "RFC 5321 3.3",
     "Without one accepted RCPT there is nowhere to put the letter, so it isn't asked for. The RFC allows 503 or 554 "
     "here, whether RCPT was forgotten or refused."},

    {"order.chunks_began", "503", "5.5.1", "Bad sequence of commands: chunks of the letter have come, RSET drops it",
     "RFC 3030 2",
     "Once a BDAT has been said, the letter goes on and ends by BDAT, and its recipients are settled. DATA and BDAT "
     "can't "
     "be mixed in one transaction."},

    // HELO and EHLO.
    {"helo.ok", "250", "", "{} greets {}", "RFC 5321 4.1.1.1",
     "The server has noted your name for the letter's Received line. After HELO there are no extensions."},
    {"ehlo.ok", "250", "", "{} greets {}", "RFC 5321 4.1.1.1",
     "Each line behind the first names an extension you may use from now on. A hyphen behind the code says that more "
     "lines follow, a space that this one is the last."},
    {"hello.syntax", "501", "", "Syntax: {}", "RFC 5321 4.1.1.1",
     "EHLO and HELO need the client's name. If your computer has none, its address in square brackets will do."},
    {"hello.bad_domain", "501", "", "Not a domain or address literal: \"{}\"", "RFC 5321 4.1.2",
     "A domain is made of letters, digits and hyphens, with dots between its parts of at most 63 octets. Whether it is "
     "really yours isn't checked: a server must not refuse mail for that."},

    // MAIL.
    {"mail.ok", "250", "2.1.0", "Sender <{}> OK", "RFC 5321 4.1.1.2",
     "The envelope is open, and this is where a failure report would go. Nobody has checked that the sender is who it "
     "says: forging an envelope is as easy as writing on paper."},
    {"mail.syntax", "501", "5.5.4", "Syntax error in parameters: expected {} at column {}", "RFC 5321 4.1.1.2",
     "The form is MAIL FROM:<address>, then parameters with one space before each. Columns count from the start of "
     "the line."},
    {"mail.bad_path", "501", "5.1.7", "Syntax error in reverse-path: expected {} at column {}", "RFC 5321 4.1.2",
     "The sender's address stands in angle brackets right behind the colon, without a space. <> alone is right too: "
     "the null reverse-path of failure reports."},
    {"mail.too_long", "501", "5.1.7", "{} too long: at most {} octets", "RFC 5321 4.5.3.1",
     "A local part has at most 64 octets, a domain 255 and each part of it 63, a path with its brackets 256. Every "
     "program on the way may count on that."},
    {"mail.needs_smtputf8", "550", "5.6.7", "Non-ASCII sender needs the SMTPUTF8 parameter", "RFC 6531 3.5",
     "Addresses beyond ASCII are fine, but the client must say that it knows what it does. Put SMTPUTF8 behind the "
     "address."},
    {"mail.unknown_parameter", "555", "5.5.4", "Parameter not recognized: {}", "RFC 5321 4.1.1.11",
     "MAIL takes only parameters of extensions that EHLO has announced: SIZE, BODY, SMTPUTF8, AUTH, RET and "
     "ENVID. Ignoring an unknown one could betray what the sender relied on."},
    {"mail.needs_ehlo", "555", "5.5.4", "Parameter not available after HELO: {}; say EHLO", "RFC 5321 4.1.1.2",
     "Parameters belong to extensions, and extensions are agreed on by EHLO. HELO asks for plain old SMTP."},
    {"mail.bad_value", "501", "5.5.4", "Bad value of parameter {}", "RFC 5321 4.1.1.11",
     "SIZE wants 1 to 20 digits, BODY wants 7BIT or 8BITMIME, SMTPUTF8 wants no value, AUTH wants <> or an address, "
     "and "
     "ENVID at most 100 characters, both in xtext: +3D for an equals sign. RET wants FULL or HDRS. Each parameter's "
     "own RFC says what fits."},
    {"mail.duplicate_parameter", "501", "5.5.4", "Parameter given twice: {}", "RFC 1870 6",
     "Two values would leave open which one holds. Each parameter may be given once."},
    {"mail.too_big", "552", "5.3.4", "Message size exceeds fixed maximum message size of {} octets", "RFC 1870 6.1",
     "SIZE lets both sides save the trouble: the letter is refused before it is sent. EHLO announced the limit."},

    {"mail.needs_auth", "530", "5.7.0", "Authentication required", "RFC 4954 6",
     "This server takes letters only from who has logged in (`smtp.require_auth`). EHLO says by which mechanisms AUTH "
     "works."},

    {"mail.client_full", "452", "4.7.0", "Too much mail from your address: at most {} octets an hour", "RFC 1870 6.1",
     "So that nobody fills the disk alone, this server takes so much from one address in an hour and no more "
     "(`smtp.max_client_bytes`). The letter stays with the client, and passes later."},

    // AUTH.
    {"auth.challenge", "334", "", "{}", "RFC 4954 4",
     "The exchange goes on: behind the code stands the server's challenge in base64, or nothing. The answer is a line "
     "of base64, too, and \"*\" calls the exchange off."},
    {"auth.ok", "235", "2.7.0", "Authentication successful", "RFC 4954 4",
     "The server knows now who you are, for the rest of the session. The letter's Received line will say ESMTPA."},
    {"auth.wrong", "535", "5.7.8", "Authentication credentials invalid", "RFC 4954 6",
     "The name or its proof is wrong, or the account doesn't have what this mechanism needs: CRAM-MD5 takes a secret "
     "that is kept readable (`user add --apop`). The server doesn't say which."},
    {"auth.too_weak", "534", "5.7.9", "Authentication mechanism is too weak", "RFC 4954 6",
     "The password is right, but this account takes none that crosses the wire, as it has now "
     "(`user add --apop-only`). SCRAM-SHA-256 and CRAM-MD5 prove it without sending it. Only who knows the password "
     "hears this: a wrong one gets 535."},
    {"auth.failed", "454", "4.7.0", "Temporary authentication failure", "RFC 4954 6",
     "Neither name nor password is at fault: the store did not answer. The same login may work in a minute."},
    {"auth.too_many", "421", "4.7.0", "{} Too many failed logins, closing transmission channel", "RFC 5321 7.8",
     "So many wrong logins in one session look more like guessing than like typing. `auth.max_failures` says how "
     "many."},
    {"auth.cancelled", "501", "5.7.0", "Authentication cancelled", "RFC 4954 4",
     "The client has called the exchange off with \"*\". The session goes on as if AUTH had not been said."},
    {"auth.not_base64", "501", "5.5.2", "Cannot decode response: not base64", "RFC 4954 4",
     "What a client answers is base64, in one piece and with its equals signs at the end. Other characters are "
     "refused, "
     "never skipped; base64 is a way of writing octets, not of hiding them."},
    {"auth.malformed", "501", "5.5.2", "Syntax error in response: expected {}", "RFC 4954 4",
     "The base64 is fine, but what it stands for isn't what the mechanism wants here. PLAIN wants two NUL octets: one "
     "in "
     "front of the name and one behind it."},
    {"auth.no_initial", "501", "5.7.0", "No initial response: in this mechanism the server begins", "RFC 4954 4",
     "In CRAM-MD5 the client answers a challenge, so it can have nothing to say before it has heard one."},
    {"auth.too_long", "500", "5.5.6", "Authentication exchange line is too long: at most {} octets", "RFC 4954 4",
     "Lines of an exchange may be longer than commands, but not endless. The exchange is over."},
    {"auth.mechanism", "504", "5.5.4", "Unrecognized authentication type; there are {}", "RFC 4954 4",
     "AUTH is fine, only this mechanism isn't there: that is what tells 504 from 500. EHLO lists those that are."},
    {"auth.plaintext_off", "538", "5.7.11", "Encryption required for requested authentication mechanism", "RFC 4954 6",
     "PLAIN and LOGIN send the password readable for anyone on the way, and this server has been told not to take it "
     "like that (`auth.allow_plaintext`)."},
    {"auth.needs_ehlo", "503", "5.5.1", "Bad sequence of commands: AUTH takes EHLO, not HELO", "RFC 4954 3",
     "AUTH is an extension, and extensions are agreed on by EHLO. HELO asks for plain old SMTP."},
    {"auth.in_transaction", "503", "5.5.1", "Bad sequence of commands: no AUTH within a transaction, RSET drops it",
     "RFC 4954 4", "Who you are is settled before the envelope is opened. Drop it with RSET, or send it first."},
    {"auth.again", "503", "5.5.1", "Bad sequence of commands: you are logged in already", "RFC 4954 4",
     "AUTH succeeds once in a session. To be somebody else, QUIT and connect again."},

    // RCPT.
    {"rcpt.ok", "250", "2.1.5", "Recipient <{}> OK", "RFC 5321 4.1.1.3",
     "There is a mailbox of that name and it gets a copy. Only RCPT decides that: the letter's To and Cc lines are "
     "never looked at."},
    {"rcpt.duplicate", "250", "2.1.5", "Recipient <{}> OK, already on the list", "RFC 5321 4.1.1.3",
     "That mailbox has been named before, perhaps in another spelling. It gets one copy."},
    {"rcpt.syntax", "501", "5.5.4", "Syntax error in parameters: expected {} at column {}", "RFC 5321 4.1.1.3",
     "The form is RCPT TO:<address>, one address a command. For several recipients send several RCPTs."},
    {"rcpt.bad_path", "501", "5.1.3", "Syntax error in forward-path: expected {} at column {}", "RFC 5321 4.1.2",
     "The recipient's address stands in angle brackets right behind the colon, without a space. Only postmaster may "
     "do without a domain."},
    {"rcpt.too_long", "501", "5.1.3", "{} too long: at most {} octets", "RFC 5321 4.5.3.1",
     "A local part has at most 64 octets, a domain 255 and each part of it 63, a path with its brackets 256. Every "
     "program on the way may count on that."},
    {"rcpt.needs_smtputf8", "553", "5.6.7", "Mailbox name not allowed: non-ASCII needs SMTPUTF8 at MAIL",
     "RFC 6531 3.5",
     "The transaction was opened without SMTPUTF8, so its addresses must be ASCII. RSET, and begin again with the "
     "parameter."},
    {"rcpt.unknown_parameter", "555", "5.5.4", "Parameter not recognized: {}", "RFC 5321 4.1.1.11",
     "RCPT takes only parameters of extensions that EHLO has announced: NOTIFY and ORCPT. Ignoring an unknown one "
     "could "
     "betray what the sender relied on."},
    {"rcpt.needs_ehlo", "555", "5.5.4", "Parameter not available after HELO: {}; say EHLO", "RFC 5321 4.1.1.3",
     "Parameters belong to extensions, and extensions are agreed on by EHLO. HELO asks for plain old SMTP."},
    {"rcpt.bad_value", "501", "5.5.4", "Bad value of parameter {}", "RFC 3461 4",
     "NOTIFY wants NEVER, or some of SUCCESS, FAILURE and DELAY with commas between. ORCPT wants a type, a semicolon "
     "and "
     "an address in xtext: rfc822;alice@post.example."},
    {"rcpt.duplicate_parameter", "501", "5.5.4", "Parameter given twice: {}", "RFC 3461 4.5",
     "Two values would leave open which one holds. Each parameter may be given once."},
    {"rcpt.relay", "550", "5.7.1", "Relaying denied: only mail for {} is taken here", "RFC 5321 3.6.2",
     "This server delivers to its own mailboxes and passes nothing on. Servers that relay for everybody were the "
     "spammers' favourite tool."},
    {"rcpt.unknown_mailbox", "550", "5.1.1", "No such user here: <{}>", "RFC 5321 3.3",
     "The domain is right but nobody of that name has a mailbox. The other recipients stay accepted."},
    {"rcpt.full", "452", "4.2.2", "Requested action not taken: mailbox <{}> is full", "RFC 3463 3.3",
     "There is such a mailbox, but it has no room for this letter (`store.max_mailbox_bytes`): its owner has to delete "
     "something first. The other recipients stay accepted, and this one can be tried again later."},
    {"rcpt.too_many", "452", "4.5.3", "Too many recipients: at most {} for one message", "RFC 5321 4.5.3.1.10",
     "Send the letter to those accepted so far, then again to the rest. That is why the code begins with 4, though "
     "RFC 821 once said 552."},
    {"rcpt.endless", "421", "4.7.0", "{} Too many RCPT commands in one transaction, closing transmission channel",
     "RFC 5321 7.8",
     "Ten times as many RCPTs as a message may have recipients came for one message, repeated or refused ones among "
     "them. Nobody addresses a letter like that, but a program that tries names out does."},
    {"rcpt.failed", "451", "4.3.0", "Requested action aborted: local error in processing", "RFC 5321 4.2.3",
     "The server couldn't look the mailbox up, so it can say neither yes nor no. Try again later: that is what 4 at "
     "the front means."},

    // DATA.
    {"data.start", "354", "", "Start mail input; end with <CRLF>.<CRLF>", "RFC 5321 4.1.1.4",
     "From here on lines are letter, not commands, until a line with one dot alone. A line of yours that begins with "
     "a dot needs a second one in front."},
    {"data.ok", "250", "2.0.0", "OK, stored as message {}", "RFC 5321 4.2.5",
     "The letter is on disk for every accepted recipient, and the server has taken the responsibility. It says so "
     "only after that is true."},
    {"data.too_big", "552", "5.3.4", "Too much mail data: at most {} octets", "RFC 5321 4.5.3.1.9",
     "The server has read your letter to its end to stay in step, but threw it away at the limit. EHLO announced "
     "that limit behind SIZE."},
    {"data.mixed_line_ends", "554", "5.6.0", "Transaction failed: bare CR or LF in the mail data", "RFC 5321 2.3.8",
     "In mail a line ends with CR and LF together, and each of them alone is forbidden. Servers that disagree about a "
     "lone one can be tricked into seeing two letters where one was sent."},
    {"data.loop", "554", "5.4.6", "Transaction failed: more than 100 Received lines, a routing loop", "RFC 5321 6.3",
     "Each server on the way adds a Received line. A letter with that many goes round in circles."},
    {"data.full", "452", "4.3.1", "Requested action not taken: insufficient system storage", "RFC 5321 4.2.3",
     "The disk is full and nothing of the letter has been kept. The client keeps it and tries again."},
    {"data.mailbox_full", "452", "4.2.2", "Requested action not taken: a recipient's mailbox is full", "RFC 3463 3.3",
     "One of the mailboxes has no room for so large a letter, and a letter goes to all or none. Say its SIZE at MAIL, "
     "and RCPT names the full one, so that the others get theirs."},
    {"data.client_full", "452", "4.7.0", "Requested action not taken: at most {} octets an hour from your address",
     "RFC 5321 4.2.3",
     "With this letter your address would have brought more within an hour than is taken from anybody "
     "(`smtp.max_client_bytes`). Nothing of it has been kept; the client tries again later."},
    {"data.failed", "451", "4.3.0", "Requested action aborted: local error in processing", "RFC 5321 4.2.3",
     "The letter couldn't be put on disk, for nobody: all recipients or none. The client keeps it and tries again."},
    {"data.no_mailbox", "450", "4.2.0", "Requested mail action not taken: a recipient's mailbox has gone meanwhile",
     "RFC 5321 4.3.2",
     "Between RCPT and the end of the data somebody removed a mailbox, and a letter goes to all or none. Send it "
     "again: RCPT will name the one that is missing."},

    // BDAT.
    {"bdat.ok", "250", "2.0.0", "{} octets received", "RFC 3030 2",
     "The chunk has come whole. Nothing is delivered before the chunk that is called LAST, and RSET still drops it "
     "all."},
    {"bdat.stored", "250", "2.0.0", "OK, {} octets received, stored as message {}", "RFC 3030 4.1",
     "The letter is on disk for every accepted recipient, octet for octet as it was counted: no dot has been doubled "
     "and "
     "none ends it."},
    {"bdat.syntax", "501", "5.5.4", "Syntax: {}", "RFC 3030 2",
     "BDAT needs the number of octets that follow, line ends counted as two, and LAST if they are the last ones. "
     "Without "
     "that number nobody can tell what follows from commands, so it is read as commands."},
    {"bdat.needs_ehlo", "503", "5.5.1", "Bad sequence of commands: BDAT takes EHLO, not HELO", "RFC 3030 2",
     "BDAT is an extension, and extensions are agreed on by EHLO. The octets behind it were read and thrown away, so "
     "that they are not taken for commands."},
    {"bdat.needs_rset", "503", "5.5.1", "Bad sequence of commands: a chunk has been refused, RSET drops the letter",
     "RFC 3030 2",
     "A letter with a hole in it is none. Chunks that were sent ahead are read and thrown away, until RSET ends the "
     "transaction."},
    {"bdat.no_line_end", "554", "5.6.0", "Transaction failed: the last line of the mail data does not end in CRLF",
     "RFC 3030 2",
     "Counted text is made of lines, too, and each ends in CR and LF. POP3 could not hand this letter out without "
     "adding "
     "them, and what was counted is never changed."},

    // The rest.
    {"rset.ok", "250", "2.0.0", "OK", "RFC 5321 4.1.1.5",
     "Sender, recipients and data are forgotten. You needn't say EHLO again."},
    {"noop.ok", "250", "2.0.0", "OK", "RFC 5321 4.1.1.9",
     "Nothing was asked and nothing done, but both sides know now that the line is alive."},
    {"quit.ok", "221", "2.0.0", "{} Service closing transmission channel", "RFC 5321 4.1.1.10",
     "The server says goodbye, then closes. An envelope still open is thrown away."},
    {"starttls.go", "220", "2.0.0", "Ready to start TLS", "RFC 3207 4",
     "The next octets belong to TLS, and nobody on the way can read along from there. All you have said so far is "
     "forgotten, since it could have been forged: say EHLO again."},
    {"starttls.already", "503", "5.5.1", "Bad sequence of commands: TLS is active already", "RFC 3207 4.2",
     "Everything is encrypted already, and TLS inside TLS would hide nothing more. So EHLO doesn't announce it any "
     "more."},
    {"starttls.unavailable", "454", "4.7.0", "TLS not available due to temporary reason", "RFC 3207 4",
     "The server knows STARTTLS but doesn't do it now (`tls.offer`). The client decides whether it goes on in plain "
     "text or tries again later; one that sends passwords had better not go on."},
    {"vrfy.maybe", "252", "2.5.0", "Cannot VRFY user; RCPT attempts delivery", "RFC 5321 7.3",
     "The server won't tell here who has a mailbox, since spammers asked too often. 250 would claim that it had "
     "looked."},
    {"expn.no_lists", "502", "5.5.1", "Command not implemented: no mailing lists here", "RFC 5321 4.2.4",
     "EXPN shows the members of a mailing list, and there are none. So EHLO doesn't announce it, and 502 is the "
     "honest answer."},
    {"help.commands", "214", "2.0.0", "Commands: {}; HELP with one of them tells more", "RFC 5321 4.1.1.8",
     "The list is printed from the table that the server itself runs by, so it is never out of date."},
    {"help.command", "214", "2.0.0", "{}", "RFC 5321 4.1.1.8",
     "The syntax, the section of the standard that defines it, and what it is for. Every line of an answer carries "
     "the same code."},
    {"help.unknown", "504", "5.5.4", "No help for \"{}\"; HELP alone lists the commands", "RFC 5321 4.3.2",
     "HELP itself is fine, only this topic isn't there: that is what tells 504 from 500."},
};

static_assert(well_formed(replies));

/// The row of that name: "mail.nested"_reply. A name without a row does not compile.
consteval const Reply& operator""_reply(const char* id, std::size_t length) { return row(replies, {id, length}); }

}  // namespace postlab::smtpd
