#!/usr/bin/env python3
"""How the program looks at a terminal and in a pipe: colours, widths, a pager for what is long, progress of what lasts."""
import os
import re
import unicodedata
import unittest
from unittest import mock

import harness
from harness import POSTLAB, Terminal, postlab
from screen import PLAIN, Screen

NO_PAGER = {"PAGER": ""}


def width_of(line):
    """In columns, without what colours it."""
    text = re.sub(r"\x1b\[\d*m", "", line)
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)


class Looks(harness.TestCase):
    def setUp(self):
        super().setUp()
        (self.directory / "roster.csv").write_text("student_id,name,lang\ns017,Анна,ru\ns018,林,zh\n")
        postlab("roster", "import", str(self.directory / "roster.csv"), "--data", str(self.data))
        server = self.serve()
        for lines in (["HELO s017", "MAIL FROM:<a@b.c>", "FOO", "QUIT"], ["USER alice", "PASS secret", "DELE 1", "LIST", "QUIT"]):
            protocol = "smtp" if lines[0].startswith("HELO") else "pop3"
            postlab("talk", f"127.0.0.1:{server.ports[protocol]}", stdin="".join(line + "\n" for line in lines).encode())
        self.assert_stopped_well(server)

    def at_terminal(self, *arguments, columns=80, env=None, data=True):
        """All that it shows, and its exit status."""
        place = ["--data", str(self.data)] if data else []
        with Terminal(POSTLAB, *arguments, *place, columns=columns, env=env or NO_PAGER) as screen:
            status = screen.ended_by()
            return screen.shown, status

    def printers(self):
        record = [("transcript", "list"), ("transcript", "show", "1"), ("explain", "--session", "2"), ("transcript", "verify"),
                  ("lab", "status"), ("lab", "status", "s017"), ("lab", "list"), ("course",), ("roster", "list"), ("user", "list")]
        known = [("explain",), ("explain", "503"), ("explain", "rcpt"), ("explain", "TRANSACTION"), ("explain", "envelope"),
                 ("explain", "--compare"), ("help",), ("help", "serve"), ("help", "talk")]
        return [(arguments, True) for arguments in record] + [(arguments, False) for arguments in known]

    def test_lines_fit_the_terminal_in_each_language(self):
        for columns in (80, 120):
            for language in ("en", "zh", "ru"):
                for arguments, data in self.printers():
                    with self.subTest(arguments, columns=columns, language=language):
                        if arguments == ("roster", "list"):
                            continue  # a table for other programs: tabs
                        shown, status = self.at_terminal(*arguments, "--lang", language, columns=columns, data=data)
                        self.assertEqual(status, 0, shown.decode())
                        wide = [line for line in shown.decode().replace("\r", "").split("\n") if width_of(line) > columns]
                        self.assertEqual(wide, [])

    def test_a_wider_terminal_is_made_use_of(self):
        for arguments in (("explain", "503"), ("explain", "rcpt"), ("explain", "--session", "2")):
            data = "--session" in arguments
            lines = {columns: self.at_terminal(*arguments, columns=columns, data=data)[0].count(b"\n") for columns in (80, 120)}
            self.assertLess(lines[120], lines[80], arguments)

    def test_colours_are_where_a_person_looks(self):
        inks = lambda shown, text: Screen(200).feed(shown).inks_of(text)
        session, _ = self.at_terminal("explain", "--session", "1")
        for text, ink in (("C  HELO s017", 94), ("S  250 post.example", 36), ("S  500 5.5.2", 31), ("# helo.ok", 2), ("Conversation 1", 1)):
            self.assertEqual(inks(session, text), {frozenset({ink})}, text)
        shown, _ = self.at_terminal("transcript", "show", "2")
        self.assertEqual(inks(shown, "S  -ERR"), {frozenset({31})})
        self.assertEqual(inks(self.at_terminal("transcript", "verify")[0], "conversations 1-2"), {frozenset({32})})
        self.assertEqual(inks(self.at_terminal("explain", "503", data=False)[0], "503 5.5.1"), {frozenset({31})})
        plain, _ = self.at_terminal("explain", "--session", "1", env={**NO_PAGER, "NO_COLOR": "1"})
        self.assertEqual(inks(plain, "S  500 5.5.2"), {PLAIN})

    def test_colours_are_never_in_a_pipe_unless_they_are_asked_for(self):
        for arguments, data in self.printers():
            done = postlab(*arguments, *(["--data", str(self.data)] if data else []))
            self.assertNotIn(b"\x1b", done.stdout + done.stderr, arguments)
        asked = postlab("explain", "503", "--color", "always").stdout
        self.assertIn(b"\x1b[31m", asked)
        self.assertEqual(re.sub(rb"\x1b\[\d*m", b"", asked), postlab("explain", "503").stdout)

    def test_what_is_longer_than_the_terminal_goes_through_a_pager(self):
        marked = {"PAGER": "sed 's/^/@/'"}
        paged, status = self.at_terminal("explain", data=False, env=marked)
        self.assertEqual(status, 0)
        self.assertTrue(all(line.startswith("@") for line in Screen(200).feed(paged).text().split("\n")))
        for arguments, env in ((("explain", "--no-pager"), marked), (("explain",), NO_PAGER), (("explain", "envelope"), marked)):
            shown, status = self.at_terminal(*arguments, data=False, env=env)
            self.assertEqual((shown.count(b"@"), status), (0, 0), arguments)
        self.assertNotIn(b"@", postlab("explain", env=marked).stdout)

    def test_less_is_the_pager_and_can_be_left(self):
        with mock.patch.dict(os.environ):
            os.environ.pop("LESS", None)
            screen = Terminal(POSTLAB, "explain")
        with screen:
            screen.await_text(r":\x1b\[K$|:$")  # less waits
            self.assertLess(screen.shown.count(b"\n"), 30)
            self.assertIn(b"\x1b[1m", screen.shown)
            screen.press(b"q")
            self.assertEqual(screen.ended_by(), 0)

    def test_what_lasts_says_how_far_it_is(self):
        roster = self.directory / "class.csv"
        roster.write_text("student_id,name\n" + "".join(f"t{number:03},Student\n" for number in range(80)))
        slowly = ("taskset", "-c", "0", POSTLAB, "roster", "import", str(roster), "--data", str(self.data))
        with Terminal(*slowly, columns=60) as screen:
            screen.await_text(r"pass phrases and PINs: \d+/160 \(\d+ %\)")
            self.assertEqual(screen.ended_by(), 0)
        self.assertNotIn("PINs:", Screen(60).feed(screen.shown).text(), "it is printed over")


if __name__ == "__main__":
    unittest.main()
