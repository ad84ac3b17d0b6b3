#!/usr/bin/env python3
"""People at `postlab talk`: at a terminal, where lines are edited, coloured and explained, and from pipes."""
import contextlib
import os
import re
import select
import signal
import socket
import termios
import time
import unittest
from pathlib import Path

import harness
from harness import POSTLAB, Terminal, await_that, postlab
from screen import PLAIN, Screen

BACKSPACE, CTRL_C, CTRL_D, CTRL_Z = b"\x7f", b"\x03", b"\x04", b"\x1a"
UP, LEFT, HOME, DELETE = b"\x1b[A", b"\x1b[D", b"\x1b[H", b"\x1b[3~"
SERVER, REFUSAL, LETTER, ASIDE = ({frozenset({number})} for number in (36, 31, 33, 2))


class Person(Terminal):
    """At `postlab talk`, before a screen."""

    def __init__(self, server, protocol, *options, columns=80, env=None):
        self.columns = columns
        super().__init__(POSTLAB, "talk", *options, f"{server.host}:{server.ports[protocol]}", columns=columns, env=env)

    def picture(self):
        return Screen(self.columns).feed(self.shown)

    def sees(self, pattern):
        """Waits until it is on the screen."""
        end = time.monotonic() + harness.PATIENCE
        while not re.search(pattern, self.picture().text()):
            if not select.select([self.screen], [], [], max(0, end - time.monotonic()))[0]:
                raise AssertionError(f"waited in vain for {pattern!r}; on the screen:\n{self.picture().text()}")
            self._read()

    def says(self, line, pattern):
        self.type(line)
        self.sees(pattern)


