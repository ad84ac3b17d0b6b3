"""docs/clients.md as tests read it: what stands there for a program is written into its files and typed."""
import re
import shutil
import ssl
import subprocess
from pathlib import Path

import harness
from harness import BODY, BODY_LINES, letter, text_of

PAGE = Path(__file__).parent.parent / "docs/clients.md"
TEXT = "\n".join(BODY_LINES)
PORTS = {"2525": "smtp", "2110": "pop3", "2465": "smtps", "2995": "pop3s"}


class Recipe:
    """What the page says of one program, with a server's real ports and certificate, for a person whose home is `home`."""

    def __init__(self, program, server, certificate, home):
        self.ports, self.certificate, self.home = server.ports, certificate, home
        self.text = re.search(rf"^## {program}\n(.*?)(?=^## |\Z)", PAGE.read_text(), re.M | re.S).group(1)
        blocks = [re.sub("^    ", "", block, flags=re.M) for block in re.findall(r"(?:^    .*\n)+", self.text, re.M)]
        self.files = {name.split(",")[0]: block for block in blocks for name in re.findall(r"\A# ~/(.*)\n", block)}
        self.blocks = [block for block in blocks if not block.startswith("# ~/")]
        joined = "".join(self.blocks).replace("\\\n", " ")
        self.commands = [re.sub(r" {2,}# .*", "", line) for line in joined.splitlines()]

    def changed(self, text, *changes):
        """With pieces replaced as the prose says: what is new must stand there between backquotes."""
        prose = re.sub(r"^    .*\n", "", self.text, flags=re.M)
        for old, new in changes:
            assert old in text, f"{PAGE.name} has no {old!r} to be changed"
            assert re.search(rf"`[^`]*{re.escape(new)}", prose), f"{PAGE.name} doesn't say {new!r}"
            text = text.replace(old, new)
        return text

    def here(self, text):
        text = re.sub("|".join(rf"\b{port}\b" for port in PORTS), lambda m: str(self.ports[PORTS[m[0]]]), text)
        return re.sub(r"\bCERT\b", str(self.certificate), text)

    def write(self, *changes, name=None):
        """Writes the program's file; of several, the one that is named."""
        name = name or next(iter(self.files))
        file = self.home / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(self.here(self.changed(self.files[name], *changes)))
        file.chmod(0o600)

    def type(self, command, *changes, stdin=b"", as_user=()):
        """Types a command into a shell, and gives what it has printed."""
        command = self.here(self.changed(command, *changes))
        done = subprocess.run([*as_user, "env", f"HOME={self.home}", "LC_ALL=C.UTF-8", "sh", "-c", command], input=stdin,
                              capture_output=True, timeout=harness.PATIENCE, cwd=self.home)
        assert done.returncode == 0, command + "\n" + (done.stdout + done.stderr).decode(errors="replace")
        return done.stdout


class ProgramCase(harness.TestCase):
    """A server that takes nothing without TLS and no mail without a login, and one program's recipe."""
    program = None

    def setUp(self):
        super().setUp()
        self.home = self.directory / "home"
        self.home.mkdir()
        self.server = self.serve("--set", "tls.require=true", "--set", "smtp.require_auth=true",
                                 listen=("smtp", "pop3", "smtps", "pop3s"))
        self.certificate = self.home / "certificate.pem"
        shutil.copy(self.data / "tls-cert.pem", self.certificate)
        (self.home / "letter.txt").write_bytes(letter("by the book").replace(b"\r\n", b"\n"))
        self.recipe = Recipe(self.program, self.server, self.certificate, self.home)
        self.commands = self.recipe.commands

    def trusting(self):
        return ssl.create_default_context(cafile=str(self.certificate))

    def put(self, subject="one"):
        """A letter for alice, to be fetched."""
        with self.server.smtp() as client:
            client.starttls(context=self.trusting())
            client.login("bob", "two words")
            client.sendmail("bob@post.example", ["alice@post.example"], letter(subject), ["BODY=8BITMIME"])

    def maildrop(self):
        client = self.server.pop3(user=None)
        client.stls(context=self.trusting())
        client.user("alice")
        client.pass_("secret")
        messages = [b"\r\n".join(client.retr(number + 1)[1]) + b"\r\n" for number in range(client.stat()[0])]
        client.quit()
        return messages

    def assert_sent(self, count, text=TEXT):
        """As many letters have come, all by people who had logged in behind TLS (RFC 3848), and the last says `text`."""
        messages = self.maildrop()
        self.assertEqual(len(messages), count)
        for message in messages:
            self.assertIn(b" with ESMTPSA id ", message)
        if text:
            self.assertEqual(text_of(messages[-1])[1], text)

    def assert_fetched(self, octets):
        self.assertIn(BODY.replace(b"\r\n", b"\n"), octets.replace(b"\r\n", b"\n") + b"\n")

    def maildir(self):
        """What has been fetched into it since this was last asked."""
        letters = []
        for file in (self.home / "Maildir/new").iterdir():
            letters.append(file.read_bytes())
            file.unlink()
        return b"".join(letters)
