#!/usr/bin/env python3
"""No line that explains stays English: every command is run in Chinese and in Russian, with good words and with bad ones.

A line in the language must not have three English words in a row, another line not two; unless it is one of a few shapes
that are the same in all languages: what crosses the wire, a line to be typed, a list of names.
"""
import re
import shlex
import shutil
import socket
import unittest
from pathlib import Path

import harness
from harness import POSTLAB, Server, add_user, postlab, run

LABS = Path(__file__).parent.parent / "labs"
TYPED = [line for line in Path(__file__).with_suffix(".txt").read_text().splitlines() if line and line[0] != "#"]
LETTERS = {"zh": "[\u4e00-\u9fff]", "ru": "[\u0400-\u04ff]"}
STUDENTS = {"zh": "s001", "ru": "s002"}
FILES = {
    "roster.csv": "id,name,lang\ns001,Ann Oak,zh\ns002,Bo,ru\ns003,Cy,ru\n",
    "broken.csv": "id,name,lang\ncourse,Ann,en\ns1,=1+1,xxx\ns1,,\n",
    "table.csv": "erin,secret\n",
    "twice.csv": "erin,x\nerin,y\n",
    "bad.csv": "erin,secret,perhaps\n",
    "quote.csv": '"erin,secret\n',
    "latin.csv": "Jürgen,secret\n".encode("cp1252"),
    "utf16.csv": "\ufefffred,secret\n".encode("utf-16-le"),
    "deadlines.csv": "lab,due\nL01,2030-01-01\nL11,2030-01-01T12:00Z,2030-02-01T12:00Z,50\n",
    "late.csv": "L01,tomorrow\n",
    "good.txt": "S: 220 ...\nC: QUIT\nS: 221 ...\n! closed\n",
    "other.txt": "S: 220 ...\nC: QUIT\nS: 500 ...\n",
    "bad.txt": "S: 220 ...\nQUIT\n",
    "escape.txt": "C: a\\q\n",
    "event.txt": "C: NOOP\n! sing\n",
    "wait.txt": "S: 220 ...\n! wait long\n",
    "fault.txt": "C: NOOP\n! fault verb=RTR cut=after\n",
    "formula.txt": "C: NOOP\n! {x} = sha1 x\n",
    "words.md": "# nothing\n",
    "fence.md": "```dialogue imap\nS: x\n```\n",
    "open.md": "```dialogue smtp\nS: x\n",
    "broken/lab.yaml": "lab: L3\npart: x\nchecks: many\n",
}
STANDARD_INPUT = {"secret": b"secret\n", "another": b"another\n", "QUIT": b"QUIT\r\n", "": b""}

NAME = r" *[A-Za-z][\w-]*( [\w-]+){0,2}"
# What is the same in every language, and may have words in it.
SHAPES = re.compile("|".join((
    r"\s*([\d.:]+ +)?[SC](:|  ).*",  # a line of a conversation
    r"\s*(\d{3}[ -]|\+OK|-ERR|\().*",  # a reply, or a remark behind it
    r"(postlab: )?\s*(postlab|telnet)( [\w.:|<>=-]+| \[.*)*|\s+\[--.*|### [a-z ]+|\s+smtp noop`",  # a command
    rf"{NAME}([,、] ?{NAME})+[,、]?|```dialogue smtp",  # names with commas between; a fence
)))
# A sentence may quote what was typed and what crosses the wire; what only the system can say stands in parentheses.
QUOTED = re.compile(r"`[^`]*`|“[^”]*”|«[^»]*»|\([^()]*\)|（[^（）]*）|(\b\d{3} |\+OK|-ERR).*|(postlab|web)( [a-z]+)+|student_id[,、].*|"
                    "enhanced status code")
TWO, THREE = (re.compile(r"\b[a-z']{2,}" + r" [a-z']{2,}" * more + r"\b") for more in (1, 2))


def is_said(line, language):
    """Whether it is in the language, or has none."""
    words = QUOTED.sub("", line)
    if re.search(LETTERS[language], line):
        return not THREE.search(words)
    return SHAPES.fullmatch(line) or not TWO.search(words)


