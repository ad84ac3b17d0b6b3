#!/usr/bin/env python3
"""Types passwords where they don't belong, each way of secrets.txt, and looks for them in all that the program keeps and says."""
import base64
import collections
import concurrent.futures
import itertools
import re
import socket
import unittest
from pathlib import Path

import harness
from harness import PATIENCE, add_user, postlab

PASSWORD = "Righteous1pw"
LOGIN = f"USER bob\\r\\nPASS {PASSWORD}\\r\\n"
RUSSIAN = str.maketrans("qwertyuiopasdfghjklzxcvbnm", "йцукенгшщзфывапролдячсмить")
Row = collections.namedtuple("Row", "wanted port parts text secret")  # wanted: hidden, shown or classroom


def rows(profile):
    """The table, each row with a secret of its own."""
    for number, line in enumerate(Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines()):
        if line and not line.startswith("#"):
            wanted, port, text = re.fullmatch(r"(?:(shown|classroom) )?(smtp|pop3)  (.*)", line).groups()
            yield Row(wanted or "hidden", port, text.split(" | "), line, f"qx{number:03}sesame{profile[:2]}7")


def unescaped(text):
    return re.sub(rb"\\(r|n|0|x[0-9a-f]{2})",
                  lambda m: {b"r": b"\r", b"n": b"\n", b"0": b"\0"}.get(m[1]) or bytes([int(m[1][1:] or b"0", 16)]),
                  text.encode())


def typed(row):
    """The bytes of each part."""
    for part in row.parts:
        part = re.sub(r"LOGIN ?$", lambda m: LOGIN, part).replace("LONG", "x" * 600)
        part = re.sub(r"RUS\(SECRET\)", row.secret.translate(RUSSIAN), part).replace("SECRET", row.secret)
        before, dels, behind = part.partition("DELS")
        octets = unescaped(before + r"\x7f" * len(before if dels else "") + behind)
        yield re.sub(rb"B64\((.*?)\)", lambda m: base64.b64encode(m[1]), octets, flags=re.S)


def traces(secret):
    """All that the secret may look like."""
    yield secret.encode()
    yield secret.translate(RUSSIAN).encode()
    for before in range(3):  # base64 of a text that it stands in
        whole = base64.b64encode(b"\0" * before + secret.encode())
        yield whole[(before * 8 + 5) // 6:len(whole) - 4 - 4 * (before != 0)]


class Secrets(harness.TestCase):
    accounts = False

    def type(self, server, row):
        """Says it all, and hears the server out: the next row finds the maildrop free."""
        with socket.create_connection((server.host, server.ports[row.port]), PATIENCE) as line:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for part in typed(row):
                line.sendall(part)
            line.shutdown(socket.SHUT_WR)
            heard = b"".join(iter(lambda: line.recv(4096), b""))
        if row.parts[0].strip() == "LOGIN":
            self.assertIn(b"+OK bob's maildrop", heard, row)

    def what_is_kept(self, server):
        """The data directory's files, the log, and the exports. Pictures are made one by one: each conversation in one form."""
        kept = {path.name: path.read_bytes() for path in self.data.rglob("*") if path.is_file()}
        kept["standard error"] = server.said().encode()
        export = lambda which, form: postlab("transcript", "export", which, "--as", form, "--data", str(self.data)).stdout
        for form in ("text", "jsonl"):
            kept[form] = export("all", form)
        numbers = map(str, range(1, kept["jsonl"].count(b'"seq":0,') + 1))
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            kept["html, svg, pcap"] = b"".join(pool.map(export, numbers, itertools.cycle(("html", "svg", "pcap"))))
        return kept

    def test_no_secret_is_kept_or_said(self):
        for profile in ("classroom", "strict"):
            table = list(rows(profile))
            self.data = self.directory / profile
            add_user(self.data, "bob", PASSWORD)
            server = self.serve("--set", f"wire.profile={profile}")
            for row in table:
                self.type(server, row)
            self.assert_stopped_well(server)
            kept = self.what_is_kept(server)
            for row in table:
                places = [name for name, octets in kept.items() if any(trace in octets for trace in traces(row.secret))]
                with self.subTest(profile=profile, row=row.text, secret=row.secret):
                    if row.wanted == "shown":
                        self.assertIn("jsonl", places)
                    elif row.wanted == "hidden" or profile == "classroom":
                        self.assertEqual(places, [])


if __name__ == "__main__":
    unittest.main()
