#!/usr/bin/env python3
"""Holds docs/conformance.md to the tests: each demand of the RFCs on a server has a test that is there, or a reason.

  test/conformance.py                 checks the data and the page
  test/conformance.py --write         writes the page
  test/conformance.py --rfc FOLDER    holds the data against the RFCs' texts, FOLDER/rfc1939.txt and so on

The data: test/conformance/rfc1939*.txt, one RFC each, in the order of its sections. In the first file stands on top

    RFC 1939, POST OFFICE PROTOCOL - VERSION 3: 49 keywords

and "small" behind the number where the RFC means small letters, too. Then each sentence with a keyword, as the RFC has it (" ... "
leaves words out), behind the number of its section, and under it what becomes of it:

    3 | Servers MUST send the "+OK" and "-ERR" in upper case.
        test pop3d/dialogues/rfc1939_example.txt
        test Commands.get_one_ERR_each_when_they_are_none

A test is one in C++ (Suite.name, behind its file and ": " where two have the same name), a dialogue (its file, with ": " and the
beginning of a comment in it where only that part is meant), or one in Python (test/extensions.py: test_name, or Class.test_name).
Beside or instead of tests stands at most one of these, with its reason:

    note       what to know about the tests
    n/a        there is nothing to show: the demand is for something that this server is not, or has not
    unkept     we do otherwise, and say why; only a SHOULD can be that
    binds      whom it binds instead: clients, relays, ...
"""
import argparse
import collections
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "conformance.md"
KEYWORDS = r"\b(?:(?:MUST|SHALL|SHOULD) NOT|NOT RECOMMENDED|MUST|SHALL|SHOULD|REQUIRED|RECOMMENDED)\b"
ORDER = [f"rfc{number}" for number in (5321, 1939, 2449, 4954, 5034, 3207, 2595, 3030)]
VERDICTS = ("note", "n/a", "unkept", "binds")
HEAD = re.compile(r"RFC (\d+), (.+): (\d+) keywords( small)?")
broken = []


class Row:
    """A sentence of an RFC, and what becomes of it."""

    def __init__(self, place, section, quote):
        self.place, self.section, self.quote = place, section, quote
        self.tests, self.verdict, self.reason = [], "", ""

    def add(self, word, text):
        if word == "test":
            return self.tests.append(text)
        demand(word in VERDICTS and not self.verdict and text, f"{self.place}: '{word} {text}' is not understood")
        self.verdict, self.reason = word, text


class Rfc:
    """What stands in the data files of one RFC."""

    def __init__(self, files):
        self.rows = []
        head = HEAD.fullmatch(files[0].read_text(encoding="utf-8").split("\n", 1)[0])
        if not head:
            sys.exit(f"{files[0]} does not begin with 'RFC NUMBER, TITLE: N keywords'")
        self.number, self.title, self.keywords = head[1], head[2], int(head[3])
        self.pattern = re.compile(KEYWORDS, re.IGNORECASE if head[4] else 0)
        for file in files:
            self.read(file)

    def read(self, file):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            place = f"{file.relative_to(ROOT)}:{number}"
            row = re.fullmatch(r"([0-9A-Z][0-9.]*) \| (.+)", line)
            below = re.fullmatch(r"    (\S+) +(.+)", line)
            if row:
                self.rows.append(Row(place, row[1], row[2]))
            elif below and self.rows:
                self.rows[-1].add(below[1], below[2])
            else:
                demand(not line or line.startswith("#") or HEAD.fullmatch(line), f"{place}: '{line}' is not understood")

    def count(self, text):
        return len(self.pattern.findall(text))


def demand(holds, complaint):
    if not holds:
        broken.append(complaint)


