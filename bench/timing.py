#!/usr/bin/env python3
"""Does the time that a wrong login takes tell whether anybody has the name?  bench/timing.py [TRIES [WORDS]]

By every mechanism, in both protocols, TRIES (1,000) logins with a wrong secret in names that are there, and as many in names
that nobody has, in a random order. Each comes from an address of its own and a name has at most a few of them, so none is
slowed down by those before it. What is timed is the server's: from the last octet sent to the reply. SCRAM's first answer,
which brings the salt and costs no hash, is a row of its own.

With WORDS only what has them in its name is tried, "POP3" or "CRAM". Prints a line each: median, 10th and 90th percentile of
both (ms), and how often a known name took longer than an unknown one (0.500: as often as not; Mann and Whitney's U over the
number of pairs). Exit status 1 when that is further from a half than BOUND, which chance alone brings once in some ten
thousand runs of 1,000.
"""
import base64
import hashlib
import hmac
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "test"))
from harness import POSTLAB, add_user  # noqa: E402

TRIES = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
WORDS = sys.argv[2] if len(sys.argv) > 2 else ""
NAMES = max(TRIES // 4, 1)
BOUND = 0.05


def encoded(octets):
    return base64.b64encode(octets).decode()


class Line:
    """A connection from an address of its own, and how long the server takes to answer."""
    addresses = 0

    def __init__(self, port):
        Line.addresses += 1
        number = Line.addresses
        self.socket = socket.socket()
        self.socket.bind((f"127.{1 + number // 62500}.{1 + number // 250 % 250}.{1 + number % 250}", 0))
        self.socket.connect(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.greeting = self.hear()

    def hear(self):
        """A whole reply, of several lines in SMTP."""
        heard = b""
        while not heard.endswith(b"\r\n") or heard[heard[:-2].rfind(b"\n") + 1:][3:4] == b"-" and heard[:1].isdigit():
            block = self.socket.recv(4096)
            if not block:
                raise SystemExit(f"the server closed after {heard!r}")
            heard += block
        return heard.decode()

    def say(self, line):
        """The reply, and the seconds that it took."""
        began = time.perf_counter()
        self.socket.sendall(line.encode() + b"\r\n")
        reply = self.hear()
        return reply, time.perf_counter() - began


def challenge(reply):
    return base64.b64decode(reply.split(maxsplit=1)[1] if " " in reply.strip() else "")


def by_pass(line, name):
    line.say(f"USER {name}")
    return line.say("PASS wrong")


def by_apop(line, name):
    return line.say(f"APOP {name} {'0' * 32}")


def by_plain(line, name):
    return line.say("AUTH PLAIN " + encoded(f"\0{name}\0wrong".encode()))


def by_login(line, name):
    line.say("AUTH LOGIN")
    line.say(encoded(name.encode()))
    return line.say(encoded(b"wrong"))


def by_cram(line, name):
    line.say("AUTH CRAM-MD5")
    return line.say(encoded(f"{name} {'0' * 32}".encode()))


def by_scram(line, name):
    bare = f"n={name},r=rOprNGfwEbeRWgbNEkqO"
    reply, _ = line.say("AUTH SCRAM-SHA-256 " + encoded(b"n,," + bare.encode()))
    first = challenge(reply).decode()
    fields = dict(field.split("=", 1) for field in first.split(","))
    final = f"c=biws,r={fields['r']}"
    salted = hashlib.pbkdf2_hmac("sha256", b"wrong", base64.b64decode(fields["s"]), int(fields["i"]))
    client_key = hmac.digest(salted, b"Client Key", "sha256")
    message = f"{bare},{first},{final}".encode()
    signature = hmac.digest(hashlib.sha256(client_key).digest(), message, "sha256")
    proof = bytes(a ^ b for a, b in zip(client_key, signature))
    return line.say(encoded(f"{final},p={encoded(proof)}".encode()))


def salt_of_scram(line, name):
    """Its first answer, which costs no hash."""
    reply, took = line.say("AUTH SCRAM-SHA-256 " + encoded(f"n,,n={name},r=rOprNGfwEbeRWgbNEkqO".encode()))
    challenge(reply)
    return line.say("*")[0], took


MECHANISMS = {"USER, PASS": by_pass, "APOP": by_apop, "AUTH PLAIN": by_plain, "AUTH LOGIN": by_login,
              "AUTH CRAM-MD5": by_cram, "AUTH SCRAM-SHA-256": by_scram, "AUTH SCRAM's salt": salt_of_scram}


def times(port, protocol, mechanism):
    """Seconds, of known names and of others."""
    took = {True: [], False: []}
    order = [known for known in (True, False) for _ in range(TRIES)]
    random.shuffle(order)
    for number, known in enumerate(order):
        line = Line(port)
        if protocol == "SMTP":
            line.say("EHLO timing.example")
        wrong, seconds = MECHANISMS[mechanism](line, f"{'known' if known else 'other'}{number % NAMES}")
        if not wrong.startswith(("535 ", "501 ", "-ERR [AUTH]", "-ERR authentication cancelled")):
            raise SystemExit(f"{protocol} {mechanism}: {wrong!r}")
        took[known].append(seconds)
        line.socket.close()
    return took[True], took[False]


def how_often_longer(ones, others):
    """The share of pairs in which the one is longer; ties count half."""
    ranked = sorted([(one, True) for one in ones] + [(other, False) for other in others])
    below, wins = 0, 0
    for _, is_one in ranked:
        wins += below if is_one else 0
        below += 0 if is_one else 1
    return wins / (len(ones) * len(others))


def spread(seconds):
    deciles = statistics.quantiles(seconds, n=10)
    return "/".join(f"{1000 * value:7.3f}" for value in (statistics.median(seconds), deciles[0], deciles[-1]))


def report(what, known, other):
    share = how_often_longer(known, other)
    far = abs(share - 0.5) > BOUND
    print(f"{what:28} {spread(known)}  {spread(other)}  {share:.3f}{'  TELLS' if far else ''}", flush=True)
    return far


def main():
    with tempfile.TemporaryDirectory() as folder:
        for number in range(NAMES):
            add_user(Path(folder), f"known{number}", f"right {number}", "--apop")
        server = subprocess.Popen([POSTLAB, "serve", "--data", folder, "--smtp", "127.0.0.1:0", "--pop3", "127.0.0.1:0", "--web", "off"],
                                  stdout=subprocess.PIPE, text=True)
        ports = {}
        while (words := server.stdout.readline().split()) != ["ready"]:
            ports[words[1]] = int(words[2].rsplit(":", 1)[1])
        print(f"{'median/10 %/90 %, ms':28} {'names that are there':25}  {'names of nobody':25}  longer", flush=True)
        tells = False
        try:
            for protocol in ("SMTP", "POP3"):
                for mechanism in MECHANISMS:
                    here = protocol == "POP3" or mechanism.startswith("AUTH")
                    if not here or WORDS not in f"{protocol} {mechanism}":
                        continue
                    known, other = times(ports[protocol.lower()], protocol, mechanism)
                    tells = report(f"{protocol} {mechanism}", known, other) or tells
        finally:
            server.terminate()
            server.wait()
    return tells


if __name__ == "__main__":
    sys.exit(main())
