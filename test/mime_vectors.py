#!/usr/bin/env python3
"""What Python's email package makes of header fields, texts and messages: the oracle of labs/course/mail.

    test/mime_vectors.py            compares labs/course/mail/mime_vectors.txt with what Python says now
    test/mime_vectors.py --write    writes that file, after a vector has been added below

vectors_test.cpp reads the file. Where Postlab has a complaint, its beginning stands behind the vector here (`says`):
Python must have one, too, or the vector says that Python is `silent`. Where Python mends what is broken, only the complaint
is compared (`broken`).
"""
import email
import email.policy
import pathlib
import sys
from email.headerregistry import HeaderRegistry

FILE = pathlib.Path(__file__).parent.parent / "labs/course/mail/mime_vectors.txt"

# The value of a Content-Type or Content-Disposition field; what Postlab says of it.
FIELDS = [
    ("text/plain", ""),
    ("TEXT/Plain; Charset=UTF-8", ""),
    ("text/plain (a comment); charset=us-ascii", ""),
    ("text/plain; charset=us-ascii (Plain text)", ""),
    ('text/plain; charset="utf-8"', ""),
    ("text/plain ( nested (twice) and \\) quoted ) ; charset=utf-8", ""),
    ("text / plain ; charset = utf-8", ""),
    (r'multipart/mixed; boundary="a\"b"', ""),
    (r'multipart/mixed; boundary="a\\b"', ""),
    (r'multipart/mixed; boundary="a;b=c"', ""),
    ('multipart/mixed; boundary="(no comment)"', ""),
    ('attachment; filename="two words.txt"', ""),
    ("attachment; filename*=utf-8''%E6%8A%A5%E5%91%8A.pdf", ""),
    ("attachment; filename*=utf-8'zh'%E6%8A%A5%E5%91%8A.pdf", ""),
    ("attachment; FileName*=ISO-8859-1''caf%e9.txt", ""),
    ("attachment; filename*0=long-; filename*1=name.txt", ""),
    ('attachment; filename*1="name.txt"; filename*0="a long "', ""),
    ("attachment; filename*0*=utf-8''%D0%BF%D1%80; filename*1*=%D0%B8; filename*2=.txt", ""),
    ("multipart/mixed; boundary*0=ab; boundary*1=cd", ""),
    ("text/plain; charset*=us-ascii''utf-8", ""),
    ("text/plain; foo; charset=utf-8", '"foo" is no parameter'),
    ("text/plain;; charset=utf-8", "nothing stands behind a semicolon"),
    ("text/plain; charset=utf-8;", "nothing stands behind a semicolon", "silent"),
    ("attachment; filename=a=b.txt", 'the value "a=b.txt" of filename must stand in quotes', "silent", "broken"),
    ("attachment; filename=two words.txt", '"words.txt" stands where a semicolon is expected', "silent", "broken"),
    ('attachment; filename="no end', "the quoted string of filename has no end"),
    ("text/plain; charset=utf-8 (no end", "a comment has no end"),
    ("text/plain; charset=utf-8; charset=koi8-r", "the parameter charset stands twice"),
    ("attachment; filename*0=a; filename*2=c", "the pieces of the parameter filename are not complete"),
    ("attachment; filename*=utf-8''%E6%ZZ.pdf", "a % in filename stands without", "silent", "broken"),
    ("attachment; filename*=plain.txt", "no charset and language stand in front", "broken"),
    ("attachment; filename*=utf-8''%FF", "the octets of filename are no utf-8", "broken"),
]

