"""Somebody who listens instead of looks: they type into `postlab talk --words`, whose output is captured. What they know of
the conversation is what is said there."""
import os
import re
import subprocess

from harness import POSTLAB
from typist import LF, Client, Typist, said_pattern

SPOKEN = re.compile(r"(server|sent): [^\x00-\x1f\x7f-\x9f\u2400-\u243f]+")


class Listener(Typist):
    """As a typist, with pipes in place of a terminal."""

    def __init__(self, server, protocol):
        self.client, self.unanswered, self.replies = Client("", LF), None, 0
        self.process = subprocess.Popen([POSTLAB, "talk", "--words", "--lang", "en", f"{server.host}:{server.ports[protocol]}"],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0)
        self.pid, self.screen = self.process.pid, self.process.stdout.fileno()
        self.seen = self.shown = b""

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()

    def type(self, line):
        self.process.stdin.write(line.encode() + b"\n")

    def _read(self):
        octets = os.read(self.screen, 65536)
        if not octets:
            raise OSError("the program has ended")
        self.shown += octets
        self.seen += octets

    def drop(self):
        self.unanswered = None  # nothing is echoed
        super().drop()

    def pattern_of(self, text, captured):
        if text in ("", "."):
            said = "an empty line" if text == "" else "a dot alone"
        else:  # what stands in front of a line's dots, in place of a tab, and where a space is the last
            said = said_pattern(text, captured).replace("\\\t", r"\(tab\)").replace(r"\ .*", r"(\ .*|\(space\))")
            said = "(begins with (a dot|[0-9]+ dots): )?" + said
        return rf"(?m)^server: {said}, CR LF(, [a-z0-9 :]+)?\n"

    def what_only_eyes_would_have_noticed(self):
        """Lines of all that was captured that do not say who speaks, or have in them what no voice reads."""
        return [line for line in self.shown.decode().splitlines() if not SPOKEN.fullmatch(line)]
