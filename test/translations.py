#!/usr/bin/env python3
"""Holds the translations of documents to the English ones.

Each section of a translation has, below its heading, the anchor of the English section that it was made from and a digest
of that section's text, <!-- an-exam 1a2b3c4d -->. So when the English has changed, this says which sections are old. Headings
(count, level, order), code blocks but for their comments, commands in the text, tables, lists and links must correspond.
Sheets for students are printed as they stand; what a section of theirs was made from is kept in translations.txt.

The lists of settled words, docs/terms.*.md, must have the same English words, and each translation must be used.

  test/translations.py                            checks all; exit status 1 when something is not as it should be
  test/translations.py --accept DOCUMENT [ANCHOR...]  notes that these sections (or all) say what the English says now
"""
import hashlib
import os
import re
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHEETS = tuple(f"docs/student-sheets/{system}.md" for system in ("linux", "macos", "windows"))
DOCUMENTS = ("README.md", "docs/teachers-guide.md", "docs/writing-a-lab.md", "docs/background.md", *SHEETS)
KEPT = Path(__file__).with_suffix(".txt")  # the sheets' digests: document, anchor, digest
LANGUAGES = {"en": "English", "zh": "中文", "ru": "Русский"}
LETTERS = {"zh": r"[\u4e00-\u9fff]", "ru": r"[\u0400-\u04ff]"}
LATIN_LETTERS = {"zh": 3, "ru": 1}  # that say as much as one of these
COMMENTED = ("", "sh", "yaml")  # code in which a comment may speak another language
DRAWN = "text"  # a picture made of characters, with words in it
COMMAND = re.compile(r"(postlab|docker|script/|telnet|nc|hostname|ipconfig|cmake|--)\b|--")
STAMP = re.compile(r"<!-- (\S+) ([0-9a-f]{8}) -->")


def in_language(document, language):
    return document if language == "en" else document.removesuffix(".md") + f".{language}.md"


class Section:
    """A heading and what stands below it, up to the next one."""

    def __init__(self, level, title):
        self.level, self.title = level, title
        self.languages, self.stamp, self.code, self.prose = None, None, [], []

    @property
    def anchor(self):
        return re.sub(r"[^\w\- ]", "", self.title.lower()).replace(" ", "-")

    @property
    def digest(self):
        text = " ".join([self.title, *self.prose, *(" ".join(block) for block in self.code)])
        return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:8]

    def blocks(self):
        """The code as it must be in every language: with its comments cut off where it may have some."""
        for info, *lines in self.code:
            comment = r"(^|\s+)# .*|(?<=\S)\s{4,}\S.*" if info == "" else r"(^|\s+)# .*"
            if info == DRAWN:
                yield [info, f"{len(lines)} lines"]
            else:
                yield [info, *(re.sub(comment, "", line).rstrip() if info in COMMENTED else line for line in lines)]

    def text(self):
        return "\n".join(self.prose)

    def commands(self):
        spans = (" ".join(span.split()) for _, span in re.findall(r"(`+)(.+?)\1", self.text(), re.S))
        return Counter(span for span in spans if COMMAND.match(span))

    def shape(self):
        """Of each table the columns of its rows, and how many items its lists have."""
        rows = [line.count("|") - line.count(r"\|") for line in self.prose if line.startswith("|")]
        return rows, sum(bool(re.match(r"(- |\d+\. )", line)) for line in self.prose)

    def links(self):
        return re.findall(r"\]\(([^)]+)\)", self.text())


def sections_of(path):
    sections, fence, indented = [], None, False
    for line in path.read_text(encoding="utf-8").splitlines():
        opens = re.match(r"(`{3,})(.*)", line)
        heading = re.match(r"(#+) (.*)", line)
        if fence:
            if line.strip() == fence:
                fence = None
            else:
                sections[-1].code[-1].append(line)
        elif opens:
            fence = opens[1]
            sections[-1].code.append([opens[2]])
        elif heading:
            sections.append(Section(len(heading[1]), heading[2]))
        elif line.startswith("    "):
            if not indented:
                sections[-1].code.append([""])
            sections[-1].code[-1].append(line)
        elif stamp := STAMP.fullmatch(line):
            sections[-1].stamp = stamp.groups()
        elif line.startswith(("English · ", "[English](")):
            sections[-1].languages = line
        else:
            sections[-1].prose.append(line)
        indented = not fence and not opens and (line.startswith("    ") or (indented and not line))
    return sections


