#!/usr/bin/env python3
"""Somebody listens on the way while a person types, as in the pictures of tutorials: what sniffit and tshark show of it.
Where there is no such program, or listening isn't allowed, the test is skipped and says so."""
import contextlib
import random
import re
import shutil
import socket
import subprocess
import unittest

import harness
from harness import PATIENCE, letter
from typist import Typist


class Sniffer:
    """A program that listens on the loopback device from here on, to the server's port, until it is told to stop."""

    def __init__(self, case, *command):
        if not shutil.which(command[0]):
            case.skipTest(f"{command[0]} is not installed; script/bootstrap test installs it")
        self.case, self.said = case, case.directory / "heard.txt"
        with open(self.said, "wb") as out:
            self.process = subprocess.Popen(["stdbuf", "-oL", *command], stdin=subprocess.DEVNULL, stdout=out,
                                            stderr=subprocess.STDOUT)
        case.addCleanup(self.stop)
        harness.await_that(self.hears_a_knock, f"{command[0]} hears something")

    def stop(self):
        self.process.kill()
        self.process.wait()

    def heard(self):
        return self.said.read_bytes()

    def hears_a_knock(self):
        """From then on it hears all."""
        heard = self.heard()
        if self.process.poll() is not None:
            why = heard.decode(errors="replace").strip().splitlines()[-1:]
            self.assert_not_allowed(why)
        self.case.knock()
        return re.search(as_sniffit_prints("knock") + b"|" + b"knock".hex().encode(), heard)

    def assert_not_allowed(self, why):
        if re.search("permi|root", str(why)):
            self.case.skipTest(f"capturing isn't allowed here: {why}")
        self.case.fail(f"the sniffer has ended: {why}")

    def assert_hears(self, pattern):
        try:
            harness.await_that(lambda: re.search(pattern, self.heard(), re.S), f"it hears {pattern!r}")
        except AssertionError as error:
            raise AssertionError(f"{error}; heard: {self.heard()[-3000:]!r}") from None


def as_sniffit_prints(text):
    """Each octet as a character, blanks between, and a new line wherever one is full."""
    return rb"\s+".join(re.escape(c.encode()) for c in text if c != " ")


def free_low_ports(count):
    """Ports that nobody listens on now; beyond 32767 sniffit hears nothing."""
    listeners = []
    while len(listeners) < count:
        with contextlib.suppress(OSError):
            listeners.append(socket.create_server(("127.0.0.1", random.randrange(10000, 32768))))
    ports = [listener.getsockname()[1] for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports


class Sniffers(harness.TestCase):
    def setUp(self):
        super().setUp()
        smtp, pop3 = free_low_ports(2)
        self.server = self.serve("--smtp", f"127.0.0.1:{smtp}", "--pop3", f"127.0.0.1:{pop3}", listen=())

    def knock(self, words="knock"):
        """A connection to the port that is listened to, of somebody else."""
        with socket.create_connection((self.server.host, self.server.ports[self.protocol]), PATIENCE) as line:
            line.sendall(f"NOOP {words}\r\n".encode())
            line.recv(100)

    def sniffit(self, protocol):
        """What goes to the port."""
        self.protocol = protocol
        return Sniffer(self, "sniffit", "-a", "-F", "lo", "-P", "TCP", "-t", "127.0.0.1", "-p",
                       str(self.server.ports[protocol]))

    def tshark(self, protocol):
        """What each packet brings, to and from the port, in hex."""
        self.protocol = protocol
        return Sniffer(self, "tshark", "-l", "-i", "lo", "-f", f"tcp port {self.server.ports[protocol]}", "-T", "fields",
                       "-e", "tcp.payload")

    def log_in_and_fetch(self):
        self.server.send(letter("For you", b"Soup at noon?\r\n"))
        with Typist("telnet", self.server, "pop3") as person:
            person.await_text(r"\+OK ")
            person.say("USER alice", r"\+OK send PASS\n")
            person.say("PASS secret", r"\+OK alice's maildrop has 1 message ")
            person.say("RETR 1", r"(?s)Soup at noon\?\n\.\n")
            person.leave()

    def test_sniffit_shows_the_password_of_a_login(self):
        sniffer = self.sniffit("pop3")
        self.log_in_and_fetch()
        for line in ("USER alice..", "PASS secret..", "RETR 1..", "QUIT.."):
            sniffer.assert_hears(as_sniffit_prints(line))

    def test_sniffit_shows_the_dialogue_of_a_letter(self):
        sniffer = self.sniffit("smtp")
        with Typist("telnet", self.server, "smtp") as person:
            person.await_text("220 ")
            person.say("HELO laptop", "250 ")
            person.say("MAIL FROM:<bob@post.example>", "250 ")
            person.say("RCPT TO:<alice@post.example>", "250 ")
            person.say("DATA", "354 ")
            for line in ("Subject: Lunch?", "", "Soup at noon?"):
                person.type(line)
            person.say(".", "250 ")
            person.leave()
        for line in ("HELO laptop..", "MAIL FROM:<bob@post.example>..", "DATA..", "Subject: Lunch?..", "Soup at noon?..",
                     "QUIT.."):
            sniffer.assert_hears(as_sniffit_prints(line))

    def test_tshark_shows_both_sides_of_a_login(self):
        sniffer = self.tshark("pop3")
        self.log_in_and_fetch()
        for line in (b"USER alice\r\n", b"+OK send PASS\r\n", b"PASS secret\r\n", b"+OK alice's maildrop has 1 message",
                     b"Soup at noon?\r\n.\r\n"):
            sniffer.assert_hears(line.hex().encode())

    def test_tshark_shows_nothing_of_a_login_behind_TLS(self):
        sniffer = self.tshark("pop3")
        self.server.send(letter("For you", b"Soup at noon?\r\n"))
        with Typist("openssl s_client pop3", self.server, "pop3") as person:
            person.say("USER alice", r"\+OK send PASS\n")
            person.say("PASS secret", r"\+OK alice's maildrop has 1 message ")
            person.leave()
        sniffer.assert_hears(b"STLS\r\n".hex().encode())
        self.knock("the last knock")
        sniffer.assert_hears(b"the last knock".hex().encode())
        self.assertNotIn(b"USER alice".hex().encode(), sniffer.heard())
        self.assertNotIn(b"secret".hex().encode(), sniffer.heard())


if __name__ == "__main__":
    unittest.main()
