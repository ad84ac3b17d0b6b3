#!/usr/bin/env python3
"""What a running server tells about itself: `postlab status`, and /metrics in Prometheus' text format, held to its grammar."""
import http.client
import re
import signal
import stat
import tempfile
import unittest
from pathlib import Path

from harness import PATIENCE, Server, add_user, await_that, letter, postlab

# The grammar (Prometheus, "Exposition formats", text-based format 0.0.4), by hand.
NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"'
HELP = re.compile(rf"# HELP ({NAME}) ((?:[^\\]|\\[\\n])*)")
TYPE = re.compile(rf"# TYPE ({NAME}) (counter|gauge|histogram)")
SAMPLE = re.compile(rf"({NAME})(\{{{LABEL}(?:,{LABEL})*\}})? ([0-9.eE+-]+|\+Inf|NaN)")


def samples(text):
    """The samples by name and labels; a text that is not as the grammar has it is an AssertionError."""
    assert text.endswith("\n"), "the last line has no end"
    found, families, family, kind = {}, {}, None, None
    for line in text.splitlines():
        if match := HELP.fullmatch(line):
            family, kind = match.group(1), None
            assert family not in families, f"{family} stands there twice"
            families[family] = 0
        elif match := TYPE.fullmatch(line):
            assert match.group(1) == family and kind is None, f"the type of {match.group(1)} is in the wrong place"
            kind = match.group(2)
        else:
            match = SAMPLE.fullmatch(line)
            assert match and kind, f"not a sample: {line}"
            name, labels, value = match.groups()
            own = [family + end for end in ("_bucket", "_sum", "_count")] if kind == "histogram" else [family]
            assert name in own, f"{name} is a sample of {family}"
            assert kind != "counter" or name.endswith("_total"), f"{name} is a counter"
            key = name + (labels or "")
            assert key not in found, f"{key} is there twice"
            found[key] = float(value)
            families[family] += 1
    assert all(families.values()), f"families without samples: {families}"
    return found


def of(name, **labels):
    return "postlab_" + name + "{" + ",".join(f'{key}="{value}"' for key, value in labels.items()) + "}"


