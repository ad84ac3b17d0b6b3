#!/usr/bin/env python3
"""Measures the house (CONTRIBUTING.md): sizes of files, folders and functions, what headers explain, how much is tested.

Prints the figures and, for each bound that is broken, a line; exit status 1 then. It reads clang-format's layout, in which a
body ends with a brace under the first letter of its function.
"""
import pathlib
import re
import statistics
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDERS = ("shared", "store", "smtpd", "pop3d", "labs")
TESTS = re.compile(r"(_test\.cpp|_for_tests\.h)$")
FINDING = re.compile(r"(crash|leak|oom|timeout|slow-unit)-[0-9a-f]{40}$")  # a fuzzer's, where it was not told another place
BEGINS_A_FUNCTION = re.compile(r"(?!(namespace|class|struct|enum|union|template|using|public|private|protected|#|//|/\*))[\w~:<\[&*]")
CATALOGUES = ("replies.h", "notes.h", "transitions.h")  # their rows explain themselves
broken = []


def lines_of(path):
    return path.read_text(encoding="utf-8").splitlines()


def demand(holds, complaint):
    if not holds:
        broken.append(complaint)


def functions(path):
    """Where each function of several lines begins, and how many lines its body has."""
    lines = lines_of(path)
    number = 0
    while number < len(lines):
        start, indent = number, len(lines[number]) - len(lines[number].lstrip())
        number += 1
        if indent > 8 or not BEGINS_A_FUNCTION.match(lines[start].strip()):
            continue
        end_of_head = next((n for n in range(start, len(lines)) if lines[n].endswith((";", "{", "}"))), start)
        head = " ".join(line.strip() for line in lines[start : end_of_head + 1])
        if not head.endswith("{") or "(" not in head or head.endswith("= {"):
            continue
        end = next(n for n in range(end_of_head + 1, len(lines)) if lines[n].startswith(" " * indent + "}"))
        yield start + 1, end - end_of_head - 1
        number = end


def main():
    sources = [p for f in FOLDERS for p in sorted((ROOT / f).rglob("*")) if p.suffix in (".h", ".cpp")]
    sources += [p for p in ROOT.glob("*") if p.suffix in (".h", ".cpp")]
    product = [p for p in sources if not TESTS.search(p.name)]
    tests = [p for p in sources if TESTS.search(p.name)]
    scripts = [p for p in (ROOT / "test").rglob("*")
               if p.suffix in (".py", ".sh", ".js", ".mjs") and "node_modules" not in p.parts]
    dialogues = [p for f in ("smtpd", "pop3d") for p in (ROOT / f / "dialogues").glob("*.txt")]
    others = [p for f in ("bench", "fuzz") for p in (ROOT / f).rglob("*") if p.suffix in (".h", ".cpp", ".py")]

    for path in sources + scripts + others:
        size = len(lines_of(path))
        demand(size <= 400, f"{path.relative_to(ROOT)} has {size} lines, more than 400")
    for path in (p for f in (".", "fuzz", "script", "test") for p in (ROOT / f).iterdir()):
        demand(not FINDING.match(path.name), f"{path.relative_to(ROOT)} is a fuzzer's finding: mend it, test it, remove it")
    for folder in sorted({p.parent for p in sources}):
        units = {re.sub(r"(_test)?\.(cpp|h)$", "", p.name) for p in product if p.parent == folder}
        demand(len(units) <= 27, f"{folder.relative_to(ROOT)} holds {len(units)} units, more than a folder of about 25")

    sizes = {}
    for path in product:
        for number, size in functions(path):
            sizes[f"{path.relative_to(ROOT)}:{number}"] = size
    for place, size in sizes.items():
        demand(size <= 45, f"{place}: a function of {size} lines, more than 45")
    ordered = sorted(sizes.values())
    median, most = statistics.median(ordered), ordered[len(ordered) * 9 // 10]
    print(f"functions of more than one line: {len(ordered)}, median {median}, 90 % at most {most}, largest {ordered[-1]}")
    demand(median <= 6 and most <= 15, "functions have grown: a median of 6 lines, and 15 for 90 %, are the bounds")

    for folder in ("shared", "store", "smtpd", "pop3d"):
        text = [l.strip() for p in product if p.suffix == ".h" and p.is_relative_to(ROOT / folder) and p.name not in CATALOGUES for l in lines_of(p)]
        text = [l for l in text if l]
        explained = sum("//" in l for l in text) / len(text)
        print(f"{folder}: {explained:.0%} of the headers' lines explain")
        demand(explained >= 1 / 3, f"{folder}: headers explain {explained:.0%} of their lines, less than a third")

    ours, theirs = (sum(len(lines_of(p)) for p in of) for of in (product, tests + scripts + dialogues))
    print(f"product {ours} lines, tests {theirs}: {theirs / ours:.2f}")
    demand(theirs >= 0.8 * ours, f"tests weigh {theirs / ours:.2f} of the product, less than 0.8")
    for complaint in broken:
        print(complaint)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
