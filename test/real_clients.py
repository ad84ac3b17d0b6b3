#!/usr/bin/env python3
"""Mail clients that people really use, against the real program; test/terminals.py has the people at telnet and nc.

Each sends a letter or fetches one, and it must arrive intact. A client that is missing is a failure."""
import base64
import hashlib
import hmac
import poplib
import smtplib
import socket
import subprocess
import unittest

import harness
from harness import BODY, BODY_LINES, Terminal, letter, run, text_of

TEXT = "\n".join(BODY_LINES)


class Senders(harness.TestCase):
    def setUp(self):
        super().setUp()
        self.server = self.serve()
        self.port = str(self.server.ports["smtp"])
        self.file = self.directory / "letter"

    def assert_arrived(self, subject, exact=True):
        messages = self.server.fetch_all()
        self.assertEqual(len(messages), 1)
        self.assertEqual(text_of(messages[0]), (subject, TEXT))
        if exact:
            self.assertEqual(messages[0].split(b"\r\n\r\n", 1)[1], BODY)

    def test_smtplib(self):
        self.server.send(letter("smtplib"))
        self.assert_arrived("smtplib")

    def test_smtplib_without_esmtp(self):
        with self.server.smtp() as client:
            client.helo("client.example")
            client.sendmail("bob@post.example", ["alice@post.example"], letter("helo"))
        self.assert_arrived("helo")

    def test_curl(self):
        self.file.write_bytes(letter("curl"))
        run("curl", "--silent", "--show-error", f"smtp://127.0.0.1:{self.port}/client.example", "--mail-from",
            "bob@post.example", "--mail-rcpt", "alice@post.example", "--upload-file", str(self.file))
        self.assert_arrived("curl")

    def test_swaks(self):
        self.file.write_bytes(letter("swaks").replace(b"\r\n", b"\n").removesuffix(b"\n"))  # it adds one
        run("swaks", "--server", f"127.0.0.1:{self.port}", "--from", "bob@post.example",
            "--to", "alice@post.example", "--data", f"@{self.file}")
        self.assert_arrived("swaks")

    def test_msmtp(self):
        run("msmtp", "--file=/dev/null", "--host=127.0.0.1", f"--port={self.port}", "--from=bob@post.example",
            "--auth=off", "--tls=off", "alice@post.example", stdin=letter("msmtp").replace(b"\r\n", b"\n"))
        self.assert_arrived("msmtp")

    def test_s_nail(self):
        run("s-nail", "-:/", "-Sv15-compat", f"-Smta=smtp://127.0.0.1:{self.port}", "-Ssmtp-auth=none", "-Ssendwait",
            "-Sttycharset=utf-8", "-s", "s-nail", "-r", "bob@post.example", "alice@post.example",
            stdin=BODY.replace(b"\r\n", b"\n"), env={"LC_ALL": "C.UTF-8"})
        self.assert_arrived("s-nail", exact=False)

    def test_mutt(self):
        run("mutt", "-n", "-F", "/dev/null", "-e", f"set smtp_url=smtp://127.0.0.1:{self.port}/", "-e",
            "set ssl_starttls=no ssl_force_tls=no from=bob@post.example use_from=yes hostname=client.example copy=no",
            "-s", "mutt", "--", "alice@post.example", stdin=BODY.replace(b"\r\n", b"\n"),
            env={"LC_ALL": "C.UTF-8", "HOME": str(self.directory)})
        self.assert_arrived("mutt", exact=False)


