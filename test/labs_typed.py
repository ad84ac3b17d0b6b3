#!/usr/bin/env python3
"""A class types all labs: the model solutions into telnet, nc and talk, and some of the mistakes that the labs know.

Each student has a terminal of their own and does one lab after the other, as its handout says; one of them listens to
what `talk --words` says of it. Six do so at the same
time; the next two on the roster are the classmates who get letters from them."""
import base64
import concurrent.futures
import contextlib
import csv
import re
import shutil
import sqlite3
import time
import unittest
from pathlib import Path

import harness
from harness import await_that, postlab, run
from listener import Listener
from typist import Typist

LABS = Path(__file__).parent.parent / "labs"
STUDENTS = [f"s{number:03}" for number in range(17, 35)]
LISTENING = "postlab talk --words"

# L17 watches clocks that run ten times as fast. Here they run a hundred times as fast, and a wait takes a tenth.
HASTE = 10
HASTY = {"17-the-lock": [("clock: 10}", "clock: 100}"), ("lasts: 75\n", "lasts: 7\n")]}

CANT_BE_TYPED = {"03-a-letter-by-hand/mixed_line_ends": "a terminal has one kind of line end",
                 "03-a-letter-by-hand/another_colon": "telnet takes the eighth bit for nothing, and its rest for Ctrl-Z",
                 "16-the-big-mail/read_it": "thirty megabytes on the screen"}


FORMULAS = {"md5": 'printf %s "$1" | md5sum', "hmac-md5": 'printf %s "$1" | openssl dgst -md5 -hmac "$2"',
            "base64": 'printf %s "$1" | base64 -w 0', "unbase64": 'echo "$1" | base64 -d'}


class Lab:
    """A lab's folder, with what its dialogues say."""

    def __init__(self, folder):
        self.folder, self.name = folder, folder.name
        text = (folder / "lab.yaml").read_text()
        self.id = re.search(r"(?m)^lab: (\w+)", text).group(1)
        self.protocol = "pop3" if re.search(r"(?m)^part: pop3", text) else "smtp"
        self.needs_start = bool(re.search(r"(?m)^(fixture|planted|faults):", text))
        self.solution = (folder / "solution.txt").read_text()
        self.strings = (folder / "strings.en.yaml").read_text()

    def mistakes(self):
        """Names and dialogues, of those that can be typed."""
        return [(file.stem, file.read_text()) for file in sorted((self.folder / "mistakes").glob("*.txt"))
                if f"{self.name}/{file.stem}" not in CANT_BE_TYPED]

    def advice(self, mistake):
        """What the lab says to whoever makes it: its letters and digits, with all $names in place."""
        return re.search(rf"(?m)^mistake\.{mistake}: *(.*(?:\n .*)*)", self.strings).group(1)


def letters_of(text):
    return re.sub(r"\W+", "", text)


def substituted(text, values):
    return re.sub(r"\$([a-z_][a-z0-9_]*|\$)", lambda m: "$" if m[1] == "$" else values[m[1]], text)


