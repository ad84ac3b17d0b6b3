#!/usr/bin/env python3
"""What the screen costs, and how soon a line is on it: 300 students at work, each with a page open on their own
conversation. The pages are read by a process of their own, so that no reply waits for a page to be taken apart. One line of
results, as the others print it.

    bench/screen.py POSTLAB [STUDENTS [SECONDS]]
"""
import asyncio
import json
import random
import re
import resource
import sys
import tempfile
import time
from pathlib import Path


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] * 1000 if values else float("nan")


class Server:
    """A postlab of its own, the pages included."""

    async def start(self, program, folder):
        self.process = await asyncio.create_subprocess_exec(
            program, "serve", "--data", folder, "--smtp", "127.0.0.1:0", "--pop3", "127.0.0.1:0", "--web", "127.0.0.1:0",
            stdout=asyncio.subprocess.PIPE)
        self.ports = {}
        while (line := (await self.process.stdout.readline()).decode()) != "ready\n":
            if listening := re.fullmatch(r"listening (\w+) .*:(\d+)\n", line):
                self.ports[listening[1]] = int(listening[2])
            if line.startswith("open "):
                self.key = line.split("#key=")[1].strip()

    def resident_kib(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1])

    async def log_in(self):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.ports["web"])
        writer.write(b"GET /session HTTP/1.1\r\nHost: localhost\r\n\r\n")
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        session = json.loads(await reader.readexactly(int(re.search(r"Content-Length: (\d+)", head)[1])))
        guest, form = re.search(r"Set-Cookie: ([^;]*);", head)[1], f"key={self.key}&token={session['token']}"
        writer.write(f"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                     f"Cookie: {guest}\r\nContent-Length: {len(form)}\r\n\r\n{form}".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.cookie = re.search(r"Set-Cookie: ([^;]*);", head)[1]
        writer.close()


class Student:
    def __init__(self, number):
        self.number, self.said, self.replies = number, 0, []

    async def dial(self, port):
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", port)
        await self.reader.readline()
        await self.say(f"HELO s{self.number}")

    async def say(self, line):
        began = time.perf_counter()
        self.writer.write(line.encode() + b"\r\n")
        await self.reader.readline()
        self.replies.append(time.perf_counter() - began)

    async def work(self, until):
        """A line every three seconds or so, as people type."""
        await asyncio.sleep(random.uniform(0, 3))
        while time.monotonic() < until:
            self.said += 1
            await self.say(f"NOOP {time.perf_counter_ns()}")  # the pages' reader has the same clock
            await asyncio.sleep(random.uniform(1.5, 4.5))


async def phase(students, seconds):
    for student in students:
        student.said, student.replies = 0, []
    until = time.monotonic() + seconds
    await asyncio.gather(*(student.work(until) for student in students))
    return [reply for student in students for reply in student.replies]


class Pages:
    """Their reader, in a process of its own (read_pages)."""

    async def open(self, port, cookie, count):
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, __file__, "--pages", str(port), cookie, str(count),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=1 << 24)
        await self.process.stdout.readline()

    async def close(self):
        """How long it took each line until it was in a page, in seconds."""
        return json.loads((await self.process.communicate(b"\n"))[0])


async def read_page(port, cookie, number, shown):
    page, asking = await asyncio.open_connection("127.0.0.1", port, limit=1 << 22)
    asking.write(f"GET /c/{number}/events HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n".encode())
    await page.readuntil(b"\r\n\r\n")
    return asyncio.create_task(follow(page, asking, time.perf_counter_ns(), shown))


async def follow(page, _asking, opened, shown):
    while line := await page.readline():
        if not line.startswith(b"data: "):
            continue
        now = time.perf_counter_ns()
        for row in json.loads(line[6:]).get("rows", []):
            said = re.fullmatch(r"NOOP (\d+)", row.get("parts", [""])[0])
            if row["from"] == "client" and said and int(said[1]) > opened:
                shown.append((now - int(said[1])) / 1e9)


async def read_pages(port, cookie, count):
    """Until somebody says a line."""
    shown = []
    readers = [await read_page(port, cookie, number + 1, shown) for number in range(count)]
    print("open", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    print(json.dumps(shown))
    for reader in readers:
        reader.cancel()


def many_descriptors():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


async def main(program, count=300, seconds=20):
    with tempfile.TemporaryDirectory() as folder:
        server, pages = Server(), Pages()
        await server.start(program, folder)
        students = [Student(number + 1) for number in range(count)]
        for student in students:  # one after the other, so that each knows its conversation's number
            await student.dial(server.ports["smtp"])
        alone = await phase(students, seconds)
        await server.log_in()
        before = server.resident_kib()
        await pages.open(server.ports["web"], server.cookie, count)
        await asyncio.sleep(2)
        each = (server.resident_kib() - before) / count
        beside = await phase(students, seconds)
        await asyncio.sleep(1)  # the last lines are on their way
        shown = await pages.close()
        said = sum(student.said for student in students)
        print(f"screen streams={count} lines={said} missing={said - len(shown)} "
              f"shown_p50_ms={percentile(shown, .5):.1f} shown_p95_ms={percentile(shown, .95):.1f} "
              f"KiB_per_stream={each:.1f} "
              f"reply_p50_ms={percentile(beside, .5):.2f} reply_p99_ms={percentile(beside, .99):.2f} "
              f"alone_p50_ms={percentile(alone, .5):.2f} alone_p99_ms={percentile(alone, .99):.2f}")
        server.process.terminate()
        await server.process.wait()


many_descriptors()
if sys.argv[1] == "--pages":
    asyncio.run(read_pages(int(sys.argv[2]), sys.argv[3], int(sys.argv[4])))
else:
    asyncio.run(main(sys.argv[1], *map(int, sys.argv[2:])))
