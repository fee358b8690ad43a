"""Twelve sheets of one workbook, one a month, become one row a person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from shebao.rules.cell_text import BLANK, Amount
from shebao.rules.payroll.payroll_columns import PeopleSheet, WageColumn
from shebao.rules.payroll.payroll_doubts import same_name
from shebao.rules.payroll.payroll_headers import bare
from shebao.rules.payroll.payroll_months import Month, average_of, is_a_year, month_in
from shebao.rules.payroll.payroll_reading import ColumnChoice
from shebao.rules.payroll.payroll_rows import PersonRow, Scale

_NOT_THERE = Amount(None, BLANK)


@dataclass(frozen=True, slots=True)
class MonthSheet:
    """One month's sheet and its wage column."""

    month: Month
    sheet: PeopleSheet
    wage: ColumnChoice


def year_of_sheets(candidates: Iterable[tuple[PeopleSheet, WageColumn]]) -> list[MonthSheet]:
    """Return twelve sheets of twelve months in a row, in the order of time, else nothing.

    All must have a wage column of the same name, with pay for somebody, and their names must
    differ in the month only.
    """
    found: dict[tuple[str, str], list[MonthSheet]] = {}
    for sheet, column in candidates:
        named = month_in(sheet.name)
        if named and column.chosen and not column.chosen.months and sheet.ids:
            own = month_in(column.chosen.header)
            key = (named[1], own[1] if own else bare(column.chosen.header))
            found.setdefault(key, []).append(MonthSheet(named[0], sheet, column.chosen))
    groups = (sorted(members, key=lambda member: member.month) for members in found.values())
    years = [members for members in groups if is_a_year([m.month for m in members])]
    if len(years) != 1:
        return []
    return years[0] if all(m.sheet.has_pay(m.wage.index) for m in years[0]) else []


def join_months(
    year: Sequence[MonthSheet], roster: Mapping[str, str], scale: Scale
) -> list[PersonRow]:
    """Return one row a person with the average; rows that keep a person from one stay several.

    A person twice in a sheet stays twice; of differing names one that is not the roster's stands.
    """
    by_id: dict[str, dict[int, list[PersonRow]]] = {}
    joined: list[PersonRow] = []
    for at, month in enumerate(year):
        for person in month.sheet.people(month.wage.index, scale=scale):
            placed = replace(person, sheet=month.sheet.name)
            if person.id_number is None:
                joined.append(placed)
            else:
                by_id.setdefault(person.id_number, {}).setdefault(at, []).append(placed)
    labels = [month.sheet.name for month in year]
    for id_number, months in by_id.items():
        twice = next((rows for rows in months.values() if len(rows) > 1), None)
        if twice:
            joined += twice
            continue
        rows = {at: found[0] for at, found in months.items()}
        amounts = [rows[at].amount if at in rows else _NOT_THERE for at in range(len(year))]
        average, count = average_of(labels, amounts)
        shown = _shown(list(rows.values()), roster.get(id_number, ""))
        typed = "、".join(row.typed for row in rows.values())
        joined.append(replace(shown, typed=typed, amount=average, months=count))
    return joined


def _shown(rows: Sequence[PersonRow], name: str) -> PersonRow:
    others = (row for row in rows if row.name and not same_name(row.name, name))
    return next(others, rows[-1])
