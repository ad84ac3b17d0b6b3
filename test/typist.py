"""A person who types into telnet, nc and their kin under a terminal, and says whole dialogues with them.

    with Typist("nc.openbsd", server, "smtp") as person:
        person.await_text("220 ")
        person.say("HELO me", r"250 .*\n")
        person.leave()

or, for a dialogue as in labs/README.md (one connection, lines and `! closed` only):

    Typist.play("telnet", server, "smtp", dialogue)
"""
import fcntl
import os
import re
import struct
import termios
from pathlib import Path

from harness import Terminal, await_that

LF, CRLF = "\n", "\r\n"
CTRL_C, CTRL_D, CTRL_RIGHT_BRACKET, BACKSPACE, ARROW_LEFT = b"\x03", b"\x04", b"\x1d", "\x08", "\x1b[D"


class Client:
    """How a program is started, what it sends for Enter, and how it ends when the server has hung up: by itself, saying
    so or not, or only when the keyboard ends, too."""

    def __init__(self, command, enter, says_at_end=None, reads_on=False, begins_glued=False):
        self.command, self.enter, self.says_at_end = command, enter, says_at_end
        self.reads_on, self.begins_glued = reads_on, begins_glued

    def arguments(self, host, port):
        return [word.format(host=host, port=port) for word in self.command.split()]


CLIENTS = {
    "inetutils-telnet": Client("inetutils-telnet {host} {port}", CRLF, "Connection closed by foreign host"),
    "busybox telnet": Client("busybox telnet {host} {port}", CRLF, "Connection closed by foreign host"),
    "plink -telnet": Client("plink -telnet -P {port} {host}", LF),
    "plink -raw": Client("plink -raw -P {port} {host}", LF, reads_on=True),
    "nc.openbsd": Client("nc.openbsd {host} {port}", LF, reads_on=True),
    "nc.openbsd -C": Client("nc.openbsd -C {host} {port}", CRLF, reads_on=True),
    "nc.traditional": Client("nc.traditional {host} {port}", LF),
    "ncat": Client("ncat {host} {port}", LF, reads_on=True),
    "ncat -C": Client("ncat -C {host} {port}", CRLF, reads_on=True),
    "socat": Client("socat - TCP4:{host}:{port}", LF),
    "socat crnl": Client("socat - TCP4:{host}:{port},crnl", CRLF),
}
# OpenSSL 3.0 shows a piece of the greeting in front of the first reply, and no line end between.
CLIENTS.update({f"openssl s_client {protocol}": Client(
    f"openssl s_client -quiet -crlf -starttls {protocol} -connect {{host}}:{{port}}", CRLF, begins_glued=True) for protocol in ("smtp", "pop3")})
CLIENTS["telnet"] = CLIENTS["inetutils-telnet"]
CLIENTS["nc"] = CLIENTS["nc.openbsd"]


class Typist(Terminal):
    """One of CLIENTS, by its name, connected to one port of a harness.Server."""

    def __init__(self, client, server, protocol):
        self.client = CLIENTS[client]
        super().__init__(*self.client.arguments(server.host, server.ports[protocol]))
        self.unanswered = None  # the line that was typed last
        self.replies = 0

    def leave(self):
        """Says QUIT, reads the farewell, and sees the program end."""
        self.say("QUIT", r"(?m)^(221|\+OK) .*\n")
        self.hung_up()

    def hung_up(self):
        """The server has closed; so does the program."""
        if self.client.says_at_end:
            self.await_text(self.client.says_at_end)
        if self.client.reads_on:
            self.press(CTRL_D)
        self.await_end()

    def drop(self):
        """Closes the window without a word, once all that was typed is on its way."""
        if self.unanswered is not None:
            self.await_text(rf"{re.escape(self.unanswered)}\n")  # as the terminal shows it
        keyboard = os.open(f"/proc/{self.pid}/fd/0", os.O_RDONLY | os.O_NOCTTY)

        def sent():  # nothing is left to read, and the program waits again
            unread = struct.unpack("I", fcntl.ioctl(keyboard, termios.FIONREAD, bytes(4)))[0]
            return unread == 0 and Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()[0] in "SZ"
        await_that(sent, "the program sends what was typed")
        os.close(keyboard)
        self.__exit__()

    def type_line(self, text, captured):
        """A dialogue's C line."""
        self.unanswered = _bytes(re.sub(r"\{(\w+)\}", lambda m: captured.get(m[1], m[0]), text))
        self.type(self.unanswered)

    def await_line(self, text, captured):
        """A dialogue's S line; adds what its {names} stand for."""
        pattern = self.pattern_of(text, captured)
        if self.replies == 0 and self.client.begins_glued:
            pattern = pattern.removeprefix("(?m)^")
        self.replies += 1
        found = self.await_text(pattern)
        self.unanswered = None
        captured.update({name: value.decode() for name, value in found.groupdict().items() if value})

    def pattern_of(self, text, captured):
        """What the screen has for a dialogue's S line. It begins where a line begins, so that no echo is taken for it."""
        return rf"(?m)^{said_pattern(text, captured)}\n"

    @classmethod
    def play(cls, client, server, protocol, dialogue):
        """Types the C lines, awaits the S lines; remarks in parentheses may stand behind any of these. Answers what
        the dialogue's {names} have stood for."""
        captured = {}
        with cls(client, server, protocol) as person:
            for line in dialogue.strip().splitlines():
                kind, text = line[:2], line[3:]
                if kind == "C:":
                    person.type_line(text, captured)
                elif kind == "S:":
                    person.await_line(text, captured)
                elif line.strip() == "! closed":
                    person.hung_up()
                elif line.strip() and not line.startswith("#"):
                    raise ValueError(f"nobody can type this: {line}")
        return captured


def _bytes(text):
    """A dialogue's text with its escapes, as far as a terminal can type them."""
    return re.sub(r"\\x([0-9A-Fa-f]{2})|\\(t|\\)",
                  lambda m: chr(int(m[1], 16)) if m[1] else "\t" if m[2] == "t" else "\\", text)


def said_pattern(text, captured):
    """An S line as a regular expression, with what a class may have behind it."""
    pattern = ""
    for part in re.split(r"(\.\.\.|\{\w+\})", text):
        if part == "...":
            pattern += ".*"
        elif part.startswith("{"):
            name = part[1:-1]
            pattern += re.escape(captured[name]) if name in captured else f"(?P<{name}>.+?)"
        else:
            pattern += re.escape(_bytes(part))
    feedback = r"( \[L\d\d \d+/\d+\])?(, receipt [\w-]+)?"  # of a class; see shared/feedback.h
    remarks = "" if text.endswith("}") else feedback + r"( \(.*\))*"  # a name at the end is all that comes
    return pattern + remarks