class Tests:
    """The tests of the tree, as its sources name them."""

    def __init__(self):
        self.units, self.comments, self.scripts = collections.defaultdict(list), {}, {}
        for path in ROOT.rglob("*_test.cpp"):
            for suite, name in re.findall(r"^TEST(?:_F|_P)?\((\w+),\s*(\w+)\)", path.read_text(encoding="utf-8"), re.MULTILINE):
                self.units[f"{suite}.{name}"].append(str(path.relative_to(ROOT)))
        for path in ROOT.glob("*/dialogues/*.txt"):
            self.comments[str(path.relative_to(ROOT))] = comments_of(path)
        for path in ROOT.glob("test/*.py"):
            self.scripts[str(path.relative_to(ROOT))] = methods_of(path)

    def show(self, name):
        """The test as the page has it; None if there is no such test."""
        file, _, part = name.partition(": ")
        of_units = self.units.get(part or name, [])
        if file in of_units or len(of_units) == 1:
            suite, sentence = (part or name).split(".")
            return f"[`{suite}` {sentence.replace('_', ' ')}](../{file if part else of_units[0]})"
        if part in self.scripts.get(file, ()):
            return f"[{part.replace('.test', ':').replace('test', '', 1).replace('_', ' ').strip()}](../{file})"
        comment = next((c for c in self.comments.get(file, ()) if c.startswith(part)), None)
        return comment and f"[{escaped(comment)}](../{file})"


def methods_of(script):
    """Its tests as Class.test_name, and as test_name alone."""
    names, group = set(), ""
    for word, name in re.findall(r"^(class|    def) (\w+)", script.read_text(encoding="utf-8"), re.MULTILINE):
        group = name if word == "class" else group
        names |= {name, f"{group}.{name}"} if name.startswith("test") else set()
    return names


def comments_of(dialogue):
    """Its comments, without the sections that are cited behind them; several lines in a row are one."""
    comments, before = [], ""
    for line in dialogue.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            text = re.sub(r"\s{2,}\S.*$|(?<=[.?]) (RFC|draft)\b.*$", "", line[2:]).strip()
            if before.startswith("# "):
                comments[-1] += " " + text
            else:
                comments.append(text)
        before = line
    return comments


def escaped(text):
    return re.sub(r"([|*_<>\[\]\\`])", r"\\\1", text)


def check(rfc, tests):
    """Complains of each row that shows nothing, and of keywords that stand in no row."""
    for row in rfc.rows:
        demand(row.tests or row.verdict in ("n/a", "unkept", "binds"), f"{row.place}: neither a test nor a reason")
        demand(rfc.count(row.quote), f"{row.place}: no keyword in it")
        optional = all(word.upper().startswith("SHOULD") for word in rfc.pattern.findall(row.quote))
        demand(row.verdict != "unkept" or optional, f"{row.place}: a MUST is to be kept")
        for name in row.tests:
            demand(tests.show(name), f"{row.place}: there is no test '{name}'")
    found = sum(rfc.count(row.quote) for row in rfc.rows)
    demand(found == rfc.keywords, f"RFC {rfc.number} has {rfc.keywords} keywords, its rows have {found}")


# ---- the page ----

INTRODUCTION = """# What the RFCs demand of a server, and how we show it

Each sentence in which one of eight RFCs says MUST, MUST NOT, SHOULD or the like is in one of two places here. If it binds a server like this
one, which takes mail in for its own mailboxes and hands it out by POP3, it has a row with the tests that would fail if it were broken. The row of a
demand for what this server is not, or has not, gives the reason. If it binds somebody else, it is counted [at the end](#whom-the-others-bind).

A test's name is a sentence, and so is the comment on top of a dialogue; the link leads to its file. Where we do otherwise than a SHOULD advises, the
row says *Not kept* and why. No MUST is among these. But two of RFC 5321 hold without exception only in the strict profile, since the classroom
forgives people what programs don't need: a bare LF is no end of a line (2.3.8, 4.1.1.4), and characters that don't belong into a command are
refused (4.1.2). Their rows say what is forgiven.

This page is printed by [test/conformance.py](../test/conformance.py) from [test/conformance](../test/conformance), and the same script is a test.
It fails if a row has neither a test nor a reason, if a test is not there, if keywords of an RFC are missing, or if this page is old. To add or mend a row,
edit the data, which explains itself on top of the script, and run `test/conformance.py --write`. With `--rfc FOLDER`
the script holds every quotation against the texts of the RFCs.
"""


def how_shown(row, tests):
    title = {"n/a": "*Does not apply:* ", "unkept": "*Not kept:* "}.get(row.verdict, "")
    return "<br>".join([tests.show(name) for name in row.tests] + [title + row.reason] * bool(row.reason))


