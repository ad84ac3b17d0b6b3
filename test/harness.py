"""The real program under test: servers on free ports, people at terminals, and letters that show every damage."""
import contextlib
import email
import fcntl
import os
import poplib
import re
import select
import shutil
import signal
import smtplib
import socket
import struct
import subprocess
import tempfile
import termios
import threading
import time
import unittest
from pathlib import Path

POSTLAB = os.environ.get("POSTLAB") or str(Path(__file__).parent.parent / "build/release/bin/postlab")
PATIENCE = 30  # seconds until an awaited event counts as missing; generous, since machines are busy
DOMAIN = "post.example"

# Lines that servers like to damage: dots in front, a long one, a space at the end, 8-bit text, empty lines.
BODY_LINES = [
    ".", "..", ".hidden", "...three", "", "a dot at the end.", "Grüße aus Köln, 世界 🙂", "space at the end ",
    "\ttab", "x" * 900, ".y" * 400, "From here", ".", "last line",
]
BODY = "".join(line + "\r\n" for line in BODY_LINES).encode()
LARGE_LINE = b"." + b"0123456789abcdef" * 4 + b"\r\n"
LARGE = LARGE_LINE * ((25 * (1 << 20) - 4096) // len(LARGE_LINE))


def letter(subject, body=BODY):
    return (b"From: bob@post.example\r\nTo: alice@post.example\r\nSubject: " + subject.encode()
            + b"\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
            + b"Content-Transfer-Encoding: 8bit\r\n\r\n" + body)


def subject_of(message):
    return re.search(rb"^Subject: (.*)\r$", message, re.M).group(1).decode()


def text_of(message):
    """Subject and text of a message, whatever its encoding and line ends."""
    parsed = email.message_from_bytes(message)
    text = parsed.get_payload(decode=True).decode(parsed.get_content_charset() or "utf-8")
    return parsed["Subject"], text.replace("\r\n", "\n").removesuffix("\n")


def run(*arguments, stdin=b"", check=True, env=None, cwd=None):
    """Runs a program to its end. One that isn't installed is a failure that says what to install."""
    if not shutil.which(arguments[0]):
        raise AssertionError(f"{arguments[0]} is not installed; script/bootstrap test installs it")
    done = subprocess.run(arguments, input=stdin, capture_output=True, timeout=PATIENCE, cwd=cwd,
                          env={**os.environ, **(env or {})})
    if check and done.returncode != 0:
        raise AssertionError(f"{arguments} gave {done.returncode}\n{done.stdout.decode(errors='replace')}\n"
                             f"{done.stderr.decode(errors='replace')}")
    return done


def postlab(*arguments, **more):
    return run(POSTLAB, *arguments, **more)


def free_ports(count):
    """Ports of loopback that nobody listens on now, for servers that can't take port 0."""
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [listener.getsockname()[1] for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports


def add_user(directory, name, password, *options):
    postlab("user", "add", name, "--data", str(directory), *options, stdin=password.encode() + b"\n")


def await_that(condition, what):
    """For what announces itself to nobody: asks again and again."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise AssertionError("waited in vain: " + what)
        time.sleep(0.01)


class Server:
    """A running postlab. It is ready when the constructor returns, and gone when its `with` block ends."""

    def __init__(self, directory, *options, command="serve", listen=("smtp", "pop3"), host="127.0.0.1"):
        addresses = [word for name in listen for word in (f"--{name}", f"{host}:0")]
        if command == "serve" and "--web" not in options and "web" not in listen:
            addresses += ["--web", "off"]
        self.stderr = tempfile.TemporaryFile()
        self.process = subprocess.Popen([POSTLAB, command, "--data", str(directory), *addresses, *options],
                                        stdout=subprocess.PIPE, stderr=self.stderr)
        self.ports, self.clients = {}, []
        watchdog = threading.Timer(PATIENCE, self.process.kill)
        watchdog.start()
        for line in self.process.stdout:
            if line == b"ready\n":
                break
            if line.startswith(b"open "):
                self.link = line.decode().split()[1]
                continue
            name, port = re.fullmatch(rb"listening (\w+) .*:(\d+)\n", line).groups()
            self.ports[name.decode()] = int(port)
        else:
            raise AssertionError("the server did not become ready: " + self.said())
        watchdog.cancel()
        self.host = host.strip("[]")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        for client in self.clients:
            client.close()
        self.process.stdout.close()
        self.stderr.close()

    def smtp(self, **options):
        return smtplib.SMTP(self.host, self.ports["smtp"], "client.example", timeout=PATIENCE, **options)

    def pop3(self, user="alice", password="secret"):
        client = poplib.POP3(self.host, self.ports["pop3"], timeout=PATIENCE)
        self.clients.append(client)
        if user:
            client.user(user)
            client.pass_(password)
        return client

    def send(self, message, sender="bob@post.example", to=("alice@post.example",)):
        with self.smtp() as client:
            client.sendmail(sender, list(to), message, ["BODY=8BITMIME"])

    def fetch_all(self, user="alice", password="secret", delete=False):
        client = self.pop3(user, password)
        messages = []
        for number in range(1, client.stat()[0] + 1):
            messages.append(b"\r\n".join(client.retr(number)[1]) + b"\r\n")
            if delete:
                client.dele(number)
        client.quit()
        return messages

    def signal(self, which):
        self.process.send_signal(which)

    def stop(self):
        """Ends it as an administrator would; its exit status."""
        self.signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def kill(self):
        self.signal(signal.SIGKILL)
        self.process.wait(PATIENCE)

    def rss_kib(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1))

    def sockets(self):
        count = 0
        for file in Path(f"/proc/{self.process.pid}/fd").iterdir():
            with contextlib.suppress(FileNotFoundError):  # closed meanwhile
                count += os.readlink(file).startswith("socket:")
        return count

    def said(self):
        self.stderr.seek(0)
        return self.stderr.read().decode(errors="replace")


class Terminal:
    """A person at a terminal: types lines into a program and reads what comes."""

    def __init__(self, *arguments, columns=80, env=None):
        if not shutil.which(arguments[0]):
            raise AssertionError(f"{arguments[0]} is not installed; script/bootstrap test installs it")
        self.screen, mine = os.openpty()
        self.resize(columns)
        self.pid = os.fork()
        if self.pid == 0:
            os.login_tty(mine)
            os.execvpe(arguments[0], arguments, {**os.environ, "TERM": "xterm", **(env or {})})
        os.close(mine)
        self.seen = self.shown = b""  # what is still to be awaited; all of it, as it came

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
        self._reap()
        os.close(self.screen)

    def _reap(self):
        if self.pid:
            os.waitpid(self.pid, 0)
            self.pid = 0

    def resize(self, columns, rows=24):
        fcntl.ioctl(self.screen, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def ended_by(self):
        """Awaits the end of the program; its exit status, or a signal's number below 0."""
        self.await_end()
        status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        self.pid = 0
        return status

    def hang_up(self):
        """The terminal is gone; what runs in it hears so from the kernel."""
        os.close(self.screen)
        self.screen = os.open(os.devnull, os.O_RDWR)

    def type(self, line):
        os.write(self.screen, line.encode() + b"\r")

    def press(self, key):
        os.write(self.screen, key)

    def await_text(self, pattern, patience=PATIENCE):
        """Reads until `pattern` has come, and uses up all to its end. A line ends in \\n, whoever sent it."""
        end = time.monotonic() + patience
        while not (found := re.search(pattern.encode(), self.seen)):
            if not select.select([self.screen], [], [], max(0, end - time.monotonic()))[0]:
                raise AssertionError(f"waited in vain for {pattern!r}; on the screen: {self.seen!r}")
            try:
                self._read()
            except OSError:
                raise AssertionError(f"the program ended before {pattern!r}; on the screen: {self.seen!r}") from None
        self.seen = self.seen[found.end():]
        return found

    def _read(self):
        octets = os.read(self.screen, 4096)
        self.shown += octets
        self.seen += octets.replace(b"\r", b"")

    def say(self, line, pattern):
        self.type(line)
        return self.await_text(pattern)

    def await_end(self):
        """The program ends by itself."""
        try:
            while select.select([self.screen], [], [], PATIENCE)[0]:
                self._read()
        except OSError:  # a terminal without a program
            return
        raise AssertionError("the program goes on")


class TestCase(unittest.TestCase):
    """Each test has a directory of its own, with accounts for alice (who may use APOP) and bob."""
    accounts = True

    def setUp(self):
        self.directory = Path(tempfile.mkdtemp(prefix="postlab-test-"))
        self.data = self.directory / "data"
        self.addCleanup(shutil.rmtree, self.directory, ignore_errors=True)
        if self.accounts:
            add_user(self.data, "alice", "secret", "--apop")
            add_user(self.data, "bob", "two words")

    def serve(self, *options, **more):
        server = Server(self.data, *options, **more)
        self.addCleanup(server.__exit__)
        return server

    def assert_stopped_well(self, server):
        self.assertEqual(server.stop(), 0, server.said())