def languages_line(document, language):
    """What stands below a document's title: the other languages."""
    name = Path(document).name
    return " · ".join(said if of == language else f"[{said}]({in_language(name, of)})" for of, said in LANGUAGES.items())


def targets(section, own, language):
    """Where the section's links lead, so that both languages can be compared: a heading by its number, a document by
    the name of the English one."""
    anchors = [s.anchor for s in own]
    for target in section.links():
        if target.startswith("#"):
            yield anchors.index(target[1:]) if target[1:] in anchors else f"{target}, which is no heading"
        else:
            yield target.replace(f".{language}.md", ".md")


def flaws_of_section(english, translated, both, language):
    if translated.level != english.level:
        yield f"its level is {translated.level}, not {english.level}"
    for theirs, ours in zip(english.blocks(), translated.blocks()):
        if theirs != ours:
            different = next((a, b) for a, b in zip(theirs + [""], ours + [""]) if a != b)
            yield "its code differs: {!r}, not {!r}".format(*reversed(different))
    if len(english.code) != len(translated.code):
        yield f"it has {len(translated.code)} blocks of code, not {len(english.code)}"
    if english.commands() != translated.commands():
        missing, more = english.commands() - translated.commands(), translated.commands() - english.commands()
        yield f"its commands differ: without {sorted(missing)}, with {sorted(more)}"
    if english.shape() != translated.shape():
        yield f"its tables and lists are {translated.shape()}, not {english.shape()}"
    ours, theirs = (sorted(map(str, targets(s, of, language))) for s, of in zip((translated, english), reversed(both)))
    if ours != theirs:
        yield f"its links lead to {ours}, not to {theirs}"
    words = re.sub(r"`[^`]*`|\([^)]*\)|\*[^*]*\*", "", translated.text())
    if len(re.findall(LETTERS[language], words)) * LATIN_LETTERS[language] < len(re.findall("[A-Za-z]", words)):
        yield "it is not translated"
    if translated.stamp is None:
        yield "it has no digest of the English section below its heading; --accept writes it"
    elif translated.stamp[0] != english.anchor:
        yield f"it was made from {translated.stamp[0]}, and {english.anchor} stands at its place"
    elif translated.stamp[1] != english.digest:
        yield f"the English section has changed since: bring it up to date, then --accept it (digest {english.digest})"


def kept_digests():
    return {(document, anchor): digest for document, anchor, digest in map(str.split, KEPT.read_text().splitlines())}


def flaws_of(document, language):
    english = sections_of(ROOT / document)
    path = in_language(document, language)
    if not (ROOT / path).exists():
        return [f"{path} is missing"]
    own = sections_of(ROOT / path)
    if document in SHEETS:
        kept = kept_digests()
        for theirs, ours in zip(english, own):
            ours.stamp = (theirs.anchor, kept.get((path, theirs.anchor), "none"))
    flaws = []
    for of, sections in ((document, english), (path, own)):
        line = languages_line(document, "en" if of == document else language)
        if sections[0].languages != line:
            flaws.append(f"{of}: below the title should stand: {line}")
    flaws += [f"{document}: {s.title!r} has a digest below it; translations alone have" for s in english if s.stamp]
    if [s.level for s in own] != [s.level for s in english]:
        flaws.append(f"{path} has {len(own)} sections, not {len(english)}, or on other levels")
    for theirs, ours in zip(english, own):
        flaws += [f"{path}: {ours.title!r} ({theirs.anchor}): {flaw}"
                  for flaw in flaws_of_section(theirs, ours, (english, own), language)]
    return flaws


