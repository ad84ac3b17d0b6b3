#!/usr/bin/env python3
"""Mail programs, set up by docs/clients.md alone: each logs in, sends a letter and fetches one, over TLS that begins by
STARTTLS or STLS, and over TLS from the first octet on. The server takes nothing without TLS and no mail without a login."""
import os
import re
import unittest

from client_texts import ProgramCase
from harness import Terminal


class Curl(ProgramCase):
    program = "curl"

    def test_sends(self):
        send = self.commands[0]
        self.recipe.type(send)
        self.assert_sent(1)
        self.recipe.type(send, ("smtp://localhost:2525", "smtps://localhost:2465"))
        self.assert_sent(2)

    def test_fetches(self):
        self.put()
        listed, fetch = self.commands[1:]
        self.assertRegex(self.recipe.type(listed), rb"\A1 \d+\r\n\Z")
        self.assert_fetched(self.recipe.type(listed.replace("2110/", "2110/1")))
        self.assert_fetched(self.recipe.type(fetch))


class Swaks(ProgramCase):
    program = "swaks"

    def test_sends(self):
        begun, at_once = self.commands
        self.assertIn(b" ~> AUTH CRAM-MD5", self.recipe.type(begun))
        self.assert_sent(1, text=None)
        self.assertIn(b" ~> AUTH PLAIN", self.recipe.type(at_once))
        self.assert_sent(2, text=None)


class MsmtpAndMpop(ProgramCase):
    program = "msmtp and mpop"

    def test_send_and_fetch(self):
        folders, send, fetch = self.commands
        self.recipe.type(folders)
        at_once = ("tls_starttls on", "tls_starttls off")
        for count, changes in enumerate(([], [at_once]), 1):
            self.recipe.write(*changes, *[("port 2525", "port 2465") for _ in changes], name=".msmtprc")
            self.recipe.write(*changes, *[("port 2110", "port 2995") for _ in changes], name=".mpoprc")
            self.recipe.type(send)
            self.assert_sent(count)
            self.recipe.type(fetch)
            self.assert_fetched(self.maildir())


class Fetchmail(ProgramCase):
    program = "fetchmail"

    def test_fetches(self):
        for changes in ([], [("service 2110", "service 2995"), ('sslproto "TLS1.2+"', "ssl")]):
            self.put()
            self.recipe.write(*changes)
            self.recipe.type(*self.commands)
            box = self.home / "mbox"
            self.assert_fetched(box.read_bytes())
            box.unlink()


class Getmail(ProgramCase):
    program = "getmail6"

    def setUp(self):
        super().setUp()
        self.nobody = ()
        if os.getuid() == 0:
            self.nobody = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
            self.directory.chmod(0o755)
            os.chown(self.home, 65534, 65534)

    def fetch(self):
        if self.nobody:
            for path in (self.home / ".config").rglob("*"):
                os.chown(path, 65534, 65534)
        for command in self.commands:
            self.recipe.type(command, as_user=self.nobody)
        self.assert_fetched(self.maildir())

    def test_fetches_over_tls(self):
        self.put()
        self.recipe.write()
        self.fetch()

    def test_fetches_without_tls(self):
        self.put()
        self.recipe.ports = self.serve(listen=("smtp", "pop3", "smtps", "pop3s")).ports
        self.recipe.write(("type = SimplePOP3SSLRetriever", "type = SimplePOP3Retriever"), ("port = 2995", "port = 2110"))
        file = next(self.home.rglob("getmailrc"))
        file.write_text(re.sub("ca_certs.*\n", "", file.read_text()))
        self.fetch()


class SNail(ProgramCase):
    program = "s-nail"

    def test_sends(self):
        send = self.commands[0]
        self.recipe.type(send)
        self.assert_sent(1, "Hello")
        self.recipe.type(send, ("smtp://alice:secret@localhost:2525", "smtps://alice:secret@localhost:2465"))
        self.assert_sent(2, "Hello")
        self.recipe.type(send.replace("-Ssmtp-use-starttls", ""),
                         ("smtp://alice:secret@localhost:2525", "smtps://alice:secret@localhost:2465"))
        self.assert_sent(3, "Hello")

    def test_fetches(self):
        self.put()
        fetch = self.commands[1]
        said = b"Show 1\nexit\n"
        self.assert_fetched(self.recipe.type(fetch, stdin=said))
        self.assert_fetched(self.recipe.type(
            fetch.replace("-Spop3-use-starttls", ""),
            ("pop3://alice:secret@localhost:2110", "pop3s://alice:secret@localhost:2995"), stdin=said))


