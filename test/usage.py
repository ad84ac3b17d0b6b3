#!/usr/bin/env python3
"""What the program says to who types it: wrong words, failures, help."""
import contextlib
import sqlite3
import unittest

import harness
from harness import POSTLAB, Server, add_user, postlab, run


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

    def test_what_cannot_be_written_is_no_success(self):
        add_user(self.data, "alice", "secret")
        data = ["--data", str(self.data)]
        for arguments in (["--version"], ["--help"], ["user", "list", *data], ["explain", "503"], ["demo"],
                          ["lab", "list"], ["help", "--as", "man"]):
            for redirected in (">/dev/full", ">&-"):
                with self.subTest(f"{arguments} {redirected}"):
                    done = run("sh", "-c", f'"$@" {redirected}', "sh", POSTLAB, *arguments, check=False)
                    self.assertEqual(done.returncode, 1, done.stderr)
                    self.assertEqual(done.stderr, b"postlab: standard output could not be written: is its disk full, "
                                                  b"or was it closed?\n")

    def test_a_reader_who_leaves_is_no_failure(self):
        done = run("bash", "-c", 'set -o pipefail; "$@" | head -1', "bash", POSTLAB, "help", "--as", "md")
        self.assertEqual(done.stderr, b"")

    def test_a_card_that_cannot_be_shown_changes_nothing(self):
        roster = self.directory / "roster.csv"
        roster.write_text("student_id,name\ns001,Ann\n")
        data = ["--data", str(self.data)]
        postlab("roster", "import", str(roster), *data)
        before = self.hash_of("s001")
        for redirected in (">/dev/full", ">&-"):
            done = run("sh", "-c", f'"$@" {redirected}', "sh", POSTLAB, "roster", "card", "s001", "--new", *data,
                       check=False)
            self.assertEqual(done.returncode, 1)
            self.assertIn(b"the pass phrase is what it was", done.stderr)
            self.assertEqual(self.hash_of("s001"), before)
        postlab("roster", "card", "s001", "--new", *data)
        self.assertNotEqual(self.hash_of("s001"), before)

    def hash_of(self, name):
        with contextlib.closing(sqlite3.connect(self.data / "maildrop.db")) as database:
            return database.execute("SELECT password FROM mailbox WHERE name = ?", (name,)).fetchone()[0]

    def test_help_and_version(self):
        for arguments in ([], ["--help"], ["serve", "--help"], ["--version"], ["transcript", "--help"]):
            done = postlab(*arguments)
            self.assertIn(b"postlab", done.stdout)
            self.assertEqual(done.stderr, b"")


if __name__ == "__main__":
    unittest.main()
