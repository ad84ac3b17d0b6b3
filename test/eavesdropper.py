#!/usr/bin/env python3
"""What somebody sees who listens on the way, read by tshark from what `transcript export --as pcap` writes: all of a
conversation in plain text, nothing of one over TLS, and all of that, too, with the key log that tls.teach keeps."""
import shutil
import smtplib
import ssl
import unittest

import harness
from harness import letter, postlab, run

PLANTED = "the-planted-words"


class Eavesdropper(harness.TestCase):
    def setUp(self):
        super().setUp()
        self.server = self.serve("--set", "tls.teach=true", listen=("smtp", "pop3", "smtps", "pop3s"))
        self.trusting = ssl.create_default_context(cafile=str(self.data / "tls-cert.pem"))
        self.pcap, self.keys = self.directory / "seen.pcap", self.directory / "keys.log"

    def export(self, *options):
        """The last conversation, to self.pcap."""
        self.assert_stopped_well(self.server)
        lines = postlab("transcript", "list", "--data", str(self.data)).stdout.decode().splitlines()
        self.number = lines[-1].split()[0]
        return postlab("transcript", "export", self.number, "--as", "pcap", "--out", str(self.pcap), *options, "--data",
                       str(self.data))

    def seen(self, *options):
        if not shutil.which("tshark"):
            self.skipTest("tshark is not installed; script/bootstrap test installs it")
        return run("tshark", "-r", str(self.pcap), "-V", *options, env={"HOME": str(self.directory)}).stdout.decode()

    def assert_hidden_until_the_key_log_opens_it(self, *words):
        self.export("--keylog", str(self.keys))
        self.assertIn("TRAFFIC_SECRET", self.keys.read_text())
        self.assertNotIn(PLANTED.encode(), self.pcap.read_bytes())
        sealed = self.seen()
        opened = self.seen("-o", f"tls.keylog_file:{self.keys}")
        self.assertIn("Client Hello", sealed)
        self.assertNotIn("Malformed", sealed)
        for word in (PLANTED, *words):
            self.assertNotIn(word, sealed)
            self.assertIn(word, opened)
        done = postlab("transcript", "verify", "--data", str(self.data))
        self.assertIn(b"all as they were recorded", done.stdout)
        shown = postlab("transcript", "show", self.number, "--data", str(self.data)).stdout.decode()
        self.assertIn(PLANTED, shown)
        self.assertNotIn("not recorded", shown)

    def test_reads_plain_text(self):
        self.server.send(letter("plain", PLANTED.encode() + b"\r\n"))
        self.export()
        self.assertIn(PLANTED, self.seen())

    def test_reads_a_letter_behind_starttls_with_the_key_log_alone(self):
        with self.server.smtp() as client:
            client.starttls(context=self.trusting)
            client.sendmail("bob@post.example", ["alice@post.example"], letter("x", PLANTED.encode() + b"\r\n"))
        self.assert_hidden_until_the_key_log_opens_it("TO:<alice@post.example>", "221 2.0.0 post.example")
        self.assertIn("STARTTLS", self.seen())

    def test_reads_a_letter_at_a_port_for_tls_with_the_key_log_alone(self):
        with smtplib.SMTP_SSL("127.0.0.1", self.server.ports["smtps"], "client.example", timeout=harness.PATIENCE,
                              context=self.trusting) as client:
            client.sendmail("bob@post.example", ["alice@post.example"], letter("x", PLANTED.encode() + b"\r\n"))
        self.assert_hidden_until_the_key_log_opens_it("220 post.example", "221 2.0.0 post.example")

    def test_reads_a_password_behind_stls_with_the_key_log_alone(self):
        self.server.send(letter("x", PLANTED.encode() + b"\r\n"))
        client = self.server.pop3(user=None)
        client.stls(context=self.trusting)
        client.user("alice")
        client.pass_("secret")
        client.retr(1)
        client.quit()
        self.assert_hidden_until_the_key_log_opens_it("PASS secret")
        self.assertNotIn(b"PASS secret", self.pcap.read_bytes())

    def test_tls_1_2_too(self):
        self.trusting.maximum_version = ssl.TLSVersion.TLSv1_2
        with self.server.smtp() as client:
            client.starttls(context=self.trusting)
            client.sendmail("bob@post.example", ["alice@post.example"], letter("x", PLANTED.encode() + b"\r\n"))
        self.export("--keylog", str(self.keys))
        self.assertIn("CLIENT_RANDOM", self.keys.read_text())
        self.assertNotIn(PLANTED, self.seen())
        self.assertIn(PLANTED, self.seen("-o", f"tls.keylog_file:{self.keys}"))

    def plant(self):
        """A student has begun L20; the pass phrase that the lab has planted."""
        self.server.stop()
        (self.directory / "roster.csv").write_text("student_id,name\ns017,Ann\n")
        postlab("roster", "import", str(self.directory / "roster.csv"), "--data", str(self.data))
        postlab("lab", "start", "L20", "--student", "s017", "--data", str(self.data))
        values = dict(line.split("\t")[1:] for line in postlab("lab", "values", "--student", "s017", "--data", str(
            self.data)).stdout.decode().splitlines() if line.startswith("L20\t"))
        return f"{values['one']} {values['two']} {values['code']}"

    def log_in(self, user, password, behind_tls):
        self.server = self.serve("--set", "tls.teach=planted")
        client = self.server.pop3(user=None)
        if behind_tls:
            client.stls(context=self.trusting)
        client.user(user)
        client.pass_(password)
        client.quit()

    def test_reads_the_planted_pass_phrase_in_plain_text_and_behind_tls_with_the_key_log_alone(self):
        phrase = self.plant()
        self.log_in("s017-L20", phrase, behind_tls=False)
        self.export()
        self.assertIn(f"PASS {phrase}", self.seen())
        self.log_in("s017-L20", phrase, behind_tls=True)
        self.export("--keylog", str(self.keys))
        sealed = self.seen()
        self.assertIn("STLS", sealed)
        for word in phrase.split():
            self.assertNotIn(word, sealed)
        self.assertIn(f"PASS {phrase}", self.seen("-o", f"tls.keylog_file:{self.keys}"))

    def test_opens_nobody_s_but_a_planted_account_s_where_that_is_all_that_is_kept(self):
        self.plant()
        for behind_tls in (True, False):
            self.log_in("alice", "secret", behind_tls)
            done = self.export()
            self.assertEqual(b"tls.teach has kept nothing of it" in done.stderr, behind_tls)
            self.assertNotIn(b"secret", self.pcap.read_bytes())

    def test_a_health_check_leaves_nothing(self):
        postlab("health", "--tls", f"127.0.0.1:{self.server.ports['smtps']}")
        self.server.send(letter("x"))
        self.export()
        self.assertEqual(self.number, "1")

    def test_has_nothing_to_open_where_nothing_was_kept(self):
        server = self.serve()
        with server.smtp() as client:
            client.starttls(context=self.trusting)
            client.noop()
        self.assert_stopped_well(server)
        self.server.stop()
        self.server = self.serve()
        done = self.export()
        self.assertIn(b"tls.teach has kept nothing of it", done.stderr)
        self.assertIn(b"STARTTLS", self.pcap.read_bytes())
        self.assertNotIn(b"NOOP", self.pcap.read_bytes())
        done = postlab("transcript", "export", self.number, "--keylog", str(self.keys), "--data", str(self.data),
                       check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"tls.teach has kept nothing of it", done.stderr)


if __name__ == "__main__":
    unittest.main()
