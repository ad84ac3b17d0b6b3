"""What a person sees of what a program writes to a terminal: its lines, and the ink of each character. As much of ECMA-48
as the program, libedit and less use."""
import re
import unicodedata

PLAIN = frozenset()


class Screen:
    """So many columns and rows; what has scrolled off is kept above them."""

    def __init__(self, columns=80, rows=24):
        self.columns, self.rows = columns, rows
        self.cells = [[]]  # lines of (character, ink); a wide one is followed by an empty one
        self.row = self.column = 0
        self.ink, self.inserting, self.rest = PLAIN, False, ""

    def feed(self, octets):
        text = self.rest + octets.decode("utf-8", "replace")
        self.rest = ""
        while text:
            found = re.match(r"\x1b(\[[?>]?([0-9;]*)([@-~])|[()].|[^\[()])", text)
            if found:
                if found[3]:
                    self._obey(found[3], [int(number or 0) for number in found[2].split(";")])
                text = text[found.end():]
            elif text[0] == "\x1b":
                self.rest, text = text, ""
            else:
                self._put(text[0])
                text = text[1:]
        return self

    def lines(self):
        return ["".join(character for character, _ in line).rstrip() for line in self.cells]

    def text(self):
        return "\n".join(self.lines()).rstrip("\n")

    def inks_of(self, text):
        """Of its first place."""
        for line in self.cells:
            found = "".join(character for character, _ in line).find(text)
            if found >= 0:
                return {ink for character, ink in line[found:found + len(text)] if character != " "}
        raise AssertionError(f"{text!r} is not on the screen:\n{self.text()}")

    def _line(self):
        while len(self.cells) <= self.row:
            self.cells.append([])
        line = self.cells[self.row]
        line.extend((" ", PLAIN) for _ in range(self.column - len(line)))
        return line

    def _put(self, character):
        if character == "\n":
            self.row += 1
            self._line()
        elif character == "\r":
            self.column = 0
        elif character == "\b":
            self.column = max(0, min(self.column, self.columns - 1) - 1)
        elif character == "\t":
            self.column = min(self.columns - 1, (self.column // 8 + 1) * 8)
        elif character >= " " and not unicodedata.combining(character):
            self._print(character)

    def _print(self, character):
        width = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if self.column + width > self.columns:
            self.row, self.column = self.row + 1, 0
        line = self._line()
        cells = [(character, self.ink)] + [("", self.ink)] * (width - 1)
        line[self.column:self.column + (0 if self.inserting else width)] = cells
        self.column += width

    def _obey(self, command, numbers):
        count = max(1, numbers[0])
        top = max(0, len(self.cells) - self.rows)
        column = min(self.column, self.columns - 1)
        if command == "m":
            for number in numbers:
                self.ink = self.ink | {number} if number else PLAIN
        elif command in "AB":
            self.row = max(top, self.row - count) if command == "A" else self.row + count
        elif command in "CD":
            self.column = min(self.columns - 1, column + count) if command == "C" else max(0, column - count)
        elif command == "G":
            self.column = count - 1
        elif command == "H":
            self.row, self.column = top + count - 1, (numbers + [1])[1] - 1 if len(numbers) > 1 else 0
        elif command in "hl" and numbers == [4]:
            self.inserting = command == "h"
        elif command in "JK@PX":
            self._erase(command, numbers[0], count, column)

    def _erase(self, command, number, count, column):
        line = self._line()
        if command == "P":
            del line[column:column + count]
        elif command == "@":
            line[column:column] = [(" ", PLAIN)] * count
        elif command == "X" or number == 1:
            line[0 if number == 1 else column:column + count] = [(" ", PLAIN)] * (column + 1 if number == 1 else count)
        else:
            del line[0 if number == 2 else column:]
            if command == "J":
                del self.cells[self.row + 1:]
