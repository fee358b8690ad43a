"""A rectangle of cells, 1-based and inclusive, with its A1 spelling."""

import re
from typing import NamedTuple

MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384

_CORNER = re.compile(r"(\$?)([A-Za-z]{1,3})?(\$?)([0-9]{1,7})?")


def column_letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


class Rect(NamedTuple):
    """Rows `r1`..`r2`, columns `c1`..`c2`."""

    r1: int
    c1: int
    r2: int
    c2: int

    @property
    def rows(self) -> int:
        return self.r2 - self.r1 + 1

    @property
    def columns(self) -> int:
        return self.c2 - self.c1 + 1

    @property
    def size(self) -> int:
        return self.rows * self.columns

    @property
    def whole_columns(self) -> bool:
        return self.rows == MAX_ROWS

    @property
    def whole_rows(self) -> bool:
        return self.columns == MAX_COLUMNS

    def holds(self, row: int, column: int) -> bool:
        return self.r1 <= row <= self.r2 and self.c1 <= column <= self.c2

    def covers(self, other: "Rect") -> bool:
        return self.holds(other.r1, other.c1) and self.holds(other.r2, other.c2)

    def meet(self, other: "Rect") -> "Rect | None":
        r1, c1 = max(self.r1, other.r1), max(self.c1, other.c1)
        r2, c2 = min(self.r2, other.r2), min(self.c2, other.c2)
        return Rect(r1, c1, r2, c2) if r1 <= r2 and c1 <= c2 else None

    def hull(self, other: "Rect") -> "Rect":
        return Rect(
            min(self.r1, other.r1),
            min(self.c1, other.c1),
            max(self.r2, other.r2),
            max(self.c2, other.c2),
        )

    def spelled(self, *, row_absolute: bool = True, column_absolute: bool = True) -> str:
        row, column = "$" * row_absolute, "$" * column_absolute
        left, right = column + column_letters(self.c1), column + column_letters(self.c2)
        if self.whole_columns:
            return f"{left}:{right}"
        if self.whole_rows:
            return f"{row}{self.r1}:{row}{self.r2}"
        first = f"{left}{row}{self.r1}"
        return first if self.size == 1 else f"{first}:{right}{row}{self.r2}"


EVERYTHING = Rect(1, 1, MAX_ROWS, MAX_COLUMNS)


def rect_of(text: str) -> Rect | None:
    """Read `B2`, `$B$2:C3`, `B:C` or `2:3`; None when it is none of these."""
    corners = text.split(":")
    matches = [_CORNER.fullmatch(corner) for corner in corners]
    if len(corners) > 2 or not all(match and match.group(0) for match in matches):
        return None
    columns = [match.group(2) for match in matches if match]
    rows = [match.group(4) for match in matches if match]
    if None in columns and (len(corners) == 1 or any(columns)):
        return None
    if None in rows and (len(corners) == 1 or any(rows)):
        return None
    numbers = sorted(column_number(letters) for letters in columns if letters) or [1, MAX_COLUMNS]
    heights = sorted(int(digits) for digits in rows if digits) or [1, MAX_ROWS]
    rect = Rect(heights[0], numbers[0], heights[-1], numbers[-1])
    return rect if EVERYTHING.covers(rect) else None
