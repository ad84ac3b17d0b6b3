#pragma once
#include "shared/note.h"

namespace postlab {

/// Everything a classroom server may remark, for both protocols, so that the same slip is called the same in both.
/// Short, since two of them have to fit behind a reply; the why says the rest.
inline constexpr Note notes[] = {
    // How the line came.
    {"note.bare_lf", Note::When::once, "line ended with LF only, see L01", "RFC 5321 2.3.8, RFC 1939 3",
     "A line ends with CR and LF together; nc sends the LF alone. This server takes a command all the same, others "
     "wait for ever. `nc -C` on Linux, `nc -c` on macOS, telnet and `postlab talk` send both."},
    {"note.edited", Note::When::each_time, "edited line: {}", "RFC 5321 4.1.1, RFC 1939 3",
     "The program you type with has sent your backspaces and arrow keys along with the letters. The server has rubbed "
     "out what you did, and this is what it has read; another server would take the keys for letters."},
    {"note.edited_unseen", Note::When::each_time, "edited line, not shown since it may hold a password",
     "RFC 5321 4.1.1, RFC 1939 3",
     "Your backspaces and arrow keys have come along with the letters, and the server has rubbed out what you did. "
     "What may be a password is never said back."},
    {"note.blanks", Note::When::each_time, "extra spaces left out", "RFC 5321 4.1.1, RFC 2449 3",
     "The grammar wants exactly one space before each argument. Further spaces and tabs were left out here; other "
     "servers refuse them, and a password keeps all of its own."},
    {"note.byte_order_mark", Note::When::each_time, "an invisible byte order mark stood at the start",
     "RFC 5321 2.4, RFC 1939 3",
     "Some editors put the three octets EF BB BF in front of a text to say that it is UTF-8. Nobody sees them, but "
     "they came along when it was pasted, and were dropped here."},
    {"note.interrupt", Note::When::each_time, "Ctrl-C ends nothing here, QUIT does; Ctrl-] leaves telnet", "RFC 854",
     "telnet has sent Interrupt Process and then waits for an answer before it shows anything more. The server has "
     "answered, so the session goes on."},

    // What a refused line may have meant.
    {"note.homoglyph", Note::When::if_refused, "character {} is U+{}, a {} that looks like {}",
     "RFC 5321 2.4, RFC 1939 3",
     "Commands are ASCII. A Chinese keyboard types full-width punctuation, and several Cyrillic and Greek letters look "
     "like Latin ones but have other numbers; switch the keyboard and type the line again."},
    {"note.meant", Note::When::if_refused, "did you mean {}?", "RFC 5321 4.1.1, RFC 1939 3",
     "The word is not a command, but it is close to one. Commands have a fixed spelling, mostly of four letters."},
    {"note.way_out", Note::When::if_refused, "the way out is QUIT", "RFC 5321 4.1.1.10, RFC 1939 6",
     "Each protocol has one word for leaving, the same in both. Whoever just closes the window leaves the server in "
     "doubt, and in POP3 nothing is deleted."},
    {"note.no_shell", Note::When::if_refused, "this is a mail server, not a shell", "RFC 5321 4.2.4, RFC 1939 3",
     "What you type goes to a program that knows only the commands of its protocol. There are no files to list or "
     "folders to change to."},
    {"note.letter", Note::When::if_refused, "a line of a letter; letters go behind DATA", "RFC 5321 3.3",
     "To, Subject and their like are lines of the letter, and the letter is asked for by DATA. Outside of it, every "
     "line is taken for a command."},
    {"note.ssh", Note::When::if_refused, "an SSH client has called; this port is for mail",
     "RFC 5321 4.2.4, RFC 1939 3",
     "SSH begins with a line that names its version. A mail server can make nothing of it: the port is another one."},
    {"note.not_offered", Note::When::if_refused, "not offered here, go on without it", "RFC 5321 2.2.1, RFC 2449 5",
     "EHLO and CAPA list what a server can do. What is not on the list is not asked for, and "
     "nothing that you need here is missing from it."},
    {"note.login", Note::When::if_refused, "USER and PASS log in, a line for each", "RFC 1939 7",
     "LOGIN is IMAP's word. In POP3 the name comes first, then the password; or AUTH carries both, in base64."},

    // SMTP's arguments.
    {"note.path_blank", Note::When::each_time, "no space belongs in front of the <address>", "RFC 5321 3.3",
     "FROM, the colon and the address stand together, though many programs and textbooks put a space there. Some "
     "servers are lenient about it, others answer 501."},
    {"note.brackets", Note::When::each_time, "the address belongs in <angle brackets>", "RFC 5321 4.1.2",
     "Without brackets nobody can tell where an address ends and a parameter begins. They were put around it here; "
     "other servers answer 501."},
    {"note.colon", Note::When::if_refused, "a colon is missing: {}:<address>", "RFC 5321 4.1.1",
     "FROM and TO are followed by a colon, and right behind it stands the address in angle brackets."},
    {"note.path_elsewhere", Note::When::if_refused, "MAIL takes FROM:, RCPT takes TO:", "RFC 5321 3.3",
     "MAIL says whom the letter is from, RCPT whom it goes to. Each has its own word behind it."},
    {"note.no_verb", Note::When::if_refused, "the verb is missing: {}:<address>", "RFC 5321 3.3",
     "FROM and TO are no commands: MAIL stands in front of the one, RCPT in front of the other. A letter's own From: "
     "and To: lines come later, behind DATA."},
    {"note.no_domain", Note::When::if_refused, "an address goes on: <name@domain>", "RFC 5321 4.1.2",
     "An address is a name, an @ and a domain. Only RCPT TO:<postmaster> may do without the last two."},
    {"note.hello_more", Note::When::each_time, "only the name counts, the rest of the line is left out",
     "RFC 5321 4.1.1.1",
     "EHLO and HELO take one name. A strict server takes a text behind it only where the name is an address in square "
     "brackets, as older standards advised."},
    {"note.host_ascii", Note::When::each_time, "a host name is made of ASCII letters, digits and hyphens",
     "RFC 5321 2.3.5",
     "Names in other scripts have a form in ASCII for the wire, xn--... . This server takes the name as it is and "
     "writes your address into the Received line instead; a strict one answers 501."},
    {"note.host_character", Note::When::each_time, "character {}, '{}', does not belong there", "RFC 5321 4.1.2",
     "A domain is made of letters, digits and hyphens, with dots between its parts, and no part begins or ends with a "
     "hyphen. Windows computers often have an underscore in their names, which is taken here, but a strict server "
     "answers "
     "501; a made-up name like pc.example will do."},
    {"note.host_end", Note::When::if_refused, "it breaks off: a letter or digit has to come last", "RFC 5321 4.1.2",
     "A domain ends with a letter or a digit, an address literal with its bracket. The dot at the end that DNS knows "
     "is not written in mail."},

    // The letter.
    {"note.letter_keys", Note::When::each_time, "the letter holds backspaces as they were typed", "RFC 5321 4.5.2",
     "In a command this server rubs out what a backspace was meant to. In a letter every octet is the sender's, so the "
     "backspaces stand in it beside the letters that they should have removed. Send the letter once more."},
};

static_assert(well_formed(notes));

/// "note.bare_lf"_note: a row by its id; an id that is in no row does not compile.
consteval const Note& operator""_note(const char* id, std::size_t size) { return row(notes, {id, size}); }

}  // namespace postlab
