#!/usr/bin/env python3
"""What bench/table.py makes of the samples: ratios by the round, the machine's share, and what limits."""
import importlib.util
import pathlib
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
spec = importlib.util.spec_from_file_location("table", ROOT / "bench" / "table.py")
table = importlib.util.module_from_spec(spec)
spec.loader.exec_module(table)

MACHINE = "fdatasync_per_s=1000 roundtrips_per_s=40000 memcpy_MB_per_s=9000"


def sample(workload, server, value, generator=0.1, server_ms=100):
    return f"12:00:00\t{workload}\t{server}\t{value}\t0.1\t{MACHINE}\tseconds=1.0 cpu_s={generator} server_cpu_all_ms={server_ms}\n"


class Table(unittest.TestCase):
    def row(self, lines, workload):
        return table.row(table.Samples(lines), workload)

    def test_a_ratio_is_that_of_the_same_round(self):
        lines = [sample("W1b", server, value) for ours, theirs in ((900, 300), (90, 30), (600, 200))
                 for server, value in (("postlab", ours), ("postfix", theirs))]
        row = self.row(lines, "W1b")
        self.assertIn("**600** letters/s", row)
        self.assertIn("postfix 200 (×3)", row)
        self.assertIn("×0.6 of fdatasync_per_s", row)

    def test_of_times_less_is_better(self):
        row = self.row([sample("W6b", "postlab", 0.5), sample("W6b", "dovecot:mdbox", 6)], "W6b")
        self.assertIn("dovecot:mdbox 6 (×12)", row)
        self.assertIn("×4 of roundtrips_per_s", row)  # five round trips take 0.125 ms here

    def test_a_peer_that_errs_has_no_rate(self):
        self.assertIn("popa3d: errors", self.row([sample("W5b", "postlab", 10), sample("W5b", "popa3d", 0)], "W5b"))

    def test_what_limits_is_what_has_no_room_left(self):
        for expected, generator, server_ms, rate in (("the load generator", 0.95, 990, 10), ("processor", 0.2, 900, 10),
                                                     ("flushes to disk", 0.2, 300, 700), ("waiting in turn", 0.2, 300, 10)):
            self.assertIn(expected, self.row([sample("W1b", "postlab", rate, generator, server_ms)], "W1b"))

    def test_the_page_has_the_rows_that_were_measured_and_the_machine(self):
        page = table.page(table.Samples([sample("W5b", "postlab", 30000)]), "2 cores")
        self.assertIn("| W5b |", page)
        self.assertNotIn("| W1b |", page)
        self.assertIn("(`fdatasync_per_s`) | 1,000 |", page)


unittest.main()
