#!/usr/bin/env python3
"""Mail clients over TLS, against the real program: begun by STARTTLS or STLS, and from the first octet on.

Where a client can be told to trust a certificate, it trusts the one that the server has made for itself."""
import hashlib
import poplib
import re
import signal
import smtplib
import socket
import ssl
import unittest
from pathlib import Path

import harness
from harness import BODY_LINES, Terminal, await_that, letter, postlab, run, text_of

TEXT = "\n".join(BODY_LINES)
HOST = "127.0.0.1"


class TlsCase(harness.TestCase):
    def setUp(self):
        super().setUp()
        self.server = self.serve(listen=("smtp", "pop3", "smtps", "pop3s"))
        self.ports = {name: str(port) for name, port in self.server.ports.items()}
        self.certificate = str(self.data / "tls-cert.pem")
        self.trusting = ssl.create_default_context(cafile=self.certificate)
        self.file = self.directory / "letter"

    def last_shown(self, protocol):
        """The last conversation of that protocol, as `transcript show` prints it."""
        self.assert_stopped_well(self.server)
        lines = postlab("transcript", "list", "--data", str(self.data)).stdout.decode().splitlines()
        number = [line.split()[0] for line in lines if f" {protocol} " in line][-1]
        return postlab("transcript", "show", number, "--data", str(self.data)).stdout.decode()


class Senders(TlsCase):
    def assert_arrived(self, subject, word="ESMTPS"):
        messages = self.server.fetch_all()
        self.assertEqual(len(messages), 1)
        self.assertEqual(text_of(messages[0]), (subject, TEXT))
        self.assertIn(f" with {word} id ".encode(), messages[0])

    def test_smtplib_begins_tls(self):
        with self.server.smtp() as client:
            client.ehlo()
            self.assertTrue(client.has_extn("starttls"))
            client.starttls(context=self.trusting)
            client.ehlo()
            self.assertFalse(client.has_extn("starttls"))
            client.sendmail("bob@post.example", ["alice@post.example"], letter("starttls"), ["BODY=8BITMIME"])
        self.assert_arrived("starttls")
        self.assertRegex(self.last_shown("smtp"), r"STARTTLS(?s:.)*from here on TLS hides it on its way: TLSv1\.3 TLS_")

    def test_smtplib_speaks_tls_from_the_start(self):
        with smtplib.SMTP_SSL(HOST, self.server.ports["smtps"], "client.example", timeout=harness.PATIENCE,
                              context=self.trusting) as client:
            client.sendmail("bob@post.example", ["alice@post.example"], letter("smtps"), ["BODY=8BITMIME"])
        self.assert_arrived("smtps")
        self.assertRegex(self.last_shown("smtp"), r"\n\n +\.\.\. from here on TLS hides it .*\n.* 220 ")

    def test_tls_1_2_is_spoken_and_1_1_is_not(self):
        self.trusting.maximum_version = ssl.TLSVersion.TLSv1_2
        with self.server.smtp() as client:
            client.starttls(context=self.trusting)
            self.assertEqual(client.sock.version(), "TLSv1.2")
            client.sendmail("bob@post.example", ["alice@post.example"], letter("1.2"), ["BODY=8BITMIME"])
        self.assert_arrived("1.2")
        old = run("openssl", "s_client", "-connect", f"{HOST}:{self.ports['smtps']}", "-tls1_1", "-cipher",
                  "ALL:@SECLEVEL=0", check=False)
        self.assertNotEqual(old.returncode, 0)

    def test_swaks(self):
        self.file.write_bytes(letter("swaks").replace(b"\r\n", b"\n").removesuffix(b"\n"))  # it adds one
        send = ["swaks", "--from", "bob@post.example", "--to", "alice@post.example", "--data", f"@{self.file}"]
        run(*send, "--server", f"{HOST}:{self.ports['smtp']}", "--tls")
        self.assert_arrived("swaks")
        run(*send, "--server", f"{HOST}:{self.ports['smtps']}", "--tlsc")
        self.assertEqual(len(self.server.fetch_all()), 2)

    def test_a_session_is_taken_up_again_by_its_ticket(self):
        ticket = self.directory / "ticket"
        for tls in ("-tls1_3", "-tls1_2"):
            connect = ["openssl", "s_client", "-connect", f"{HOST}:{self.ports['smtps']}", tls, "-crlf", "-ign_eof"]
            run(*connect, "-sess_out", str(ticket), stdin=b"NOOP\nQUIT\n")
            self.assertIn(b"\nReused, ", run(*connect, "-sess_in", str(ticket), stdin=b"NOOP\nQUIT\n").stdout)

    def test_nobody_renegotiates(self):
        connect = ["openssl", "s_client", "-connect", f"{HOST}:{self.ports['smtps']}", "-tls1_2", "-crlf"]
        with self.server.smtp() as other:
            other.starttls(context=self.trusting)
            done = run(*connect, stdin=b"R\nNOOP\n", check=False)  # R: s_client's own word for it
            self.assertIn(b"no renegotiation", done.stdout + done.stderr)
            self.assertEqual(other.noop()[0], 250)

    def test_a_login_over_tls(self):
        with self.server.smtp() as client:
            client.starttls(context=self.trusting)
            client.login("alice", "secret")
            client.sendmail("alice@post.example", ["alice@post.example"], letter("login"), ["BODY=8BITMIME"])
        self.assert_arrived("login", "ESMTPSA")
        run("swaks", "--server", f"{HOST}:{self.ports['smtps']}", "--tlsc", "--from", "bob@post.example", "--to",
            "alice@post.example", "--auth", "PLAIN", "--auth-user", "bob", "--auth-password", "two words")
        self.assertIn(b" with ESMTPSA id ", self.server.fetch_all()[1])


