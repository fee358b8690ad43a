"""Formulas whose references move: filled over a range, or pushed by inserted rows."""

import re
from collections.abc import Callable

from openpyxl.formula.tokenizer import Token, Tokenizer
from openpyxl.formula.translate import Translator

from .rect import Rect, column_letters, rect_of

Mover = Callable[[Rect], Rect]


def filled(formula: str, start: tuple[int, int], end: tuple[int, int]) -> str:
    """The formula of cell `start` as it reads in cell `end`."""
    if start == end or not formula.startswith("="):
        return formula
    here = f"{column_letters(start[1])}{start[0]}"
    there = f"{column_letters(end[1])}{end[0]}"
    translated: str = Translator(formula, origin=here).translate_formula(there)
    return translated


def pushed(formula: str, home: str, sheet: str, move: Mover) -> str:
    """The formula, standing on sheet `home`, after cells of `sheet` have moved."""
    tokens = Tokenizer(formula)
    for token in tokens.items:
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            token.value = _pushed_reference(token.value, home, sheet, move)
    return "=" + "".join(token.value for token in tokens.items)


def sheet_and_address(reference: str) -> tuple[str | None, str]:
    """Split `'My sheet'!A1` into name and address; the name is None without `!`."""
    prefix, mark, address = reference.rpartition("!")
    if not mark:
        return None, reference
    if prefix.startswith("'") and prefix.endswith("'"):
        prefix = prefix[1:-1].replace("''", "'")
    return prefix, address


def quoted(sheet: str) -> str:
    """The sheet's name as it stands before `!`."""
    if re.fullmatch(r"[^\W\d]\w*", sheet) and rect_of(sheet) is None:
        return sheet
    return "'" + sheet.replace("'", "''") + "'"


def _pushed_reference(reference: str, home: str, sheet: str, move: Mover) -> str:
    name, address = sheet_and_address(reference)
    rect = rect_of(address)
    if rect is None or (name or home).lower() != sheet.lower():
        return reference
    prefix = reference[: len(reference) - len(address)]
    moved = move(rect)
    if moved == rect:
        return reference
    fixed = [bool(re.match(r"\$", part)) for part in address.split(":")]
    row_absolute = bool(re.search(r"[A-Za-z]\$|^\$\d", address))
    text = moved.spelled(row_absolute=row_absolute, column_absolute=any(fixed))
    return prefix + (f"{text}:{text}" if ":" in address and ":" not in text else text)
