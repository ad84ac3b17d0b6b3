#!/usr/bin/env python3
"""The program as a process among others: restarts, kills, two daemons on one directory, crowds, limits, memory."""
import poplib
import re
import signal
import smtplib
import socket
import threading
import time
import unittest

import harness
from harness import PATIENCE, Server, add_user, await_that, letter, postlab

MIB = 1 << 20
MOST_KIB = 16 * 1024  # of memory more, for letters of 25 MiB
LARGE_LINE = b"." + b"0123456789abcdef" * 4 + b"\r\n"
LARGE = LARGE_LINE * ((25 * MIB - 4096) // len(LARGE_LINE))


def subject_of(message):
    return re.search(rb"^Subject: (.*)\r$", message, re.M).group(1).decode()


class OneDirectory(harness.TestCase):
    def test_two_daemons(self):
        smtpd = self.serve(command="smtpd", listen=["smtp"])
        pop3d = self.serve(command="pop3d", listen=["pop3"])
        smtpd.send(letter("between processes"))
        self.assertEqual([subject_of(m) for m in pop3d.fetch_all(delete=True)], ["between processes"])
        self.assertEqual(pop3d.fetch_all(), [])

    def test_the_lock_holds_between_processes(self):
        first, second = self.serve(), self.serve(command="pop3d", listen=["pop3"])
        holder = first.pop3()
        for server in (first, second):
            with self.assertRaisesRegex(poplib.error_proto, r"-ERR \[IN-USE\]"):
                server.pop3()
        first.send(letter("while it is locked"))  # that never waits for the lock
        self.assertEqual(holder.stat()[0], 0)
        holder.quit()
        self.assertEqual(len(second.fetch_all()), 1)

    def test_a_killed_server_holds_no_lock(self):
        first, second = self.serve(), self.serve()
        first.pop3()
        with self.assertRaisesRegex(poplib.error_proto, r"\[IN-USE\]"):
            second.pop3()
        first.kill()
        second.pop3().quit()

    def test_unique_ids_survive_a_restart(self):
        server = self.serve()
        for number in range(3):
            server.send(letter(str(number)))
        client = server.pop3()
        client.dele(3)
        before = client.uidl()[1]
        client.quit()
        self.assert_stopped_well(server)
        server = self.serve()
        server.send(letter("later"))
        client = server.pop3()
        after = client.uidl()[1]
        self.assertEqual(after[:2], before[:2])
        self.assertNotIn(after[2].split()[1], [line.split()[1] for line in before])

    def test_users_come_while_it_runs(self):
        server = self.serve()
        with self.assertRaises(smtplib.SMTPRecipientsRefused):
            server.send(letter("too early"), to=["carol@post.example"])
        add_user(self.data, "carol", "new")
        server.send(letter("welcome"), to=["carol@post.example"])
        self.assertEqual(len(server.fetch_all("carol", "new")), 1)
        listed = postlab("user", "list", "--data", str(self.data)).stdout.decode()
        self.assertRegex(listed, r"(?m)^carol\t1 message")


class Ends(harness.TestCase):
    def test_sigterm_says_421_and_ends_well(self):
        for which in (signal.SIGTERM, signal.SIGINT):
            server = self.serve()
            smtp, pop3 = server.smtp(), server.pop3()
            server.signal(which)
            self.assertEqual(smtp.getreply()[0], 421)
            self.assertEqual(smtp.file.read(), b"")
            pop3.file.read()  # to its end
            self.assertEqual(server.process.wait(PATIENCE), 0)
            self.assertEqual(server.said(), "")
            smtp.close()

    def test_every_250_is_kept_when_it_is_killed(self):
        for round in range(3):
            server = self.serve()
            accepted, attempts = [], []
            enough = threading.Event()

            def deliver(thread):
                try:
                    with server.smtp() as client:
                        for number in range(10000):
                            subject = f"{round}.{thread}.{number}"
                            attempts.append(subject)
                            client.sendmail("bob@post.example", ["alice@post.example"], letter(subject),
                                            ["BODY=8BITMIME"])
                            accepted.append(subject)
                            if len(accepted) >= 100:
                                enough.set()
                except (smtplib.SMTPException, OSError):
                    pass

            threads = [threading.Thread(target=deliver, args=(i,)) for i in range(6)]
            for thread in threads:
                thread.start()
            self.assertTrue(enough.wait(PATIENCE))
            server.kill()
            for thread in threads:
                thread.join()
            kept = self.serve().fetch_all(delete=True)
            subjects = [subject_of(message) for message in kept]
            self.assertEqual(len(subjects), len(set(subjects)), "twice")
            self.assertLessEqual(set(accepted), set(subjects), "lost")
            self.assertLessEqual(set(subjects), set(attempts))
            self.assertEqual([m for m in kept if not m.endswith(harness.BODY)], [], "half")

    def test_a_killed_session_deletes_nothing(self):
        server = self.serve()
        server.send(letter("stays"))
        server.pop3().dele(1)
        server.kill()
        self.assertEqual(len(self.serve().fetch_all()), 1)


class Crowds(harness.TestCase):
    def test_connections_that_come_and_go(self):
        server = self.serve()
        before = server.sockets()
        for protocol in ("smtp", "pop3"):
            for _ in range(100):
                socket.create_connection(("127.0.0.1", server.ports[protocol])).close()
        server.send(letter("still there"))
        self.assertEqual(len(server.fetch_all()), 1)
        await_that(lambda: server.sockets() == before, "the connections are closed")

    def test_too_many_connections(self):
        server = self.serve("--set", "server.max_connections=5")
        guests = [server.smtp() for _ in range(3)] + [server.pop3(user=None) for _ in range(2)]
        for protocol, refusal in (("smtp", b"421 "), ("pop3", b"-ERR ")):
            with socket.create_connection(("127.0.0.1", server.ports[protocol]), PATIENCE) as turned_away:
                said = turned_away.makefile("rb").read()
            self.assertTrue(said.startswith(refusal) and said.endswith(b"\r\n"), said)
        guests[0].quit()
        self.assertEqual(guests[1].noop()[0], 250)

        def let_in():
            try:
                server.smtp().quit()
                return True
            except smtplib.SMTPConnectError:
                return False
        await_that(let_in, "the next one is let in")
        for guest in guests[1:]:
            guest.quit()

    def test_ipv6(self):
        server = self.serve(host="[::1]")
        server.send(letter("six"))
        message = server.fetch_all()[0]
        self.assertIn(b"[IPv6:::1]", message)

    def test_a_large_letter_in_and_out(self):
        server = self.serve()
        server.send(letter("small"))
        server.fetch_all(delete=True)
        before = server.rss_kib()
        server.send(letter("large", LARGE))
        arrived = server.rss_kib()
        message = server.fetch_all()[0]
        fetched = server.rss_kib()
        self.assertTrue(message.endswith(b"\r\n\r\n" + LARGE))
        self.assertLess(arrived - before, MOST_KIB)
        self.assertLess(fetched - before, MOST_KIB)

    def test_too_large_a_letter(self):
        server = self.serve("--set", "smtp.max_message_bytes=100000")
        with server.smtp() as client:
            for size_said in (True, False):
                if not size_said:
                    client.ehlo()
                    del client.esmtp_features["size"]
                with self.assertRaises(smtplib.SMTPResponseException) as refused:
                    client.sendmail("bob@post.example", ["alice@post.example"], letter("large", LARGE[:200000]), [])
                self.assertEqual(refused.exception.smtp_code, 552)
            self.assertEqual(client.noop()[0], 250)
        self.assertEqual(server.fetch_all(), [])

    def test_a_reader_that_does_not_read(self):
        server = self.serve()
        server.send(letter("large", LARGE))
        before = server.rss_kib()
        lazy = server.pop3()
        lazy.sock.sendall(b"RETR 1\r\nRETR 1\r\nRETR 1\r\n")
        lazy.sock.recv(1)
        for number in range(20):
            server.send(letter(str(number)), to=["bob@post.example"])
        self.assertEqual(len(server.fetch_all("bob", "two words")), 20)
        self.assertLess(server.rss_kib() - before, MOST_KIB)
        lazy.close()

        def logs_in():
            try:
                server.pop3().quit()
                return True
            except poplib.error_proto:
                return False
        await_that(logs_in, "the lock of a reader that has gone is free")


class Secrets(harness.TestCase):
    def test_no_secret_is_written_down(self):
        add_user(self.data, "dora", "hunter2-hunter2")
        server = self.serve()
        server.pop3("dora", "hunter2-hunter2").quit()
        with self.assertRaises(poplib.error_proto):
            server.pop3("dora", "hunter3-hunter3")
        client = server.pop3(user=None)
        for line in (b"pass hunter2-hunter2", b"PASS  hunter2-hunter2", b"PASS\thunter2-hunter2"):
            client.sock.sendall(b"USER dora\r\n" + line + b"\r\n")
        client.sock.sendall(b"QUIT\r\n")
        client.file.read()
        self.assert_stopped_well(server)
        self.assertNotIn("hunter", server.said())
        for file in self.data.iterdir():
            self.assertNotRegex(file.read_bytes(), b"hunter[23]", file.name)

    def test_the_transcript_shows_the_session(self):
        server = self.serve()
        server.send(letter("recorded", b".dots\r\n"))
        client = server.pop3()
        client.retr(1)

        def show(number):
            done = postlab("transcript", "show", str(number), "--plain", "--data", str(self.data), check=False)
            return done.stdout.decode()
        await_that(lambda: "S  .<CR><LF>" in show(2), "a session is on record while it runs")
        client.quit()
        self.assert_stopped_well(server)
        first, second = show(1), show(2)
        for said in (r"S  220 post\.example .*<CR><LF>", r"C  ehlo client\.example<CR><LF>", r"C  \.\.dots<CR><LF>",
                     r"C  \.<CR><LF>", r"S  250 .* stored .*<CR><LF>"):
            self.assertRegex(first, said)
        for said in (r"C  PASS \*\*\*\*<CR><LF>", r"S  \+OK alice's maildrop .*<CR><LF>   \(.*-> TRANSACTION\)",
                     r"S  \.\.dots<CR><LF>", r"ended by: quit"):
            self.assertRegex(second, said)
        listed = postlab("transcript", "list", "--data", str(self.data)).stdout.decode().splitlines()
        self.assertEqual([line.split()[:2] for line in listed[1:]], [["1", "smtp"], ["2", "pop3"]])

    def test_only_the_beginning_of_a_large_letter_is_recorded(self):
        server = self.serve()
        server.send(letter("large", LARGE))
        server.fetch_all()
        self.assert_stopped_well(server)
        for number in ("1", "2"):
            shown = postlab("transcript", "show", number, "--data", str(self.data)).stdout.decode()
            self.assertLess(len(shown), 200000)
            left_out = int(re.search(r"\.\.\. (\d+) octets of content are not kept", shown).group(1))
            self.assertGreater(left_out, len(LARGE) - 70000)
        self.assertLess((self.data / "transcripts.db").stat().st_size, MIB)


class Faults(harness.TestCase):
    """Failures on demand in a server that runs already. Times are awaited, never slept through."""

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


class Usage(harness.TestCase):
    accounts = False

    def test_wrong_usage(self):
        for arguments, advice in [
            (["serv"], "serve"),
            (["serve", "--dta", "x"], "--data"),
            (["serve", "--set", "smtp.max_message_byte=1"], "smtp.max_message_bytes"),
            (["serve", "--set", "smtp.max_message_bytes=many"], "smtp.max_message_bytes"),
            (["user", "add"], "user add NAME"),
            (["user", "drop", "alice"], "user"),
            (["transcript", "show", "x"], "transcript"),
            (["play"], "postlab play"),
            (["fault", "ad"], "fault add"),
            (["fault", "add", "--verb", "RTR", "--cut", "after", "--data", "."], "RETR"),
        ]:
            with self.subTest(arguments):
                done = postlab(*arguments, check=False, cwd=self.directory)
                said = done.stderr.decode()
                self.assertEqual((done.returncode, done.stdout), (2, b""), said)
                self.assertIn(advice, said)
                self.assertEqual(said.count("\n"), 1, said)
        self.assertEqual(list(self.directory.iterdir()), [])

    def test_failures(self):
        add_user(self.data, "alice", "secret")
        with Server(self.data) as running:
            taken = f"127.0.0.1:{running.ports['smtp']}"
            done = postlab("serve", "--data", str(self.data), "--smtp", taken, "--pop3", "127.0.0.1:0", check=False)
            self.assertEqual(done.returncode, 1)
            self.assertIn(taken, done.stderr.decode())
        done = postlab("transcript", "show", "99", "--data", str(self.data), check=False)
        self.assertEqual((done.returncode, done.stdout), (1, b""))
        self.assertEqual(done.stderr.decode().count("\n"), 1)

    def test_help_and_version(self):
        for arguments in ([], ["--help"], ["serve", "--help"], ["--version"], ["transcript", "--help"]):
            done = postlab(*arguments)
            self.assertIn(b"postlab", done.stdout)
            self.assertEqual(done.stderr, b"")


if __name__ == "__main__":
    unittest.main()