class Fetchers(TlsCase):
    def setUp(self):
        super().setUp()
        self.server.send(letter("one"))
        self.server.send(letter("two", b"short\r\n"))

    def assert_complete(self, message):
        self.assertEqual(text_of(message), ("one", TEXT))

    def test_poplib_begins_tls(self):
        client = self.server.pop3(user=None)
        self.assertIn("STLS", client.capa())
        client.stls(context=self.trusting)
        self.assertNotIn("STLS", client.capa())
        client.user("alice")
        client.pass_("secret")
        self.assert_complete(b"\r\n".join(client.retr(1)[1]))
        client.quit()
        self.assertRegex(self.last_shown("pop3"), r"STLS(?s:.)*TLS hides it on its way: TLSv1\.3(?s:.)*PASS \*\*\*\*")

    def test_poplib_speaks_tls_from_the_start(self):
        client = poplib.POP3_SSL(HOST, self.server.ports["pop3s"], timeout=harness.PATIENCE, context=self.trusting)
        client.user("alice")
        client.pass_("secret")
        self.assert_complete(b"\r\n".join(client.retr(1)[1]))
        client.quit()

    def test_a_large_letter(self):
        self.server.send(harness.letter("large", harness.LARGE))
        client = poplib.POP3_SSL(HOST, self.server.ports["pop3s"], timeout=harness.PATIENCE, context=self.trusting)
        client.user("alice")
        client.pass_("secret")
        self.assertEqual(b"\r\n".join(client.retr(3)[1]).split(b"\r\n\r\n", 1)[1] + b"\r\n", harness.LARGE)
        client.quit()