class Fetchers(harness.TestCase):
    def setUp(self):
        super().setUp()
        self.server = self.serve()
        self.port = str(self.server.ports["pop3"])
        self.server.send(letter("one"))
        self.server.send(letter("two", b"short\r\n"))
        self.server.send(letter("for bob"), to=["bob@post.example"])

    def assert_complete(self, message, subject="one"):
        self.assertEqual(text_of(message), (subject, TEXT))

    def fetch_with_mpop(self, *options):
        box = self.directory / "box"
        run("mpop", "--file=/dev/null", "--host=127.0.0.1", f"--port={self.port}", "--user=alice",
            "--passwordeval=echo secret", "--tls=off", f"--uidls-file={self.directory}/uidls",
            "--received-header=off", f"--delivery=mbox,{box}", *options)
        return box.read_bytes()

    def test_poplib(self):
        client = self.server.pop3()
        count, octets = client.stat()
        self.assertEqual(count, 2)
        sizes = [int(line.split()[1]) for line in client.list()[1]]
        self.assertEqual(sum(sizes), octets)
        lines = client.retr(1)[1]
        self.assertEqual(len(b"\r\n".join(lines)) + 2, sizes[0])
        self.assert_complete(b"\r\n".join(lines))
        empty = lines.index(b"")
        self.assertEqual(client.top(1, 0)[1], lines[:empty + 1])
        self.assertEqual(client.top(1, 3)[1], lines[:empty + 4])
        self.assertEqual(client.top(1, 1000)[1], lines)
        identities = [line.split()[1] for line in client.uidl()[1]]
        self.assertEqual(len(set(identities)), 2)
        self.assertEqual(client.uidl(2).split()[2], identities[1])
        client.dele(1)
        with self.assertRaises(poplib.error_proto):
            client.retr(1)
        client.rset()
        client.dele(2)
        self.assertTrue(client.noop().startswith(b"+OK"))
        self.assertIn("TOP", client.capa())
        client.quit()
        self.assertEqual([text_of(message)[0] for message in self.server.fetch_all()], ["one"])

    def test_poplib_apop(self):
        client = self.server.pop3(user=None)
        client.apop("alice", "secret")
        self.assertEqual(client.stat()[0], 2)
        client.quit()
        with self.assertRaises(poplib.error_proto):
            self.server.pop3(user=None).apop("alice", "wrong")
        with self.assertRaises(poplib.error_proto):  # their secret is not kept
            self.server.pop3(user=None).apop("bob", "two words")

    def test_a_password_with_a_space(self):
        self.assert_complete(self.server.fetch_all("bob", "two words")[0], "for bob")
        with self.assertRaises(poplib.error_proto):
            self.server.pop3("bob", "two")

    def test_curl(self):
        # It takes APOP wherever the greeting offers it, so this is alice, whose secret is kept.
        url = f"pop3://127.0.0.1:{self.port}/"
        done = run("curl", "--silent", "--show-error", "--user", "alice:secret", url + "1")
        self.assert_complete(done.stdout)
        self.assertEqual(done.stdout.split(b"\r\n\r\n", 1)[1], BODY)
        listing = run("curl", "--silent", "--show-error", "--user", "alice:secret", url).stdout.splitlines()
        self.assertEqual([line.split()[0] for line in listing], [b"1", b"2"])
        run("curl", "--silent", "--show-error", "--user", "alice:secret", "--request", "DELE", "--head", url + "1")
        self.assertEqual(len(self.server.fetch_all()), 1)

    def test_mpop(self):
        box = self.fetch_with_mpop("--keep=off", "--auth=user")
        letters = box.split(b"\nFrom ")
        self.assertEqual(len(letters), 2)
        subject, text = text_of(letters[0].replace(b"\n>From ", b"\nFrom "))  # how a mail box marks such lines of text
        self.assertEqual((subject, text.strip("\n")), ("one", TEXT))
        self.assertEqual(self.server.fetch_all(), [])

    def test_mpop_fetches_nothing_twice(self):
        def subjects():
            box = self.fetch_with_mpop("--keep=on", "--auth=apop")
            return [line for line in box.splitlines() if line.startswith(b"Subject:")]

        self.assertEqual(len(subjects()), 2)
        self.assertEqual(len(subjects()), 2)  # it knows them by their unique-ids
        self.server.send(letter("three"))
        self.assertEqual(len(subjects()), 3)

    def test_fetchmail(self):
        box = self.directory / "box"
        settings = self.directory / "fetchmailrc"
        settings.write_text(f"poll 127.0.0.1 protocol pop3 port {self.port} "
                            f"user alice password secret sslproto '' fetchall "
                            f"mda \"/bin/sh -c 'cat >> {box}; echo --- >> {box}'\"\n")
        settings.chmod(0o700)
        run("fetchmail", "--fetchmailrc", str(settings), "--pidfile", f"{self.directory}/pid", "--invisible",
            env={"HOME": str(self.directory), "FETCHMAILHOME": str(self.directory)})
        parts = box.read_bytes().split(b"---\n")
        self.assertEqual(text_of(parts[0]), ("one", TEXT))
        self.assertEqual(text_of(parts[1]), ("two", "short"))
        self.assertEqual(self.server.fetch_all(), [])

    def test_s_nail(self):
        done = run("s-nail", "-:/", "-Sv15-compat", "-Sttycharset=utf-8", "-Spop3-auth=plain", "-Spop3-no-apop",
                   "-N", "-f", f"pop3://alice:secret@127.0.0.1:{self.port}", stdin=b"Show 1\ndelete 2\nquit\n",
                   env={"LC_ALL": "C.UTF-8", "HOME": str(self.directory)})
        self.assertIn(BODY.replace(b"\r\n", b"\n").rstrip(), done.stdout.replace(b"\r\n", b"\n"))
        self.assertEqual(len(self.server.fetch_all()), 1)


