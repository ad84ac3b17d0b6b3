#include "labs/explain/glossary.h"

#include <algorithm>

#include "shared/text/text.h"

namespace postlab::labs {

namespace {

constexpr GlossaryEntry entries[] = {
    {"address", "mail address", "RFC 5321 2.3.11",
     "Where a letter goes: a local-part, an at sign, a domain, as in alice@post.example. Everything in front of the at "
     "sign is the receiving server's own business; only the domain says which server that is.",
     "domain, local-part, mailbox"},
    {"ASCII", "us-ascii", "RFC 20",
     "The 128 characters that every computer agrees on: the English alphabet, digits, punctuation and 33 control "
     "codes. "
     "Commands and replies are ASCII; a letter may have more where both sides have agreed to it.",
     "octet, UTF-8"},
    {"attachment", "attachments", "RFC 2183 2.2",
     "A file that travels within a letter, as one part of a multipart body. Its octets are mostly written in base64, "
     "and "
     "Content-Disposition gives it a name.",
     "base64, MIME, multipart"},
    {"base64", "", "RFC 4648 4",
     "Any octets, written in 64 harmless characters: three octets become four letters, digits, + or /, with = to fill "
     "the "
     "end. It is a way of writing, not of hiding: whoever sees it can read it.",
     "attachment, quoted-printable, SASL"},
    {"body", "", "RFC 5322 2.3",
     "What the letter says: everything behind the first empty line. A server does not look into it, but takes and "
     "gives it "
     "octet by octet.",
     "header, message"},
    {"bounce", "non-delivery report", "RFC 5321 4.5.5",
     "A letter from a mail system that tells the sender their own could not be delivered. Its envelope has the empty "
     "sender "
     "<>, so that nobody ever answers a bounce with a bounce.",
     "DSN, reverse-path"},
    {"boundary", "", "RFC 2046 5.1.1",
     "The line that parts of a multipart letter are separated with: two hyphens and a text that occurs nowhere else in "
     "it. "
     "The last one has two hyphens at its end, too.",
     "multipart"},
    {"capability", "extension", "RFC 2449 3, RFC 5321 2.2.1",
     "Something that a server can do beyond the minimum. SMTP's are listed behind EHLO, POP3's behind CAPA, and a "
     "client "
     "uses only what it has seen there.",
     "pipelining, SIZE"},
    {"charset", "character set", "RFC 2046 4.1.2",
     "Which octets stand for which characters. The letter says it in its header, charset=utf-8; whoever reads by "
     "another "
     "charset sees nonsense.",
     "ASCII, UTF-8"},
    {"client", "", "RFC 5321 2.3.3",
     "The side that dials and asks. A mail program is one for both protocols; so are you with telnet. The side that "
     "waits "
     "and answers is the server.",
     "server, telnet"},
    {"CRLF", "line end", "RFC 5321 2.3.8",
     "Carriage return and line feed, octets 13 and 10, together: the end of every line in SMTP and POP3. One without "
     "the "
     "other is no line end, and servers that take it for one can be cheated.",
     "dot-stuffing, smuggling"},
    {"digest", "hash", "RFC 1939 7",
     "A short fingerprint of a text, as MD5 makes it. Who sends the digest of a secret and of something that is new "
     "each time "
     "proves to know the secret, and doesn't say it: that is APOP.",
     "APOP, SASL"},
    {"DNS", "", "RFC 1035",
     "The directory of names on the Internet. Mail asks it which server takes the letters of a domain, see MX.",
     "domain, MX"},
    {"domain", "", "RFC 5321 2.3.5",
     "The part of an address behind the at sign, as post.example. Names that end in .example are made for teaching and "
     "belong to nobody (RFC 2606).",
     "address, MX"},
    {"dot-stuffing", "byte-stuffing, transparency", "RFC 5321 4.5.2, RFC 1939 3",
     "A line with a dot alone ends a letter. So that a letter may have such a line, the sender doubles the dot at the "
     "front "
     "of any line, and the receiver takes one away again.",
     "CRLF, DATA"},
    {"DSN", "delivery status notification", "RFC 3461",
     "A report on what became of a letter, in a form that programs can read. NOTIFY= behind RCPT TO says when one is "
     "wanted.",
     "bounce"},
    {"enhanced status code", "enhanced code", "RFC 3463 2",
     "Three numbers behind a reply code, as 5.1.1: how final it is, what it is about, and what exactly. They mean the "
     "same at "
     "every server, whatever its words are.",
     "reply code"},
    {"envelope", "", "RFC 5321 2.3.1",
     "What MAIL FROM and RCPT TO say: sender and recipients, for the servers on the way. It is no part of the letter; "
     "From "
     "and To in its header may say something else, and the envelope decides.",
     "header, MAIL, RCPT, reverse-path"},
    {"greeting", "banner", "RFC 5321 4.3.1, RFC 1939 4",
     "The line with which a server begins, before the client has said anything. In POP3 it may have a timestamp in "
     "angle "
     "brackets, which APOP needs.",
     "client, server"},
    {"header", "headers, header field", "RFC 5322 2.2",
     "The first lines of a letter, up to the first empty line: a name, a colon and a value, as in Subject: hello. A "
     "line that "
     "begins with a blank goes on with the one before.",
     "body, envelope, Received"},
    {"local-part", "local part", "RFC 5321 4.1.2",
     "The part of an address in front of the at sign. Only the server of the domain may say what it means, whether "
     "capitals "
     "matter, and what stands behind a plus sign.",
     "address, mailbox"},
    {"lock", "", "RFC 1939 4",
     "A maildrop belongs to one session at a time: the second login is refused until the first session has ended. So "
     "message "
     "numbers can't change under anybody's hands.",
     "maildrop"},
    {"mailbox", "", "RFC 5321 2.3.11",
     "A name that takes letters, and the place where they lie, as alice of alice@post.example.", "address, maildrop"},
    {"maildrop", "mail drop", "RFC 1939 3",
     "POP3's word for a mailbox as one session sees it: the letters that were there at the login, numbered from 1, "
     "under a lock.",
     "lock, mailbox, unique-id"},
    {"message", "letter, mail", "RFC 5322 2.1",
     "What is sent: header, an empty line, body. How it travels is said by the envelope, which is not part of it.",
     "body, envelope, header"},
    {"Message-ID", "", "RFC 5322 3.6.4",
     "A header field with a name for this one letter in all the world, made by the program that wrote it. Answers "
     "refer to it. "
     "POP3's unique-id is something else: the server makes it.",
     "header, unique-id"},
    {"MIME", "", "RFC 2045",
     "The way to send more than plain English text: header fields that say what the body is (Content-Type), in which "
     "charset, "
     "and how its octets are written (Content-Transfer-Encoding).",
     "attachment, base64, charset, multipart"},
    {"MTA", "mail transfer agent, mail server", "RFC 5598 4.3.2",
     "A program that passes letters on by SMTP, such as Postfix. At the end of the way one of them puts the letter "
     "into a "
     "mailbox.",
     "MUA, relay"},
    {"MUA", "mail user agent, mail program", "RFC 5598 4.2.1",
     "The program in front of a person, such as Thunderbird: it sends letters by SMTP and fetches them by POP3 or "
     "IMAP.",
     "MTA"},
    {"multipart", "", "RFC 2046 5.1",
     "A body of several parts, with a boundary between them: text and attachments, or one text in two forms. Each part "
     "has a "
     "small header of its own.",
     "attachment, boundary, MIME"},
    {"MX", "mail exchanger", "RFC 5321 5.1",
     "The entry in the DNS that says which host takes the letters of a domain. The one with the lowest number is tried "
     "first.",
     "DNS, domain"},
    {"octet", "byte", "RFC 5321 2.3.8",
     "Eight bits, a number from 0 to 255. Standards say octet where most people say byte. An English letter of ASCII "
     "is one octet. In UTF-8 a Chinese or Russian character takes several, so sizes in octets are no numbers of "
     "characters.",
     "ASCII, SIZE, UTF-8"},
    {"pipelining", "", "RFC 2920, RFC 2449 6.6",
     "Sending several commands without waiting for each answer, where the server has announced it. The answers come in "
     "the "
     "same order. It saves time on a long way.",
     "capability"},
    {"port", "", "RFC 6335",
     "A number that says which service of a machine is meant. SMTP has 25 and 587, POP3 has 110; who may not use these "
     "takes "
     "others, as 2525 and 2110.",
     "client, server, telnet"},
    {"quoted-printable", "", "RFC 2045 6.7",
     "A way to write octets above 127 in plain ASCII: =D0 stands for octet 208. What was ASCII stays readable.",
     "base64, MIME"},
    {"Received", "trace, received line", "RFC 5321 4.4",
     "A header field that each server puts on top: from whom, by whom, when. Read from the bottom up they tell the "
     "letter's "
     "way.",
     "header, Return-Path"},
    {"relay", "relaying, open relay", "RFC 5321 2.3.10",
     "Passing on letters for domains that are not one's own. A server that does so for everybody is an open relay, and "
     "is soon "
     "full of spam; this one does so for nobody.",
     "domain, MTA"},
    {"reply code", "status code", "RFC 5321 4.2.1",
     "The three digits in front of an SMTP reply. The first one is enough to know how to go on: 2 done, 3 go on, 4 not "
     "now, 5 "
     "no. The text behind it is for people.",
     "enhanced status code"},
    {"Return-Path", "", "RFC 5321 4.4",
     "A header field with the sender of the envelope, put on top by the server that delivers the letter.",
     "envelope, reverse-path"},
    {"reverse-path", "envelope sender", "RFC 5321 4.1.1.2",
     "The address behind MAIL FROM: where a bounce goes. It may be empty, <>, and then nothing is ever sent back.",
     "bounce, envelope"},
    {"SASL", "", "RFC 4422",
     "The frame in which mail protocols log in by AUTH: the mechanism has a name, PLAIN or SCRAM-SHA-256, and the "
     "lines that "
     "go to and fro are base64.",
     "AUTH, base64, digest"},
    {"server", "", "RFC 5321 2.3.3",
     "The side that waits for calls and answers. It speaks first, and then only when it is asked.", "client, greeting"},
    {"SIZE", "", "RFC 1870",
     "An extension of SMTP: the server says how large a letter may be, and the client how large its letter is, before "
     "it sends "
     "it. Counted in octets.",
     "capability, octet"},
    {"smuggling", "SMTP smuggling", "RFC 5321 2.3.8",
     "Hiding a second letter in a first one, where two servers disagree on what ends a line. It fails where only "
     "CRLF.CRLF "
     "ends a letter, as here.",
     "CRLF, dot-stuffing"},
    {"telnet", "", "RFC 854",
     "The oldest program for a conversation by hand: it opens a TCP connection, sends the lines that are typed with "
     "CRLF, and "
     "shows what comes back.",
     "client, CRLF, port"},
    {"TLS", "ssl", "RFC 8446",
     "The layer that hides a conversation from everybody on the way, and shows by a certificate who the server is. It "
     "begins at "
     "once on a port of its own, or behind STARTTLS and STLS.",
     "STARTTLS, STLS"},
    {"unique-id", "uid", "RFC 1939 7",
     "A letter's name in its maildrop, which stays the same for as long as it lies there; UIDL shows it. Message "
     "numbers are new in "
     "each session.",
     "maildrop, Message-ID"},
    {"UTF-8", "utf8", "RFC 3629",
     "The way to write every character of the world in octets: one for ASCII, two for a Russian letter, three for most "
     "Chinese "
     "characters.",
     "ASCII, charset, octet"},
};

std::string meaning_id(const GlossaryEntry& entry) { return "word." + std::string(entry.word); }
std::string name_id(const GlossaryEntry& entry) { return "name." + std::string(entry.word); }

/// Whether it is one of these, which have commas between them.
bool is_one_of_names(std::string_view names, std::string_view word) {
    while (!names.empty()) {
        const std::size_t comma = std::min(names.find(','), names.size());
        if (equal_ignoring_case(trimmed(names.substr(0, comma)), word)) return true;
        names.remove_prefix(std::min(comma + 1, names.size()));
    }
    return false;
}

}  // namespace

std::span<const GlossaryEntry> glossary() { return entries; }

std::string_view meaning_of(const GlossaryEntry& entry, const Language& language) {
    return language.text(meaning_id(entry), entry.text);
}

const GlossaryEntry* glossary_entry(std::string_view word, const Language& language) {
    for (const GlossaryEntry& entry : entries)
        for (const std::string_view names : {entry.word, entry.also, language.text(name_id(entry), entry.word)})
            if (is_one_of_names(names, word)) return &entry;
    return nullptr;
}

std::vector<Text> texts_of_glossary() {
    std::vector<Text> texts;
    for (const GlossaryEntry& entry : entries) {
        texts.push_back({name_id(entry), entry.word});
        texts.push_back({meaning_id(entry), entry.text});
    }
    return texts;
}

}  // namespace postlab::labs