# The text of a Subject; what Postlab says of it.
TEXTS = [
    ("plain text", ""),
    ("=?utf-8?q?caf=C3=A9?=", ""),
    ("=?UTF-8?B?5L2g5aW9?=", ""),
    ("=?utf-8*en?q?caf=C3=A9?=", ""),
    ("=?UTF-8*zh-CN?B?5L2g?= =?utf-8?q?=E5=A5=BD?=", ""),
    ("Re: =?koi8-r?B?8NLJ18XU?= (2)", ""),
    ("=?GB2312?B?xOO6ww==?= =?GBK?B?xOO6ww==?= =?gb18030?Q?=C4=E3?=", ""),
    ("=?Windows-1251?Q?=CF=F0=E8=E2=E5=F2?=", ""),
    ("=?UTF8?Q?a_b?=", ""),
    ("=?latin1?Q?=E9?= =?ISO_8859-1?Q?=E9?=", ""),
    ("=?us-ascii?Q?a=3Fb?=", ""),
    ("a =?utf-8?x?zz?= b", "an encoded-word is neither good B nor good Q", "silent"),
    ("=?x-nobody?q?a?=", "the octets of an encoded-word are no x-nobody", "silent", "broken"),
    ("=?utf-8?q?two words?=", "a blank stands in an encoded-word", "silent", "broken"),
    ("=?utf-8?q?=ZZ?=", "an encoded-word is neither good B nor good Q", "silent", "broken"),
    ("=?utf-8?b?!!!?=", "an encoded-word is neither good B nor good Q", "silent", "broken"),
    ("=?utf-8?q?=E5=A5?=", "the octets of an encoded-word are no utf-8", "silent", "broken"),
    ("=?utf-8?b?" + "QUJD" * 20 + "?=", "an encoded-word has 92 characters; 75 are allowed", "silent", "broken"),
]


def parts(*texts, type="multipart/mixed; boundary=b", more=""):
    """A message whose parts are such texts, a header in front of each."""
    return "MIME-Version: 1.0\nContent-Type: %s\n%s\n" % (type, more) + "".join(
        "--b\n" + text + "\n" for text in texts) + "--b--\n"


def leaf(encoding, body, type="text/plain; charset=utf-8"):
    return "MIME-Version: 1.0\nContent-Type: %s\nContent-Transfer-Encoding: %s\n\n%s" % (type, encoding, body)


PLAIN = "\nplain"
# A message, a character an octet; what Postlab says of it.
MESSAGES = [
    ("Subject: x\n\nhello\n", ""),
    ("Subject: folded\n over\n\ttwo\n\nhello\n", ""),
    (leaf("quoted-printable", "caf=C3=A9 a=\nu lait\n"), ""),
    (leaf("base64", "aGVs\nbG8=\n"), ""),
    (leaf("8bit", "caf\xc3\xa9\n"), ""),
    (leaf("BASE64", "AAEC/w==\n", 'image/gif; name="a.gif"'), ""),
    (leaf("7bit", "hello\n", "text/html"), ""),
    (parts(PLAIN, "Content-Type: image/gif\nContent-Transfer-Encoding: base64\n"
           "Content-Disposition: attachment; filename*=utf-8''%E6%8A%A5%E5%91%8A.pdf\n\nR0lG"), ""),
    (parts("\n", PLAIN), ""),
    (parts("Content-Type: text/html\n", PLAIN), ""),
    (parts("Content-Type: multipart/alternative; boundary=\"in side\"\n\n--in side\n\none\n--in side\n"
           "Content-Type: text/html\n\ntwo\n--in side--", "Content-Type: message/rfc822\n\nSubject: y\n\nhi"), ""),
    (parts("\nSubject: y\n\nhi", type="multipart/digest; boundary=b"), ""),
    (parts(PLAIN).replace("--b", "--a\"b").replace("boundary=b", r'boundary="a\"b"'),
     'the boundary "a"b" has a character that none may have', "silent"),
    (parts(PLAIN).replace("--b", "--ab").replace("boundary=b", "boundary*0=a; boundary*1=b"), ""),
    (parts(PLAIN).replace("\n--b\n", "\n--b \t\n").replace("--b--\n", "--b-- \nepilogue\n--b\n"), ""),
    (parts(PLAIN).replace("\n--b\n", "\npreamble\n--bb\n--b\n", 1), ""),
    (parts(PLAIN, "\n--b1\n--", type="multipart/mixed; boundary=b"), ""),
    (parts(PLAIN).replace("--b--\n", ""), "the closing boundary --b-- is missing", "broken"),
    (parts(PLAIN, type="multipart/mixed; boundary=c"), "no line is --c, which begins a part", "broken"),
    (parts(PLAIN, type="multipart/mixed"), "the multipart has no boundary parameter", "broken"),
    (parts(PLAIN, more="Content-Transfer-Encoding: base64\n"), "multipart/mixed may not be base64"),
    (parts("Content-Type: text/html"), "a part ends in its header", "silent"),
    (parts("Content-Type: text/html\nno empty line"), '"no empty line" stands where a header field'),
    (parts(PLAIN).replace("--b--", "--b\n--b--"), "nothing stands between two lines --b", "silent"),
    (parts(PLAIN).replace("=b\n", "=" + 71 * "b" + "\n").replace("--b", "--" + 71 * "b"), "the boundary has 71", "silent"),
    ("MIME-Version: 1.0\nContent-Type: text/plain\nContent-Type: text/html\n\nx\n", "there are two Content-Type fields", "silent"),
    ("MIME-Version: 1.0\nContent-Type: plain\n\nx\n", 'Content-Type "plain" is no type, a slash'),
    ("Subject: x\nno colon\n\nhello\n", '"no colon" stands where a header field is expected', "broken"),
    (leaf("base64", "aGVs!bG8=\n"), "characters that are none of base64 were ignored"),
    (leaf("base64", "aGVsbG8\n"), "the body is not base64"),
    (leaf("base64", "aGVsbA==bG8=\n"), "the body is not base64", "silent", "broken"),
    (leaf("quoted-printable", "a=  \nb=\t\nc \t\nd\n"), "blanks at the end of a line", "silent", "broken"),
    (leaf("quoted-printable", "a=ZZ\n"), "the body is not quoted-printable", "silent"),
    (leaf("quoted-printable", 77 * "a" + "\n"), "a line of quoted-printable has 77 characters", "silent"),
    (leaf("quoted-printable", "caf\xc3\xa9\n"), "an octet above 127 stands in quoted-printable", "silent"),
    (leaf("7bit", "caf\xc3\xa9\n"), "an octet above 127 stands in a part that is 7bit", "silent"),
    (leaf("uuencoded-or-so", "x\n"), 'the transfer encoding "uuencoded-or-so" is unknown', "silent"),
    (leaf("base64 (std)", "aGVsbG8=\n"), "", "broken"),
]