class LoggingInToSend(harness.TestCase):
    """By AUTH, where nothing is taken without it. alice's secret is kept readable, as CRAM-MD5 needs it; bob's isn't."""

    def setUp(self):
        super().setUp()
        self.server = self.serve("--set", "smtp.require_auth=true")
        self.address = f"127.0.0.1:{self.server.ports['smtp']}"
        self.port = str(self.server.ports["smtp"])

    def assert_arrived(self, count):
        """As many letters as were sent, and each says that its sender had logged in (RFC 3848)."""
        messages = self.server.fetch_all()
        self.assertEqual(len(messages), count)
        for message in messages:
            self.assertIn(b" with ESMTPA id ", message)

    def test_without_it(self):
        with self.server.smtp() as client, self.assertRaises(smtplib.SMTPSenderRefused) as refused:
            client.sendmail("bob@post.example", ["alice@post.example"], letter("no"))
        self.assertEqual(refused.exception.smtp_code, 530)

    def test_smtplib(self):
        for method in ("plain", "login", "cram_md5"):
            with self.server.smtp() as client:
                client.ehlo()
                client.user, client.password = "alice@post.example", "secret"
                client.auth(method.upper().replace("_", "-"), getattr(client, "auth_" + method))
                client.sendmail("bob@post.example", ["alice@post.example"], letter(method))
        with self.server.smtp() as client:
            client.login("bob", "two words")  # it tries CRAM-MD5 first, which bob's account doesn't have
            client.sendmail("bob@post.example", ["alice@post.example"], letter("bob"))
        self.assert_arrived(4)
        with self.server.smtp() as client, self.assertRaises(smtplib.SMTPAuthenticationError):
            client.login("alice", "wrong")

    def test_curl(self):
        file = self.directory / "letter"
        file.write_bytes(letter("curl"))
        send = ["curl", "--silent", "--show-error", f"smtp://{self.address}/client.example", "--mail-from",
                "bob@post.example", "--mail-rcpt", "alice@post.example", "--upload-file", str(file)]
        run(*send, "--user", "alice:secret")  # CRAM-MD5
        for method in ("PLAIN", "LOGIN"):
            run(*send, "--user", "bob:two words", "--login-options", "AUTH=" + method)
            run(*send, "--user", "bob:two words", "--login-options", "AUTH=" + method, "--sasl-ir")
        self.assert_arrived(5)
        self.assertEqual(run(*send, "--user", "alice:wrong", check=False).returncode, 67)

    def test_swaks(self):
        send = ["swaks", "--server", self.address, "--from", "bob@post.example", "--to", "alice@post.example"]
        for method in ("PLAIN", "LOGIN", "CRAM-MD5"):
            run(*send, "--auth", method, "--auth-user", "alice", "--auth-password", "secret")
        self.assert_arrived(3)

    def test_msmtp(self):
        def send(user, password, method):
            run("msmtp", "--file=/dev/null", "--host=127.0.0.1", f"--port={self.port}", "--from=bob@post.example",
                f"--auth={method}", f"--user={user}", f"--passwordeval=echo '{password}'", "--tls=off",
                "alice@post.example", stdin=letter("msmtp").replace(b"\r\n", b"\n"))

        for method in ("scram-sha-256", "cram-md5", "plain", "login"):
            send("alice", "secret", method)
        send("bob", "two words", "scram-sha-256")
        send("bob", "two words", "on")  # which then is SCRAM, too
        self.assert_arrived(6)

    def test_s_nail(self):
        for method in ("plain", "login", "cram-md5"):
            run("s-nail", "-:/", "-Sv15-compat", f"-Smta=smtp://alice:secret@{self.address}", f"-Ssmtp-auth={method}",
                "-Ssendwait", "-s", "s-nail", "-r", "bob@post.example", "alice@post.example", stdin=b"hello\n",
                env={"LC_ALL": "C.UTF-8"})
        self.assert_arrived(3)


