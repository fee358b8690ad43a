"""References inside formulas: moved with a fill or with inserted rows."""

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from workbook_file.parts.addresses import (
    MAX_COLUMNS,
    MAX_ROWS,
    Rect,
    column_letters,
    column_number,
)

# A reference with its optional sheet, or something that must be passed over whole.
_TOKEN = re.compile(
    r"""
    (?P<text>"(?:[^"]|"")*")
  | (?P<sheet>'(?:[^']|'')+'!|(?:\[\d+\])?[^\W\d][\w.]*(?::[^\W\d][\w.]*)?!)?
    (?P<ref>
        \$?[A-Za-z]{1,3}\$?[1-9]\d{0,6}(?::\$?[A-Za-z]{1,3}\$?[1-9]\d{0,6})?(?![\w.(!])
      | \$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}(?![\w.(!])
      | \$?[1-9]\d{0,6}:\$?[1-9]\d{0,6}(?![\w.(!])
    )
  | (?P<name>[^\W\d][\w.\\?]*)
  | (?P<number>\d[\w.]*)
  | (?P<bracket>\[)
    """,
    re.VERBOSE,
)
_PART = re.compile(r"(\$?)([A-Za-z]{0,3})(\$?)(\d*)")
_PLAIN_SHEET = re.compile(r"[^\W\d][\w.]*")

Mover: TypeAlias = Callable[[Rect], Rect]
"""Where an area stands after rows were inserted."""


def _part(text: str) -> re.Match[str]:
    """One end of a reference: dollar, letters, dollar, digits."""
    found = _PART.fullmatch(text)
    if found is None:
        raise ValueError(f"not a reference: {text!r}")
    return found


def quote_sheet(name: str) -> str:
    """The sheet's name as a formula spells it."""
    looks_like_cell = re.fullmatch(r"(?i)[a-z]{1,3}\d+|r\d*c?\d*|c\d*", name)
    if _PLAIN_SHEET.fullmatch(name) and not looks_like_cell:
        return name
    return "'" + name.replace("'", "''") + "'"


def unquote_sheet(text: str) -> str:
    """The sheet's name that a formula's prefix (without ``!``) means."""
    if text.startswith("'"):
        return text[1:-1].replace("''", "'")
    return text


def _pieces(formula: str) -> Iterator[tuple[str, str, str]]:
    """The formula in order: (plain text, sheet prefix, reference); the last two may be empty."""
    at = done = 0
    while found := _TOKEN.search(formula, at):
        at = found.end()
        if found["bracket"]:
            at = _after_bracket(formula, found.start())
        elif found["ref"]:
            yield formula[done : found.start()], found["sheet"] or "", found["ref"]
            done = at
    yield formula[done:], "", ""


def _after_bracket(formula: str, at: int) -> int:
    depth = 0
    while at < len(formula):
        if formula[at] == "'":  # escapes the next character inside a structured reference
            at += 1
        elif formula[at] == "[":
            depth += 1
        elif formula[at] == "]":
            depth -= 1
            if not depth:
                return at + 1
        at += 1
    return at


class Fill:
    """A formula cut at its relative references, so that a fill costs one join per cell."""

    def __init__(self, formula: str) -> None:
        self._parts: list[str | tuple[str, ...]] = []
        for plain, sheet, ref in _pieces(formula):
            self._parts.append(plain + sheet)
            for number, end in enumerate(ref.split(":") if ref else []):
                self._parts.append(":" * (number > 0))
                self._parts.append(tuple(_part(end).groups()))
        self.relative = any(
            isinstance(part, tuple) and ((part[1] and not part[0]) or (part[3] and not part[2]))
            for part in self._parts
        )

    def at(self, rows: int, columns: int) -> str:
        """The formula as it reads that many rows and columns further."""
        out = []
        for part in self._parts:
            if isinstance(part, str):
                out.append(part)
                continue
            column_dollar, letters, row_dollar, digits = part
            # In 1:3 the dollar before the digits is found as the first one.
            fixed_row = row_dollar or (column_dollar if not letters else "")
            if letters and not column_dollar:
                number = column_number(letters) + columns
                if not 1 <= number <= MAX_COLUMNS:
                    raise ValueError("the fill leaves the sheet")
                letters = column_letters(number)
            if digits and not fixed_row:
                row = int(digits) + rows
                if not 1 <= row <= MAX_ROWS:
                    raise ValueError("the fill leaves the sheet")
                digits = str(row)
            out.append(column_dollar + letters + row_dollar + digits)
        return "".join(out)


def relocate(formula: str, home: str, sheet: str, move: Mover) -> str:
    """The formula after cells of ``sheet`` moved; ``home`` is the sheet the formula stands on.

    ``move`` gives the new place of a referenced rectangle.
    """

    def moved(prefix: str, ref: str) -> str:
        target = unquote_sheet(prefix[:-1]) if prefix else home
        if target.casefold() != sheet.casefold():
            return prefix + ref
        return prefix + _moved_reference(ref, move)

    return "".join(
        plain + (moved(prefix, ref) if ref else "") for plain, prefix, ref in _pieces(formula)
    )


def _moved_reference(ref: str, move: Mover) -> str:
    first, _, second = ref.partition(":")
    one, two = _part(first), _part(second or first)
    rows = (int(one[4] or 1), int(two[4] or MAX_ROWS))
    columns = (column_number(one[2] or "A"), column_number(two[2] or "XFD"))
    old = Rect(rows[0], columns[0], rows[1], columns[1])
    new = move(old)
    left = _spelled(one, new.row1, new.column1)
    return f"{left}:{_spelled(two, new.row2, new.column2)}" if second else left


def _spelled(part: re.Match[str], row: int, column: int) -> str:
    letters = column_letters(column) if part[2] else ""
    digits = str(row) if part[4] else ""
    return part[1] + letters + part[3] + digits
