#!/usr/bin/env python3
"""What the program says to who types it: wrong words, failures, help."""
import contextlib
import os
import poplib
import re
import shutil
import signal
import smtplib
import socket
import sqlite3
import subprocess
import unittest
from pathlib import Path

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
            (["serve", "--domain", "post_office.example"], "--domain takes a host name"),
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
            self.assertNotIn("Net Exception", done.stderr.decode())
            self.assertEqual(done.stdout, b"", "what it listens on is said once it does")
            with Server(self.data, command="pop3d", listen=("pop3",)) as second:
                self.assertIn("another postlab gives mail out of this folder, too", second.said())
                self.assertNotIn("takes mail", second.said())
        done = postlab("transcript", "show", "99", "--data", str(self.data), check=False)
        self.assertEqual((done.returncode, done.stdout), (1, b""))
        self.assertEqual(done.stderr.decode().count("\n"), 1)

    def test_the_page_is_no_reason_not_to_serve_mail(self):
        with Server(self.data, listen=("smtp", "pop3", "web")) as running:
            self.assertRegex(running.link, rf"^http://127\.0\.0\.1:{running.ports['web']}/#key=[0-9a-f]{{32}}$")
            taken = f"127.0.0.1:{running.ports['web']}"
            ports = ["--smtp", "127.0.0.1:0", "--pop3", "127.0.0.1:0"]
            done = postlab("serve", "--data", str(self.data), *ports, "--web", taken, check=False)
            self.assertEqual((done.returncode, taken in done.stderr.decode()), (1, True), "it was asked for")
        with socket.socket() as usual:
            try:
                usual.bind(("127.0.0.1", 2580))
                usual.listen()
            except OSError:
                pass  # then somebody else has taken it
            process = subprocess.Popen([harness.POSTLAB, "serve", "--data", str(self.data), *ports],
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            said = [process.stdout.readline() for _ in range(3)]
            process.terminate()
            complaint = process.communicate()[1]
        self.assertEqual(said[2], "ready\n", said)
        self.assertRegex(complaint, r"^postlab: there is no page to look on: can't listen on 127\.0\.0\.1:2580: .*\n$")

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
            self.assertIn(b"what was on the last one still counts", done.stderr)
            self.assertEqual(self.hash_of("s001"), before)
        postlab("roster", "card", "s001", "--new", *data)
        self.assertNotEqual(self.hash_of("s001"), before)

    def hash_of(self, name):
        with contextlib.closing(sqlite3.connect(self.data / "maildrop.db")) as database:
            return database.execute("SELECT password FROM mailbox WHERE name = ?", (name,)).fetchone()[0]

    def test_two_servers_share_a_folder_when_one_takes_mail_in_and_one_gives_it_out(self):
        with Server(self.data, command="smtpd", listen=("smtp",)) as smtpd:
            with Server(self.data, command="pop3d", listen=("pop3",)) as pop3d:
                self.assertEqual(smtpd.said() + pop3d.said(), "")

    def test_the_end_of_its_terminal_ends_the_server_as_termination_does(self):
        with harness.Terminal(harness.POSTLAB, "serve", "--data", str(self.data), "--smtp", "127.0.0.1:0", "--pop3",
                              "127.0.0.1:0", "--web", "off") as person:
            port = int(person.await_text(r"listening smtp 127\.0\.0\.1:(\d+)\n").group(1))
            person.await_text("ready\n")
            with socket.create_connection(("127.0.0.1", port), harness.PATIENCE) as client:
                said = client.makefile("rb")
                self.assertTrue(said.readline().startswith(b"220 "))
                person.hang_up()
                self.assertTrue(said.read().startswith(b"421 4.3.2 "))
                said.close()

    def test_hang_up_alone_ends_nothing(self):
        with Server(self.data) as server:
            server.signal(signal.SIGHUP)
            harness.await_that(lambda: "has been read anew" in server.said(), "the certificate to be read")
            postlab("health", *(f"127.0.0.1:{port}" for port in server.ports.values()))

    def test_a_server_of_several_domains(self):
        add_user(self.data, "alice", "secret")
        with Server(self.data, "--domain", "one.example", "--domain", "two.example") as server:
            with smtplib.SMTP("127.0.0.1", server.ports["smtp"]) as client:
                client.sendmail("", ["alice@one.example"], "Subject: 1")
                client.sendmail("", ["alice@two.example"], "Subject: 2")
                with self.assertRaises(smtplib.SMTPRecipientsRefused):
                    client.sendmail("", ["alice@three.example"], "Subject: 3")

    def test_a_health_check_is_in_no_record(self):
        with Server(self.data) as server:
            for _ in range(3):
                postlab("health", *(f"127.0.0.1:{port}" for port in server.ports.values()))
            with smtplib.SMTP("127.0.0.1", server.ports["smtp"]) as client:
                client.noop()
            server.stop()
        listed = postlab("transcript", "list", "--data", str(self.data)).stdout.decode()
        self.assertEqual(listed.count("\n"), 2, listed)

    def test_a_closed_standard_input_is_an_empty_one(self):
        with Server(self.data) as server:
            done = subprocess.run(["sh", "-c", f'exec "$0" talk 127.0.0.1:{server.ports["smtp"]} <&-', harness.POSTLAB],
                                  capture_output=True, timeout=harness.PATIENCE)
        self.assertIn(b"220 ", done.stdout)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_password_is_not_seen_while_it_is_typed(self):
        with harness.Terminal(harness.POSTLAB, "user", "add", "dave", "--data", str(self.data)) as screen:
            screen.await_text("password .*: ")
            screen.type("sesame")
            self.assertNotIn(b"sesame", screen.await_text("(?s)(.*)added dave").group(1))
        with Server(self.data) as server:
            server.pop3("dave", "sesame").quit()

    def test_nobody_knows_the_passwords_of_an_open_port(self):
        loop = Path(__file__).parent.parent / "script/loop"

        def started(data, *options):
            said = []
            process = subprocess.Popen([loop, data, "--web", "off", *options], stdout=subprocess.PIPE, text=True,
                                       env={**os.environ, "POSTLAB": harness.POSTLAB})
            for line in process.stdout:
                said.append(line)
                if line == "ready\n":
                    break
            port = int(re.search(r"listening pop3 .*:(\d+)", "".join(said)).group(1))
            try:
                client = poplib.POP3("127.0.0.1", port)
                client.user("alice")
                try:
                    return said, client.pass_("secret").startswith(b"+OK")
                except poplib.error_proto:
                    return said, False
                finally:
                    client.close()
            finally:
                process.terminate()
                process.wait()
                process.stdout.close()

        closed, opened = ("127.0.0.1:0",), ("0.0.0.0:0",)
        for host, known in ((closed, True), (opened, False), (closed, False)):
            said, welcome = started(self.data, "--smtp", *host, "--pop3", *host)
            self.assertEqual(welcome, known, said)
            self.assertEqual("alice's password is" in "".join(said), host == opened, said)
        for host, known in ((closed, True), (opened, False)):  # any port will do
            said, welcome = started(self.directory / "museum", "--smtp", *closed, "--pop3", *closed, "--pop2", *host)
            self.assertEqual(welcome, known, said)

    def test_texts_that_cannot_be_read_leave_the_english_ones(self):
        copy = self.directory / "bin/postlab"
        labs = self.directory / "share/postlab/labs"
        copy.parent.mkdir(parents=True)
        labs.mkdir(parents=True)
        shutil.copy(POSTLAB, copy)
        (labs / "texts.zh.po").write_text("this is no catalogue\n")
        done = run(copy, "serv", check=False, env={"LC_ALL": "zh_CN.UTF-8"})
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn(b"serve", done.stderr)

    def test_help_and_version(self):
        for arguments in ([], ["--help"], ["serve", "--help"], ["--version"], ["transcript", "--help"]):
            done = postlab(*arguments)
            self.assertIn(b"postlab", done.stdout)
            self.assertEqual(done.stderr, b"")


if __name__ == "__main__":
    unittest.main()
