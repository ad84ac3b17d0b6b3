#!/usr/bin/env python3
"""A class at work: a roster comes in, students who have nothing but the ports do their labs, marks come out."""
import contextlib
import csv
import hashlib
import hmac
import os
import re
import signal
import sqlite3
import subprocess
import time
import unittest
from pathlib import Path

import harness
from harness import await_that, postlab

LABS = Path(__file__).parent / "labs"
SOURCE = Path(__file__).parent.parent
NAMES = ["Иванов Пётр", "Смирнова Анна", "Щукин Яков"]


def rows_of(file):
    with open(file, encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


class Classroom(harness.TestCase):
    accounts = False

    def import_roster(self, *options, students=30, check=True):
        roster = self.directory / "roster.csv"
        lines = ["Номер;ФИО;Почта;Группа;Язык"]
        lines += [f"s{i:03};{NAMES[i % 3]};s{i:03}@x.example;ИУ-{i % 2 + 1};en" for i in range(1, students + 1)]
        roster.write_bytes("\n".join(lines).encode("cp1251"))
        return postlab("roster", "import", str(roster), "--labs", str(LABS), "--data", str(self.data),
                       "--encoding", "cp1251", *options, check=check)

    def pass_phrase(self, student):
        cards = (self.data / "cards.html").read_text()
        return re.search(rf"<td>{student}</td>.*?<td>([a-z ]+)</td>", cards, re.S).group(1)

    def serve_class(self, *options):
        return self.serve("--set", f"lab.folder={LABS}", "--set", f"lab.marks={self.directory}/marks", *options)

    def token(self, student, lab):
        key = (self.data / "course.key").read_bytes()
        digest = hmac.new(key, f"token|{student}|{lab.upper()}".encode(), hashlib.sha256).hexdigest()
        return digest[:4]

    def write_to_desk(self, server, student, lab, subject):
        desk = f"course+{student}-{lab}-{self.token(student, lab)}@post.example"
        server.send(f"Subject: {subject}\r\n\r\n".encode(), "someone@x.example", [desk])

    def pop3(self, server, student):
        return server.pop3(student, self.pass_phrase(student))

    def status(self, student):
        return postlab("lab", "status", student, "--labs", str(LABS), "--data", str(self.data)).stdout.decode()

    def told(self, student, pattern):
        """What `lab status` says there, once the record has the session before."""
        found = []
        await_that(lambda: found.extend(re.findall(pattern, self.status(student))) or found, f"{pattern} for {student}")
        return found[0]

    def ask(self, query, database="course.db"):
        with contextlib.closing(sqlite3.connect(self.data / database)) as connection:
            return connection.execute(query).fetchone()[0]

    def mark(self, student, lab):
        """As the teacher's folder has it; none while it isn't there."""
        file = self.directory / "marks" / "gradebook.csv"
        found = [row[lab] for row in rows_of(file) if row["student_id"] == student] if file.exists() else []
        return found[0] if found else None

    def test_from_a_roster_to_marks(self):
        self.import_roster()
        server = self.serve_class()
        self.pop3(server, "s001").quit()  # all that L01 asks for

        self.write_to_desk(server, "s002", "l02", "start")
        await_that(lambda: self.ask("SELECT count(*) FROM attempt WHERE student = 's002'") == 1, "the desk obeys")
        await_that(lambda: self.ask("SELECT count(*) FROM delivery WHERE octets = 2000000", "maildrop.db") == 1,
                   "the maildrop is filled")
        client = self.pop3(server, "s002")
        self.assertEqual(len(client.list()[1]), 4)
        client.quit()
        number = self.told("s002", r"Letter (\d) is gone")
        client = self.pop3(server, "s002")
        client.list()
        client.dele(int(number))
        client.quit()

        address = f"s003+l03-{self.token('s003', 'l03')}@post.example"
        server.send(b"Subject: a first try\r\n\r\nx\r\n", to=[address])
        word = self.told("s003", r"Subject (\w+), to")
        server.send(f"Subject: {word}\r\n\r\nx\r\n".encode(), to=[address])

        for student, lab, score in (("s001", "L01", "1"), ("s002", "L02", "4"), ("s003", "L03", "2")):
            await_that(lambda: self.mark(student, lab) == score, f"{student} has {score} points in {lab}")
        self.assertIn("L02  solved, 4 of 4 points, receipt L02-", self.status("s002"))
        receipt = re.search(r"receipt (\S+)", self.status("s002")).group(1)
        handed_in = postlab("lab", "receipt", "s005", "L02", receipt, "--labs", str(LABS), "--data", str(self.data),
                            check=False)
        self.assertEqual((handed_in.returncode, handed_in.stdout), (1, b"this is the receipt of s002\n"))

        again = self.directory / "again"
        postlab("grade", "--regrade", "--mark", "--csv", str(again), "--labs", str(LABS), "--data", str(self.data))
        for name in ("gradebook.csv", "checks.csv", "failed.csv"):
            self.assertEqual((again / name).read_bytes(), (self.directory / "marks" / name).read_bytes(), name)
        rows = rows_of(again / "grades.csv")
        self.assertEqual(len(rows), 30 * 3)
        self.assertEqual({r["flags"] for r in rows if r["student_id"] == "s005" and r["lab"] == "L02"},
                         {"receipt_of:s002"})
        self.assert_stopped_well(server)
        self.assertEqual(server.said(), "")

    def test_a_session_is_graded_at_once(self):
        self.import_roster(students=3)
        server = self.serve_class()
        self.pop3(server, "s001").quit()
        await_that(lambda: self.mark("s001", "L01") == "1", "the classroom is at work")
        client = self.pop3(server, "s002")
        client.quit()
        ended = time.monotonic()
        await_that(lambda: self.ask("SELECT count(*) FROM grade WHERE student = 's002'") == 1, "the result is there")
        took = time.monotonic() - ended
        print(f"a session's end to its result: {took * 1000:.0f} ms")
        self.assertLess(took, 2)  # 0.2 s on a quiet machine

    def test_replies_say_how_far_a_student_is(self):
        self.import_roster(students=2)
        server = self.serve_class()
        self.write_to_desk(server, "s001", "l02", "start")
        await_that(lambda: self.ask("SELECT count(*) FROM attempt WHERE student = 's001'") == 1, "the desk obeys")
        await_that(lambda: self.ask("SELECT count(*) FROM delivery WHERE octets = 2000000", "maildrop.db") == 1,
                   "the maildrop is filled")

        def said_at_login(student):
            client = server.pop3(None)
            client.user(student)
            said = client.pass_(self.pass_phrase(student)).decode()
            return client, said

        def standing_is(standing):
            client, said = said_at_login("s001")
            client.quit()
            return f"[L02 {standing}]" in said

        await_that(lambda: standing_is("0/4"), "the classroom knows of the start")
        client, _ = said_at_login("s001")
        client.list()
        self.assertNotIn(b"receipt", client.quit())
        await_that(lambda: standing_is("1/4"), "one check holds")
        number = re.search(r"Letter (\d) is gone", self.status("s001")).group(1)
        client, _ = said_at_login("s001")
        client.dele(int(number))
        receipt = re.search(r", receipt (L02-\w{4}-\w{4})$", client.quit().decode()).group(1)
        handed_in = postlab("lab", "receipt", "s001", "L02", receipt, "--labs", str(LABS), "--data", str(self.data))
        self.assertEqual(handed_in.stdout, b"right: s001 has solved L02\n")
        await_that(lambda: self.ask("SELECT count(*) FROM grade WHERE student = 's001' AND lab = 'L02'") == 1, "graded")
        self.assertIn(f"receipt {receipt}", self.status("s001"))
        self.assert_stopped_well(server)

    def test_a_roster_is_imported_twice_and_not_by_half(self):
        said = self.import_roster("--dry-run").stdout.decode()
        self.assertIn("30 new, 0 changed, 0 as they were, 0 not in the file\nnothing was changed", said)
        self.assertFalse(self.data.exists())
        self.import_roster()
        phrase = self.pass_phrase("s017")
        self.assertEqual((self.data / "cards.html").stat().st_mode & 0o777, 0o600)
        self.assertEqual((self.data / "course.key").stat().st_mode & 0o777, 0o600)
        said = self.import_roster().stdout.decode()
        self.assertEqual(said, "read as cp1251\n0 new, 0 changed, 30 as they were, 0 not in the file\n")
        self.assertEqual(self.pass_phrase("s017"), phrase)
        self.assertFalse((self.data / "cards-2.html").exists())

        bad = self.directory / "bad.csv"
        bad.write_text("student_id,name\ns100,Ann\ns101,=cmd()\ns100,Bob\n")
        refused = postlab("roster", "import", str(bad), "--labs", str(LABS), "--data", str(self.data), check=False)
        self.assertEqual(refused.returncode, 1)
        self.assertEqual(refused.stderr.decode(),
                         f'{bad}: row 3: name "=cmd()" would be a formula in a spreadsheet; put a letter in front\n'
                         f'{bad}: row 4: student_id "s100" is in row 2 already\nnothing was imported\n')
        self.assertNotIn("s100", postlab("roster", "list", "--data", str(self.data)).stdout.decode())

    @contextlib.contextmanager
    def classroom_script(self, folder, **names):
        """script/classroom at work, as compose's profile runs it."""
        with open(self.directory / "said", "wb") as said:
            script = subprocess.Popen(
                [SOURCE / "script" / "classroom", self.data, folder], cwd=SOURCE, stdout=subprocess.DEVNULL, stderr=said,
                env={**os.environ, "POSTLAB": str(Path(harness.POSTLAB).absolute()), "POSTLAB_CLASSROOM_PAUSE": "0.1",
                     **names})
        try:
            yield script
        finally:
            script.send_signal(signal.SIGTERM)
            script.wait(harness.PATIENCE)

    def script_said(self):
        return (self.directory / "said").read_bytes()

    def test_a_folder_gets_cards_and_sheets_and_marks(self):
        folder = self.directory / "class"
        folder.mkdir()
        (folder / "roster.csv").write_text("student_id,name,lang\ns001,Ann,en\ns002,Иван,ru\n")
        self.data.mkdir()
        precious = self.directory / "precious"
        precious.write_text("keep")
        for name in ("marks/.new", "marks/grades.csv.new", "sheets/students/s002.html"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).symlink_to(precious)
        desk = self.data / "class"
        with self.classroom_script(folder, POSTLAB_HOST="10.0.0.5", POSTLAB_SMTP_PORT="31025", POSTLAB_POP2_PORT="31109"):
            await_that((folder / "marks" / "gradebook.csv").exists, "the marks are there")
            (folder / "deadlines.csv").write_text("L02,2026-10-01T23:59+02:00,,\n")
            await_that((desk / "deadlines.csv").exists, "what a command is to read is at hand")
            subprocess.run([Path(harness.POSTLAB).absolute(), "grade", "--deadlines", "deadlines.csv", "--reports",
                            "reports", "--data", self.data], cwd=desk, check=True, stdout=subprocess.DEVNULL)
            await_that((folder / "reports" / "s001.html").exists, "what a command has written comes to the class")
            cards = (folder / "cards.html").read_text()
            (folder / "roster.csv").write_text("student_id,name\ns003,Carl\n")
            await_that((folder / "cards-2.html").exists, "who is new gets a card")
            await_that(lambda: not list(desk.glob("cards*")), "no pass phrase stays behind")
            self.assertIn("Carl", (folder / "cards-2.html").read_text())
            self.assertEqual((folder / "cards.html").read_text(), cards, "and nobody else loses theirs")
        self.assertEqual(self.ask("SELECT value FROM setting WHERE name = 'pop2'"), "31109", "of sheets alone")
        self.assertEqual(precious.read_text(), "keep")
        self.assertEqual((folder / "cards.html").stat().st_mode & 0o777, 0o600)
        self.assertTrue((folder / "marks" / "gradebook.csv").read_bytes().startswith(b"\xEF\xBB\xBF"))
        address = f"s002+L03-{self.token('s002', 'l03')}@post.example"
        cards, sheet = ((folder / name).read_text() for name in ("cards.html", "sheets/students/s002.html"))
        self.assertIn(f"L03-{self.token('s002', 'l03')}", cards)
        self.assertIn("10.0.0.5:31025", cards)
        self.assertIn(f"<b>C:</b> <code>RCPT TO:&lt;{address}&gt;</code>", sheet)
        self.assertIn("<code>telnet 10.0.0.5 31025</code>", sheet)
        self.assertIn("Письмо", sheet)
        labs = len(list(SOURCE.glob("labs/*/lab.yaml")))
        self.assertEqual(len(list((folder / "sheets" / "labs").iterdir())), labs)
        self.assertEqual(sheet.count('<article class="sheet"'), labs, "a page each")
        self.assertIn("<code>nc -C 10.0.0.5 31025</code>", (folder / "sheets" / "systems" / "linux.html").read_text())
        self.assertIn('<a href="labs/L03.html#print">', (folder / "sheets" / "index.html").read_text())

    def test_what_does_not_arrive_stays_where_it_was_made(self):
        folder = self.directory / "class"
        (folder / "notes.txt" / "mine").mkdir(parents=True)
        desk = self.data / "class"
        (desk / "drafts").mkdir(parents=True)
        (folder / "drafts").symlink_to(desk / "drafts")
        for name in ("notes.txt", "a.txt", "drafts/b.txt"):
            (desk / name).write_text(name)
        with self.classroom_script(folder):
            await_that((folder / "a.txt").exists, "a round is made")
            await_that(lambda: not (desk / "a.txt").exists(), "what has arrived goes")
            (desk / "c.txt").write_text("c")
            await_that(lambda: (folder / "c.txt").exists() and not (desk / "c.txt").exists(), "so it does again")
            self.assertEqual((desk / "notes.txt").read_text(), "notes.txt")
            self.assertEqual((desk / "drafts" / "b.txt").read_text(), "drafts/b.txt", "the class's is the same file")
            (folder / "notes.txt" / "mine").rmdir()
            (folder / "notes.txt").rmdir()
            await_that(lambda: (folder / "notes.txt").exists() and not (desk / "notes.txt").exists(), "room for it")
        self.assertEqual((folder / "notes.txt").read_text(), "notes.txt")

    def test_open_ports_ask_what_the_room_calls_the_machine(self):
        folder = self.directory / "class"
        folder.mkdir()
        (folder / "roster.csv").write_text("student_id,name\ns001,Ann\n")
        self.data.mkdir()
        for host in ("", "localhost"):
            with self.classroom_script(folder, POSTLAB_ADDRESS="0.0.0.0", POSTLAB_HOST=host) as script:
                self.assertEqual(script.wait(harness.PATIENCE), 1)
            self.assertIn(b"what does the room call this machine?", self.script_said())
        self.assertFalse((folder / "cards.html").exists())
        with self.classroom_script(folder, POSTLAB_ADDRESS="10.0.0.7"):
            await_that((folder / "cards.html").exists, "the cards are there")
        self.assertIn("telnet 10.0.0.7 2110", (folder / "cards.html").read_text())
        self.assertEqual(self.script_said(), b"")
        with self.classroom_script(folder, POSTLAB_HOST="10.0.0.8"):
            await_that(lambda: b"call the server 10.0.0.7" in self.script_said(), "the old cards are spoken of")
        with self.classroom_script(folder):
            await_that(lambda: b"cards and sheets say localhost. For a room" in self.script_said(), "a warning")

    def test_the_course_remembers_what_its_server_is_called(self):
        self.import_roster("--smtp", "10.0.0.5:31025", "--pop3", "10.0.0.5:31110", "--pop2", "10.0.0.5:31109", students=2)
        data = ("--data", str(self.data), "--labs", str(LABS))
        self.import_roster(students=3)
        card = postlab("roster", "card", "S002", "--new", *data).stdout.decode()
        self.assertIn("telnet 10.0.0.5 31110\n", card)
        moved = self.import_roster("--smtp", "10.0.0.6:31025", "--pop3", "10.0.0.6:31110", students=3)
        self.assertIn(b"cards that are out call the server 10.0.0.5, with the ports 31025 and 31110", moved.stderr)
        self.import_roster("--smtp", "10.0.0.5:31025", "--pop3", "10.0.0.5:31110", students=3)
        self.assertIn(f" s002+L01-{self.token('s002', 'l01')}@post.example\n", card)
        self.assertIn(f"L03-{self.token('s002', 'l03')}", card)
        values = postlab("lab", "values", "l01", "--student", "s003", *data).stdout.decode()
        self.assertIn("L01\thost\t10.0.0.5\n", values)
        self.assertIn("L01\tpop2\t31109\n", values)
        two = self.import_roster("--smtp", "10.0.0.5:25", "--pop3", "10.0.0.6:110", check=False)
        self.assertIn(b"must name the same host, not 10.0.0.5 and 10.0.0.6", two.stderr)
        folder = postlab("roster", "import", str(self.directory), *data, check=False)
        self.assertIn(f"{self.directory}: it is a folder".encode(), folder.stderr)
        both = postlab("lab", "reset", "L02", "--all", "--student", "s001", *data, check=False)
        self.assertIn(b"--student and --all contradict each other", both.stderr)

    def test_a_student_goes_and_leaves_nothing(self):
        self.import_roster(students=3)
        server = self.serve_class()
        self.pop3(server, "s001").quit()
        await_that(lambda: self.mark("s001", "L01") == "1", "it is graded")
        self.assert_stopped_well(server)
        card = postlab("roster", "card", "s002", "--new", "--labs", str(LABS), "--data",
                       str(self.data)).stdout.decode()
        self.assertRegex(card, r"PASS ([a-z]{4} ?){5}\n")
        postlab("roster", "remove", "s001", "--data", str(self.data))
        self.assertNotIn("s001", postlab("roster", "list", "--data", str(self.data)).stdout.decode())
        self.assertNotIn(b"s001", postlab("user", "list", "--data", str(self.data)).stdout)
        self.assertNotIn(b"s001", postlab("transcript", "list", "--data", str(self.data)).stdout)

    def test_a_student_alone_needs_no_roster(self):
        said = postlab("lab", "start", "L02", "--labs", str(LABS), "--data", str(self.data)).stdout.decode()
        phrase = re.search(r"PASS (.+)\n", said).group(1)
        self.assertIn("L02 begins for student, attempt 1: 4 letters in the maildrop\n", said)
        server = self.serve_class()
        client = server.pop3("student", phrase)
        self.assertEqual(client.stat()[0], 4)
        busy = postlab("lab", "reset", "L02", "--labs", str(LABS), "--data", str(self.data), check=False)
        self.assertEqual(busy.returncode, 1)
        self.assertIn(b"is open in a session: QUIT there first", busy.stdout)
        client.quit()
        postlab("lab", "reset", "L02", "--labs", str(LABS), "--data", str(self.data))


if __name__ == "__main__":
    unittest.main()
