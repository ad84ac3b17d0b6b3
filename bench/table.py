#!/usr/bin/env python3
"""Makes BENCHMARKS.md from the samples of bench/versus.sh: table.py RAW.TSV > BENCHMARKS.md

Each row is a workload: our figure, each peer's beside it, what the machine itself could do in the same rounds, and what
limits us now. All are medians; a ratio is the median of the ratios of each round, so a busy minute hits both alike."""
import os
import pathlib
import re
import statistics
import sys

# workload: what it does, its main figure, its unit, what of the machine it is held against: a figure of bench/ref.cpp and how
# much of that one unit of work needs
ROWS = {
    "W1b": ("4 KiB letters, 32 connections", "msgs_per_s", "letters/s", ("fdatasync_per_s", 1)),
    "W1c": ("4 KiB letters, one connection", "msgs_per_s", "letters/s", ("fdatasync_per_s", 1)),
    "W2": ("64 KiB letters, 16 connections", "msgs_per_s", "letters/s", ("fdatasync_per_s", 1)),
    "W3": ("10 MiB letters, 8 connections", "MB_per_s", "MB/s", ("memcpy_MB_per_s", 1)),
    "W4": ("a letter to 50 mailboxes", "deliveries_per_s", "deliveries/s", ("fdatasync_per_s", 1)),
    "W5b": ("RETR of 4 KiB, 16 sessions", "msgs_per_s", "letters/s", ("roundtrips_per_s", 1)),
    "W5c": ("the same, pipelined", "msgs_per_s", "letters/s", ("roundtrips_per_s", 1)),
    "W6a": ("login, STAT, QUIT; 16 maildrops, empty", "sessions_per_s", "sessions/s", ("roundtrips_per_s", 1 / 5)),
    "W6b": ("login, STAT, QUIT; 10,000 letters", "session_p50_ms", "ms", ("roundtrips_per_s", 5)),
    "W7": ("UIDL of 10,000 letters", "uidl_p50_ms", "ms", ("roundtrips_per_s", 1)),
    "W10c": ("login, STAT, UIDL, RETR 1; 100,000 letters", "session_p50_ms", "ms", ("roundtrips_per_s", 7)),
}
REFERENCES = {
    "fdatasync_per_s": "flushes of 4 KiB to disk, one after the other, a second",
    "durable_files_per_s": "new files of 4 KiB, flushed with their folder, a second",
    "roundtrips_per_s": "round trips of an octet over loopback a second",
    "loopback_MB_per_s": "MB over loopback a second",
    "memcpy_MB_per_s": "MB copied in memory a second",
}
SPENT = 0.8  # of a core: who has taken so much of one has no time left


def words(text):
    return {key: float(value) for key, value in re.findall(r"(\w+)=([0-9.e+-]+)(?:\s|$)", text)}


class Samples:
    """Of raw.tsv: by workload and server, in the order of the rounds."""

    def __init__(self, lines):
        self.of, self.machine = {}, {}
        for line in lines:
            _, workload, server, value, _, machine, sample = line.rstrip("\n").split("\t")
            self.of.setdefault(workload, {}).setdefault(server, []).append((float(value), words(sample)))
            for key, number in words(machine).items():
                self.machine.setdefault(key, []).append(number)

    def value(self, workload, server):
        return statistics.median(value for value, _ in self.of[workload][server])

    def ratio(self, workload, server, ours="postlab"):
        """How often theirs is ours; None: a peer that errs has no rate."""
        pairs = zip(self.of[workload][server], self.of[workload][ours])
        ratios = [theirs / mine for (theirs, _), (mine, _) in pairs if theirs and mine]
        return statistics.median(ratios) if ratios else None

    def reference(self, key):
        return statistics.median(self.machine[key])

    def cores(self, workload, key, scale, server="postlab"):
        """How many cores somebody has taken, on the average, by what a sample says that it has cost."""
        shares = [sample[key] * scale / sample["seconds"] for _, sample in self.of[workload][server]
                  if key in sample and sample.get("seconds")]
        return statistics.median(shares) if shares else 0


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def of_the_machine(samples, workload):
    """Our figure as a share of what the machine alone could do."""
    _, metric, _, (key, needed) = ROWS[workload]
    ours, reference = samples.value(workload, "postlab"), samples.reference(key)
    possible = 1000 * needed / reference if metric.endswith("_ms") else reference * needed
    return ours / possible, key


def limit(samples, workload):
    """What has no room left; else it is the waiting for one another."""
    generator, server = samples.cores(workload, "cpu_s", 1), samples.cores(workload, "server_cpu_all_ms", 1e-3)
    share, key = of_the_machine(samples, workload)
    if generator >= SPENT:
        return f"the load generator ({generator:.0%} of a core; the server {server:.0%})"
    if server >= SPENT:
        return f"the server's processor ({server:.0%} of a core)"
    if key == "fdatasync_per_s" and share >= 0.5:
        return "flushes to disk"
    return f"waiting in turn: generator {generator:.0%} of a core, server {server:.0%}"


def row(samples, workload):
    what, metric, unit, _ = ROWS[workload]
    peers = []
    for server in samples.of[workload]:
        if server == "postlab":
            continue
        ratio = samples.ratio(workload, server)
        if not ratio:
            peers.append(f"{server}: errors")
            continue
        times = ratio if metric.endswith("_ms") else 1 / ratio
        peers.append(f"{server} {number(samples.value(workload, server))} (×{times:.2g})")
    share, key = of_the_machine(samples, workload)
    return (f"| {workload} | {what} | **{number(samples.value(workload, 'postlab'))}** {unit} | {'; '.join(peers)} "
            f"| ×{share:.2g} of {key} | {limit(samples, workload)} |")


def page(samples, machine):
    lines = ["# Benchmarks", "",
             "Printed by `script/bench table`; what each workload does in full is in [bench/README.md](bench/README.md).", "",
             f"Machine: {machine}. Its own figures, measured in the same rounds (medians):", "",
             "| what the machine does alone | |", "|---|---|"]
    lines += [f"| {what} (`{key}`) | {number(samples.reference(key))} |" for key, what in REFERENCES.items()
              if key in samples.machine]
    lines += ["", "Behind a peer's figure stands how many times as good ours is, the median of each round's ratio. `memory` is no peer: it "
              "says the same octets from memory,", "so it is what this generator can get at all.", "",
              "| | workload | Postlab | beside it | beside the machine | what limits it now |", "|---|---|---|---|---|---|"]
    lines += [row(samples, workload) for workload in ROWS if "postlab" in samples.of.get(workload, {})]
    return "\n".join(lines) + "\n"


def this_machine():
    model = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    return f"{os.cpu_count()} cores, {model[1] if model else os.uname().machine}, Linux {os.uname().release.split('-')[0]}"


if __name__ == "__main__":
    print(page(Samples(open(sys.argv[1], encoding="utf-8")), this_machine()), end="")