class Mutt(ProgramCase):
    program = "mutt"
    at_once = (("smtp://alice@localhost:2525/", "smtps://alice@localhost:2465/"),
               ("pop://alice@localhost:2110", "pops://alice@localhost:2995"))

    def test_sends(self):
        for count, changes in enumerate(([], self.at_once), 1):
            self.recipe.write(*changes)
            self.recipe.type(self.commands[0])
            self.assert_sent(count, text=None)

    def test_fetches(self):
        for changes in ([], self.at_once):
            self.put()
            self.recipe.write(*changes)
            with Terminal("env", f"HOME={self.home}", "TERM=vt100", "LC_ALL=C.UTF-8", "sh", "-c",
                          f"cd && {self.commands[1]}") as person:
                person.await_text("Create it")
                person.press(b"n")
                person.await_text("Mutt: ~/mbox")
                person.press(b"G")
                person.await_text("Delete messages from server")
                person.press(b"n")
                person.await_text("[0-9] messages? read")
                person.press(b"q")
                person.await_end()
            box = self.home / "mbox"
            self.assert_fetched(box.read_bytes().replace(b"\n>From ", b"\nFrom "))
            box.unlink()


class Python(ProgramCase):
    program = "Python"

    def test_sends_and_fetches(self):
        script = "".join(self.recipe.blocks)
        at_once = script
        for kind in ("smtplib.SMTP", "poplib.POP3"):
            plain, tls = re.search(rf"({kind}\(.*\))(?: as server:)? +# or (.*\))\n", script).groups()
            at_once = at_once.replace(plain, tls)
        at_once = "".join(line + "\n" for line in at_once.splitlines() if "starttls" not in line and "stls" not in line)
        for count, text in enumerate((script, at_once), 1):
            (self.home / "program.py").write_text(self.recipe.here(text))
            self.assertIn(f"({count}, ".encode(), self.recipe.type("python3 program.py"))
            self.assert_sent(count, "Hello.")


class Openssl(ProgramCase):
    program = "openssl"

    def connect(self, port, protocol):
        at_once, begun, plain = self.commands
        if port in ("smtps", "pop3s"):
            command = at_once.replace("2995", {"smtps": "2465", "pop3s": "2995"}[port])
        else:
            command = begun.replace("2525", {"smtp": "2525", "pop3": "2110"}[port])
            command = self.recipe.changed(command, *[("-starttls smtp", "-starttls pop3")] * (protocol == "pop3"))
        self.login = self.recipe.type(plain).decode().strip()
        return Terminal("sh", "-c", self.recipe.here(command))

    def test_sends(self):
        for count, port in enumerate(("smtp", "smtps"), 1):
            with self.connect(port, "smtp") as person:
                if port == "smtps":
                    person.await_text("220 post.example")
                for line, reply in (("EHLO client.example", "250 HELP"), ("AUTH PLAIN " + self.login, "235 2.7.0"),
                                    ("MAIL FROM:<bob@post.example>", "250 2.1.0"),
                                    ("RCPT TO:<alice@post.example>", "250 2.1.5"), ("DATA", "354")):
                    person.say(line, reply + r".*\n")
                for line in ("Subject: by hand", "", "QUIT, Read: neither is openssl's"):
                    person.type(line)
                person.say(".", "250 2.0.0.*\n")
                person.say("QUIT", "221 2.0.0.*\n")
                person.await_end()
            self.assert_sent(count, "QUIT, Read: neither is openssl's")

    def test_fetches(self):
        self.put()
        for port in ("pop3", "pop3s"):
            with self.connect(port, "pop3") as person:
                person.await_text(r"\+OK POP3 server ready.*\n" if port == "pop3s" else "verify return:1")
                person.say("AUTH PLAIN " + self.login, r"\+OK alice's maildrop.*\n")
                person.say("RETR 1", r"\+OK(?s:.)*last line\n\.\n")
                person.say("QUIT", r"\+OK.*signing off.*\n")
                person.await_end()



if __name__ == "__main__":
    unittest.main()
