#!/usr/bin/env python3
"""POP2, the museum's piece, and all that can be made of a conversation in it: shown, explained, exported in every form, seen
in Wireshark's eyes, and said again."""
import json
import re
import shutil
import unittest
import xml.etree.ElementTree as ElementTree

import harness
from harness import BODY, letter, postlab, run

SAID = ("HELO bob {}\n", "READ 1\n", "RETR\n", "ACKD\n", "FOLD elsewhere\n", "FOLD INBOX\n", "USER bob\n")
WHY_A_PORT_OF_ITS_OWN = {"en": "which is why POP3 got a port of its own", "zh": "所以 POP3 另用一个端口",
                         "ru": "собственный порт: 110"}


class Museum(harness.TestCase):
    def setUp(self):
        super().setUp()
        self.server = self.serve(listen=("smtp", "pop3", "pop2"))
        self.server.send(letter("one"), to=["bob@post.example"])

    def visit(self, password="two\\ words"):
        """A letter is read and deleted by POP2, and the visitor ends as a student of POP3 would; then the server stops."""
        address = f"127.0.0.1:{self.server.ports['pop2']}"
        said = postlab("talk", address, stdin="".join(SAID).format(password).encode()).stdout
        self.assert_stopped_well(self.server)
        return said

    def told(self, *command, lang="en"):
        """Without the breaks that a paragraph has by chance."""
        printed = postlab(*command, "--lang", lang, "--data", str(self.data)).stdout.decode()
        return " ".join(printed.split()) if lang != "zh" else "".join(printed.split("\n       "))

    def export(self, form):
        return postlab("transcript", "export", "2", "--as", form, "--data", str(self.data)).stdout

    def test_is_shown(self):
        said = self.visit()
        self.assertIn(BODY.replace(b"\r\n", b"\n"), said)
        shown = postlab("transcript", "show", "2", "--data", str(self.data)).stdout.decode()
        for line in ("Conversation 2: pop2 with 127.0.0.1", "C  HELO ****␍␊",
                     "S  #1 message for you␍␊   (helo.ok, messages 1, mailboxes bob, -> MBOX)",
                     "characters in message 1␍␊   (size.one, messages 1, -> ITEM)", "S  ...three␍␊", "S  last line␍␊   (-> NEXT)",
                     "S  - USER is POP3, and this is POP2, goodbye␍␊   (command.pop3)", "ended by: refused"):
            self.assertIn(line, shown)
        self.assertNotIn("words", shown)
        self.assertRegex(self.told("transcript", "message", "1"), r"conversation 2")

    def test_is_explained(self):
        self.visit()
        for lang, why in WHY_A_PORT_OF_ITS_OWN.items():
            explained = self.told("explain", "--session", "2", lang=lang)
            for part in ("size.one · RFC 937 READ", "MBOX -> ITEM", "ITEM -> NEXT", why):
                self.assertIn(part, explained)

    def test_is_exported_in_every_form(self):
        self.visit()
        text = self.export("text").decode()
        for line in ("C: HELO ****", "S: #1 message for you", "C: ACKD", "S: =0 no message 2", "! closed"):
            self.assertIn(line + "\n", text)
        events = [json.loads(line) for line in self.export("jsonl").splitlines()]
        self.assertEqual([event["verb"] for event in events if event["direction"] == "client"],
                         ["HELO", "READ", "RETR", "ACKD", "FOLD", "FOLD", ""])
        self.assertEqual(events[-1]["reply"], "command.pop3")
        page = self.export("html").decode()
        self.assertIn("not one more, and nothing marks their end", page)
        picture = "".join(ElementTree.fromstring(self.export("svg")).itertext())
        for line in ("HELO ****", "#1 message for you", "RETR", "ITEM"):
            self.assertIn(line, picture)

    def test_is_seen_as_a_sniffer_sees_it(self):
        self.visit()
        file = self.directory / "2.pcap"
        file.write_bytes(self.export("pcap"))
        if not shutil.which("tshark"):
            self.skipTest("tshark is not installed; script/bootstrap test installs it")
        seen = run("tshark", "-r", str(file), "-q", "-z", "follow,tcp,raw,0", env={"HOME": str(self.directory)}).stdout
        octets = b"".join(bytes.fromhex(piece) for piece in re.findall(r"^\s*([0-9a-f]+)$", seen.decode(), re.M))
        self.assertIn(b"RETR\r\n", octets)
        self.assertIn(BODY, octets)
        ports = run("tshark", "-r", str(file), "-T", "fields", "-e", "tcp.port").stdout
        self.assertRegex(ports, rb"\b109\b")

    def test_is_said_again_with_its_password(self):
        self.visit()
        again = self.serve(listen=("smtp", "pop3", "pop2"))
        again.send(letter("one"), to=["bob@post.example"])
        replay = ["replay", "2", f"127.0.0.1:{again.ports['pop2']}", "--password", "--data", str(self.data)]
        done = postlab(*replay, stdin=b"two words\n")
        self.assertIn(b"0 with another code", done.stdout)
        self.assertEqual(again.fetch_all("bob", "two words"), [], "ACKD and FOLD have deleted it once more")

    def test_a_wrong_password_is_said_again_as_a_wrong_one(self):
        self.visit("wrong")
        address = f"127.0.0.1:{self.serve(listen=('smtp', 'pop3', 'pop2')).ports['pop2']}"
        done = postlab("replay", "2", address, "--password", "--data", str(self.data), stdin=b"two words\n")
        self.assertIn(b"2 replies compared: 2 as recorded", done.stdout)


if __name__ == "__main__":
    unittest.main()
