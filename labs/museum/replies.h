#pragma once
#include <cstddef>
#include <string_view>

#include "shared/reply.h"

namespace postlab::museum {

/// Every reply of POP2. RFC 937 fixes the first character alone: "+" and "-" as in POP3, "#" in front of a number of
/// messages, "=" in front of a number of octets. Behind every "-" the server closes: "if anything goes wrong close the
/// connection" is a rule of that protocol.
inline constexpr Reply replies[] = {
    // The beginning and the end
    {"greeting.ready", "+", "", "POP2 {} server ready", "RFC 937 Greeting",
     "The server speaks first, and names its protocol: POP3's greeting begins with +OK instead, so a program that "
     "speaks "
     "the other one notices at once."},
    {"greeting.busy", "-", "", "too many connections, goodbye", "RFC 937 -",
     "The server serves as many clients as it has been told to."},
    {"greeting.no_tls", "-", "", "no TLS on this port, goodbye", "RFC 937 -",
     "The first octets were not a command but the beginning of TLS, which came many years after POP2."},
    {"session.timeout", "-", "", "nothing came for too long, goodbye", "RFC 937 Timeouts",
     "Neither side is to wait for ever. What ACKD has marked stays: only QUIT and FOLD delete."},
    {"session.shutdown", "-", "", "the server stops, goodbye", "RFC 937 -",
     "What ACKD has marked stays: only QUIT and FOLD delete."},
    {"quit.ok", "+", "", "OK, bye, bye", "RFC 937 QUIT",
     "What ACKD has marked is deleted now, the maildrop is free again, and the server closes."},
    {"quit.failed", "-", "", "what ACKD has marked could not be deleted, goodbye", "RFC 937 QUIT",
     "The store did not do it, so all of the messages are still there in the next session."},

    // Logging in
    {"helo.ok", "#", "", "{} message{} for you", "RFC 937 HELO",
     "One line brings name and password, and one number says how many messages there are. POP3 made two commands of "
     "it, "
     "USER and PASS, and keeps the number for STAT."},
    {"helo.wrong", "-", "", "wrong name or password, goodbye", "RFC 937 HELO",
     "There is one try for each connection. The server does not say which of the two is wrong."},
    {"helo.plaintext_off", "-", "", "no plaintext passwords here, goodbye", "RFC 937 HELO",
     "HELO sends the password readable for anyone on the way, and this server has been told not to take it like that. "
     "POP2 has no other way."},
    {"helo.in_use", "-", "", "maildrop already locked, goodbye", "RFC 937 HELO",
     "The password was right, but another session, in POP2 or POP3, has this maildrop open: both keep the same lock."},
    {"helo.failed", "-", "", "the maildrop cannot be opened now, goodbye", "RFC 937 HELO",
     "Neither name nor password is at fault: the store did not answer."},

    // Mailboxes
    {"fold.ok", "#", "", "{} message{} there", "RFC 937 FOLD",
     "POP2 knows folders, which POP3 gave up. Here is one, INBOX; of any other name there are 0 messages, as the RFC "
     "wants it for one that does not exist. Leaving a folder deletes what ACKD has marked there, and numbers the rest "
     "anew."},
    {"fold.failed", "-", "", "what ACKD has marked could not be deleted, goodbye", "RFC 937 FOLD",
     "The store did not do it, so all of the messages are still there in the next session."},

    // How long a message is
    {"size.one", "=", "", "{} characters in message {}", "RFC 937 READ",
     "So many octets come when RETR is said, not one more, and nothing marks their end: no dot, and so no dots to "
     "stuff. The client has to count."},
    {"size.none", "=", "", "0 no message {}", "RFC 937 READ",
     "No such message, or no more of them. RETR would make the server close now."},
    {"size.deleted", "=", "", "0 message {} is marked for deletion", "RFC 937 READ",
     "ACKD has marked it. It keeps its number until QUIT or FOLD, but cannot be read any more."},

    // Commands at the wrong time
    {"order.helo_first", "-", "", "HELO comes first, goodbye", "RFC 937 AUTH",
     "The server wants to know who it speaks with before it tells anything."},
    {"order.helo_once", "-", "", "HELO has been said, goodbye", "RFC 937 MBOX",
     "There is one user for each connection."},
    {"order.read_first", "-", "", "READ a message first, goodbye", "RFC 937 MBOX",
     "READ chooses a message and brings its length; without the length nobody could tell where the message ends."},
    {"order.nothing_sent", "-", "", "nothing has been sent that could be acknowledged, goodbye", "RFC 937 ITEM",
     "ACKS, ACKD and NACK answer RETR's message, and nothing else."},
    {"order.acknowledge", "-", "", "the message waits for ACKS, ACKD or NACK, goodbye", "RFC 937 NEXT",
     "Behind each message the client says what became of it. POP3 dropped that: there TCP's word is good enough."},

    // Lines that are none of POP2's
    {"command.unknown", "-", "", "unknown command; POP2 knows HELO FOLD READ RETR ACKS ACKD NACK QUIT, goodbye",
     "RFC 937 Commands", "A server of POP2 forgives nothing: whatever it does not know ends the connection."},
    {"command.pop3", "-", "", "{} is POP3, and this is POP2, goodbye", "RFC 937 Commands",
     "The two have RETR and QUIT in common, and that is all. A client of the one cannot speak to a server of the "
     "other, "
     "which is why POP3 got a port of its own: 110 beside 109."},
    {"command.syntax", "-", "", "the syntax is: {}, goodbye", "RFC 937 Formal Syntax",
     "One space stands between words. A space within a name or password is typed as \"\\ \", a backslash as \"\\\\\"."},
    {"command.too_long", "-", "", "line too long, 512 octets with its CRLF are the most, goodbye", "RFC 937 Sizes",
     "A limit protects the server's memory."},
};
static_assert(well_formed(replies));

/// "read.ok"_reply: a row by its id; an id that is in no row does not compile.
consteval const Reply& operator""_reply(const char* id, std::size_t size) { return row(replies, {id, size}); }

}  // namespace postlab::museum