class AServer(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.data = Path(folder.name) / "data"
        add_user(self.data, "alice", "secret")

    def serve(self, *options, **more):
        server = Server(self.data, *options, **more)
        self.addCleanup(server.__exit__)
        return server

    def metrics(self):
        return samples(postlab("status", "--as", "metrics", "--data", str(self.data)).stdout.decode())

    def status(self, check=True):
        return postlab("status", "--data", str(self.data), check=check)

    def test_tells_in_words_what_it_has_to_do(self):
        server = self.serve()
        server.send(letter("one"))
        said = self.status().stdout.decode()
        self.assertRegex(said, r"^serve, running since 20")
        self.assertRegex(said, r"smtp: \d connections now, 1 since then; \d+ octets in, \d+ octets out")
        self.assertIn("1 have come since then", said)

    def test_says_so_where_none_runs_also_after_it_was_killed(self):
        self.assertEqual(self.status(check=False).returncode, 1)
        server = self.serve()
        self.assertEqual(self.status().returncode, 0)
        server.process.kill()
        server.process.wait()
        self.assertEqual(self.status(check=False).returncode, 1)
        self.assertIn(b"no server runs on", self.status(check=False).stderr)
        self.serve()
        self.assertEqual(self.status().returncode, 0, "the next one takes the socket over")

    def test_takes_its_socket_away_when_it_stops(self):
        server = self.serve()
        path = self.data / "serve.sock"
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(PATIENCE)
        self.assertFalse(path.exists())

    def test_tells_of_each_process_where_there_are_two(self):
        smtpd = self.serve(command="smtpd", listen=("smtp",))
        self.serve(command="pop3d", listen=("pop3",))
        smtpd.send(letter("one"))
        said = self.status().stdout.decode()
        self.assertRegex(said, r"(?m)^smtpd, running")
        self.assertRegex(said, r"(?m)^pop3d, running")

    def test_moves_its_numbers_as_things_happen(self):
        server = self.serve()
        before = self.metrics()
        for name, value in before.items():
            if name.startswith(("postlab_connections", "postlab_logins", "postlab_replies", "postlab_traffic", "postlab_commit")):
                self.assertEqual(value, 0, name)
        self.assertGreater(before["postlab_disk_free_bytes"], 1 << 20)
        with server.smtp() as client:
            client.ehlo()
            self.assertEqual(self.metrics()[of("connections", protocol="smtp")], 1)
            client.docmd("RCPT TO:<nobody@post.example>")
            client.starttls()
        server.send(letter("two"), to=["alice@post.example"])
        with self.assertRaises(Exception):
            server.pop3("alice", "wrong")
        self.assertEqual(len(server.fetch_all()), 1)
        await_that(lambda: self.metrics()[of("connections", protocol="smtp")] == 0, "the connections end")
        now = self.metrics()
        self.assertEqual(now[of("connections_total", protocol="smtp")], 2)
        self.assertEqual(now[of("connections_total", protocol="pop3")], 2)
        self.assertEqual(now[of("tls_handshakes_total", protocol="smtp", result="done")], 1)
        self.assertEqual(now[of("logins_total", protocol="pop3", result="wrong")], 1)
        self.assertEqual(now[of("logins_total", protocol="pop3", result="right")], 1)
        self.assertGreater(now[of("traffic_bytes_total", protocol="smtp", direction="in")], len(letter("two")))
        self.assertGreater(now[of("traffic_bytes_total", protocol="pop3", direction="out")], len(letter("two")))
        self.assertGreaterEqual(now["postlab_messages_stored_total"], 1)
        self.assertEqual(now[of("replies_total", protocol="smtp", **{"class": "5"})], 1)
        self.assertEqual(now[of("replies_total", protocol="smtp", **{"class": "3"})], 1, "354")
        self.assertGreater(now[of("replies_total", protocol="smtp", **{"class": "2"})], 5)
        self.assertEqual(now[of("replies_total", protocol="pop3", **{"class": "-"})], 1)
        self.assertEqual(now["postlab_commit_seconds_count"], 1)
        self.assertGreater(now["postlab_commit_seconds_sum"], 0)
        self.assertEqual(now["postlab_record_lost_events_total"], 0)
        await_that(lambda: self.metrics()["postlab_messages"] == 1, "the mailboxes are looked at")
        self.assertGreater(self.metrics()["postlab_mailbox_bytes"], len(letter("two")))

    def test_counts_its_commits_into_a_histogram_that_only_rises(self):
        server = self.serve()
        for number in range(3):
            server.send(letter(str(number)))
        now = self.metrics()
        buckets = [value for name, value in now.items() if name.startswith("postlab_commit_seconds_bucket")]
        self.assertEqual(buckets, sorted(buckets))
        self.assertEqual(buckets[-1], now["postlab_commit_seconds_count"])
        self.assertIn(of("commit_seconds_bucket", le="0.005"), now)
        self.assertIn(of("commit_seconds_bucket", le="+Inf"), now)

    def test_shows_them_on_the_page_to_who_has_the_key(self):
        server = self.serve(listen=("smtp", "pop3", "web"))
        key = server.link.split("#key=")[1]

        def ask(**fields):
            connection = http.client.HTTPConnection("127.0.0.1", server.ports["web"], timeout=PATIENCE)
            self.addCleanup(connection.close)
            connection.request("GET", "/metrics", headers=fields)
            answer = connection.getresponse()
            return answer, answer.read().decode()

        for wrong in ({}, {"Authorization": "Bearer "}, {"Authorization": f"Bearer {key}0"}, {"Authorization": f"Basic {key}"}):
            self.assertEqual(ask(**wrong)[0].status, 403, wrong)
        answer, text = ask(Authorization=f"Bearer {key}")
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.headers["Content-Type"], "text/plain; version=0.0.4; charset=utf-8")
        self.assertEqual(samples(text).keys(), self.metrics().keys())
        self.assertNotIn(key, text)


class OpenPorts(unittest.TestCase):
    """Nobody's password may be known beforehand where others reach the ports."""

    def refused(self, *options, password="secret", name="alice"):
        with tempfile.TemporaryDirectory() as folder:
            data = Path(folder) / "data"
            add_user(data, name, password)
            return postlab("serve", "--data", str(data), "--smtp", "0.0.0.0:0", "--pop3", "127.0.0.1:0", "--web", "off",
                           *options, check=False)

    def test_are_refused_to_known_passwords_in_a_line_that_says_what_to_do(self):
        for name in ("alice", "bob"):
            done = self.refused(name=name)
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertIn(f"postlab user add {name}".encode(), done.stderr)
            self.assertEqual(done.stderr.count(b"\n"), 1)

    def test_are_refused_to_maildrops_that_their_first_mail_makes_with_the_usual_password(self):
        done = self.refused("--set", "accounts.auto_create=true", name="carol")
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"accounts.auto_create_password", done.stderr)

    def test_are_refused_where_a_container_s_engine_opens_them(self):
        done = self.refused("--smtp", "127.0.0.1:0", "--published", "192.0.2.7")
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"192.0.2.7", done.stderr)

    def test_are_opened_to_other_passwords_and_behind_an_engine_that_keeps_them_to_itself(self):
        for password, options in (("another one", ()), ("secret", ("--published", "127.0.0.1"))):
            with tempfile.TemporaryDirectory() as folder:
                data = Path(folder) / "data"
                add_user(data, "alice", password)
                with Server(data, *options, host="0.0.0.0") as server:
                    self.assertIn("smtp", server.ports)


if __name__ == "__main__":
    unittest.main()
