#!/usr/bin/env python3
"""What the program prints for man and for the shells does in them what it should."""
import os
import shutil
import unittest
from pathlib import Path

import harness
from harness import POSTLAB, postlab, run

PATH = f"{Path(POSTLAB).parent}:{os.environ['PATH']}"

BASH = """
source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_postlab
printf '%s\\n' "${COMPREPLY[@]}"
"""

ZSH = """
compadd() { shift; print -l -- "$@" }
_files() { print "files $*" }
script=$1
shift
words=("$@")
CURRENT=$#
set --
source "$script"
"""


class Manual(harness.TestCase):
    accounts = False

    def page(self, form):
        path = self.directory / form
        path.write_bytes(postlab("help", "--as", form).stdout)
        return path

    @unittest.skipUnless(shutil.which("man"), "there is no man here")
    def test_man_page(self):
        done = run("man", "--warnings", "-l", str(self.page("man")), env={**os.environ, "MANWIDTH": "80", "LC_ALL": "C.UTF-8"})
        self.assertEqual(done.stderr, b"")
        text = " ".join(done.stdout.decode().split())
        for part in ("postlab lab start LAB", "smtp.max_recipients=1000", "EXIT STATUS", "FILES", "EXAMPLES"):
            self.assertIn(part, text)

    def complete(self, shell, code, words):
        done = run(shell, "-c", code, "complete", str(self.page(shell)), *words, cwd=self.directory,
                   env={**os.environ, "PATH": PATH})
        return done.stdout.decode().split()

    def test_bash(self):
        def completed(*words):
            return self.complete("bash", BASH, words)
        (self.directory / "roster.csv").touch()
        (self.directory / "marks").mkdir()
        self.assertEqual(completed("postlab", "lab", "st"), ["start", "status"])
        self.assertEqual(completed("postlab", "tr"), ["transcript"])
        self.assertEqual(completed("postlab", "lab", "start", "--st"), ["--student"])
        self.assertEqual(completed("postlab", "help", "--as", "m"), ["md", "man"])
        self.assertEqual(completed("postlab", "lab", "exam", "o"), ["on", "off"])
        self.assertEqual(completed("postlab", "lab", "start", "L0")[:2], ["L01", "L02"])
        self.assertEqual(completed("postlab", "roster", "import", "ro"), ["roster.csv"])
        self.assertEqual(completed("postlab", "grade", "--csv", "m"), ["marks"])
        self.assertEqual(completed("postlab", "help", "tra"), ["transcript"])
        self.assertEqual(completed("postlab", "talk", "local"), [])

    @unittest.skipUnless(shutil.which("zsh"), "there is no zsh here")
    def test_zsh(self):
        def completed(*words):
            return self.complete("zsh", ZSH, words)
        self.assertIn("start", completed("postlab", "lab", "st"))
        self.assertIn("--student", completed("postlab", "lab", "start", "--st"))
        self.assertEqual(completed("postlab", "help", "--as", "")[:2], ["text", "md"])
        self.assertEqual(completed("postlab", "lab", "start", "")[:2], ["L01", "L02"])
        self.assertEqual(completed("postlab", "roster", "import", ""), ["files"])
        self.assertEqual(completed("postlab", "grade", "--csv", ""), ["files", "-/"])


if __name__ == "__main__":
    unittest.main()
