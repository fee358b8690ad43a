"""Which rows of a payroll sheet are people, and what each says."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from shebao.rules.cell_text import (
    Amount,
    amount_of,
    compact,
    fen_rounded,
    id_number_of,
    shown,
)
from shebao.rules.payroll.payroll_months import average_of
from shebao.rules.payroll.payroll_reading import Area, Sheet

_ID_SHAPE = re.compile("[0-9]{17}[0-9X]|[0-9]{15}|[A-Z]{1,3}[0-9]{6,12}")
_SUM_WORDS = re.compile("小计|合计|总计|共计|累计|平均")
_NOT_A_NAME = re.compile(".*[0-9:].*|.*(部|科|室|组|班|处|车间|中心|公司|人数)")
_DIGITS_OF_AN_ID = 5


@dataclass(frozen=True, slots=True)
class Scale:
    """How a cell becomes a month's yuan: ``times`` yuan in its unit, shared by ``months``."""

    times: int = 1
    months: int = 1


PLAIN = Scale()


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that matter, counted from 0; a payroll may lack names.

    Several wage columns are months in the order of time, ``labels`` their headers.
    """

    name: int | None
    id_number: int
    wages: tuple[int, ...]
    labels: tuple[str, ...]
    scale: Scale = PLAIN


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person's row; ``number`` is the worksheet row from 1.

    ``id_number`` is the roster's own key when the person is on it, None when the cell holds no
    id, and ``id_problem`` then says why. ``months`` is 0 unless the amount is an average of so
    many, ``sheet`` empty unless the people of several sheets were joined.
    """

    number: int
    id_number: str | None
    id_typed: str
    id_problem: str
    name: str
    typed: str
    amount: Amount
    months: int = 0
    sheet: str = ""


def cell(row: Sequence[object], index: int | None) -> object:
    """Return a cell of a row that may be shorter than the header."""
    return row[index] if index is not None and index < len(row) else None


def roster_keys(roster: Mapping[str, str]) -> dict[str, str]:
    """Return the roster's own id by its cleaned form."""
    return {id_number_of(key).id_number or key: key for key in roster}


def person_rows(
    sheet: Sheet, first_row: int, columns: Columns, keys: Mapping[str, str]
) -> Iterator[PersonRow]:
    """Yield the people from ``first_row`` (from 0) on, in the sheet's order.

    A row is a person when its id looks like one, or, with a malformed or blank id, when it has
    a name and an amount and is no sum. A person merged over several rows stands on each of
    them, unless the wage is merged as well.
    """
    tops = merged_tops(sheet.merged)
    for number, row in enumerate(sheet.rows[first_row:], start=first_row + 1):
        top = tops.get((number - 1, columns.id_number), number - 1)
        if top < number - 1 and all(tops.get((number - 1, w)) == top for w in columns.wages):
            continue
        id_cell = cell(sheet.rows[top], columns.id_number)
        read = id_number_of(id_cell)
        name_top = tops.get((number - 1, columns.name or 0), number - 1)
        name = compact(cell(sheet.rows[name_top], columns.name))
        cells = [cell(row, at) for at in columns.wages]
        amount, months = _amount(columns, cells)
        known = read.id_number in keys
        shaped = read.id_number is not None and _ID_SHAPE.fullmatch(read.id_number)
        if known or shaped or _is_person(row, columns, name, amount):
            key = None if read.id_number is None else keys.get(read.id_number, read.id_number)
            typed = shown(id_cell).strip()
            paid = "、".join(map(shown, cells))
            yield PersonRow(number, key, typed, read.problem, name, paid, amount, months)


def merged_tops(merged: Sequence[Area]) -> dict[tuple[int, int], int]:
    """Return by place the row that holds its text, for places in areas of several rows."""
    return {
        (row, first_column): first_row
        for first_row, first_column, last_row, _ in merged
        for row in range(first_row, last_row + 1)
        if first_row < last_row
    }


def _amount(columns: Columns, cells: Sequence[object]) -> tuple[Amount, int]:
    scale = columns.scale
    amounts = [amount_of(typed, scale.times) for typed in cells]
    if len(cells) > 1:
        return average_of(columns.labels, amounts)
    if scale.months == 1 or amounts[0].rounded_fen is None:
        return amounts[0], 0
    exact = amounts[0].exact
    yuan = Decimal(amounts[0].fen or 0) / 100 if exact is None else exact
    return Amount(fen_rounded(yuan / scale.months)), 0


def _is_person(row: Sequence[object], columns: Columns, name: str, amount: Amount) -> bool:
    id_text = compact(shown(cell(row, columns.id_number)))
    if any(isinstance(c, str) and _SUM_WORDS.search(compact(c)) for c in row):
        return False
    has_digits = sum(char.isdigit() for char in id_text) >= _DIGITS_OF_AN_ID
    if columns.name is None:
        return has_digits and amount.rounded_fen is not None
    if not name or _NOT_A_NAME.fullmatch(name):
        return False
    wage_given = any(compact(cell(row, at)) for at in columns.wages)
    return amount.rounded_fen is not None or (has_digits and wage_given)
