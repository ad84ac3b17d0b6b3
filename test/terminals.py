#!/usr/bin/env python3
"""People at terminals: they type letters into telnet, nc and their kin, mistype, rub out, and get stuck.

Every program of typist.CLIENTS sends a letter and fetches one. One that is missing is a failure."""
import re
import unittest

import harness
from harness import run
from typist import ARROW_LEFT, BACKSPACE, CLIENTS, CTRL_C, CTRL_RIGHT_BRACKET, LF, Typist

LINES = ["Subject: by hand", "", "Grüße", "..dots", "", "last"]
# telnet and nc are second names; openssl s_client begins TLS by itself, and labs_typed.py types into it.
PROGRAMS = [name for name in CLIENTS if name not in ("telnet", "nc") and not name.startswith("openssl")]


class AtTerminals(harness.TestCase):
    def setUp(self):
        super().setUp()
        self.server = self.serve()


class People(AtTerminals):
    """A letter, typed with slips, and fetched again."""

    def send_a_letter(self, program):
        with Typist(program, self.server, "smtp") as person:
            person.await_text(r"220 post\.example .*\n")
            greets = person.say("HELX" + BACKSPACE + "O me", r"250 post\.example greets me(.*)\n").group(1).decode()
            remark = " (line ended with LF only, see L01)" if person.client.enter == LF else ""
            self.assertEqual(greets, " (edited line: HELO me)" + remark)
            person.say("NO" + ARROW_LEFT + "OP", r"250 2\.0\.0 OK \(edited line: NOOP\)\n")
            person.say("MAIL FROM: bob@post.example", r"250 .* OK \(no space .*\) \(the address .*\)\n")
            person.say("RCPT TO:<nobody@post.example>", r"550 .*\n")
            person.say("RCPT TO:<alice@post.example>", r"250 .*\n")
            person.say("DATA", r"354 .*\n")
            for line in LINES:
                person.type(line)
            person.say(".", r"250 .*stored.*\n")
            person.leave()

    def fetch_the_letter(self, program):
        with Typist(program, self.server, "pop3") as person:
            person.await_text(r"\+OK .*<.+@post\.example>")
            person.say("user  alicr" + BACKSPACE + "e", r"\+OK send PASS \(extra spaces.*\) \(edited line: user alice\)\n")
            person.say("PASS wrong", r"-ERR .*\n")
            person.say("USER alice", r"\+OK .*\n")
            person.say("PASS sekret" + BACKSPACE * 4 + "cret", r"\+OK alice's maildrop has 1 message .*not shown.*\n")
            octets = person.say("LIST 1", r"\+OK 1 (\d+)\n").group(1).decode()
            screen = person.say("RETR 1", rf"\+OK {octets} octets\n((?:.|\n)*?)\n\.\n").group(1).decode()
            self.assertTrue(screen.endswith("\n" + "\n".join(LINES)), screen)
            person.say("DELE 1", r"\+OK .*\n")
            person.leave()

    def send_and_fetch(self, program):
        self.send_a_letter(program)
        text = "\r\n".join(LINES).replace("..dots", ".dots") + "\r\n"
        self.assertTrue(self.server.fetch_all()[0].endswith(text.encode()))
        self.fetch_the_letter(program)
        self.assertEqual(self.server.fetch_all(), [])


def add_a_test_for(program):
    def test(self):
        self.send_and_fetch(program)
    setattr(People, "test_" + re.sub(r"\W+", "_", program), test)


for each in PROGRAMS:
    add_a_test_for(each)


class Stuck(AtTerminals):
    """The traps, and the ways out of them."""

    def test_ctrl_c_in_telnet(self):
        # It asks for a timing mark and shows nothing more until the server has answered.
        for protocol, greeting in (("smtp", r"220 .*\n"), ("pop3", r"\+OK .*\n")):
            with Typist("inetutils-telnet", self.server, protocol) as person:
                person.await_text(greeting)
                for _ in range(2):
                    person.press(CTRL_C)
                    person.say("HELP", r"\(Ctrl-C ends nothing here, QUIT does; Ctrl-\] leaves telnet\)\n")
                person.leave()

    def test_ctrl_c_in_the_middle_of_a_letter(self):
        with Typist("inetutils-telnet", self.server, "smtp") as person:
            person.await_text(r"220 .*\n")
            person.say("HELO me", r"250 .*\n")
            person.say("MAIL FROM:<bob@post.example>", r"250 .*\n")
            person.say("RCPT TO:<alice@post.example>", r"250 .*\n")
            person.say("DATA", r"354 .*\n")
            person.type("Subject: how do I get out?")
            person.press(CTRL_C)
            person.type(".")  # it has Ctrl-C's bytes in front, so it is no line of one dot
            person.say(".", r"250 .*stored.*\n")
            person.leave()

    def test_the_way_out_of_telnet(self):
        with Typist("inetutils-telnet", self.server, "smtp") as person:
            person.await_text(r"220 .*\n")
            person.press(CTRL_RIGHT_BRACKET)
            person.await_text("telnet> ")
            person.type("quit")
            person.await_text("Connection closed")
            person.await_end()
        with Typist("busybox telnet", self.server, "smtp") as person:
            person.await_text(r"220 .*\n")
            self.ask_for_the_menu(person)
            person.press(b"e")
            person.await_end()
        self.server.send(harness.letter("it goes on"))

    @staticmethod
    def ask_for_the_menu(person):
        """Ctrl-C, which busybox keeps for itself. One that comes just before it waits for input it notices late."""
        for patience in (2, 2, 2, harness.PATIENCE):
            person.press(CTRL_C)
            try:
                return person.await_text(r"e\s+exit telnet", patience)
            except AssertionError:
                if patience == harness.PATIENCE:
                    raise

    def test_a_browser_s_words(self):
        for program in ("inetutils-telnet", "nc.openbsd"):
            with Typist(program, self.server, "pop3") as person:
                person.await_text(r"\+OK .*\n")
                person.say("GET / HTTP/1.1", r"-ERR this is POP3, not a web server, goodbye.*\n")
                person.hung_up()


