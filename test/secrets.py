#!/usr/bin/env python3
"""Types passwords where they don't belong, each way of secrets.txt, and looks for them in all that the program keeps and says."""
import base64
import collections
import concurrent.futures
import itertools
import json
import re
import unittest
from pathlib import Path

import harness
from harness import add_user, postlab, run
from ways_in import Page, type_at_port

PASSWORD = "Righteous1pw"
PLANTED = "s017-L20"  # the account that a lab has planted; PHRASE is its secret, which may be seen
LOGIN = f"USER bob\\r\\nPASS {PASSWORD}\\r\\n"
LOGIN_BY_POP2 = f"HELO bob {PASSWORD}\\r\\n"
LOGGED_IN = re.compile(rb"\+OK bob's maildrop|^#[0-9]+ message", re.M)
RUSSIAN = str.maketrans("qwertyuiopasdfghjklzxcvbnm", "йцукенгшщзфывапролдячсмить")
Row = collections.namedtuple("Row", "wanted way parts text secret")  # wanted: hidden, shown or classroom
WAYS = "smtp|pop3|pop2|starttls|stls|smtps|pop3s|login|page-smtp|page-pop3"


def rows(profile):
    """The table, each row with a secret of its own."""
    for number, line in enumerate(Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines()):
        if line and not line.startswith("#"):
            wanted, way, text = re.fullmatch(rf"(?:(shown|classroom) )?({WAYS})  (.*)", line).groups()
            yield Row(wanted or "hidden", way, text.split(" | "), line, f"qx{number:03}sesame{profile[:2]}7")


def unescaped(text):
    return re.sub(rb"\\(r|n|0|x[0-9a-f]{2})",
                  lambda m: {b"r": b"\r", b"n": b"\n", b"0": b"\0"}.get(m[1]) or bytes([int(m[1][1:] or b"0", 16)]),
                  text.encode())


