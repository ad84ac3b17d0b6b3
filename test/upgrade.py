#!/usr/bin/env python3
"""A data directory that an earlier version has made is opened, served, verified, checked, backed up and restored by this one.

The directories are zips in test/upgrade, named by the commit whose program made them, once, by this very file:
    POSTLAB=.../bin/postlab test/upgrade.py --make test/upgrade/29d1d9a.zip
"""
import json
import re
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

import harness
from harness import Server, add_user, letter, postlab, subject_of

MADE = sorted(Path(__file__).with_suffix("").glob("*.zip"))
LARGE = b"".join(b"%06d ." % number + b"x" * 60 + b"\r\n" for number in range(3000))  # in several pieces


def unique_ids(client):
    return [line.split()[1].decode() for line in client.uidl()[1]]


def make(file):
    """Accounts, a class with an attempt, letters of which one has gone, conversations; and what must still be so later."""
    with tempfile.TemporaryDirectory(prefix="postlab-made-") as folder:
        data = Path(folder) / "data"
        add_user(data, "alice", "secret", "--apop")
        add_user(data, "bob", "two words")
        (Path(folder) / "roster.csv").write_text("id,name,lang\ns001,Ann Oak,en\ns002,Борис,ru\n")
        postlab("roster", "import", f"{folder}/roster.csv", "--cards", f"{folder}/cards.html", "--data", str(data))
        postlab("lab", "start", "L11", "--student", "s001", "--data", str(data))
        with Server(data, command="smtpd", listen=("smtp",)) as smtpd, Server(data, command="pop3d", listen=("pop3",)) as pop3d:
            for subject, body in (("goes", harness.BODY), ("stays", harness.BODY), ("large", LARGE)):
                smtpd.send(letter(subject, body), to=["alice@post.example", "bob@post.example"])
            client = pop3d.pop3()
            client.dele(1)
            client.quit()
            client = pop3d.pop3()
            known = {"alice": unique_ids(client)}
            client.quit()
            for server in (smtpd, pop3d):
                if server.stop() != 0:
                    raise AssertionError(server.said())
        (data / "known.json").write_text(json.dumps(known))
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
            for path in sorted(data.rglob("*")):
                if path.is_file() and path.suffix not in (".lock", ".pem"):
                    packed.write(path, path.relative_to(data))


class Upgrade(harness.TestCase):
    accounts = False

    def directories(self):
        """Each directory that was made, as it was."""
        self.assertTrue(MADE)
        for made in MADE:
            with self.subTest(made.stem):
                self.data = self.directory / made.stem
                with zipfile.ZipFile(made) as packed:
                    packed.extractall(self.data)
                yield json.loads((self.data / "known.json").read_text())

    def postlab(self, *words, data=None):
        return postlab(*words, "--data", str(data or self.data), "--lang", "en").stdout.decode()

    def assert_mail_is_there(self, data, known):
        with Server(data) as server:
            client = server.pop3()
            self.assertEqual(unique_ids(client), known["alice"])
            client.quit()
            client = server.pop3(user=None)
            client.apop("alice", "secret")
            client.quit()
            for user, password, subjects in (("alice", "secret", ["stays", "large"]), ("bob", "two words", ["goes", "stays", "large"])):
                messages = server.fetch_all(user, password)
                self.assertEqual([subject_of(message) for message in messages], subjects)
                for message, subject in zip(messages, subjects):
                    self.assertTrue(message.endswith(letter(subject, LARGE if subject == "large" else harness.BODY)))
            self.assert_stopped_well(server)

    def test_it_is_served_and_goes_on(self):
        for known in self.directories():
            self.assert_mail_is_there(self.data, known)
            with Server(self.data) as server:
                server.send(letter("new"), to=["alice@post.example"])
                client = server.pop3()
                ids = unique_ids(client)
                client.dele(1)
                client.quit()
                self.assertEqual(ids[:-1], known["alice"])
                self.assertEqual(len(set(ids)), 3)
                self.assertEqual([subject_of(message) for message in server.fetch_all()], ["large", "new"])
            self.assertRegex(self.postlab("user", "list"), r"(?m)^alice\t2 messages\t")
            self.assertIn("Nothing is wrong", self.postlab("fsck"))

    def test_its_record_and_course_hold(self):
        for _ in self.directories():
            self.assertIn("all as they were recorded", self.postlab("transcript", "verify"))
            listed = self.postlab("transcript", "list")
            self.assertRegex(listed, r"(?m)^ *1 ")
            self.assertIn("stored as message", self.postlab("transcript", "show", re.search(r"(?m)^ *(\d+).*smtp", listed).group(1)))
            self.assertIn("Борис", self.postlab("roster", "list"))
            self.assertIn("L11", self.postlab("lab", "status", "s001"))
            self.postlab("grade")
            self.assertIn("Nothing is wrong", self.postlab("fsck"))

    def test_a_backup_of_it_is_restored_and_brought_up_to_date(self):
        for known in self.directories():
            other, file = self.directory / (self.data.name + "-other"), str(self.data) + "-backup.zip"
            self.postlab("backup", file)
            self.postlab("restore", file, data=other)
            self.assert_mail_is_there(other, known)
            self.assertIn("Nothing is wrong", self.postlab("fsck", data=other))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--make"]:
        make(sys.argv[2])
    else:
        unittest.main()