class LoggingInToFetch(harness.TestCase):
    def setUp(self):
        super().setUp()
        self.server = self.serve()
        self.server.send(letter("one"), to=["alice@post.example", "bob@post.example"])

    def test_mpop(self):
        def fetch(user, password, method):
            box = self.directory / f"{user}-{method}"
            run("mpop", "--file=/dev/null", "--host=127.0.0.1", f"--port={self.server.ports['pop3']}", f"--user={user}",
                f"--passwordeval=echo '{password}'", "--tls=off", f"--uidls-file={box}.uidls", "--keep=on",
                "--received-header=off", f"--delivery=mbox,{box}", f"--auth={method}")
            self.assertIn(b"Subject: one", box.read_bytes())

        for method in ("scram-sha-256", "cram-md5", "plain", "login"):
            fetch("alice", "secret", method)
        fetch("bob", "two words", "scram-sha-256")

    def test_curl(self):
        url = f"pop3://127.0.0.1:{self.server.ports['pop3']}/1"
        for user, method in (("bob:two words", "PLAIN"), ("bob:two words", "LOGIN"), ("alice:secret", "CRAM-MD5")):
            for more in ([], ["--sasl-ir"]):
                done = run("curl", "--silent", "--show-error", "--user", user, "--login-options", "AUTH=" + method, *more, url)
                self.assertEqual(text_of(done.stdout), ("one", TEXT))

    def test_scram_by_hand(self):
        """Both protocols, both directions (RFC 5802 3): the server's own proof is checked, too."""
        for kind, go_on, done in (("smtp", b"334 ", b"235 "), ("pop3", b"+ ", b"+OK ")):
            with socket.create_connection((self.server.host, self.server.ports[kind]), harness.PATIENCE) as line:
                reader = line.makefile("rb")
                reader.readline()
                if kind == "smtp":
                    line.sendall(b"EHLO client.example\r\n")
                    while reader.readline()[3:4] == b"-":
                        pass

                def said(text):
                    line.sendall(text + b"\r\n")
                    reply = reader.readline()
                    self.assertTrue(reply.startswith(go_on), reply)
                    return base64.b64decode(reply[len(go_on):]).decode()

                bare, nonce = "n=bob,r=my-nonce", "my-nonce"
                first = said(b"AUTH SCRAM-SHA-256 " + base64.b64encode(b"n,," + bare.encode()))
                values = dict(part.split("=", 1) for part in first.split(","))
                self.assertTrue(values["r"].startswith(nonce) and len(values["r"]) > len(nonce) + 18, first)
                salted = hashlib.pbkdf2_hmac("sha256", b"two words", base64.b64decode(values["s"]), int(values["i"]))
                final = f"c=biws,r={values['r']}"
                message = ",".join((bare, first, final)).encode()
                client_key = hmac.digest(salted, b"Client Key", "sha256")
                signature = hmac.digest(hashlib.sha256(client_key).digest(), message, "sha256")
                proof = base64.b64encode(bytes(a ^ b for a, b in zip(client_key, signature))).decode()
                verifier = said(base64.b64encode(f"{final},p={proof}".encode()))
                expected = hmac.digest(hmac.digest(salted, b"Server Key", "sha256"), message, "sha256")
                self.assertEqual(verifier, "v=" + base64.b64encode(expected).decode())
                line.sendall(b"\r\n")
                self.assertTrue(reader.readline().startswith(done))


