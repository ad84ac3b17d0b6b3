#!/usr/bin/env python3
"""The services of the Debian package, as systemd reads them: no line of theirs is misunderstood, and what they may do is little.

Where there is no systemd-analyze, it says so and looks at the text alone.
"""
import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from harness import POSTLAB

PACKAGING = Path(__file__).parent.parent / "packaging"
MOST_EXPOSED = 2.0  # of 10, by systemd-analyze security; a unit without any of it has 9.6


def unit(name):
    """As packaging/package.cmake fills it in, but for where the program is."""
    text = (PACKAGING / "postlab.service.in").read_text()
    return text.replace("@NAME@", name).replace("@WHAT@", "A test.").replace("/usr/bin/postlab", os.path.realpath(POSTLAB))


class TheServices(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def written(self, name, instance):
        path = Path(self.folder.name) / name
        path.write_text(unit(instance))
        return path

    def analyze(self, *arguments):
        if not shutil.which("systemd-analyze"):
            self.skipTest("there is no systemd-analyze")
        return subprocess.run(["systemd-analyze", *map(str, arguments)], capture_output=True, text=True, check=False)

    def test_are_understood_line_by_line(self):
        for name, instance in (("postlab.service", "postlab"), ("postlab@.service", "%i")):
            done = self.analyze("verify", "--man=no", self.written(name, instance))
            ours = [line for line in done.stderr.splitlines() if self.folder.name in line or "postlab" in line]
            self.assertEqual(ours, [], "systemd-analyze verify")

    def test_may_do_little(self):
        path = self.written("postlab.service", "postlab")
        done = self.analyze("security", "--offline=true", "--no-pager", path)
        found = re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)
        self.assertTrue(found, done.stdout + done.stderr)
        self.assertLessEqual(float(found.group(1)), MOST_EXPOSED, done.stdout)

    def test_have_one_capability_and_write_to_their_own_folder_alone(self):
        text = unit("postlab")
        for line in ("CapabilityBoundingSet=CAP_NET_BIND_SERVICE", "NoNewPrivileges=yes", "ProtectSystem=strict",
                     "User=postlab", "StateDirectoryMode=0700"):
            self.assertIn("\n" + line + "\n", text)
        self.assertNotIn("ReadWritePaths", text)

    def test_open_no_port_to_others_and_bound_what_one_may_bring(self):
        options = re.search(r'^OPTIONS="(.*)"$', (PACKAGING / "postlab.conf").read_text(), re.M).group(1)
        self.assertEqual(re.findall(r"--(?:smtp|pop3|web) (?!127\.0\.0\.1:)\S+", options), [])
        for setting in ("store.max_mailbox_bytes", "smtp.max_client_bytes"):
            self.assertRegex(options, re.escape(setting) + r"=[1-9]")


if __name__ == "__main__":
    unittest.main()
