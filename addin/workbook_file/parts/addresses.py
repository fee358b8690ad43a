"""Cell addresses: letters and numbers of A1 notation as rectangles."""

import re
from functools import cache
from typing import NamedTuple

MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})")
_COLUMN = re.compile(r"\$?([A-Za-z]{1,3})")
_ROW = re.compile(r"\$?([1-9]\d{0,6})")


@cache
def column_letters(number: int) -> str:
    """The letters of a 1-based column: 1 is A, 28 is AB."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@cache
def column_number(letters: str) -> int:
    """The 1-based number of a column's letters."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


class Rect(NamedTuple):
    """Rows and columns of a rectangle, 1-based, both ends included."""

    row1: int
    column1: int
    row2: int
    column2: int

    @property
    def shape(self) -> tuple[int, int]:
        return self.row2 - self.row1 + 1, self.column2 - self.column1 + 1

    @property
    def whole_columns(self) -> bool:
        return self.row1 == 1 and self.row2 == MAX_ROWS

    @property
    def whole_rows(self) -> bool:
        return self.column1 == 1 and self.column2 == MAX_COLUMNS

    def meet(self, other: "Rect") -> "Rect | None":
        """The common part, or None."""
        row1, column1 = max(self.row1, other.row1), max(self.column1, other.column1)
        row2, column2 = min(self.row2, other.row2), min(self.column2, other.column2)
        return Rect(row1, column1, row2, column2) if row1 <= row2 and column1 <= column2 else None

    def span(self, other: "Rect") -> "Rect":
        """The smallest rectangle holding both."""
        return Rect(
            min(self.row1, other.row1),
            min(self.column1, other.column1),
            max(self.row2, other.row2),
            max(self.column2, other.column2),
        )

    def without(self, other: "Rect") -> "list[Rect]":
        """What remains of this rectangle when the other is cut out, as up to four pieces."""
        cut = self.meet(other)
        if cut is None:
            return [self]
        row1, column1, row2, column2 = self
        pieces = []
        if row1 < cut.row1:
            pieces.append(Rect(row1, column1, cut.row1 - 1, column2))
        if cut.row2 < row2:
            pieces.append(Rect(cut.row2 + 1, column1, row2, column2))
        if column1 < cut.column1:
            pieces.append(Rect(cut.row1, column1, cut.row2, cut.column1 - 1))
        if cut.column2 < column2:
            pieces.append(Rect(cut.row1, cut.column2 + 1, cut.row2, column2))
        return pieces

    def text(self, *, row_dollar: bool = False, column_dollar: bool = False) -> str:
        """The address as Excel writes it: A1, A1:B2, A:C or 1:3."""
        rd, cd = "$" * row_dollar, "$" * column_dollar
        left, right = column_letters(self.column1), column_letters(self.column2)
        if self.whole_rows and not self.whole_columns:
            return f"{rd}{self.row1}:{rd}{self.row2}"
        if self.whole_columns and not self.whole_rows:
            return f"{cd}{left}:{cd}{right}"
        if self.row1 == self.row2 and self.column1 == self.column2:
            return f"{cd}{left}{rd}{self.row1}"
        return f"{cd}{left}{rd}{self.row1}:{cd}{right}{rd}{self.row2}"


SHEET = Rect(1, 1, MAX_ROWS, MAX_COLUMNS)


def parse_address(text: str) -> Rect:
    """The rectangle of an address such as A1, $A$1:B2, A:C or 1:3.

    Raises ValueError when the text is no address on a sheet.
    """
    first, _, second = text.strip().partition(":")
    second = second or first
    if (a := _CELL.fullmatch(first)) and (b := _CELL.fullmatch(second)):
        rows = sorted((int(a[2]), int(b[2])))
        columns = sorted((column_number(a[1]), column_number(b[1])))
    elif ":" in text and (a := _COLUMN.fullmatch(first)) and (b := _COLUMN.fullmatch(second)):
        rows = [1, MAX_ROWS]
        columns = sorted((column_number(a[1]), column_number(b[1])))
    elif ":" in text and (a := _ROW.fullmatch(first)) and (b := _ROW.fullmatch(second)):
        rows = sorted((int(a[1]), int(b[1])))
        columns = [1, MAX_COLUMNS]
    else:
        raise ValueError(f"not a cell address: {text!r}")
    if rows[1] > MAX_ROWS or columns[1] > MAX_COLUMNS:
        raise ValueError(f"outside the sheet: {text!r}")
    return Rect(rows[0], columns[0], rows[1], columns[1])


def parse_areas(text: str) -> list[Rect]:
    """The rectangles of a space-separated list (a ``sqref`` attribute)."""
    return [parse_address(part) for part in text.split()]