class Lines(harness.TestCase):
    """Piped into nc, or said by Postlab's own line client."""

    def setUp(self):
        super().setUp()
        self.server = self.serve()

    def test_pipe_into_nc(self):
        session = b"USER alice\nPASS secret\nSTAT\nQUIT\n"
        done = run("nc.openbsd", "-N", "127.0.0.1", str(self.server.ports["pop3"]), stdin=session)
        self.assertEqual([line[:3] for line in done.stdout.splitlines()], [b"+OK"] * 5)

    def test_talk_at_a_terminal(self):
        with Terminal(harness.POSTLAB, "talk", f"127.0.0.1:{self.server.ports['smtp']}") as person:
            person.await_text("each line is sent with CRLF.*\n")
            person.await_text(r"220 post\.example .*\n")
            person.say("HELO me", r"250 post\.example .*\n")
            person.say("MAIL FROM:<bob@post.example>", r"250 .*\n")
            person.say("RCPT TO:<alice@post.example>", r"250 .*\n")
            person.say("DATA", r"354 .*\n")
            for line in ["Subject: by hand", "", "Grüße"]:
                person.type(line)
            person.say(".", r"250 .*stored.*\n")
            person.say("QUIT", r"221 .*\npostlab talk: the server has closed the connection\n")
            person.await_end()
        self.assertTrue(self.server.fetch_all()[0].endswith("\r\n\r\nGrüße\r\n".encode()))

    def test_pipe_into_talk(self):
        address = f"127.0.0.1:{self.server.ports['pop3']}"
        done = harness.postlab("talk", address, stdin=b"USER alice\nPASS secret\nSTAT")
        self.assertEqual([line[:3] for line in done.stdout.splitlines()], [b"+OK"] * 4)
        self.assertEqual(done.stderr, b"postlab talk: the server has closed the connection\n")
        raw = harness.postlab("talk", "--raw", address, stdin=b"QUIT\n")
        self.assertEqual([line[-6:].decode() for line in raw.stdout.splitlines()], ["␍␊"] * 2)

    def test_replay_of_a_session_just_recorded(self):
        self.server.send(letter("again"))
        for message in self.server.fetch_all():
            self.assertEqual(text_of(message), ("again", TEXT))
        self.assert_stopped_well(self.server)  # the record is on disk then
        address = f"127.0.0.1:{self.serve().ports['pop3']}"
        last = harness.postlab("transcript", "list", "--last", "1", "--data", str(self.data)).stdout.splitlines()[1]
        replay = ["replay", last.split()[0].decode(), address, "--data", str(self.data)]
        done = harness.postlab(*replay, "--password", stdin=b"secret\n")
        self.assertEqual(done.stdout.decode(), "the greeting: another timestamp, as it should be\n"
                         "6 replies compared: 6 as recorded, 0 in other words, 0 with another code\n")
        done = subprocess.run([harness.POSTLAB, *replay], capture_output=True)
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"--password", done.stderr)


if __name__ == "__main__":
    unittest.main()