class OurOwn(TlsCase):
    """postlab's clients."""

    def test_health(self):
        done = postlab("health", "--tls", f"{HOST}:{self.ports['smtps']}", f"{HOST}:{self.ports['pop3s']}")
        self.assertEqual(len(re.findall(rb" answers\n", done.stdout)), 2)
        done = postlab("health", "--tls", f"{HOST}:{self.ports['smtp']}", check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"does not speak TLS: ", done.stdout)
        self.assert_stopped_well(self.server)
        listed = postlab("transcript", "list", "--data", str(self.data)).stdout.decode()
        self.assertEqual(len(listed.splitlines()), 1 + 1, "only the client that spoke TLS at a plain port: " + listed)

    def test_talk(self):
        lines = b"EHLO me\nMAIL FROM:<bob@post.example>\nQUIT\n"
        fingerprint = ":".join(re.findall("..", self.sha256()))
        for options, said in (("--tls smtps", lines), ("--starttls smtp", lines),
                              ("smtp", b"EHLO me\nSTARTTLS\n" + lines)):
            *options, port = options.split()
            done = postlab("talk", *options, f"{HOST}:{self.ports[port]}", stdin=said)
            self.assertIn(b"250 2.1.0 Sender", done.stdout)
            self.assertRegex(done.stderr.decode(), f"hidden by TLSv1.3 TLS_.*SHA-256 {fingerprint}")
        done = postlab("talk", "--starttls", f"{HOST}:{self.ports['pop3']}", stdin=b"CAPA\nSTLS\nQUIT\n")
        self.assertIn(b"-ERR Command not permitted when TLS active", done.stdout)
        done = postlab("talk", f"{HOST}:{self.ports['pop3']}", stdin=b"CAPA\nSTLS\nCAPA\nQUIT\n")
        self.assertEqual(done.stdout.count(b"STLS"), 1)
        self.assertIn(b"hidden by TLSv1.3", done.stderr)

    def test_talk_says_nothing_where_tls_fails(self):
        server = self.serve("--set", "tls.offer=false")
        done = postlab("talk", "--starttls", f"{HOST}:{server.ports['pop3']}", stdin=b"USER alice\n", check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"-ERR [SYS/TEMP] TLS is not available now", done.stdout)
        done = postlab("talk", "--tls", f"{HOST}:{server.ports['pop3']}", stdin=b"USER alice\n", check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"TLS has failed: ", done.stderr)

    def sha256(self):
        der = ssl.PEM_cert_to_DER_cert(Path(self.certificate).read_text())
        return hashlib.sha256(der).hexdigest().upper()

    def test_play(self):
        dialogue = self.directory / "smtp.txt"
        dialogue.write_text("S: 220 ...\nC: STARTTLS\nS: 220 ...\n! starttls\nC: NOOP\nS: 250 ...\nC: QUIT\nS: 221 ...\n"
                            "! closed\n")
        postlab("play", str(dialogue), f"{HOST}:{self.ports['smtp']}")
        dialogue.write_text("S: 220 ...\nC: STARTTLS\nS: 503 ...\nC: QUIT\nS: 221 ...\n! closed\n")
        postlab("play", "--tls", str(dialogue), f"{HOST}:{self.ports['smtps']}")
        postlab("play", "--starttls", str(dialogue), f"{HOST}:{self.ports['smtp']}")

    def test_compare(self):
        here = ["--user", "alice", "--smtp", f"{HOST}:{self.ports['smtps']}", "--pop3", f"{HOST}:{self.ports['pop3s']}"]
        self.assertIn(b"S: +OK", postlab("compare", "--tls", *here, stdin=b"secret\n").stdout)
        here = ["--user", "alice", "--smtp", f"{HOST}:{self.ports['smtp']}", "--pop3", f"{HOST}:{self.ports['pop3']}"]
        self.assertIn(b"S: +OK", postlab("compare", "--starttls", *here, stdin=b"secret\n").stdout)

    def test_replay(self):
        with self.server.smtp() as client:
            client.starttls(context=self.trusting)
            client.noop()
        self.assert_stopped_well(self.server)
        last = postlab("transcript", "list", "--last", "1", "--data", str(self.data)).stdout.splitlines()[1].split()[0]
        address = f"{HOST}:{self.serve().ports['smtp']}"
        done = postlab("replay", last.decode(), address, "--data", str(self.data))
        self.assertRegex(done.stdout.decode(), r"(\d) replies compared: \1 as recorded")


