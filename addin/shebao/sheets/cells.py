"""What stands in a cell or a block, as the code sees it, and the cell for a value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, TypeGuard

from shebao.domain.id_types import id_type_code, id_type_name
from shebao.domain.money import cell_of, fen_of_cell
from shebao.domain.printable import printable
from shebao.sheets.declared.columns import Kind
from shebao.sheets.declared.row import Formula, Odd, SheetRow
from workbook_file.cells.cells import ERROR_TEXTS

if TYPE_CHECKING:
    import xlwings as xw


_MOST_YUAN = 10_000_000_000.0
_EXACT = 1e-7  # of a rate; what a formula gives is off by less


def is_formula(formula: object) -> bool:
    """Whether ``range.formula`` gave a formula; a text cell may begin with = as well."""
    return isinstance(formula, str) and formula.startswith("=")


def is_error(value: object) -> bool:
    """Excel gives numbers as float and errors as int."""
    return isinstance(value, int) and not isinstance(value, bool)


def number_of(value: object) -> object:
    """Return a number cell as typed, an error as the text that the user sees."""
    if is_error(value):
        return ERROR_TEXTS.get(int(str(value)), "#ERROR!")
    return float(value) if isinstance(value, Decimal) else value  # a currency format


def text_of(value: object) -> str:
    """Return a cell as stripped, printable text, whole numbers without a decimal point."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return printable(str(value)).strip()


def are_texts(cells: Sequence[object]) -> TypeGuard[Sequence[str | None]]:
    """Whether a column holds nothing but texts and gaps."""
    return set(map(type, cells)) <= {str, type(None)}


def texts_of(cells: Sequence[object]) -> list[str]:
    """Return a column as stripped, printable texts, errors as the user sees them."""
    if are_texts(cells) and "".join(filter(None, cells)).isprintable():
        return [cell.strip() if cell else "" for cell in cells]
    return [
        printable(cell).strip() if type(cell) is str else text_of(number_of(cell)) for cell in cells
    ]


def id_types_of(texts: Sequence[str]) -> list[str]:
    """Return documents as their codes; an older workbook has the codes, users type either."""
    return [id_type_code(text) or text for text in texts]


def values_of(cells: Sequence[object], kind: Kind) -> Sequence[object]:
    """Return a column as the fields of typed rows hold it."""
    match kind:
        case Kind.MONEY:
            return [  # whole fen as nearly all are: asked here, for a column has 100,000
                fen
                if type(cell) is float
                and -_MOST_YUAN < cell < _MOST_YUAN
                and (fen := round(cell * 100)) / 100 == cell
                else _whole(number_of(cell), kind)
                for cell in cells
            ]
        case Kind.COUNT:
            return [
                int(cell)
                if type(cell) is float and cell.is_integer()
                else _whole(number_of(cell), kind)
                for cell in cells
            ]
        case Kind.PERCENT:
            return [_whole(number_of(cell), kind) for cell in cells]
        case Kind.ID_TYPE:
            return id_types_of(texts_of(cells))
        case _:
            return texts_of(cells)


def _whole(value: object, kind: Kind) -> int | Odd | None:
    """Return a number of fen, of things or of ppm."""
    if value is None or value == "":
        return None
    found: int | None = None
    if isinstance(value, float) and isfinite(value):
        if kind is Kind.MONEY:
            found = fen_of_cell(value)
        elif kind is Kind.PERCENT:
            ppm = round(value * 1_000_000)
            found = ppm if abs(value - ppm / 1_000_000) <= _EXACT else None
        elif value.is_integer():
            found = int(value)
    return Odd(value) if found is None else found


def cells_of_values(values: Sequence[object], kind: Kind) -> list[object]:
    """Return a column as ``cell_of_value`` each; most are of one type."""
    kinds = set(map(type, values))
    if kinds <= {str, type(None)} and kind is not Kind.ID_TYPE:
        return [value or None for value in values]
    if kinds <= {int, type(None)} and kind is Kind.MONEY:
        return [None if type(value) is not int else cell_of(value) for value in values]
    return [cell_of_value(value, kind) for value in values]


def cell_of_value(value: object, kind: Kind) -> object:
    """Return what to write for a value: fen become yuan, ppm a fraction, blanks an empty cell."""
    match kind:
        case _ if value is None or value == "":
            return None
        case _ if isinstance(value, Formula):
            return value
        case _ if isinstance(value, Odd):
            return value.value
        case Kind.MONEY:
            return cell_of(value) if isinstance(value, int) else value
        case Kind.PERCENT:
            return value / 1_000_000 if isinstance(value, int) else value
        case Kind.COUNT:
            return value
        case Kind.ID_TYPE:
            return id_type_name(str(value))
        case _:
            # The column's number format is text, so "=…" from outside stays a text here.
            return str(value)


def as_in_cells(row: SheetRow) -> dict[str, object]:
    """Return a row by field as its cells show it: amounts in yuan, texts and codes as read."""
    return {
        column.field: cell_of_value(cell, column.kind)
        if column.kind in (Kind.MONEY, Kind.COUNT, Kind.PERCENT)
        else cell
        for column in type(row).columns
        for cell in [getattr(row, column.field)]
    }


def shown(value: object, kind: Kind) -> str:
    """Return a value as the user reads it in the cell."""
    return text_of(cell_of_value(value, kind))


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
