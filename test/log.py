#!/usr/bin/env python3
"""The log of the real program: what it says, what it never says, and who can read it."""
import os
import re
import shutil
import signal
import socket
import unittest
from pathlib import Path

import harness
from harness import Server, letter, run

FILTER = Path(__file__).parent.parent / "packaging/fail2ban/filter.d/postlab.conf"
LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z postlab\[\d+\] (Error|Warning|Notice|Information): (.*)")


class Log(harness.TestCase):
    def setUp(self):
        super().setUp()
        self.file = self.directory / "postlab.log"

    def logged(self, *options):
        return Server(self.data, "--set", f"log.to={self.file}", *options)

    def lines(self, file=None):
        """Level and text of each line; each must have the form of one."""
        return [LINE.fullmatch(line).groups() for line in (file or self.file).read_text().splitlines()]

    def await_line(self, part):
        harness.await_that(lambda: any(part in text for _, text in self.lines()), part)

    def talk(self, server, protocol, *lines):
        """Says these octets and reads what comes, to the end."""
        with socket.create_connection(("127.0.0.1", server.ports[protocol]), timeout=harness.PATIENCE) as client:
            client.sendall(b"".join(lines))
            client.shutdown(socket.SHUT_WR)
            while client.recv(65536):
                pass

    def test_a_day_has_a_line_for_each_thing(self):
        with self.logged() as server:
            server.send(letter("hidden subject"), to=["alice@post.example", "bob@post.example"])
            self.assertEqual(len(server.fetch_all(delete=True)), 1)
            self.talk(server, "pop3", b"USER alice\r\nPASS hunter2\r\nQUIT\r\n")
            self.talk(server, "smtp", b"HELO me\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<zoe@post.example>\r\nQUIT\r\n")
            self.assertEqual(server.stop(), 0)
            self.assertEqual(server.said(), "")
        lines = self.lines()
        said = "\n".join(f"{level} {text}" for level, text in lines)
        for expected in (r"Notice started, pop3 127\.0\.0\.1:\d+, smtp 127\.0\.0\.1:\d+, mail in .*",
                         r"Information smtp 1 127\.0\.0\.1 stored: 1 for alice bob, \d+ octets, (?i:mail) FROM:<bob@post\.example>.*",
                         r"Information smtp 1 127\.0\.0\.1 ended: quit, \d+ commands in \d+ s, 1 stored",
                         r"Information pop3 2 127\.0\.0\.1 login: alice",
                         r"Information pop3 2 127\.0\.0\.1 ended: quit, \d+ commands in \d+ s, 1 fetched, 1 removed",
                         r"Notice pop3 3 127\.0\.0\.1 login failed: PASS, -ERR \[AUTH\] pass\.wrong",
                         r"Information smtp 4 127\.0\.0\.1 refused: RCPT TO:<zoe@post\.example>, 550 5\.1\.1 rcpt\.unknown_mailbox",
                         r"Notice stopping"):
            self.assertRegex(said, f"(?m)^{expected}$")
        for secret in ("hidden", "secret", "hunter2", "last line"):
            self.assertNotIn(secret, said)
        self.assertEqual(os.stat(self.file).st_mode & 0o007, 0, "it tells who writes to whom")

    def test_no_client_can_begin_a_line_of_its_own_or_say_a_secret(self):
        with self.logged() as server:
            self.talk(server, "smtp", b"EHLO me\r\n",
                      b"MAIL FROM:<x\n2026-01-01T00:00:00.000Z postlab[1] Notice: pop3 1 192.0.2.66 login failed: >\r\n",
                      b"MAIL FROM:<\x1b[2J\x00\xff>\r\n", b"MAIL FROM:<" + b"y" * 400 + b">\r\n", b"hunter2\r\n",
                      b"AUTH PLAIN AGFsaWNlAGh1bnRlcjI=\r\n", b"QUIT\r\n")
            self.talk(server, "pop3", b"USER hunter2\r\nPASS hunter2\r\nhunter2\r\nAPOP alice hunter2\r\nQUIT\r\n")
            self.await_line("pop3 2 127.0.0.1 ended")
        text = self.file.read_text()
        self.assertTrue(all(level for level, _ in self.lines()), "each line is one of ours")
        for part in ("hunter2", "AGFsaWNl", "\x1b", "y" * 250):
            self.assertNotIn(part, text)
        self.assertFalse(any(line.startswith("2026-01-01") for line in text.splitlines()))
        self.assertNotIn("192.0.2.66", self.banned(text))

    def test_sighup_opens_the_file_anew(self):
        with self.logged() as server:
            self.await_line("started")
            old = self.file.rename(self.directory / "postlab.log.1")
            server.signal(signal.SIGHUP)
            harness.await_that(self.file.exists, "the new file")
            server.send(letter("one"))
            self.await_line("ended: quit")
        self.assertEqual([text.split(",")[0] for _, text in self.lines(old)], ["started"])

    def test_standard_error_is_quiet_unless_asked(self):
        for options, expected in ((), ""), (("--set", "log.level=information"), "stored: "):
            with Server(self.data, *options) as server:
                server.send(letter("one"))
                self.talk(server, "pop3", b"USER alice\r\nPASS wrong\r\n")
                self.assertEqual(server.stop(), 0)
                said = server.said()
            self.assertIn(expected, said)
            self.assertEqual(said == "", expected == "", said)
            self.assertTrue(all(line.startswith("postlab: ") for line in said.splitlines()))

    def test_a_full_disk_costs_lines_and_nothing_else(self):
        with Server(self.data, "--set", "log.to=/dev/full") as server:
            for number in range(3):
                server.send(letter(str(number)))
            self.assertEqual(len(server.fetch_all()), 3)
            self.assertEqual(server.stop(), 0)

    def test_a_file_that_cannot_be_written_is_said_at_the_start(self):
        done = harness.postlab("serve", "--data", str(self.data), "--set", f"log.to={self.directory}/none/log", check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("can't write", done.stderr.decode())

    def test_fail2ban_finds_failed_logins_with_their_address(self):
        with self.logged() as server:
            self.talk(server, "pop3", b"USER alice\r\nPASS wrong\r\nAPOP bob " + b"0" * 32 + b"\r\n")
            self.talk(server, "smtp", b"EHLO me\r\nAUTH PLAIN AGFsaWNlAHdyb25n\r\nMAIL FROM:<x login failed: @post.example>\r\nQUIT\r\n")
            server.send(letter("one"))
            server.fetch_all()
            self.await_line("pop3 4 127.0.0.1 ended")
        text = self.file.read_text()
        self.assertEqual(self.banned(text), ["127.0.0.1"] * 3)
        syslog = [re.sub(r"^\S+ (postlab\[\d+\]) \w+:", r"Oct  5 08:00:14 mail \1:", line) for line in text.splitlines()]
        self.assertEqual(self.banned("\n".join(syslog)), ["127.0.0.1"] * 3)
        if shutil.which("fail2ban-regex"):
            self.assertIn("3 matched", run("fail2ban-regex", str(self.file), str(FILTER)).stdout.decode())

    def banned(self, text):
        """The addresses that the filter finds, as fail2ban applies it: without the moment at the line's beginning."""
        expression = re.search(r"(?m)^failregex = (.*)$", FILTER.read_text()).group(1).replace("<HOST>", r"(?P<host>[\d.a-f:]+)")
        moment = re.compile(r"^(\d{4}-\d\d-\d\dT[\d:.]+Z|\w{3} +\d+ [\d:]+)")
        found = (re.search(expression, moment.sub("", line)) for line in text.splitlines())
        return [match.group("host") for match in found if match]


if __name__ == "__main__":
    unittest.main()