def summary(rfcs):
    yield "\n| | sentences with a keyword | they bind a server | tests show | do not apply | not kept |\n|---|---|---|---|---|---|"
    for rfc in rfcs:
        kinds = collections.Counter(row.verdict for row in rfc.rows)
        ours, shown = len(rfc.rows) - kinds["binds"], kinds[""] + kinds["note"]
        anchor = re.sub(r"[^\w -]", "", f"RFC {rfc.number}, {rfc.title}".lower()).replace(" ", "-")
        yield f"| [RFC {rfc.number}](#{anchor}) | {len(rfc.rows)} | {ours} | {shown} | {kinds['n/a']} | {kinds['unkept']} |"


def table(rfc, tests):
    ours = [row for row in rfc.rows if row.verdict != "binds"]
    yield f"\n## RFC {rfc.number}, {rfc.title}\n"
    yield "| section | what the RFC asks | how we show it |\n|---|---|---|"
    for row in ours:
        quote = rfc.pattern.sub(lambda word: f"**{word[0]}**", escaped(row.quote))
        yield f"| {row.section} | {quote} | {how_shown(row, tests)} |"


def others(rfcs):
    kinds = collections.Counter(row.reason for rfc in rfcs for row in rfc.rows if row.verdict == "binds")
    names = [name for name, _ in kinds.most_common()]
    yield "\n## Whom the others bind\n"
    yield "Sentences with a keyword that bind no server, by whom they bind.\n"
    yield "| | " + " | ".join(f"RFC {rfc.number}" for rfc in rfcs) + " |\n|---|" + "---|" * len(rfcs)
    for name in names:
        yield f"| {name} | " + " | ".join(str(sum(row.reason == name for row in rfc.rows if row.verdict == "binds")) for rfc in rfcs) + " |"


def page(rfcs, tests):
    lines = [INTRODUCTION.rstrip(), *summary(rfcs)]
    for rfc in rfcs:
        lines += table(rfc, tests)
    return "\n".join([*lines, *others(rfcs), ""])


# ---- against the texts ----

def sections(text, number):
    """The text of each section, without what stands on top and at the end of the pages."""
    found, section = collections.defaultdict(list), "0"
    for line in text.replace("\f", "\n").splitlines():
        if re.match(rf"\S.*\[Page \d+\]\s*$|RFC {number}\s+\S.*\d{{4}}\s*$", line):
            continue
        head = re.match(r"(?:Appendix )?([A-Z]\.(?:\d+\.)*|\d+(?:\.\d+)*\.?)\s{1,3}\S", line)
        if head and "..." not in line and ". ." not in line:
            section = head[1].rstrip(".")
        else:
            found[section].append(line)
    return {section: " ".join(" ".join(lines).split()) for section, lines in found.items()}


def check_text(rfc, text):
    """Complains of each quotation that is not in its section, and of sections with other keywords than their rows have."""
    texts = sections(text, rfc.number)
    for row in rfc.rows:
        rest = texts.get(row.section, "")
        for part in row.quote.split(" ... "):
            at = rest.find(part)
            demand(at >= 0, f"{row.place}: '{part}' is not in section {row.section} of RFC {rfc.number}")
            rest = rest[at + len(part):]
    for section, body in texts.items():
        mine = sum(rfc.count(row.quote) for row in rfc.rows if row.section == section)
        demand(mine == rfc.count(body), f"RFC {rfc.number} {section} has {rfc.count(body)} keywords, its rows have {mine}")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--write", action="store_true")
    arguments.add_argument("--rfc", type=pathlib.Path, metavar="FOLDER")
    arguments = arguments.parse_args()
    files = collections.defaultdict(list)
    for file in sorted((ROOT / "test" / "conformance").glob("rfc*.txt")):
        files[re.match(r"rfc\d+", file.name)[0]].append(file)
    demand(set(files) == set(ORDER), f"{sorted(set(files) ^ set(ORDER))}: in test/conformance and in ORDER, or in neither")
    rfcs = [Rfc(files[name]) for name in ORDER if name in files]
    tests = Tests()
    for rfc in rfcs:
        check(rfc, tests)
        if arguments.rfc:
            check_text(rfc, (arguments.rfc / f"rfc{rfc.number}.txt").read_text(encoding="latin-1"))
    text = "" if broken else page(rfcs, tests)
    if arguments.write and not broken:
        PAGE.write_text(text, encoding="utf-8")
    demand(broken or PAGE.read_text(encoding="utf-8") == text, "docs/conformance.md is old: test/conformance.py --write")
    for complaint in broken:
        print(complaint)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