def typed(row, phrase):
    """The bytes of each part."""
    for part in row.parts:
        part = part.replace("PLANTED", PLANTED).replace("PHRASE", phrase.replace(" ", r"\ ") if row.way == "pop2" else phrase)
        part = re.sub(r"(?<!AUTH )LOGIN ?$", lambda m: LOGIN_BY_POP2 if row.way == "pop2" else LOGIN, part).replace("LONG", "x" * 600)
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

    def plant(self):
        """A student who has begun L20; in self.own their own pass phrase, in self.phrase the planted one."""
        (self.directory / "roster.csv").write_text("student_id,name\ns017,Ann\n")
        cards = self.directory / f"{self.data.name}.html"
        place = ("--data", str(self.data))
        postlab("roster", "import", str(self.directory / "roster.csv"), "--cards", str(cards), *place)
        self.own = re.search(r"<td>s017</td>.*?<td>([a-z ]+)</td>", cards.read_text(), re.S).group(1)
        postlab("lab", "start", "L20", "--student", "s017", *place)
        lines = postlab("lab", "values", "--student", "s017", *place).stdout.decode().splitlines()
        values = {name: value for lab, name, value in (line.split("\t") for line in lines) if lab == "L20"}
        self.phrase = f"{values['one']} {values['two']} {values['code']}"

    def type(self, server, row):
        """What the page has said, if it was the page."""
        if row.way == "login":
            return Page(server).post("/login", row.parts[0].replace("SECRET", row.secret))
        if row.way.startswith("page-"):
            lines = [part.decode() for part in typed(row, self.phrase)]
            said = self.page.type_in_terminal(row.way.removeprefix("page-"), lines)
            self.assertRegex(said, rb'"ended": ?"closed"', row)
            return said
        heard = type_at_port(server, row.way, typed(row, self.phrase))
        if row.parts[0].strip() == "LOGIN":
            self.assertRegex(heard, LOGGED_IN, row)
        return b""

    def opened(self, number):
        """What the key log opens of that conversation, if it is in the record."""
        pcap, keys = self.directory / f"{number}.pcap", self.directory / f"{number}.keys"
        done = postlab("transcript", "export", number, "--as", "pcap", "--out", str(pcap), "--keylog", str(keys), "--data",
                       str(self.data), check=False)
        if done.returncode != 0:
            self.assertIn(b"tls.teach has kept nothing of it", done.stderr)
            return b""
        return run("tshark", "-r", str(pcap), "-o", f"tls.keylog_file:{keys}", "-q", "-z", "follow,tls,ascii,0",
                   env={"HOME": str(self.directory)}).stdout

    def what_is_kept(self, server):
        """The data directory's files, the log, the exports, and what these open. Pictures are made one by one: each
        conversation in one form."""
        kept = {path.name: path.read_bytes() for path in self.data.rglob("*") if path.is_file()}
        kept["standard error"] = server.said().encode()
        export = lambda which, form: postlab("transcript", "export", which, "--as", form, "--data", str(self.data)).stdout
        for form in ("text", "jsonl"):
            kept[form] = export("all", form)
        numbers = [str(number + 1) for number in range(kept["jsonl"].count(b'"seq":0,'))]
        behind_tls = {str(json.loads(line)["session"]) for line in kept["jsonl"].splitlines() if b'"tls":' in line}
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            kept["html, svg, pcap"] = b"".join(pool.map(export, numbers, itertools.cycle(("html", "svg", "pcap"))))
            kept["behind TLS"] = b"".join(pool.map(self.opened, sorted(behind_tls)))
        return kept

    def test_no_secret_is_kept_or_said(self):
        for profile in ("classroom", "strict"):
            table = list(rows(profile))
            self.data = self.directory / profile
            add_user(self.data, "bob", PASSWORD)
            self.plant()
            server = self.serve("--set", f"wire.profile={profile}", "--set", "tls.teach=planted", "--set", "log.level=information",
                                listen=("smtp", "pop3", "pop2", "smtps", "pop3s", "web"))
            self.page = Page(server)
            self.page.post("/login", "key=" + self.page.key)
            for way, login in (("pop3", "USER PLANTED\\r\\nPASS {}\\r\\n"), ("stls", "USER PLANTED\\r\\nPASS {}\\r\\n"),
                               ("login", "name=s017&secret={}")):
                table.append(Row("hidden", way, [login.format(self.own)], "their own", self.own))
            table.append(Row("hidden", "pop3", [LOGIN], "bob's", PASSWORD))
            said = b"".join(self.type(server, row) for row in table)
            self.assert_stopped_well(server)
            kept = self.what_is_kept(server) | {"the page": said}
            for place in ("text", "behind TLS"):
                self.assertIn(f"PASS {self.phrase}".encode(), kept[place])
            for row in table:
                places = [name for name, octets in kept.items() if any(trace in octets for trace in traces(row.secret))]
                with self.subTest(profile=profile, row=row.text, secret=row.secret):
                    if row.wanted == "shown":
                        self.assertIn("jsonl", places)
                    elif row.wanted == "hidden" or profile == "classroom":
                        self.assertEqual(places, [])

    def test_talk_keeps_no_secret(self):
        """Neither in a conversation that it has saved, nor in what it says in words of what was typed."""
        add_user(self.data, "bob", PASSWORD)
        self.plant()
        server = self.serve(listen=("smtp", "pop3", "pop2"))
        table = [row for row in rows("talk")
                 if row.wanted == "hidden" and row.way in server.ports and "PLANTED" not in row.text]
        table.append(Row("hidden", "pop3", [rf"{LOGIN}APOP bob B64(SECRET)\r\nQUIT\r\n"], "a digest", "0123456789abcdef" * 2))
        for number, row in enumerate(table):
            file = self.directory / f"{number}.txt"
            lines = b"".join(part.replace(b"\r\n", b"\n") for part in typed(row, self.phrase))
            said = postlab("talk", "--words", "--explain", "--save", str(file), f"{server.host}:{server.ports[row.way]}",
                           stdin=lines, check=False).stdout
            with self.subTest(row=row.text, secret=row.secret):
                for place in (said, file.read_bytes()):
                    self.assertFalse([trace for trace in traces(row.secret) if trace in place], place.decode(errors="replace"))


if __name__ == "__main__":
    unittest.main()