class Lines(unittest.TestCase):
    def test_english_is_found(self):
        for line in ("postlab: no greeting", "postlab: postlab doesn't speak tlh; there are en, ru, zh", "closes the connection",
                     "    expected: nothing more", "postlab: 连不上 x：the connection is gone", "s017 begins with L01",
                     "1 added, 0 changed, 0 as they were"):
            self.assertFalse(is_said(line, "zh"), line)

    def test_what_is_the_same_in_every_language_is_let_through(self):
        for line in ("", "S: 220 post.example ESMTP Postlab ready", "-ERR log in first: USER and PASS, or APOP", "s001\tAnn Oak\t\tzh",
                     "postlab: postlab user add NAME [--apop] [--lang LANG]", "1-4  closed: 12", "  (did you mean ...?)",
                     "3:13 C: DELE 2", "postlab: 建不了 x（No such file or directory）"):
            self.assertTrue(is_said(line, "zh"), line)


class Languages(harness.TestCase):
    accounts = False

    def setUp(self):
        super().setUp()
        self.base = self.directory / "base"
        (self.base / "broken").mkdir(parents=True)
        for name, text in FILES.items():
            (self.base / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        self.data = self.base / "postlab-data"
        postlab("roster", "import", "roster.csv", "--cards", "cards.html", cwd=self.base)
        add_user(self.data, "alice", "secret", "--apop")
        cards = (self.base / "cards.html").read_text(encoding="utf-8")
        with Server(self.data) as server:
            self.say(server, "smtp", "EHLO me", "RCPT TO:<bob@post.example>", "MAIL FROM:<ann@x.example>",
                     "RCPT TO:<nobody@post.example>", "RCPT TO:<alice@post.example>", "DATA", "Subject: hi\r\n\r\n..dot\r\n.", "QUIT")
            for student in STUDENTS.values():
                phrase = re.search(rf"<td>{student}</td>.*?<td>([a-z ]+)</td>", cards, re.S)[1]
                postlab("lab", "start", "L11", "--student", student, cwd=self.base)
                self.say(server, "pop3", f"USER {student}", f"PASS {phrase}", "DELE 1", "DELE 9", "RETR 1", "DELE 2")
            self.assert_stopped_well(server)

    @staticmethod
    def say(server, protocol, *lines):
        with socket.create_connection(("127.0.0.1", server.ports[protocol])) as connection, connection.makefile("rwb") as wire:
            for line in ("", *lines):
                if line:
                    wire.write(line.encode() + b"\r\n")
                    wire.flush()
                while wire.readline()[3:4] == b"-":
                    pass

    def output(self, line, language, server, folder):
        typed, _, given = line.partition(" < ")
        words = shlex.split(typed.format(free=harness.free_ports(1)[0], labs=LABS, data=self.data, student=STUDENTS[language], **server.ports))
        env = {"LC_ALL": "", "LC_MESSAGES": "", "LANG": f"{language}_XX.UTF-8"}
        done = run(POSTLAB, *words, stdin=STANDARD_INPUT[given], check=False, env=env, cwd=folder)
        self.assertGreaterEqual(done.returncode, 0, line)
        return re.sub(r"(?s)<style>.*?</style>|<[a-z/?!][^>]*>", "", (done.stdout + done.stderr).decode())

    def test_every_command_speaks_the_language(self):
        names = re.findall(r"(?m)^### (.*)$", postlab("help", "--as", "md").stdout.decode())
        for name in names:
            self.assertTrue(any(f"{line} ".startswith(name + " ") for line in TYPED), f"languages.txt has no `{name}`")
        with Server(self.data) as server:
            for language in LETTERS:
                folder = self.directory / language
                shutil.copytree(self.base, folder, ignore=shutil.ignore_patterns("*.sock"))
                for line in TYPED:
                    with self.subTest(line, language=language):
                        lines = self.output(line, language, server, folder).splitlines()
                        self.assertEqual([said for said in lines if not is_said(said, language)], [])


if __name__ == "__main__":
    unittest.main()
