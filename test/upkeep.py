#!/usr/bin/env python3
"""backup, restore and fsck of the real program, beside a running server and after things were broken by hand."""
import contextlib
import sqlite3
import stat
import subprocess
import threading
import time
import unittest
from pathlib import Path

import harness
from harness import POSTLAB, Server, add_user, letter, postlab, subject_of


class Upkeep(harness.TestCase):
    def setUp(self):
        super().setUp()
        self.elsewhere = self.directory
        self.zip = self.elsewhere / "monday.zip"

    def postlab(self, *words, data=None, **more):
        return postlab(*words, "--data", str(data or self.data), "--lang", "en", **more)

    def refused(self, *words, data=None):
        done = self.postlab(*words, data=data, check=False)
        self.assertEqual(done.returncode, 1, done.stdout)
        return done.stderr.decode()

    def type(self, file, *statements):
        """What a person does in an SQLite shell."""
        with contextlib.closing(sqlite3.connect(self.data / file, isolation_level=None)) as database:
            for statement in statements:
                database.execute(statement)

    def fsck(self, *options):
        done = self.postlab("fsck", *options, check=False)
        self.assertEqual(done.stderr, b"")
        return done.returncode, done.stdout.decode()

    def test_a_backup_beside_a_sending_client_has_all_that_was_promised_before(self):
        with Server(self.data) as server:
            promised, stop = [], threading.Event()

            def send():
                with server.smtp() as client:
                    while not stop.is_set():
                        client.sendmail("bob@post.example", ["alice@post.example"], letter(f"n{len(promised)}"), ["BODY=8BITMIME"])
                        promised.append(None)

            sender = threading.Thread(target=send)
            sender.start()
            harness.await_that(lambda: len(promised) > 20, "some letters")
            before = len(promised)
            self.postlab("backup", str(self.zip))
            harness.await_that(lambda: len(promised) > before + 1, "a letter behind it: the server goes on")
            stop.set()
            sender.join()
        self.assertEqual(stat.S_IMODE(self.zip.stat().st_mode), 0o600)
        other = self.elsewhere / "other"
        self.postlab("restore", str(self.zip), data=other)
        self.assertEqual(self.postlab("fsck", data=other).returncode, 0)
        self.assertEqual(self.postlab("transcript", "verify", data=other).returncode, 0)
        with Server(other) as server:
            subjects = [subject_of(message) for message in server.fetch_all()]
        self.assertGreaterEqual(len(subjects), before)
        self.assertEqual(subjects, [f"n{number}" for number in range(len(subjects))])

    def test_restore_asks_for_a_clear_word_and_for_a_stopped_server(self):
        self.postlab("backup", str(self.zip))
        self.assertIn("is there already", self.refused("backup", str(self.zip)))
        self.assertIn("--replace", self.refused("restore", str(self.zip)))
        for command in ("serve", "smtpd", "pop3d"):
            with Server(self.data, command=command, listen={"serve": ("smtp", "pop3"), "smtpd": ("smtp",), "pop3d": ("pop3",)}[command]):
                self.assertIn("stop it first", self.refused("restore", str(self.zip), "--replace"))
        said = self.postlab("restore", str(self.zip), "--replace").stdout.decode()
        aside = Path(said.split("What was there is in ")[1].split(";")[0])
        self.assertTrue((aside / "maildrop.db").exists())

    def test_a_restore_that_is_killed_leaves_the_old_or_the_new(self):
        with Server(self.data) as server:
            server.send(letter("old and new"))
        self.postlab("backup", str(self.zip))
        with Server(self.data) as server:
            server.send(letter("old only"))
        seen, delay, ended = set(), 0, False
        while not ended:
            restoring = subprocess.Popen([POSTLAB, "restore", str(self.zip), "--replace", "--data", str(self.data)],
                                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(delay)  # when it is killed is the point, not awaited
            delay = delay * 1.1 + 0.004
            restoring.kill()
            ended = restoring.wait() == 0
            listed = self.postlab("user", "list").stdout.decode().splitlines()
            (count,) = (line.split("\t")[1] for line in listed if line.startswith("alice"))
            self.assertIn(count, ("2 messages", "1 messages"))
            self.assertEqual(self.fsck()[0], 0)
            seen.add(count)
        self.assertIn("1 messages", seen)

    def test_fsck_says_what_is_wrong_and_repair_keeps_what_can_be_read(self):
        with Server(self.data) as server:
            server.send(letter("first"))
            server.send(letter("large", b"0123456789abcdef\r\n" * 10000))
            server.fetch_all()
            self.assert_stopped_well(server)  # a killed one may lose the last of the record
        status, said = self.fsck()
        self.assertEqual(status, 0, said)
        self.assertRegex(said, r"Nothing is wrong in .*: 2 letters, \d+ conversations\.")
        self.type("maildrop.db", "DROP TRIGGER last_delivery", "DELETE FROM delivery WHERE content = 1",
                  "DELETE FROM chunk WHERE k = (2 << 16) + 1", "UPDATE sqlite_sequence SET seq = 1 WHERE name = 'content'")
        self.type("transcripts.db", "UPDATE client SET octets = octets + 1")
        status, said = self.fsck()
        self.assertEqual(status, 1)
        for sentence in ("letter 1 is in no maildrop.\n    --repair: it is put into the maildrop of postmaster.",
                         "letter 2: 1 of 3 pieces are lost.", "last_delivery, which keeps the tables in step, is missing.",
                         "the table content goes on with ids from 1 on", "of 1 client addresses the record counts",
                         "postlab fsck --repair mends 5 of that."):
            self.assertIn(sentence, said)
        with Server(self.data):
            self.assertIn("stop it first", self.refused("fsck", "--repair"))
        status, said = self.fsck("--repair")
        self.assertEqual(status, 0, said)
        self.assertIn("Mended: it is put into the maildrop of postmaster.", said)
        add_user(self.data, "postmaster", "secret")
        with Server(self.data) as server:
            self.assertEqual([subject_of(message) for message in server.fetch_all("postmaster")], ["first"])
            (large,) = server.fetch_all()
            self.assertEqual(subject_of(large), "large")
            self.assertIn(b"[this part of the letter is lost]", large)
            self.assertGreater(len(large), 180000)

    def test_fsck_finds_a_changed_record_and_leaves_it_alone(self):
        with Server(self.data) as server:
            server.send(letter("first"))
            server.stop()
        self.type("transcripts.db", "UPDATE conversation SET account = 'mallory'")
        status, said = self.fsck("--repair")
        self.assertEqual(status, 1)
        self.assertIn("conversation 1: what is said about it has been changed", said)
        self.assertIn("What to do: the record stays as it is, since it is evidence", said)

    def test_fsck_finds_what_a_course_lacks(self):
        roster = self.elsewhere / "roster.csv"
        roster.write_text("id,name\ns001,Ann\ns002,Bo\n")
        self.postlab("roster", "import", str(roster))
        self.assertEqual(self.fsck()[0], 0)
        self.postlab("user", "remove", "s002")
        (self.data / "course.key").unlink()
        status, said = self.fsck()
        self.assertEqual(status, 1)
        self.assertIn("student s002 has no mailbox.\n    What to do: postlab roster import", said)
        self.assertIn("course.key is missing", said)

    def test_fsck_says_of_a_file_that_is_no_database_what_to_do(self):
        with Server(self.data) as server:
            server.send(letter("first"))
            server.stop()
        (self.data / "transcripts.db").write_bytes(b"no database, but longer than a header is" * 100)
        status, said = self.fsck()
        self.assertEqual(status, 1)
        self.assertIn("transcripts.db: it can't be read any further", said)
        (self.data / "maildrop.db").write_bytes(b"no database, but longer than a header is" * 100)
        self.assertIn("restore it from a backup", self.refused("fsck"))


if __name__ == "__main__":
    unittest.main()
