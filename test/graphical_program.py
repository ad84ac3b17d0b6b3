#!/usr/bin/env python3
"""A mail program of windows and buttons, on a screen that nobody sees: Sylpheed, set up as docs/clients.md says. Its first
start, its question about the certificate, a letter sent by its shortcut, and Get."""
import os
import shutil
import subprocess
import unittest

from client_texts import ProgramCase
from harness import await_that, run, text_of


class Sylpheed(ProgramCase):
    program = "Sylpheed"

    def setUp(self):
        for needed in ("Xvfb", "xdotool", "sylpheed"):
            if not shutil.which(needed):
                self.skipTest(f"{needed} is not installed; script/bootstrap ci installs it")
        super().setUp()
        self.environment = {"HOME": str(self.home), "DISPLAY": self.screen(), "TMPDIR": str(self.home), "LC_ALL": "C.UTF-8"}

    def screen(self):
        """A screen that is nobody else's; its name."""
        listening, told = os.pipe()
        self.started("Xvfb", "-displayfd", str(told), "-screen", "0", "1024x768x24", "-nolisten", "tcp", pass_fds=[told])
        os.close(told)
        with os.fdopen(listening) as display:
            number = display.readline().strip()
        self.assertTrue(number, "Xvfb has not started")
        return ":" + number

    def started(self, *command, **more):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.home, **more)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)

    def windows(self):
        """The titles of what is on the screen, by window; one may vanish while it is asked for its name."""
        ask = lambda *words: run("xdotool", *words, check=False, env=self.environment).stdout.decode().strip()
        return {ask("getwindowname", window): window for window in ask("search", "--onlyvisible", "--name", ".").split()}

    def press(self, key, title):
        """Presses a key in the window of that title as soon as it is there."""
        def here():
            return next((window for name, window in self.windows().items() if title in name), None)
        await_that(here, f"a window {title!r}; there are {list(self.windows())}")
        run("xdotool", "windowfocus", "--sync", here(), "key", key, env=self.environment)

    def sylpheed(self, *options):
        """Told to the Sylpheed that runs."""
        run("sylpheed", *options, env=self.environment)

    def log(self):
        file = self.home / ".sylpheed-2.0/sylpheed.log"
        return file.read_text(errors="replace") if file.exists() else ""

    def send_and_fetch(self, *changes):
        self.recipe.write(*changes)
        (self.home / ".sylpheed-2.0/sylpheedrc").write_text("[Common]\nauto_update_check=0\n")  # nothing is asked elsewhere
        self.put("for Sylpheed")
        self.started("sylpheed", env={**os.environ, **self.environment})
        self.press("Return", "Mailbox setting")
        await_that((self.home / "Mail/inbox").is_dir, "the mailbox")
        self.sylpheed("--receive-all")
        self.press("alt+a", "SSL certificate")  # Always accept
        inbox = self.home / "Mail/inbox"
        await_that(lambda: (inbox / "1").exists() and "signing off" in self.log(), "the letter")
        self.assert_fetched((inbox / "1").read_bytes())

        self.sylpheed("--compose", "mailto:alice@post.example?subject=From%20a%20window&body=Gr%C3%BC%C3%9Fe")
        self.press("ctrl+shift+e", "Compose")  # Send
        await_that(lambda: len(self.maildrop()) > 1, "the letter that was sent")
        self.assert_sent(2, "Grüße")
        self.assertEqual(text_of(self.maildrop()[1])[0], "From a window")

    def test_over_tls_that_begins_on_the_way(self):
        self.send_and_fetch()
        self.assertRegex(self.log(), r"POP3> STLS(?s:.)*ESMTP> STARTTLS")

    def test_over_tls_from_the_first_octet_on(self):
        self.send_and_fetch(("ssl_pop=2", "ssl_pop=1"), ("ssl_smtp=2", "ssl_smtp=1"), ("smtp_port=2525", "smtp_port=2465"),
                            ("pop_port=2110", "pop_port=2995"))
        self.assertNotRegex(self.log(), "STLS|STARTTLS")


if __name__ == "__main__":
    unittest.main()
