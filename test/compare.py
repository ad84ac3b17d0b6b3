#!/usr/bin/env python3
"""`postlab compare` against the running program, and against Postfix and Dovecot beside it (script/peers)."""
import os
import shutil
import subprocess
import tempfile
import threading
import unittest
from pathlib import Path

import harness
from harness import PATIENCE, free_ports, postlab

PEERS = Path(__file__).parent.parent / "script/peers"


class Compare(harness.TestCase):
    def setUp(self):
        super().setUp()
        self.server = self.serve()

    def compare(self, *options, **more):
        ports = self.server.ports
        return postlab("compare", "--smtp", f"127.0.0.1:{ports['smtp']}", "--pop3", f"localhost:{ports['pop3']}",
                       *options, **more)

    def test_plays_all_twelve_scenarios_and_leaves_no_letter(self):
        self.server.send(harness.letter("alice's own"))
        said = self.compare().stdout.decode()
        for title in range(1, 13):
            self.assertIn(f"\n{title}. ", said)
        for seen in ("S: 354 ", "S: ..like this", "S2: -ERR [IN-USE]", "(the line drops)", "C: PASS ****"):
            self.assertIn(seen, said)
        self.assertNotIn("not played", said)
        self.assertEqual([harness.text_of(letter)[0] for letter in self.server.fetch_all()], ["alice's own"])

    def test_three_at_once_leave_no_letter_either(self):
        together = [threading.Thread(target=self.compare, kwargs={"check": False}) for _ in range(3)]
        for one in together:
            one.start()
        for one in together:
            one.join()
        self.assertEqual(self.server.fetch_all(), [])

    def test_takes_another_account(self):
        self.assertIn("C: USER bob", self.compare("--user", "bob", stdin=b"two words\n").stdout.decode())
        self.assertEqual(self.server.fetch_all("bob", "two words"), [])

    def test_plays_what_needs_no_login_and_says_how_to_get_the_rest(self):
        said = self.compare("--user", "bob", stdin=b"wrong\n").stdout.decode()
        self.assertIn("S: 354 ", said)
        self.assertIn("bob could not log in", said)
        self.assertEqual(self.server.fetch_all("bob", "two words"), [])

    def test_writes_files(self):
        for form, begins in ("md", "# Twelve"), ("html", "<!DOCTYPE html>"), ("text", "Twelve"):
            file = self.directory / form
            self.assertEqual(self.compare("--as", form, "--out", str(file)).stdout, b"")
            self.assertTrue(file.read_text().startswith(begins))

    def test_says_that_nobody_is_there(self):
        self.server.stop()
        done = self.compare(check=False)
        self.assertEqual((done.returncode, done.stdout), (1, b""))
        self.assertRegex(done.stderr.decode(), "^postlab: nobody answers at .*: no program listens there; .*\n$")

    def test_compares_a_server_with_itself(self):
        ports = self.server.ports
        said = self.compare("--with", f"smtp=127.0.0.1:{ports['smtp']}", "--with", f"pop3=127.0.0.1:{ports['pop3']}")
        self.assertEqual(said.stdout.decode().replace("\n", " ").count(" 0 with another code (≠)"), 2)
        self.assertEqual(self.server.fetch_all(), [])


def why_no_peers():
    if os.getuid() != 0:
        return "only root can start Postfix"
    if not all(shutil.which(program) for program in ("postfix", "dovecot")):
        return "NOT TESTED: Postfix and Dovecot are not installed; script/bootstrap peers installs them"
    return None


@unittest.skipIf(why_no_peers(), why_no_peers())
class ComparePeers(harness.TestCase):
    """Postfix and Dovecot from Debian, as an instance of their own on loopback."""

    def setUp(self):
        super().setUp()
        self.server = self.serve()
        self.smtp, self.pop3 = free_ports(2)
        directory = tempfile.mkdtemp(prefix="peers-")
        self.addCleanup(shutil.rmtree, directory, ignore_errors=True)
        os.chmod(directory, 0o755)  # their processes have users of their own
        self.peers = subprocess.Popen([PEERS, directory, "127.0.0.1", str(self.smtp), str(self.pop3)],
                                      stdout=subprocess.PIPE)
        self.addCleanup(self.stop_peers)
        watchdog = threading.Timer(PATIENCE, self.peers.kill)
        watchdog.start()
        self.assertEqual(self.peers.stdout.readline(), b"ready\n")
        watchdog.cancel()

    def stop_peers(self):
        self.peers.terminate()
        self.peers.wait(PATIENCE)
        self.peers.stdout.close()

    def compare(self, *options):
        ports = self.server.ports
        done = postlab("compare", "--smtp", f"127.0.0.1:{ports['smtp']}", "--pop3", f"127.0.0.1:{ports['pop3']}", *options)
        return " ".join(done.stdout.decode().split())

    def test_both(self):
        said = self.compare("--with", f"smtp=127.0.0.1:{self.smtp}", "--with", f"pop3=localhost:{self.pop3}")
        for seen in ("~ S: 220 mx.post.example ESMTP", "S: +OK Dovecot", "S: 250 2.0.0 Ok: queued as",
                     "≠ S2: +OK Logged in.", "SMTP at 127.0.0.1:", "the median of 5 rounds"):
            self.assertIn(seen, said)
        self.assertNotIn("not played", said)
        self.assertNotIn("not in this maildrop", said)
        self.assertEqual(self.server.fetch_all(), [])
        client = harness.poplib.POP3("127.0.0.1", self.pop3, timeout=PATIENCE)
        self.addCleanup(client.close)
        client.user("alice")
        client.pass_("secret")
        self.assertEqual(client.stat()[0], 0, "each round removes its letter")

    def test_one_protocol_alone(self):
        self.assertIn("S: 221 2.0.0 Bye", self.compare("--with", f"smtp=127.0.0.1:{self.smtp}"))
        said = self.compare("--with", f"pop3=127.0.0.1:{self.pop3}")
        self.assertIn("S: +OK Logging out", said)
        self.assertIn("since its SMTP was not named", said)
        self.assertNotIn("SMTP at", said)


if __name__ == "__main__":
    unittest.main()