registry = HeaderRegistry()


def escaped(octets):
    return "".join(chr(o) if 32 <= o <= 126 and o != 92 else "\\x%02x" % o for o in octets)


def flaws_of(part):
    return part.defects + [d for header in part.values() for d in getattr(header, "defects", ())]


def of_field(text):
    disposition = "/" not in text.split(";")[0]
    field = registry("Content-Disposition" if disposition else "Content-Type", text)
    said = ["value " + (field.content_disposition if disposition else field.content_type)]
    return said + sorted("parameter %s %s" % item for item in field.params.items() if item[1]), field.defects


def of_text(text):
    field = registry("Subject", text)
    return ["means " + str(field)], field.defects


def of_message(octets):
    message = email.message_from_bytes(octets, policy=email.policy.default)

    def children(part):  # to us a message within a message is a leaf
        return part.get_payload() if part.get_content_maintype() == "multipart" and part.is_multipart() else []

    def tree(part):
        inside = ", ".join(tree(child) for child in children(part))
        return part.get_content_type() + ("[%s]" % inside if inside else "")

    def walk(part):
        yield part
        for child in children(part):
            yield from walk(child)

    said = ["tree " + tree(message)]
    for part in walk(message):
        if part.get_content_maintype() == "multipart":
            continue
        content = part.get_payload(decode=True)
        if part.get_content_maintype() == "message":
            content = part.get_payload(0).as_bytes(policy=email.policy.SMTP.clone(max_line_length=0))
        said.append("leaf %s|%s|%s|%s" % (part.get_content_type(), (part.get_content_charset() or ""),
                                         part.get_filename() or "", content.hex()))
    return said, [d for part in walk(message) for d in flaws_of(part)]


def judged(input, says, defects, how):
    """Complains where Python and Postlab don't see it alike, though the vector doesn't say so."""
    if bool(says) != bool(defects) and "silent" not in how:
        print("Python %s, Postlab says %r: %r" % (list(defects) or "is silent", says, input), file=sys.stderr)


def vectors():
    oracles = (("field", FIELDS, of_field), ("text", TEXTS, of_text), ("message", MESSAGES, of_message))
    for kind, all_of_kind, oracle in oracles:
        for input, says, *how in all_of_kind:
            octets = input.replace("\n", "\r\n").encode("latin-1")
            said, defects = oracle(octets if kind == "message" else input)
            judged(input, says, defects, how)
            yield kind + " " + escaped(octets)
            yield from [] if "broken" in how else said
            if says:
                yield "says " + says
            yield ""


text = "".join(line + "\n" for line in vectors())
if sys.argv[1:] == ["--write"]:
    FILE.write_text(text)
elif FILE.read_text() != text:
    sys.exit("%s is not what Python %s says" % (FILE, sys.version.split()[0]))
