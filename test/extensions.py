#!/usr/bin/env python3
"""What programs ask for by extensions, against the real program: letters in chunks, reports of delivery, other languages."""
import email
import poplib
import unittest

import harness
from harness import BODY, BODY_LINES, Terminal, letter, run, text_of

TEXT = "\n".join(BODY_LINES)


class Extensions(harness.TestCase):
    def setUp(self):
        super().setUp()
        self.server = self.serve()
        self.port = str(self.server.ports["smtp"])

    def assert_arrived(self, subject):
        messages = self.server.fetch_all()
        self.assertEqual(len(messages), 1)
        self.assertEqual(text_of(messages[0]), (subject, TEXT))
        self.assertEqual(messages[0].split(b"\r\n\r\n", 1)[1], BODY)

    def test_smtplib_in_chunks(self):
        content = letter("chunks")
        with self.server.smtp() as client:
            client.ehlo()
            self.assertTrue(client.has_extn("chunking"))
            client.mail("bob@post.example")
            client.rcpt("alice@post.example")
            for octets, last in (content[:20], b""), (content[20:], b""), (b"", b" LAST"):
                client.send(b"BDAT %d%s\r\n%s" % (len(octets), last, octets))
                self.assertEqual(client.getreply()[0], 250)
        self.assert_arrived("chunks")

    def assert_reported(self, recipient, envelope=None):
        """Bob has a report that Python's parser takes apart: RFC 3464's fields, and the letter's header."""
        report = email.message_from_bytes(self.server.fetch_all("bob", "two words")[0])
        self.assertEqual((report.get_content_type(), report.get_param("report-type")),
                         ("multipart/report", "delivery-status"))
        people, programs, header = report.get_payload()
        self.assertIn(recipient, people.get_payload())
        about_all, about_one = programs.get_payload()
        self.assertEqual(about_all["Original-Envelope-Id"], envelope)
        self.assertEqual((about_one["Final-Recipient"], about_one["Action"]), (f"rfc822; {recipient}", "delivered"))
        self.assertIn("Received: from", header.get_payload())

    def test_smtplib_asks_for_a_report(self):
        with self.server.smtp() as client:
            client.sendmail("bob@post.example", ["alice@post.example"], letter("dsn"),
                            ["ENVID=QQ+20314", "RET=HDRS", "BODY=8BITMIME"],
                            ["NOTIFY=SUCCESS,FAILURE", "ORCPT=rfc822;alice@post.example"])
        self.assert_arrived("dsn")
        self.assert_reported("alice@post.example", "QQ 314")

    def test_msmtp_asks_for_a_report(self):
        run("msmtp", "--file=/dev/null", "--host=127.0.0.1", f"--port={self.port}", "--from=bob@post.example",
            "--auth=off", "--tls=off", "--dsn-notify=success", "--dsn-return=headers", "alice@post.example",
            stdin=letter("msmtp").replace(b"\r\n", b"\n"))
        self.assert_arrived("msmtp")
        self.assert_reported("alice@post.example")

    def test_chunks_typed_at_telnet(self):
        with Terminal("telnet", "127.0.0.1", self.port) as person:
            person.await_text(r"220 post\.example .*\n")
            person.say("EHLO me", r"250 HELP.*\n")
            person.say("MAIL FROM:<bob@post.example>", r"250 .*\n")
            person.say("RCPT TO:<alice@post.example>", r"250 .*\n")
            for line in ["BDAT 86 LAST", "To: Susan@random.com", "From: Sam@random.com"]:
                person.type(line)
            person.say("Subject: This is a bodyless test message", r"250 2\.0\.0 OK, 86 octets received, stored .*\n")
            person.say("QUIT", r"221 .*\n")
        self.assertTrue(self.server.fetch_all()[0].endswith(b"Subject: This is a bodyless test message\r\n"))

    def test_poplib_asks_for_utf8_and_for_a_language(self):
        with self.server.smtp() as client:
            client.ehlo()
            client.sendmail("bob@post.example", ["alice@post.example"],
                            "Subject: 你好\r\n\r\nПривет\r\n".encode(), ["SMTPUTF8", "BODY=8BITMIME"])
        client = self.server.pop3()
        self.assertEqual((client.capa()["UTF8"], client.capa()["LANG"]), (["USER"], []))
        with self.assertRaisesRegex(poplib.error_proto, r"-ERR \[UTF8\]"):
            client.retr(1)
        client.quit()
        client = self.server.pop3(user=None)
        self.assertTrue(client.utf8().startswith(b"+OK"))
        answer = client._shortcmd("LANG ru-RU").decode()
        self.assertTrue(answer.startswith("+OK ru "), answer)
        client.user("alice")
        self.assertIn("писем 1", client.pass_("secret").decode())
        self.assertIn("Subject: 你好".encode(), client.retr(1)[1])
        client.quit()

    def test_what_is_hidden_is_not_there(self):
        server = self.serve("--set", "smtp.hide=CHUNKING,DSN", "--set", "pop3.hide=UIDL")
        with server.smtp() as client:
            client.ehlo()
            self.assertFalse(client.has_extn("chunking") or client.has_extn("dsn"))
            self.assertTrue(client.has_extn("limits"))
            self.assertEqual(client.docmd("BDAT 0 LAST")[0], 500)
        self.assertNotIn("UIDL", server.pop3().capa())


if __name__ == "__main__":
    unittest.main()