class Pasted(AtTerminals):
    """Whole sessions at once, also before the greeting, and from a pipe whose writer is gone."""
    SESSION = ["HELO me", "MAIL FROM:<bob@post.example>", "RCPT TO:<alice@post.example>", "DATA", *LINES, ".", "QUIT"]
    REPLIES = r"(?m)^220 (.|\n)*^250 (.|\n)*^250 (.|\n)*^250 (.|\n)*^354 (.|\n)*^250 .*stored(.|\n)*^221 .*\n"

    def test_a_block_in_one_go(self):
        for program in ("inetutils-telnet", "busybox telnet", "plink -telnet", "nc.openbsd", "nc.openbsd -C"):
            with self.subTest(program), Typist(program, self.server, "smtp") as person:
                person.press("".join(line + "\r" for line in self.SESSION).encode())
                person.await_text(self.REPLIES)
                person.hung_up()
        self.assertEqual(len(self.server.fetch_all()), 5)

    def test_a_pipe_with_a_half_close(self):
        address = ["127.0.0.1", str(self.server.ports["smtp"])]
        text = "".join(line + "\n" for line in self.SESSION).encode()
        for command in (["nc.openbsd", "-N", *address], ["nc.traditional", "-q", "5", *address], ["ncat", *address],
                        ["socat", "-t", "5", "-", "TCP4:" + ":".join(address)]):
            with self.subTest(command[0]):
                replies = run(*command, stdin=text).stdout.decode().splitlines()
                self.assertEqual([reply[:3] for reply in replies], ["220", "250", "250", "250", "354", "250", "221"])
        self.assertEqual(len(self.server.fetch_all()), 4)


class Dialogues(AtTerminals):
    """A person can type what the course's dialogues say."""
    LETTER = """
S: 220 post.example ESMTP Postlab ready
C: EHLO me
S: 250-post.example greets me
S: 250-...
S: 250-...
S: 250-...
S: 250-...
S: 250-...
S: 250-...
S: 250 HELP
C: MAIL FROM:<bob@post.example>
S: 250 2.1.0 Sender <bob@post.example> OK
C: RCPT TO:<alice@post.example>
S: 250 ...
C: DATA
S: 354 Start mail input; end with <CRLF>.<CRLF>
C: Subject: typed
C:
C: .\\x2E\\x2E\\tlast
C: .
S: 250 2.0.0 OK, stored as message {id}
C: HELP {id}
S: 504 5.5.4 No help for "{id}"; HELP alone lists the commands
C: QUIT
S: 221 2.0.0 post.example Service closing transmission channel
! closed
"""

    def test_one_dialogue_at_every_program(self):
        for program in PROGRAMS:
            with self.subTest(program):
                self.assertRegex(Typist.play(program, self.server, "smtp", self.LETTER)["id"], r"^\d+$")
        letters = self.server.fetch_all(delete=True)
        self.assertEqual(len(letters), len(PROGRAMS))
        for letter in letters:
            self.assertTrue(letter.endswith(b"\r\n\r\n..\tlast\r\n"), letter)

    def test_a_strict_server(self):
        strict = self.serve("--set", "wire.profile=strict")
        Typist.play("inetutils-telnet", strict, "smtp", self.LETTER)
        refusal = "S: 500 5.5.2 Syntax error: line ended with LF alone, it takes CRLF"
        Typist.play("nc.openbsd", strict, "smtp", f"S: 220 ...\nC: HELO me\n{refusal}\nC: QUIT\n{refusal}")


if __name__ == "__main__":
    unittest.main()