class Desk:
    """Where a student sits: as many terminal windows as a dialogue has connections, each with the same program."""

    def __init__(self, program, server, protocol):
        self.program, self.server, self.usual = program, server, protocol
        self.speaks, self.windows, self.captured = {}, {}, {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for window in self.windows.values():
            window.__exit__()

    def window(self, number):
        return self.windows[number]

    def play(self, dialogue):
        lines = [re.fullmatch(r"([CS!])(\d*):? ?(.*)", line).groups() for line in dialogue.splitlines()
                 if line and not line.startswith("#")]
        lines = [(kind, int(number or 1), text) for kind, number, text in lines]
        openssl_says = {}  # by connection: up to which line
        for at, (kind, number, text) in enumerate(lines):
            if kind in "CS" and number not in self.windows:
                openssl_says[number] = self.dial(number, lines, at)
            if at < openssl_says.get(number, 0):
                continue
            if kind == "C":
                self.window(number).type_line(text, self.captured)
            elif kind == "S":
                self.window(number).await_line(text, self.captured)
            elif text.startswith("{"):
                self.work_out(*re.fullmatch(r"\{(\w+)\} = (\S+) (.*)", text).groups())
            else:
                self.happen(number, *text.split())
        for number in list(self.windows):
            self.happen(number, "drop")

    def dial(self, number, lines, at):
        """Opens a window. Where the conversation goes behind TLS, it is openssl's: it greets and says STLS by itself.
        Answers up to which line."""
        said = [(place, text) for place, (kind, of, text) in enumerate(lines) if place > at and of == number and kind == "!"]
        place, first = said[0] if said else (at, "")
        protocol = self.speaks.get(number, self.usual)
        if self.program == LISTENING:  # which begins TLS by itself where STLS is typed
            self.windows[number] = Listener(self.server, protocol)
            return at
        ends = next((place for place, text in said if text in ("closed", "drop")), len(lines))
        counts = any(kind == "C" and of == number and text.startswith("BDAT ") for kind, of, text in lines[at:ends])
        if first == "starttls":
            self.windows[number] = Typist(f"openssl s_client {protocol}", self.server, protocol)
            return place + 1
        self.windows[number] = Typist(self.with_crlf() if counts else self.program, self.server, protocol)
        return at

    def with_crlf(self):
        """What is counted must end its lines with CR LF, as the sheet says."""
        return "nc.openbsd -C" if self.program == "nc.openbsd" else self.program

    def leave(self, number):
        window = self.windows.pop(number)
        if isinstance(window, Listener) and (unheard := window.what_only_eyes_would_have_noticed()):
            raise AssertionError(f"nobody hears what this means: {unheard}")
        return window

    def work_out(self, name, formula, text):
        """In a window of its own, as the sheets have it."""
        text = re.sub(r"\{(\w+)\}", lambda m: self.captured[m[1]], text).replace("\\n", "\n")
        key, text = text.split(" ", 1) if formula == "hmac-md5" else ("", text)
        said = run("sh", "-c", FORMULAS[formula], "sh", text, key).stdout.decode()
        self.captured[name] = re.sub(r"  -\n|^.*= |\n", "", said)

    def happen(self, number, event, *arguments):
        if event == "connect":
            self.speaks[number] = arguments[0]
        elif event == "closed":
            self.window(number).hung_up()
            self.leave(number).__exit__()
        elif event == "drop":
            self.leave(number).drop()
        elif event == "starttls":
            pass  # talk has heard the answer
        elif event == "wait":
            time.sleep(int(arguments[0].removesuffix("s")) / HASTE)
        else:
            raise ValueError(f"nobody can do this at a terminal: {event}")


class Student:
    """One of the class, with a program to dial with."""

    def __init__(self, course, name, program):
        self.course, self.name, self.program = course, name, program
        self.values = course.values_of(name)

    def type(self, lab, dialogue, protocol):
        with Desk(self.program, self.course.server, protocol) as desk:
            desk.play(substituted(dialogue, self.values[lab.id]))

    def start(self, lab):
        """By a letter to the desk, as the handout says."""
        before = self.course.started(self.name)
        self.type(lab, """
S: 220 ...
C: HELO laptop
S: 250 ...
C: MAIL FROM:<$me>
S: 250 ...
C: RCPT TO:<$desk>
S: 250 ...
C: DATA
S: 354 ...
C: Subject: start
C:
C: .
S: 250 ...
C: QUIT
S: 221 ...
! closed
""", "smtp")
        await_that(lambda: self.course.started(self.name) > before, f"{lab.id} begins for {self.name}")

    def solve_all(self):
        for lab in self.course.labs:
            try:
                if lab.needs_start:
                    self.start(lab)
                self.type(lab, lab.solution, lab.protocol)
            except AssertionError as error:
                yield f"{lab.name}, {self.program}: {error}"

    def make_mistakes(self, which):
        """One in each lab, by its place among the lab's mistakes."""
        for lab in self.course.labs:
            mistake, dialogue = lab.mistakes()[which]
            try:
                self.course.postlab("lab", "reset", lab.id, "--student", self.name)
                self.type(lab, dialogue, lab.protocol)
                advice = letters_of(substituted(lab.advice(mistake), self.values[lab.id]))
                self.course.await_grades(lambda: advice in letters_of(self.course.status(self.name)),
                                         "a word about the mistake")
            except AssertionError as error:
                yield f"{lab.name}/mistakes/{mistake}, {self.program}: {error}\n{self.course.status(self.name)}"


class LabsTyped(harness.TestCase):
    accounts = False

    def setUp(self):
        super().setUp()
        self.labs = [Lab(folder) for folder in self.labs_in_haste()]
        roster = self.directory / "roster.csv"
        roster.write_text("student_id,name\n" + "".join(f"{name},Student {name}\n" for name in STUDENTS))
        self.postlab("roster", "import", str(roster))
        self.cards = (self.data / "cards.html").read_text()
        self.server = self.serve("--set", f"lab.folder={self.folder}", listen=("smtp", "pop3", "pop2"))

    def labs_in_haste(self):
        self.folder = self.directory / "labs"
        shutil.copytree(LABS, self.folder, ignore=shutil.ignore_patterns("*.cpp", "*.h"))
        for name, changes in HASTY.items():
            file = self.folder / name / "lab.yaml"
            text = file.read_text()
            for slow, fast in changes:
                self.assertIn(slow, text)
                text = text.replace(slow, fast)
            file.write_text(text)
        return sorted(file.parent for file in self.folder.glob("*/lab.yaml"))

    def postlab(self, *arguments):
        return postlab(*arguments, "--labs", str(self.folder), "--data", str(self.data)).stdout.decode()

    def status(self, student):
        return self.postlab("lab", "status", student)

    def await_grades(self, condition, what):
        """Asks when the classroom has written grades: to ask all the time would grade the whole record beside it."""
        with contextlib.closing(sqlite3.connect(self.data / "course.db")) as course:
            seen = []

            def written():
                version = course.execute("PRAGMA data_version").fetchone()
                return seen[-1:] != [version] and not seen.append(version)
            await_that(lambda: written() and condition(), what)

    def values_of(self, student):
        """Lab by lab: what the $names of its files stand for."""
        phrase = re.search(rf"<td>{student}</td>.*?<td>([a-z ]+)</td>", self.cards, re.S).group(1)
        values = {}
        for line in self.postlab("lab", "values", "--student", student).splitlines():
            lab, name, value = line.split("\t")
            values.setdefault(lab, {})[name] = value
            values[lab]["password"] = phrase
            values[lab]["plain"] = base64.b64encode(f"\0{student}\0{phrase}".encode()).decode()
            values[lab]["quoted"] = phrase.replace(" ", "" if student == "s023" else r"\\ ")  # either will do
        return values

    def started(self, student):
        """How many labs have begun for that student, going by the record."""
        with sqlite3.connect(self.data / "transcripts.db", timeout=harness.PATIENCE) as record:
            return record.execute("SELECT count(*) FROM conversation WHERE protocol = 'lab' AND peer = ?"
                                  " AND ended IS NOT NULL", [student]).fetchone()[0]

    def do_at_once(self, *work):
        """Each is an iterator over what went wrong."""
        with concurrent.futures.ThreadPoolExecutor(len(work)) as pool:
            failures = [failure for each in pool.map(list, work) for failure in each]
        self.assertEqual([], failures, "\n" + "\n".join(failures))

    def test_all_labs(self):
        solvers = [Student(self, "s017", "inetutils-telnet"), Student(self, "s020", "nc.openbsd -C"),
                   Student(self, "s023", "nc.openbsd"), Student(self, "s032", LISTENING)]
        wrong = [Student(self, "s026", "inetutils-telnet"), Student(self, "s029", "nc.openbsd -C")]
        self.do_at_once(*(each.solve_all() for each in solvers),
                        *(each.make_mistakes(which) for which, each in enumerate(wrong)))
        for each in solvers:
            self.await_grades(lambda: self.status(each.name).count("  solved, ") == len(self.labs),
                              f"{each.name} solves all")
        self.assertNotIn("  solved, ", "".join(self.status(each.name) for each in wrong))
        self.assert_full_marks({each.name for each in solvers})
        self.assert_stopped_well(self.server)
        self.assertEqual(self.server.said(), "")

    def assert_full_marks(self, students):
        self.postlab("grade", "--csv", str(self.directory / "marks"))
        with open(self.directory / "marks" / "grades.csv", encoding="utf-8-sig", newline="") as text:
            rows = [row for row in csv.DictReader(text) if row["student_id"] in students]
        self.assertEqual(len(rows), len(students) * len(self.labs))
        self.assertEqual([], [row for row in rows if row["score"] != row["max"] or row["solved"] != "1"])

    def test_a_sheet_is_somebody_s(self):
        address = self.values_of("s017")["L03"]["address"]
        self.assertRegex(address, r"^s017\+L03-[0-9a-f]{4}@post\.example$")
        self.assertIn(f"C: RCPT TO:<{address}>\n", self.postlab("lab", "show", "L03", "--student", "s017"))
        self.assertIn("你", self.postlab("lab", "show", "L03", "--student", "s017", "--lang", "zh"))


if __name__ == "__main__":
    unittest.main()