class TalkAtTerminal(harness.TestCase):
    def person(self, protocol="smtp", *options, **more):
        person = Person(self.server, protocol, *options, **more)
        self.addCleanup(person.__exit__)
        return person

    def setUp(self):
        super().setUp()
        self.server = self.serve()

    def what_crossed_the_wire(self):
        """By the client, line by line, in the last conversation."""
        self.assert_stopped_well(self.server)
        listed = postlab("transcript", "list", "--last", "1", "--data", str(self.data)).stdout.decode().splitlines()[1]
        shown = postlab("transcript", "show", listed.split()[0], "--data", str(self.data)).stdout.decode()
        return re.findall(r"(?m)^ *\d+ +[\d.]+  C  (.*)$", shown)

    def test_a_line_is_edited_before_it_is_sent(self):
        person = self.person()
        person.sees("220 post.example")
        person.press(b"HELX" + BACKSPACE + b"O me\r")
        person.sees("250 post.example greets me$")
        person.press(b"OP" + HOME + b"NOX" + LEFT + DELETE + b"\r")
        person.sees(r"250 2\.0\.0 OK$")
        person.says("QUIT", "has closed")
        person.await_end()
        self.assertEqual(self.what_crossed_the_wire(), ["HELO me␍␊", "NOOP␍␊", "QUIT␍␊"])

    def test_earlier_lines_come_back_but_no_secret_does(self):
        person = self.person("pop3")
        person.sees(r"\+OK POP3")
        person.says("USER alice", "send PASS")
        person.says("PASS secret", "maildrop has")
        person.press(UP)
        person.sees("octets\\)\nUSER alice$")
        person.press(b"\x15NOOP\r")
        person.sees("NOOP\n\\+OK$")
        person.press(UP + UP + b"\r")  # behind NOOP it is USER again
        person.sees("you are logged in already")
        person.says("QUIT", "has closed")
        person.await_end()
        self.assertEqual(self.what_crossed_the_wire(),
                         ["USER alice␍␊", "PASS ****␍␊", "NOOP␍␊", "USER alice␍␊", "QUIT␍␊"])

    def test_no_exchange_comes_back(self):
        person = self.person("smtp")
        person.sees("220 ")
        person.says("EHLO me", "250 HELP")
        person.says("AUTH LOGIN", "334 VXNl")
        person.says("YWxpY2U=", "334 UGFz")
        person.says("c2VjcmV0", "235 ")
        person.says("AUTH PLAIN AGFsaWNlAHNlY3JldA==", "503 ")
        shown = len(person.shown)
        person.press(UP * 9 + b"\r")
        person.sees("(?s)503 .*250 HELP")
        later = Screen().feed(person.shown[shown:]).text()
        self.assertIn("EHLO me", later)
        for secret in ("YWxp", "c2Vj", "AGFs"):
            self.assertNotIn(secret, person.shown[shown:].decode())

    def test_escape_sequences_are_told_and_not_sent(self):
        person = self.person()
        person.sees("220 ")
        person.press(b"NO\x1b[31mOP\x1b[0m\r")
        person.sees("an escape sequence, as arrow keys send it")
        person.sees("250 2.0.0 OK")
        person.says("QUIT", "has closed")
        person.await_end()
        self.assertEqual(self.what_crossed_the_wire(), ["NOOP␍␊", "QUIT␍␊"])

    def test_any_language_can_be_typed_and_a_tab(self):
        person = self.person()
        person.sees("220 ")
        for line, reply in (("HELO me", "250 p"), ("MAIL FROM:<bob@post.example>", "250 2.1.0"),
                            ("RCPT TO:<alice@post.example>", "250 2.1.5"), ("DATA", "354")):
            person.says(line, reply)
        person.type("Subject: x")
        person.type("")
        person.press("Привет, 你们".encode() + BACKSPACE + "好\tGrüße\r".encode())
        person.says(".", "stored")
        person.says("QUIT", "has closed")
        self.assertTrue(self.server.fetch_all()[0].endswith("Привет, 你好\tGrüße\r\n".encode()))

    def test_colours(self):
        for env, options, coloured in (({}, (), True), ({"NO_COLOR": "1"}, (), False), ({"TERM": "dumb"}, (), False),
                                       ({"NO_COLOR": "1"}, ("--color", "always"), True), ({}, ("--color", "never"), False)):
            with self.subTest(env=env, options=options):
                person = self.person("pop3", "--explain", *options, env=env)
                person.sees("greeting.ready")
                person.says("FOO", "command.unknown")
                person.says("CAPA", r"\n\.\n")
                screen = person.picture()
                for text, ink in (("+OK POP3", SERVER), ("-ERR unknown", REFUSAL), ("IMPLEMENTATION", LETTER),
                                  ("# greeting.ready", ASIDE), ("FOO", {PLAIN})):
                    self.assertEqual(screen.inks_of(text), ink if coloured else {PLAIN}, text)
                self.assertEqual(re.findall(rb"\x1b\[\d*m", person.shown) != [], coloured)

    def test_explanations_fill_the_terminal_and_no_more(self):
        widest = {}
        for columns in (80, 120):
            for language in ("en", "zh", "ru"):
                person = self.person("smtp", "--explain", "--lang", language, columns=columns)
                person.sees("session.greeting")
                person.says("EHLO me", "fresh -> ready")
                lines = person.picture().lines()
                self.assertFalse([line for line in lines if line.startswith("      ") and "#" not in line[:8]
                                  and not line.startswith("       ")], "a line was broken by the terminal")
                widest[columns, language] = max(len(line) for line in lines)
        for language in ("en", "zh", "ru"):
            self.assertGreater(widest[120, language], widest[80, language])

    def test_control_c_leaves_at_once_and_the_terminal_as_it_was(self):
        file = self.directory / "saved.txt"
        person = self.person("smtp", "--save", str(file))
        before = termios.tcgetattr(person.screen)
        person.sees("220 ")
        self.assertNotEqual(termios.tcgetattr(person.screen), before, "libedit reads key by key")
        person.press(b"half a line" + CTRL_C)
        self.assertEqual(person.ended_by(), -signal.SIGINT)
        self.assertEqual(termios.tcgetattr(person.screen), before)
        self.assertIn("ready\n! drop\n", file.read_text())

    def test_control_z_stops_and_goes_on(self):
        person = self.person()
        before = termios.tcgetattr(person.screen)
        person.sees("220 ")
        person.press(b"NO")
        person.sees("\nNO$")
        person.press(CTRL_Z)
        state = lambda: Path(f"/proc/{person.pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        await_that(lambda: state() == "T", "it is stopped")
        self.assertEqual(termios.tcgetattr(person.screen)[3], before[3])
        os.kill(person.pid, signal.SIGCONT)
        person.press(b"OP\r")
        person.sees("250 2.0.0 OK")

    def test_control_d_was_the_last_line(self):
        person = self.person()
        person.sees("220 ")
        person.says("NOOP", "250 ")
        person.press(CTRL_D)
        person.sees("has closed")
        self.assertEqual(person.ended_by(), 0)

    def test_a_window_that_becomes_narrower(self):
        person = self.person("smtp", "--explain")
        person.sees("220 ")
        person.press(b"HELO a-name-of-" + b"x" * 40)
        person.sees("x{40}")
        person.columns = 50
        person.resize(50)
        person.press(b"-and-more\r")
        person.sees("(?s)250 .*helo.ok")
        self.assertIn("greets a-name-of-" + "x" * 40 + "-and-more", person.shown.decode())
        person.says("QUIT", "has closed")
        person.await_end()
        self.assertEqual(self.what_crossed_the_wire()[0], "HELO a-name-of-" + "x" * 40 + "-and-more␍␊")

    def test_what_is_being_typed_stands_aside_for_the_server(self):
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)
        self.server.ports["own"] = listener.getsockname()[1]
        for options, again in (((), 1), (("--words",), 2)):
            person = self.person("own", *options)
            with contextlib.closing(listener.accept()[0]) as line:
                line.sendall(b"220 own\r\n")
                person.sees("220 own")
                person.press(b"MAIL FR")
                person.sees("MAIL FR$")
                line.sendall(b"421 gone\r\n")
                person.sees("421 gone.*\nMAIL FR$")
                self.assertEqual(person.picture().text().count("MAIL FR"), again)
                if options:  # who listens has heard it already: nothing may change what was said
                    self.assertNotIn(b"\x1b[J", person.shown)
                person.press(b"OM\r")
                self.assertEqual(line.recv(100), b"MAIL FROM\r\n")


