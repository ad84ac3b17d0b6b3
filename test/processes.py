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
from harness import LARGE, PATIENCE, add_user, await_that, letter, postlab, subject_of

MOST_KIB = 16 * 1024  # of memory more, for letters of 25 MiB


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
        self.assertLess((self.data / "transcripts.db").stat().st_size, 1 << 20)


if __name__ == "__main__":
    unittest.main()
