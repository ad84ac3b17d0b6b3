#!/usr/bin/env python3
"""Somebody floods, a person works beside them: what does the person notice?  bench/flood.py [SECONDS [WORDS]]

    bench/flood.py SECONDS WORDS SMTP-PORT POP3-PORT    only floods the server there, from another address: beside a class

Each flood is tried from the person's own address (a class behind one router) and from another one. Prints a line each:
the person's sessions and how many are whole in the record, their replies (p99, longest), a small letter's 250, a first
login, what the flooder got through, how the record grew, and how many lines the server said on standard error.
"""
import asyncio
import multiprocessing
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "test"))
from harness import POSTLAB, add_user  # noqa: E402

SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 8
ONLY = sys.argv[2] if len(sys.argv) > 2 else ""
AT = {"smtp": int(sys.argv[3]), "pop3": int(sys.argv[4])} if len(sys.argv) > 4 else None
OWN, OTHER = "127.0.0.1", "127.0.0.2"


class Ports:
    def __init__(self, ports):
        self.ports = ports

    def dial(self, protocol, address):
        return asyncio.open_connection("127.0.0.1", self.ports[protocol], local_addr=(address, 0), limit=1 << 22)


class Server(Ports):
    async def start(self, folder):
        self.folder = folder
        for name in ("alice", "carol"):
            add_user(folder, name, "secret")
        add_user(folder, "bob", "secret", "--apop")
        self.stderr = open(folder / "stderr", "wb+")
        self.process = await asyncio.create_subprocess_exec(
            POSTLAB, "serve", "--data", str(folder), "--smtp", "127.0.0.1:0", "--pop3", "127.0.0.1:0", "--web", "off",
            stdout=asyncio.subprocess.PIPE, stderr=self.stderr)
        self.ports = {}
        while (line := (await self.process.stdout.readline()).decode().split()) != ["ready"]:
            self.ports[line[1]] = int(line[2].rsplit(":", 1)[1])
        return self

    async def stop(self):
        self.process.terminate()
        await self.process.wait()
        self.stderr.seek(0)
        return self.stderr.read().decode().splitlines()

    def record_octets(self):
        return sum(file.stat().st_size for file in self.folder.glob("transcripts.db*"))


class Person:
    """Types, with every reply timed."""

    def __init__(self, server):
        self.server, self.replies, self.letters, self.logins, self.sessions = server, [], [], [], 0

    async def say(self, streams, line, times):
        reader, writer = streams
        began = time.monotonic()
        writer.write(line.encode() + b"\r\n")
        reply = await reader.readline()
        while line in ("EHLO me",) and reply[3:4] == b"-":
            reply = await reader.readline()
        times.append(time.monotonic() - began)
        return reply

    async def smtp(self):
        reader, writer = streams = await self.server.dial("smtp", OWN)
        await reader.readline()
        for line in ("EHLO me", "NOOP person", "MAIL FROM:<me@post.example>", "RCPT TO:<alice@post.example>", "DATA"):
            await self.say(streams, line, self.replies)
        reply = await self.say(streams, "Subject: small\r\n\r\nhello\r\n.", self.letters)
        assert reply.startswith(b"250"), reply
        await self.say(streams, "QUIT", self.replies)
        writer.close()
        self.sessions += 1

    async def login(self, name="alice"):
        reader, writer = streams = await self.server.dial("pop3", OWN)
        await reader.readline()
        await self.say(streams, f"USER {name}", self.replies)
        reply = await self.say(streams, "PASS secret", self.logins)
        for line in ("STAT", "NOOP", "QUIT"):
            await self.say(streams, line, self.replies)
        writer.close()
        self.sessions += 1
        return reply

    async def work(self, until):
        while time.monotonic() < until:
            await self.smtp()
            await self.login()


async def pipeline_help(server, address, until, count):
    reader, writer = await server.dial("smtp", address)
    await reader.readline()
    writer.write(b"HELP\r\n")
    reply = await reader.readline()
    while reply[-200:].split(b"\r\n")[-2][3:4] == b"-":
        reply += await reader.readline()
    owed = 0
    while time.monotonic() < until:
        if owed < 1000 * len(reply):
            writer.write(b"HELP\r\n" * 2000)
            owed += 2000 * len(reply)
        got = len(await reader.read(1 << 18))
        owed -= got
        count[0] += got // len(reply)
    writer.close()


