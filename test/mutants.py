#!/usr/bin/env python3
"""Whether the simulation finds the mistakes of test/simulation/mutants.py: makes a copy of the sources with all of them in it, of
which the environment chooses one, builds its `simulate`, and lets it look for each.

    test/mutants.py [--seconds N] [--only N,N] [--build FOLDER] [--write]

Each has to be found within so many seconds (60); without a mistake nothing may be found. --write puts the table into docs/proof.md.
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "test" / "simulation"))
from mutants import MUTANTS  # noqa: E402

PAGE = ROOT / "docs" / "proof.md"
BEGINS, ENDS = "<!-- by test/mutants.py --write -->\n", "<!-- until here -->\n"


def mutate(tree):
    """A copy of what git has, with every mistake in it; a text that isn't there exactly once is an error."""
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    wanted = {name: (ROOT / name).read_bytes() for name in files if name and (ROOT / name).is_file()}
    for number, (what, name, text, mistake) in enumerate(MUTANTS, 1):
        source = wanted[name].decode()
        if source.count(text) != 1:
            sys.exit(f"mutant {number}, {what}: its text stands in {name} {source.count(text)} times")
        wanted[name] = source.replace(text, mistake.replace("MUTANT", f"::postlab::mutant({number})")).encode()
    for name in {name for _, name, _, _ in MUTANTS}:
        include = '#include "test/simulation/mutant.h"\n'
        source = wanted[name].decode()
        once = "#pragma once\n"
        wanted[name] = (once + include + source[len(once):] if source.startswith(once) else include + source).encode()
    for name, content in wanted.items():
        path = tree / name
        if path.exists() and path.read_bytes() == content:
            continue  # so that only what has changed is built anew
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def build(folder):
    tree = folder / "source"
    mutate(tree)
    configured = (folder / "build" / "build.ninja").exists()
    if not configured:
        subprocess.run(["cmake", "-S", tree, "-B", folder / "build", "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_UNITY_BUILD=ON",
                        "-DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON"], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", folder / "build", "--target", "simulate"], check=True)
    return folder / "build" / "bin" / "simulate"


def look_for(simulate, number, seconds):
    """What the simulation says of the program with that mistake; None: it finds nothing."""
    # A mistake may also make the program loop or fall; both count as found, by the clock or by the system.
    environment = dict(os.environ, POSTLAB_MUTANT=str(number))
    ran = subprocess.run([simulate, str(seconds), "--from", "1"], capture_output=True, text=True, env=environment)
    if ran.returncode == 0:
        return None
    found = re.search(r"BROKEN after ([\d.]+) s, (\d+) worlds: ([^\n]*).*?\nreplay: .*--seed (\d+)", ran.stdout, re.DOTALL)
    if not found:
        return {"seconds": "?", "seed": "?", "what": f"it falls ({ran.returncode})"}
    return {"seconds": found[1], "seed": found[4], "what": found[3]}


def table(rows):
    lines = ["| | the mistake | found after | seed | as |", "|---:|---|---:|---:|---|"]
    lines += [f"| {number} | {what} | {found['seconds']} s | {found['seed']} | {found['what']} |" for number, what, found in rows]
    return "\n".join(lines) + "\n"


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--seconds", type=int, default=60)
    arguments.add_argument("--only", default="")
    arguments.add_argument("--build", type=pathlib.Path, default=ROOT / "build" / "mutants")
    arguments.add_argument("--write", action="store_true")
    asked = arguments.parse_args()
    simulate = build(asked.build)
    only = [int(number) for number in asked.only.split(",") if number]
    rows, missed = [], []
    for number, (what, *_) in enumerate(MUTANTS, 1):
        if only and number not in only:
            continue
        found = look_for(simulate, number, asked.seconds)
        print(f"{number:2} {what}: " + (f"seed {found['seed']} after {found['seconds']} s, {found['what']}" if found else "NOT FOUND"),
              flush=True)
        if found:
            rows.append((number, what, found))
        else:
            missed.append(what)
    if not only and look_for(simulate, 0, 10):
        missed.append("without a mistake something is found")
    if asked.write and not missed and not only:
        before, rest = PAGE.read_text(encoding="utf-8").split(BEGINS)
        PAGE.write_text(before + BEGINS + table(rows) + ENDS + rest.split(ENDS)[1], encoding="utf-8")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