class TalkInPipes(harness.TestCase):
    def setUp(self):
        super().setUp()
        self.server = self.serve()

    def talk(self, protocol, lines, *options, **more):
        text = "".join(line + "\n" for line in lines).encode()
        return postlab("talk", *options, f"127.0.0.1:{self.server.ports[protocol]}", stdin=text, **more).stdout.decode()

    def test_no_colours(self):
        for options in ((), ("--explain",), ("--words",)):
            self.assertNotIn("\x1b", self.talk("smtp", ["FOO", "QUIT"], *options))
        self.assertIn("\x1b[31m500 ", self.talk("smtp", ["FOO", "QUIT"], "--color", "always"))

    def test_a_saved_conversation_plays_again(self):
        sessions = {"smtp": ["EHLO me", "AUTH PLAIN AGFsaWNlAHNlY3JldA==", "MAIL FROM:<bob@post.example>",
                             "RCPT TO:<alice@post.example>", "DATA", "Subject: {x} \\ ...", "", "..", "Grüße", ".", "FOO", "QUIT"],
                    "pop3": ["CAPA", "USER alice", "PASS wrong", "USER alice", "PASS secret", "LIST", "UIDL 1", "TOP 1 0", "QUIT"]}
        for protocol, lines in sessions.items():
            with self.subTest(protocol):
                file = self.directory / f"{protocol}.txt"
                self.talk(protocol, lines, "--save", str(file))
                saved = file.read_text()
                self.assertNotIn("secret", saved)
                self.assertNotIn("AGFs", saved)
                if protocol == "smtp":  # another letter, so that numbers differ
                    self.server.send(harness.letter("between"), to=("bob@post.example",))
                played = postlab("play", str(file), f"127.0.0.1:{self.server.ports[protocol]}", stdin=b"secret\n", check=False)
                self.assertEqual(played.returncode, 0, played.stdout.decode() + saved)

    def test_starttls_is_saved_too(self):
        file = self.directory / "tls.txt"
        self.talk("smtp", ["NOOP", "QUIT"], "--starttls", "--save", str(file))
        self.assertIn("C: STARTTLS\n", file.read_text())
        self.assertIn("! starttls\nC: NOOP\n", file.read_text())
        postlab("play", str(file), f"127.0.0.1:{self.server.ports['smtp']}")

    def test_a_file_that_cannot_be_written_is_told_before_anything_is_said(self):
        done = postlab("talk", "--save", str(self.directory / "no" / "file"), f"127.0.0.1:{self.server.ports['smtp']}",
                       stdin=b"NOOP\n", check=False)
        self.assertEqual((done.returncode, done.stdout), (1, b""))


if __name__ == "__main__":
    unittest.main()