def accept(path, anchors):
    document = re.sub(r"\.(zh|ru)\.md$", ".md", path)
    if document == path or document not in DOCUMENTS:
        sys.exit(f"{path} is no translation; bring the Chinese and the Russian one up to date, and accept those")
    english = {index: s for index, s in enumerate(sections_of(ROOT / document))}
    if document in SHEETS:
        accepted = {(path, s.anchor): s.digest for s in english.values() if not anchors or s.anchor in anchors}
        kept = kept_digests() if anchors else {key: digest for key, digest in kept_digests().items() if key[0] != path}
        KEPT.write_text("".join(f"{' '.join(key)} {digest}\n" for key, digest in sorted((kept | accepted).items())))
        return
    lines, index, fence = [], -1, None
    for line in (ROOT / path).read_text(encoding="utf-8").splitlines():
        opens = re.match(r"`{3,}", line)
        fence = (None if line.strip() == fence else fence) if fence else (opens and opens[0])
        wanted = not anchors or (0 <= index and english[index].anchor in anchors)
        if STAMP.fullmatch(line) and wanted:
            continue
        lines.append(line)
        if not fence and not opens and re.match("#+ ", line):
            index += 1
            if not anchors or english[index].anchor in anchors:
                lines.append(f"<!-- {english[index].anchor} {english[index].digest} -->")
    (ROOT / path).write_text("\n".join(lines) + "\n", encoding="utf-8")


def terms_of(language):
    """The rows of a list of settled words: English, translation, remark."""
    lines = (ROOT / f"docs/terms.{language}.md").read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")][1:]


def texts_in(language):
    """All that is written in a language: catalogues, strings of labs, documents."""
    translated = tuple(f".{other}.md" for other in LETTERS)
    files = [file for file in [*ROOT.glob("docs/**/*.md"), *ROOT.glob("README*.md")]
             if (not file.name.endswith(translated) if language == "en" else file.name.endswith(f".{language}.md"))]
    files += ROOT.glob(f"labs/**/*.{language}.*") if language != "en" else [ROOT / "labs/texts.zh.po"]  # with its English
    files = [file for file in files if not file.name.startswith("terms.")]
    return "\n".join(file.read_text(encoding="utf-8") for file in files).lower()


def is_used(term, language, texts):
    """Russian words are looked for without their endings, English ones as they stand."""
    words = re.sub(r"\([^)]*\)", "", term).lower().removeprefix("to " if language == "en" else "").split()
    return all((word[:max(3, len(word) - 2)] if language == "ru" else word) in texts for word in words)


def flaws_of_terms():
    lists = {language: terms_of(language) for language in LETTERS}
    english = {language: [row[0] for row in rows] for language, rows in lists.items()}
    for one, another in (("zh", "ru"), ("ru", "zh")):
        for term in english[one]:
            if term not in english[another]:
                yield f"docs/terms.{another}.md has no row for {term!r}, docs/terms.{one}.md has"
    if sorted(english["zh"]) == sorted(english["ru"]) and english["zh"] != english["ru"]:
        yield "docs/terms.zh.md and docs/terms.ru.md have their rows in another order"
    lists["en"] = [(term, term) for term in english["zh"]]
    for language, rows in lists.items():
        texts = texts_in(language)
        for term, said, *_ in rows:
            for one in re.split("[；、;,]", said):
                if not is_used(one.strip(), language, texts):
                    yield f"docs/terms: {term!r}: nothing in {LANGUAGES[language]} says {one.strip()!r}"


def main():
    if sys.argv[1:2] == ["--accept"]:
        accept(os.path.relpath(Path(sys.argv[2]).resolve(), ROOT), sys.argv[3:])
        return 0
    flaws = [flaw for document in DOCUMENTS for language in LETTERS for flaw in flaws_of(document, language)]
    flaws += flaws_of_terms()
    print(*flaws, sep="\n", end="\n" if flaws else "")
    return 1 if flaws else 0


if __name__ == "__main__":
    sys.exit(main())
