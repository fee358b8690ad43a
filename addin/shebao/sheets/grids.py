"""Blocks of cells as the engines give them, and as they are written back unchanged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from shebao.sheets.cells import is_error, is_formula

if TYPE_CHECKING:
    import xlwings as xw


def grid(value: object, rows: int) -> list[Sequence[object]]:
    """Return rows of cells whatever shape the engine gave: cell, row, column or grid."""
    if not isinstance(value, list | tuple):
        return [[value]]
    if value and isinstance(value[0], list | tuple):
        return list(value)
    return [value] if rows == 1 else [[cell] for cell in value]


def last_used(sheet: xw.Sheet) -> tuple[int, int]:
    """Return the last row and column in use; ``used_range.last_cell`` costs twice the calls."""
    used = sheet.used_range
    rows, columns = used.shape
    return int(used.row) + int(rows) - 1, int(used.column) + int(columns) - 1


def as_typed(target: xw.Range, rows: int) -> list[list[object]]:
    """Return what cells hold so that writing it back changes nothing: formulas as such."""
    values, formulas = grid(target.raw_value, rows), grid(target.formula, rows)
    return [
        list(row)
        if row == spelled  # texts
        else [
            formula if is_error(value) or (is_formula(formula) and formula != value) else value
            for value, formula in zip(row, spelled, strict=True)
        ]
        for row, spelled in zip(values, formulas, strict=True)
    ]


def runs(places: Iterable[int]) -> list[list[int]]:
    """Return column numbers as runs of neighbours."""
    found: list[list[int]] = []
    for at in sorted(places):
        if found and at == found[-1][-1] + 1:
            found[-1].append(at)
        else:
            found.append([at])
    return found


def column_letters(at: int) -> str:
    """Return a column's letters."""
    found = ""
    while at:
        at, rest = divmod(at - 1, 26)
        found = chr(ord("A") + rest) + found
    return found
