#!/usr/bin/env python3
"""What the program says to who types it: wrong words, failures, help."""
import unittest

import harness
from harness import Server, add_user, postlab


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