class Certificates(harness.TestCase):
    def fingerprint(self, port):
        certificate = ssl.get_server_certificate((HOST, port))
        file = self.directory / "seen.pem"
        file.write_text(certificate)
        shown = run("openssl", "x509", "-in", str(file), "-noout", "-fingerprint", "-sha256").stdout.decode()
        return shown.strip().split("=")[1]

    def test_the_servers_own_stays_and_its_fingerprint_is_said(self):
        said = []
        for _ in range(2):
            with harness.Server(self.data, listen=("smtps", "smtp", "pop3")) as server:
                said.append(server.process.stdout.readline().decode())
                self.assertEqual(said[-1], f"certificate SHA-256 {self.fingerprint(server.ports['smtps'])}\n")
        self.assertEqual(said[0], said[1])

    def make(self, name):
        certificate, key = self.directory / "cert.pem", self.directory / "key.pem"
        run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}", "-keyout", str(key),
            "-out", str(certificate))
        return "--tls-cert", str(certificate), "--tls-key", str(key)

    def test_a_given_one_is_read_anew_at_hang_up(self):
        options = self.make("one.example")
        with harness.Server(self.data, *options, listen=("smtps", "smtp", "pop3")) as server:
            first = self.fingerprint(server.ports["smtps"])
            with server.smtp() as client:
                client.ehlo()
                self.make("two.example")
                server.signal(signal.SIGHUP)
                harness.await_that(lambda: "has been read anew" in server.said(), "the new certificate")
                self.assertNotEqual(self.fingerprint(server.ports["smtps"]), first)
                client.noop()  # nobody has been cut off
                second = self.fingerprint(server.ports["smtps"])
                (self.directory / "cert.pem").write_text("nothing")
                server.signal(signal.SIGHUP)
                harness.await_that(lambda: "stays as it was" in server.said(), "the complaint")
                self.assertEqual(self.fingerprint(server.ports["smtps"]), second)

    def test_one_that_is_none_is_said_at_the_start(self):
        file = self.directory / "none"
        file.write_text("nothing")
        done = postlab("serve", "--data", str(self.data), "--tls-cert", str(file), "--tls-key", str(file), check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"holds no certificate in PEM form", done.stderr)
        done = postlab("serve", "--data", str(self.data), "--tls-cert", str(file), check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"--tls-cert and --tls-key come together", done.stderr)


class Required(harness.TestCase):
    def test_nothing_is_taken_before_tls(self):
        server = self.serve("--set", "tls.require=true")
        trusting = ssl.create_default_context(cafile=str(self.data / "tls-cert.pem"))
        with server.smtp() as sender:
            sender.ehlo()
            self.assertFalse(sender.has_extn("auth"))
            self.assertEqual(sender.mail("bob@post.example")[0], 530)
            sender.starttls(context=trusting)
            sender.login("alice", "secret")
            sender.sendmail("bob@post.example", ["alice@post.example"], letter("hidden"), ["BODY=8BITMIME"])
        reader = server.pop3(user=None)
        with self.assertRaisesRegex(poplib.error_proto, "TLS has to begin first"):
            reader.user("alice")
        reader.stls(context=trusting)
        reader.user("alice")
        reader.pass_("secret")
        self.assertEqual(reader.stat()[0], 1)


class PeopleAtTheWrongPort(TlsCase):
    def test_telnet_at_a_port_for_tls(self):
        with Terminal("telnet", HOST, self.ports["smtps"]) as person:
            person.await_text("Connected to")
            person.say("EHLO me", r"421 4\.7\.0 post\.example TLS has to begin here")
            person.await_end()

    def test_a_tls_client_at_a_plain_port(self):
        with socket.create_connection((HOST, self.server.ports["pop3"]), harness.PATIENCE) as plain:
            with self.assertRaises(ssl.SSLError):
                self.trusting.wrap_socket(plain, server_hostname=HOST)

    def test_a_client_that_refuses_the_certificate_is_in_the_record(self):
        with self.server.smtp() as client:
            with self.assertRaises(ssl.SSLError):
                client.starttls(context=ssl.create_default_context())
            client.close()

        def shown():
            return postlab("transcript", "show", "1", "--data", str(self.data), check=False).stdout.decode()
        # A server that is told to stop meanwhile ends the handshake without having heard why.
        await_that(lambda: re.search(r"TLS has failed \(.*unknown ca", shown()), "the record says why")


if __name__ == "__main__":
    unittest.main()
