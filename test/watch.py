#!/usr/bin/env python3
"""`postlab watch` beside a running server: from another process, at a terminal and in a pipe."""
import re
import select
import signal
import subprocess
import termios
import time
import unittest

import harness
from harness import POSTLAB, Terminal, postlab
from screen import Screen


class Piped:
    """A watcher whose output is captured, while it goes on. It has begun: what comes now is shown."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen([POSTLAB, "watch", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0)
        self.said = b""
        told = self.process.stderr.readline()
        if not told.startswith(b"watching "):
            raise AssertionError(told + self.process.stderr.read())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()

    def await_line(self, pattern):
        end = time.monotonic() + harness.PATIENCE
        while not re.search(rf"(?m){pattern}", self.said.decode()):
            if not select.select([self.process.stdout], [], [], max(0, end - time.monotonic()))[0]:
                raise AssertionError(f"waited in vain for {pattern!r}:\n{self.said.decode()}")
            self.said += self.process.stdout.read(65536)

    def end(self):
        self.process.send_signal(signal.SIGINT)
        self.said += self.process.stdout.read()
        return self.process.wait(harness.PATIENCE)


class Watch(harness.TestCase):
    def setUp(self):
        super().setUp()
        self.place = ("--data", str(self.data), "--lang", "en")

    def watch(self, *arguments):
        watcher = Piped(*arguments, *self.place)
        self.addCleanup(watcher.__exit__)
        return watcher

    def test_lines_come_as_they_are_said(self):
        server = self.serve()
        watcher = self.watch()
        client = server.pop3(None)
        number = r" *\d+  "
        client.user("bob")  # who says nothing is not in the record yet
        watcher.await_line(rf"^{number}begins: pop3 with 127\.0\.0\.1$")
        watcher.await_line(rf"^{number}C  USER bob␍␊$")
        watcher.await_line(rf"^{number}     # user\.ok · RFC 1939 7 · ")
        client.pass_("two words")
        watcher.await_line(rf"^{number}C  PASS \*\*\*\*␍␊$")
        watcher.await_line(rf"^{number}     # state: AUTHORIZATION -> TRANSACTION$")
        watcher.await_line(rf"^{number}logged in: bob$")
        client.quit()
        watcher.await_line(rf"^{number}ended by: quit$")
        self.assertEqual(watcher.end(), 0)
        self.assertNotIn(b"\x1b", watcher.said)
        self.assertNotIn(b"two words", watcher.said)
        self.assertEqual(watcher.process.stderr.read(), b"")
        self.assert_stopped_well(server)

    def test_it_waits_for_a_server_and_bears_with_its_end(self):
        watcher = self.watch()
        for text in ("first", "second"):
            server = self.serve()
            server.send(harness.letter(text))
            watcher.await_line(rf"C  Subject: {text}␍␊$")
            self.assert_stopped_well(server)
        self.assertEqual(watcher.end(), 0)

    def test_one_account_alone_from_the_beginning_of_its_session(self):
        server = self.serve()
        watcher = self.watch("--account", "alice")
        server.pop3("bob", "two words").quit()
        server.pop3("alice").quit()
        watcher.await_line("C  USER alice")
        watcher.await_line("ended by: quit")
        self.assertEqual(watcher.end(), 0)
        self.assertIn("C  USER alice", watcher.said.decode())
        self.assertNotIn("bob", watcher.said.decode())

    def test_a_student_and_a_lab_by_badge(self):
        (self.directory / "roster.csv").write_text("student_id,name\ns017,Ann\ns018,Bob\n")
        postlab("roster", "import", str(self.directory / "roster.csv"), "--data", str(self.data))
        address = {}
        for student in ("s017", "s018"):
            for line in postlab("lab", "values", "--student", student, "--data", str(self.data)).stdout.decode().splitlines():
                lab, name, value = line.split("\t")
                if name == "address":
                    address[student, lab] = value
        server = self.serve()
        whole = self.watch()
        watchers = {options: self.watch(*options) for options in (("--lab", "L03"), ("--account", "s018"), ("--lab", "L05", "--account", "s017"))}
        for (student, lab), to in address.items():
            if lab in ("L03", "L05"):
                server.send(harness.letter(f"of-{student}-{lab}"), to=[to])
        whole.await_line("Subject: of-s018-L05")
        wanted = {("--lab", "L03"): {"of-s017-L03", "of-s018-L03"}, ("--account", "s018"): {"of-s018-L03", "of-s018-L05"},
                  ("--lab", "L05", "--account", "s017"): {"of-s017-L05"}}
        for options, subjects in wanted.items():
            for subject in subjects:
                watchers[options].await_line(f"Subject: {subject}")
            self.assertEqual(watchers[options].end(), 0)
            self.assertEqual(set(re.findall(r"Subject: (of-\S+?)␍", watchers[options].said.decode())), subjects, options)

    def test_at_a_terminal(self):
        server = self.serve()
        with Terminal(POSTLAB, "watch", *self.place, columns=80) as screen:
            before = termios.tcgetattr(screen.screen)
            screen.await_text("Ctrl-C ends it")
            server.pop3("alice").quit()
            screen.await_text("ended by: quit")
            screen.press(b"\x03")
            self.assertEqual(screen.ended_by(), 0)
            self.assertEqual(termios.tcgetattr(screen.screen), before)
        picture = Screen(80).feed(screen.shown)
        self.assertEqual(picture.inks_of("C  USER alice"), {frozenset({94})})
        self.assertEqual(picture.inks_of("# login.ok"), {frozenset({2})})
        self.assertTrue(all(re.match(r" *\d+  |watching|\^C|$", line) for line in picture.lines()), picture.text())
        self.assertEqual(picture.ink, frozenset(), "nothing stays coloured behind it")


if __name__ == "__main__":
    unittest.main()