async def guess(server, address, name, apop, until, count):
    """One connection after the other, as fast as they are answered."""
    while time.monotonic() < until:
        try:
            reader, writer = await server.dial("pop3", address)
            await reader.readline()
            for _ in range(9):
                writer.write((f"APOP {name} {'0' * 32}\r\n" if apop else f"USER {name}\r\nPASS wrong\r\n").encode())
                for _ in range(1 if apop else 2):
                    reply = await reader.readline()
                count[0] += b"[SYS/TEMP]" not in reply
                count[1] += b"[SYS/TEMP]" in reply
                if time.monotonic() > until or not reply:
                    break
            writer.close()
        except OSError:
            await asyncio.sleep(0.1)


async def fresh(server, address, until, count):
    """Each connection says 60 KiB, so that all of it is recorded, and is gone."""
    line = b"NOOP " + b"x" * 490 + b"\r\n"
    while time.monotonic() < until:
        try:
            reader, writer = await server.dial("smtp", address)
            await reader.readline()
            writer.write(line * 120)
            for _ in range(120):
                await reader.readline()
            count[0] += 1
            writer.close()
        except OSError:
            await asyncio.sleep(0.1)


def flood_process(ports, floods, count):
    """In a process of its own, so that the person isn't slow because the flooder is."""
    async def run():
        until, here = time.monotonic() + SECONDS, [0, 0]
        tasks = [asyncio.create_task(flood(Ports(ports), address, *more, until, here)) for flood, address, *more in floods]
        await asyncio.wait(tasks, timeout=SECONDS + 1)
        count[0], count[1] = here

    asyncio.run(run())


def milliseconds(times, share=1.0):
    times = sorted(times)
    return f"{times[min(len(times) - 1, int(len(times) * share))] * 1000:.0f} ms" if times else "-"


async def trial(title, floods):
    if ONLY not in title:
        return
    with tempfile.TemporaryDirectory() as folder:
        server = await Server({}).start(Path(folder))
        person, count = Person(server), multiprocessing.Array("q", 2)
        before = server.record_octets()
        flood = multiprocessing.Process(target=flood_process, args=(server.ports, floods, count), daemon=True)
        began = time.monotonic()
        flood.start()
        await asyncio.sleep(1.5)  # the flood is there
        reply = await person.login("carol")
        first = f"; first login {reply[:4].decode().strip()} after {milliseconds(person.logins)}"
        await person.work(began + SECONDS)
        flood.join(SECONDS + 5)
        flood.kill()
        grown = server.record_octets() - before
        said = await server.stop()
        rows = sqlite3.connect(Path(folder) / "transcripts.db").execute(
            "SELECT count(*), coalesce(sum(said > kept), 0) FROM conversation WHERE ended IS NOT NULL AND said < 40"
            " AND how = 'quit'").fetchone()
        print(f"{title}: {person.sessions} sessions, {rows[0]} in the record, {rows[1]} with gaps; replies p99 "
              f"{milliseconds(person.replies, .99)}, longest {milliseconds(person.replies)}; 250 longest "
              f"{milliseconds(person.letters)}{first}; flooder {count[0] / SECONDS:.0f}/s"
              f"{f', told to come again {count[1]}' if count[1] else ''}; record +{grown >> 20} MiB; "
              f"stderr {len(said)} lines", flush=True)
        for line in said:
            print("    " + line)


def flood_alone():
    kinds = {"HELP": [(pipeline_help, OTHER)] * 30, "fresh": [(fresh, OTHER)] * 20,
             "logins": [(guess, OTHER, f"s{i:03}", False) for i in range(200)]}
    count = multiprocessing.Array("q", 2)
    floods = [flood for kind, some in kinds.items() if ONLY in kind for flood in some]
    flood_process(AT, floods, count)
    print(f"{len(floods)} flooding connections at a time: {count[0] / SECONDS:.0f}/s, told to come again {count[1]}")


async def main():
    for where, address in (("own address", OWN), ("another address", OTHER)):
        await trial(f"30 x HELP, {where}", [(pipeline_help, address)] * 30)
        await trial(f"2000 wrong logins in one name, {where}", [(guess, address, "bob", False)] * 2000)
        await trial(f"APOP guesses on 50 connections, {where}", [(guess, address, "bob", True)] * 50)
        await trial(f"20 x fresh connections, {where}", [(fresh, address)] * 20)
    await trial("2000 wrong logins in the person's name, another address", [(guess, OTHER, "carol", False)] * 2000)
    await trial("2000 wrong logins in 2000 names, another address",
                [(guess, OTHER, f"name{i}", False) for i in range(2000)])


if AT:
    flood_alone()
else:
    asyncio.run(main())
