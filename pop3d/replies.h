#pragma once
#include <cstddef>
#include <string_view>

#include "shared/reply.h"

namespace postlab::pop3d {

/// Every reply the POP3 server can give. The wording is that of the RFCs' own examples wherever they have one that
/// does not tell a stranger who has a maildrop here, as those to USER do.
inline constexpr Reply replies[] = {
    // The beginning
    {"greeting.ready", "+OK", "", "POP3 server ready {}", "RFC 1939 4",
     "In POP3 the server speaks first. What stands in angle brackets is new for every connection, and APOP mixes it "
     "with a secret."},
    {"greeting.busy", "-ERR", "[SYS/TEMP]", "too many connections, try again later", "RFC 3206 4",
     "The server serves as many clients as it has been told to. SYS/TEMP tells a program that waiting will help."},
    {"greeting.no_tls", "-ERR", "", "no TLS on this port, goodbye", "RFC 1939 4",
     "The first octets were not a command but the beginning of TLS: a program is set to speak encrypted from the "
     "start, "
     "which has a port of its own. Here everything is plain text, so that you can read along."},
    {"greeting.needs_tls", "-ERR", "", "TLS has to begin here, goodbye", "RFC 8314 3",
     "Behind STLS, and from the first octet on at a port for it, everything is TLS. Plain text came, or nothing at "
     "all: "
     "this is for a program that can encrypt, such as `postlab talk --tls` or `openssl s_client`."},
    {"capa.list", "+OK", "", "Capability list follows", "RFC 2449 5",
     "What this server can do beyond the minimum, one capability a line, up to a line with a single dot. A client asks "
     "instead of guessing."},

    // Hiding what follows
    {"stls.go", "+OK", "", "Begin TLS negotiation", "RFC 2595 4",
     "The next octets belong to TLS, and nobody on the way can read along from there. The session is still in the "
     "AUTHORIZATION state, and a name that USER gave is forgotten."},
    {"stls.already", "-ERR", "", "Command not permitted when TLS active", "RFC 2595 4",
     "Everything is encrypted already, and TLS inside TLS would hide nothing more. So CAPA doesn't list it any more."},
    {"stls.unavailable", "-ERR", "[SYS/TEMP]", "TLS is not available now", "RFC 2595 4",
     "The server knows STLS but doesn't do it now (`tls.offer`). The client decides whether it goes on in plain text; "
     "one that sends passwords had better not."},

    {"stls.after_utf8", "-ERR", "", "STLS comes before UTF8", "RFC 6856 2.1",
     "Behind UTF8 a client must not begin TLS: what was said before TLS is forgotten, and UTF8 would be, too. QUIT, "
     "connect again, and say STLS first."},

    // Languages
    {"utf8.ok", "+OK", "", "UTF8 enabled", "RFC 6856 2.1",
     "From here on letters come as they are, also where their header has other characters than ASCII. It has to be "
     "said "
     "before the login."},
    {"utf8.needed", "-ERR", "[UTF8]", "message {} has UTF-8 in its header; QUIT, and say UTF8 before you log in",
     "RFC 6856 5",
     "This letter's header has characters beyond ASCII, and they may be sent only to a client that has asked for them. "
     "Say UTF8 in front of USER, and it comes as it is. The letter is kept meanwhile."},
    {"lang.ok", "+OK", "", "{} replies are in English now", "RFC 6856 3.2",
     "Behind +OK stands the tag of the language that was chosen; this reply is the first one in it. Codes, verbs and "
     "what programs read stay the same in all languages."},
    {"lang.list", "+OK", "", "Language listing follows:", "RFC 6856 3.2",
     "One language a line, its tag and its name in the language itself, up to a line with a single dot. The names are "
     "in "
     "UTF-8."},
    {"lang.unknown", "-ERR", "", "invalid language {}", "RFC 6856 3.3",
     "The server's replies have not been translated into that language. LANG alone lists those there are; the language "
     "stays what it was."},

    // Logging in
    {"login.needs_tls", "-ERR", "", "TLS has to begin first, say STLS", "RFC 2595 2.2",
     "Nobody logs in here where others could read along (`tls.require`), not even by a mechanism that hides the "
     "password: the letters would be readable all the same."},
    {"user.ok", "+OK", "", "send PASS", "RFC 1939 7",
     "This does not say whether such a mailbox exists. A server that answers -ERR to unknown names tells a stranger "
     "whose names are worth trying."},
    {"user.known", "+OK", "", "{} is a valid mailbox", "RFC 1939 7",
     "A server that answers like this to real names only tells everybody which names are real. This one does so only "
     "where a fault makes it leak."},
    {"user.unknown", "-ERR", "", "never heard of mailbox {}", "RFC 1939 7",
     "The RFC's own example, and a clue for attackers (RFC 1939 13): the name need not be tried again. It is said only "
     "where a fault makes the server leak."},
    {"user.plaintext_off", "-ERR", "", "no plaintext passwords here; there are {}", "RFC 1939 7",
     "USER and PASS send the password readable for anyone on the way, and this server has been told not to take it "
     "like that. APOP and SCRAM-SHA-256 show that the client knows it without sending it; behind STLS nobody on the "
     "way can read it."},
    {"pass.user_first", "-ERR", "", "say USER first, then PASS", "RFC 1939 7",
     "A password belongs to a name. PASS comes after USER, and after a failed PASS both are said again."},
    {"pass.wrong", "-ERR", "[AUTH]", "invalid password", "RFC 1939 7",
     "The name or the password is wrong, or the account takes APOP alone (`user add --apop-only`, RFC 1939 13); the "
     "server does not say which. AUTH (RFC 3206 5) tells a program to ask its user for a new one."},
    {"apop.digest", "-ERR", "", "the digest is 32 hexadecimal digits in lower case: APOP name digest", "RFC 1939 7",
     "APOP sends the MD5 of the greeting's timestamp, angle brackets included, followed by the secret. This was no "
     "such "
     "digest, so it was not tried."},
    {"apop.wrong", "-ERR", "[AUTH]", "permission denied", "RFC 1939 7",
     "Either the name has no APOP secret here (`user add --apop` keeps one), or the digest does not fit this "
     "connection's timestamp. An account made with `--apop-only` takes no PASS: RFC 1939 13 advises one method a "
     "name."},
    {"auth.challenge", "+", "", "{}", "RFC 5034 4",
     "The exchange goes on: behind the plus sign stands the server's challenge in base64, or nothing. The answer is a "
     "line of base64, too, and \"*\" calls the exchange off."},
    {"auth.wrong", "-ERR", "[AUTH]", "authentication failed", "RFC 5034 4",
     "The name or its proof is wrong, or the account doesn't have what this mechanism needs: CRAM-MD5 takes a secret "
     "that is kept readable (`user add --apop`). The server doesn't say which."},
    {"auth.cancelled", "-ERR", "", "authentication cancelled", "RFC 5034 4",
     "The client has called the exchange off with \"*\". The session goes on as if AUTH had not been said."},
    {"auth.not_base64", "-ERR", "", "the response is not base64", "RFC 5034 4",
     "What a client answers is base64, in one piece and with its equals signs at the end. Other characters are "
     "refused, "
     "never skipped; base64 is a way of writing octets, not of hiding them."},
    {"auth.malformed", "-ERR", "", "the response should be {}", "RFC 5034 4",
     "The base64 is fine, but what it stands for isn't what the mechanism wants here. PLAIN wants two NUL octets: one "
     "in "
     "front of the name and one behind it."},
    {"auth.no_initial", "-ERR", "", "no response belongs behind this mechanism: the server begins", "RFC 5034 4",
     "In CRAM-MD5 the client answers a challenge, so it can have nothing to say before it has heard one."},
    {"auth.too_long", "-ERR", "", "the response is too long, {} octets with its CRLF are the most", "RFC 5034 4",
     "Lines of an exchange may be longer than commands, but not endless. The exchange is over."},
    {"auth.mechanism", "-ERR", "", "unknown mechanism; there are {}", "RFC 5034 4",
     "AUTH names the way in which a client shows who it is. CAPA lists those that are offered behind SASL."},
    {"auth.plaintext_off", "-ERR", "", "no plaintext passwords here; there are {}", "RFC 5034 4",
     "PLAIN and LOGIN send the password readable for anyone on the way, and this server has been told not to take it "
     "like that."},
    {"login.ok", "+OK", "", "{}'s maildrop has {} message{} ({} octets)", "RFC 1939 7",
     "The maildrop is now locked for this session alone. The messages are numbered from 1, and the numbers stay as "
     "they "
     "are until QUIT."},
    {"login.not_utf8", "-ERR", "", "a name or password is UTF-8 without control characters", "RFC 6856 2.2",
     "UTF8 USER in CAPA's list says that names and passwords may have any characters, in UTF-8, as SASLprep (RFC 4013) "
     "takes them. These octets are no UTF-8, or there is a control or private character in them, so they were not "
     "tried: the terminal may speak another encoding."},
    {"login.in_use", "-ERR", "[IN-USE]", "maildrop already locked", "RFC 2449 8.1.2",
     "The password was right, but another session has this maildrop open, and only one at a time may. Wait until it "
     "quits or its line drops."},
    {"login.failed", "-ERR", "[SYS/TEMP]", "the maildrop cannot be opened now, try again later", "RFC 3206 4",
     "Neither name nor password is at fault: the store did not answer. The same login may work in a minute."},
    {"login.too_many", "-ERR", "[AUTH]", "too many failed logins, goodbye", "RFC 1939 4",
     "After a refusal the server may close. Ten failed logins look more like guessing than like typing; "
     "`auth.max_failures` says how many it bears with."},

    // Looking
    {"stat.ok", "+OK", "", "{} {}", "RFC 1939 5",
     "How many messages, and how many octets altogether. Messages marked as deleted count in neither."},
    {"list.all", "+OK", "", "{} message{} ({} octets)", "RFC 1939 5",
     "One line for each message, its number and its size in octets, up to a line with a single dot. Messages marked as "
     "deleted are left out."},
    {"list.one", "+OK", "", "{} {}", "RFC 1939 5",
     "With a number, LIST answers in this one line: the number and the size in octets. No line with a dot follows."},
    {"list.unreadable", "-ERR", "[SYS/TEMP]", "the list of messages cannot be read now", "RFC 3206 4",
     "The store did not give out the list of messages: the disk failed, or an administrator has removed some of them. "
     "The session goes on, and in a minute the same command may work."},
    {"uidl.all", "+OK", "", "", "RFC 1939 7",
     "One line for each message, its number and its unique-id, up to a line with a single dot. The number is for this "
     "session only, the unique-id for as long as the message lives."},
    {"uidl.one", "+OK", "", "{} {}", "RFC 1939 7",
     "With a number, UIDL answers in this one line. A client that leaves mail on the server keeps the unique-ids of "
     "what it has already fetched."},

    // Fetching
    {"retr.ok", "+OK", "", "{} octets", "RFC 1939 5",
     "The whole message follows, up to a line with a single dot. A line of its own that begins with a dot got a second "
     "one, which the client takes off and which the size does not count."},
    {"top.ok", "+OK", "", "", "RFC 1939 7",
     "The header, the empty line and as many lines of the body as were asked for, up to a line with a single dot. A "
     "peek at a large message costs little."},
    {"top.lines", "-ERR", "", "the number of lines is digits alone, 0 or more: TOP msg n", "RFC 1939 7",
     "TOP wants two numbers: which message, and how many lines of its body. With 0 lines it sends the header and the "
     "empty line."},
    {"message.none", "-ERR", "", "no such message, only {} message{} in maildrop", "RFC 1939 5",
     "Messages are numbered from 1, without gaps, as they were found at login. Those marked as deleted are still in "
     "the maildrop and keep their numbers."},
    {"message.deleted", "-ERR", "", "message {} already deleted", "RFC 1939 5",
     "It carries a deletion mark, and no command may name it any more. Until QUIT the mark can be rubbed out: RSET."},
    {"message.digits", "-ERR", "", "a message number is digits alone", "RFC 1939 4",
     "Message numbers are decimal and begin with 1. A sign or a letter makes it something else."},
    {"message.unreadable", "-ERR", "[SYS/TEMP]", "message {} cannot be read now", "RFC 3206 4",
     "The store did not give the message out: it has been removed by an administrator, or the disk failed. Nothing of "
     "it has been sent."},

    // Deleting
    {"dele.ok", "+OK", "", "message {} deleted", "RFC 1939 5",
     "In truth it is only marked. It is removed when the session ends with QUIT; if the line drops before, it stays."},
    {"rset.ok", "+OK", "", "maildrop has {} message{} ({} octets)", "RFC 1939 5",
     "All deletion marks are gone, and the maildrop is as it was at login."},
    {"noop.ok", "+OK", "", "", "RFC 1939 5", "Nothing happened, as asked. It shows that both sides are still there."},
    {"last.ok", "+OK", "", "{}", "RFC 1460 5",
     "The highest number that RETR or DELE named in this session, 0 if none did. RFC 1725 took LAST out of POP3: UIDL "
     "does its work better."},
    {"last.off", "-ERR", "", "LAST is no longer part of POP3, use UIDL", "RFC 1939 3",
     "LAST lived from RFC 1081 to RFC 1460; RFC 1725 removed it. It breaks down as soon as two programs fetch from one "
     "maildrop."},

    // Leaving
    {"quit.ok", "+OK", "", "{} POP3 server signing off", "RFC 1939 4",
     "Nobody had logged in, so there is nothing to update: the session just ends."},
    {"quit.empty", "+OK", "", "{} POP3 server signing off (maildrop empty)", "RFC 1939 6",
     "The UPDATE state: the marked messages are now really gone, and this was said only after that was true. The lock "
     "is free again."},
    {"quit.left", "+OK", "", "{} POP3 server signing off ({} message{} left)", "RFC 1939 6",
     "The UPDATE state: marked messages are now really gone, the others wait for the next session. The lock is free "
     "again."},
    {"quit.failed", "-ERR", "", "some deleted messages not removed", "RFC 1939 6",
     "The store could not remove the marked messages and has kept them all. The session ends nevertheless; mark them "
     "again next time."},

    // What no state or no handler has asked for
    {"command.login_first", "-ERR", "", "log in first: USER and PASS, or APOP", "RFC 1939 5",
     "This command works on a maildrop, and none is open yet: the session is in the AUTHORIZATION state."},
    {"command.logged_in", "-ERR", "", "you are logged in already", "RFC 1939 7",
     "USER, PASS, APOP, AUTH and STLS belong to the AUTHORIZATION state. To read another maildrop, QUIT and connect "
     "again."},
    {"command.unknown", "-ERR", "", "unknown command; in this state there are {}", "RFC 1939 3",
     "The first word of the line is not a command of this server. Upper or lower case does not matter, spelling does."},
    {"command.baffled", "-ERR", "", "too many unknown commands, goodbye", "RFC 1939 3",
     "So many lines in a row were no commands that this can be no mail program. The server may defend itself: "
     "`pop3.max_unrecognized` says how long it bears with it."},
    {"command.bare_password", "-ERR", "", "unknown command; type PASS, one space and the password", "RFC 1939 7",
     "The server reads the first word of each line as a command, also after USER. The password goes behind the word "
     "PASS."},
    {"command.smtp", "-ERR", "", "this is POP3, which fetches mail; SMTP, which sends it, is on another port",
     "RFC 1939 3",
     "Both protocols are plain lines of text, but they are two services with two ports. POP3 cannot send anything."},
    {"command.http", "-ERR", "", "this is POP3, not a web server, goodbye", "RFC 1939 3",
     "A browser has knocked at the mail port. The line is cut, since a web page could make a browser type mail "
     "commands."},
    {"command.empty", "-ERR", "", "an empty line is not a command", "RFC 1939 3",
     "Every line to the server is a command, and each one gets a reply, even this one."},
    {"command.control_character", "-ERR", "", "control character {} at column {}", "RFC 1939 3",
     "Commands are made of printable characters. What a backspace or an arrow key sends is none, and only a program "
     "for people understands it."},
    {"command.syntax", "-ERR", "", "the syntax is: {}", "RFC 1939 3",
     "The command exists, but it takes other arguments: too many words or too few stood behind it. Square brackets "
     "mean "
     "that a word may be left out."},
    {"command.spaces", "-ERR", "", "one space between words and none at the end: {}", "RFC 2449 3",
     "Exactly one space stands before each argument. A space at the end of the line cannot be seen, but it is sent."},
    {"command.too_long", "-ERR", "", "line too long, 255 octets with its CRLF are the most", "RFC 2449 4",
     "A limit protects the server's memory. The whole line has been thrown away, and the session goes on."},
};
static_assert(well_formed(replies));

/// "retr.ok"_reply: a row by its id; an id that is in no row does not compile.
consteval const Reply& operator""_reply(const char* id, std::size_t size) { return row(replies, {id, size}); }

}  // namespace postlab::pop3d
