#!/usr/bin/env python3
"""Failures on demand in a server that runs already."""
import poplib
import smtplib
import socket
import time
import unittest

import harness
from harness import LARGE, PATIENCE, await_that, letter, postlab, subject_of


class Faults(harness.TestCase):
    """Times are awaited, never slept through."""

    def setUp(self):
        super().setUp()
        self.server = self.serve()
        self.server.send(letter("one"))
        self.server.send(letter("two"))

    def fault(self, *words):
        postlab("fault", "add", *words, "--data", str(self.data))

    def test_the_line_drops_after_the_second_letter(self):
        self.fault("--account", "alice", "--session", "1", "--verb", "RETR", "--nth", "2", "--cut", "after")
        client = self.server.pop3()
        for number in (1, 2):
            client.retr(number)
            client.sock.sendall(b"DELE %d\r\n" % number)
            self.assertEqual(client.file.readline()[:3], b"+OK" if number == 1 else b"")
        # The lock is free at once, though this end of the line is still open, and no letter has gone.
        self.assertEqual(len(self.server.fetch_all()), 2)

    def test_the_line_drops_within_a_letter(self):
        self.server.send(letter("large", LARGE))
        self.fault("--protocol", "pop3", "--verb", "RETR", "--cut-after", "1000000")
        client = self.server.pop3()
        client.sock.sendall(b"RETR 3\r\n")
        said = client.file.read()
        self.assertEqual(len(said), 1000000)
        self.assertTrue(said.startswith(b"+OK "))
        self.assertEqual(len(self.server.pop3().list()[1]), 3)

    def test_a_letter_whose_250_is_lost_is_kept(self):
        self.fault("--verb", ".", "--cut-after", "0")
        with self.assertRaises(smtplib.SMTPServerDisconnected):
            self.server.send(letter("three"))
        self.assertEqual(len(self.server.fetch_all()), 3)

    def test_a_delay_keeps_nobody_else(self):
        self.fault("--account", "alice", "--verb", "NOOP", "--delay", "2s")
        late, other = self.server.pop3(), self.server.pop3("bob", "two words")
        start = time.monotonic()
        late.sock.sendall(b"NOOP\r\nSTAT\r\n")
        self.assertEqual(other.noop(), b"+OK")
        self.assertLess(time.monotonic() - start, 2)
        self.assertEqual(late.file.readline(), b"+OK\r\n")
        self.assertGreaterEqual(time.monotonic() - start, 2)
        self.assertEqual(late.file.readline()[:5], b"+OK 2")

    def test_a_delay_ends_with_the_server(self):
        self.fault("--protocol", "smtp", "--verb", "NOOP", "--delay", "60m")
        client = self.server.smtp()
        client.sock.sendall(b"NOOP\r\n")
        self.server.pop3("bob", "two words").quit()
        start = time.monotonic()
        self.assert_stopped_well(self.server)
        self.assertLess(time.monotonic() - start, 20)
        self.assertEqual(client.getreply()[0], 421)
        client.close()

    def test_octet_by_octet(self):
        self.fault("--protocol", "pop3", "--split", "5ms")
        with socket.create_connection(("127.0.0.1", self.server.ports["pop3"]), PATIENCE) as raw:
            pieces = []
            while not b"".join(pieces).endswith(b"\r\n"):
                pieces.append(raw.recv(4096))
        greeting = b"".join(pieces)
        self.assertRegex(greeting, rb"^\+OK POP3 server ready <.*>\r\n$")
        self.assertGreater(sum(len(piece) == 1 for piece in pieces), len(greeting) / 3)  # a busy machine joins some
        postlab("fault", "clear", "--data", str(self.data))
        self.fault("--protocol", "pop3", "--split", "0ms")
        self.assertEqual([subject_of(m) for m in self.server.fetch_all()], ["one", "two"])

    def test_silence(self):
        self.fault("--protocol", "smtp", "--verb", "NOOP", "--nth", "1", "--silence")
        client = self.server.smtp()
        client.sock.sendall(b"NOOP\r\nHELP\r\n")
        self.assertEqual(client.getreply()[0], 214)
        client.close()

    def test_a_lock_that_is_held(self):
        self.fault("--account", "alice", "--hold-lock", "300ms")
        with self.assertRaisesRegex(poplib.error_proto, r"-ERR \[IN-USE\]"):
            self.server.pop3()

        def let_in():
            try:
                self.server.pop3().quit()
                return True
            except poplib.error_proto:
                return False
        await_that(let_in, "the lock is free")

    def test_a_clock_that_runs_fast(self):
        self.fault("--account", "alice", "--clock", "3600")  # ten minutes in a sixth of a second
        client = self.server.pop3()
        start = time.monotonic()
        self.assertEqual(client.file.read(), b"")
        self.assertLess(time.monotonic() - start, 10)
        self.assertEqual(self.server.pop3("bob", "two words").noop(), b"+OK")

    def test_a_refusal(self):
        self.fault("--account", "bob", "--verb", "RCPT", "--nth", "2-", "--reply", "rcpt.too_many", "--detail", "1")
        with self.server.smtp() as client:
            refused = client.sendmail("a@b.example", ["alice@post.example", "bob@post.example"], letter("three"))
        self.assertEqual(refused, {"bob@post.example": (452, b"4.5.3 Too many recipients: at most 1 for one message")})

    def test_the_record_shows_what_was_injected(self):
        self.fault("--account", "alice", "--verb", "STAT", "--cut-after", "4", "--session", "1")
        self.fault("--account", "alice", "--verb", "NOOP", "--silence")
        self.fault("--account", "alice", "--verb", "RSET", "--cut", "before")
        for line in (b"NOOP\r\nSTAT\r\n", b"RSET\r\n"):
            client = self.server.pop3()
            client.sock.sendall(line)
            client.file.read()
        self.assert_stopped_well(self.server)

        def view(*words):
            return postlab(*words, "--data", str(self.data)).stdout.decode()
        for show in (["transcript", "show"], ["explain", "--session"], ["transcript", "export"],
                     ["transcript", "export", "--as", "html"], ["transcript", "export", "--as", "svg"],
                     ["transcript", "export", "--as", "jsonl"]):
            first, second = view(*show, "3"), view(*show, "4")
            self.assertIn("cut after 4 octets", first, show)
            self.assertIn("nothing of it was sent", first, show)
            self.assertIn("the line is cut, the command is not run", second, show)
        self.assertRegex(view("transcript", "export", "3"), r"(?m)^S: \+OK \\$")
        self.assertEqual(view("transcript", "list").count(" fault\n"), 2)

    def test_nothing_that_is_sent_arranges_a_fault(self):
        self.server.send(b"Fault: verb=NOOP cut=after\r\n\r\n! fault verb=NOOP cut=after\r\n")
        for port in self.server.ports.values():
            with socket.create_connection(("127.0.0.1", port), PATIENCE) as client:
                client.sendall(b"FAULT add --cut before\r\n! fault cut=before\r\nNOOP cut=before\r\nQUIT\r\n")
                said = client.makefile("rb").read().splitlines()
            self.assertEqual(len(said), 5, said)
        self.assertFalse((self.data / "faults.jsonl").exists())


if __name__ == "__main__":
    unittest.main()
