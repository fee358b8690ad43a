"""HR's own payroll becomes wages by id number; whatever is not certain is listed or asked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from shebao.rules.cell_text import BLANK, Amount, compact
from shebao.rules.payroll.payroll_columns import (
    PeopleSheet,
    WageColumn,
    blank_wage_columns,
    people_sheet,
    wage_column,
)
from shebao.rules.payroll.payroll_doubts import same_name, sort_people
from shebao.rules.payroll.payroll_headers import bare
from shebao.rules.payroll.payroll_months import Month, average_of, is_a_year, month_in
from shebao.rules.payroll.payroll_reading import (
    ColumnChoice,
    Grid,
    PayrollQuestion,
    PayrollReading,
    QuestionKind,
    Sheet,
)
from shebao.rules.payroll.payroll_rows import PLAIN, PersonRow, Scale, roster_keys
from shebao.rules.payroll.payroll_scope import TIMES, YUAN, Scope, scope_of
from shebao.rules.payroll.payroll_words import (
    ambiguous_sheet,
    blank_sheets,
    different_units,
    no_id_column,
    no_sheet,
    no_wage_column,
    notes_of_blank,
    notes_of_hidden,
    notes_of_months,
    notes_of_scope,
    notes_of_sheet,
    of_scope,
    which_column,
)

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


_Candidate = tuple[PeopleSheet, WageColumn]


def read_payroll(
    sheets: Sequence[Sheet | tuple[str, Grid]],
    roster: Mapping[str, str],
    *,
    sheet: str = "",
    column: str = "",
    unit: str = "",
    months: int = 0,
    needs_amounts: bool = True,
    remembered: Mapping[str, Mapping[str, int]] | None = None,
) -> PayrollReading | PayrollQuestion:
    """Read one sheet of a payroll workbook; nothing is guessed, nothing is summed.

    ``roster`` gives each insured employee's name by id number. ``sheet`` and ``column`` (a
    header or a letter), ``unit`` (of ``TIMES``) and ``months`` (that an amount is the sum of)
    are the user's answers to an earlier question; without ``needs_amounts`` none is asked about
    them. ``remembered`` maps the
    ``shape`` of earlier readings to their ``columns`` and counts where it fits.
    """
    layouts = remembered or {}
    all_sheets = [Sheet(*s) for s in sheets]
    named = [s for s in all_sheets if not sheet or compact(s.name) == compact(sheet)]
    if sheet and not named:
        return no_sheet(sheet, all_sheets)
    keys = roster_keys(roster)
    listing = [found for s in named if (found := people_sheet(s, keys, layouts))]
    if not listing:
        return no_id_column(named)
    candidates = [(s, wage) for s in listing if (wage := wage_column(s, column, layouts))]
    if not candidates:
        return no_wage_column(max(listing, key=lambda s: len(s.ids)), column)
    if year := [] if sheet else year_of_sheets(candidates):
        answer = unit if needs_amounts else None
        return _year_reading(year, [s for s, _ in candidates], roster, answer)
    best = _best(candidates)
    if len(best) > 1:
        return ambiguous_sheet([s for s, _ in best])
    chosen, wage = best[0]
    others = [s for s, w in candidates if s is not chosen and s.ids and not _is_uncertain(w)]
    if wage.chosen is None:
        return which_column(chosen, wage)
    if rivals := [] if sheet else _blank_as_full(chosen, listing, candidates):
        return blank_sheets(chosen, rivals)
    of_months = [s.name for s in all_sheets if month_in(s.name)]
    is_of_month = chosen.name in of_months and len(of_months) > 1
    if not sheet and len(of_months) > 1 and not is_of_month:  # beside months it may be their sum
        return ambiguous_sheet([s for s, _ in candidates if s.ids])
    scope = _scope(chosen, wage.chosen)
    question = of_scope(chosen, wage.chosen, scope, unit, months) if needs_amounts else None
    if question:
        return question
    scale = Scale(TIMES[unit or YUAN], 1 if wage.chosen.months else max(months, 1))
    people = chosen.people(*(wage.chosen.months or (wage.chosen.index,)), scale=scale)
    is_dated = wage.chosen.is_dated or is_of_month or scope != Scope() or scale != PLAIN
    reading = _sorted(chosen, wage.chosen, people, others, roster, is_dated=is_dated)
    hidden = notes_of_hidden(chosen, wage.chosen, reading.rows, roster)
    blank = notes_of_blank(chosen, wage.chosen)
    notes = (*notes_of_scope(scope, scale), *hidden, *blank, *reading.notes)
    return replace(reading, notes=notes, is_reserved=bool(scope.reserved))


def with_rounding(reading: PayrollReading) -> PayrollReading:
    """Return the reading with amounts of more than two decimals rounded to the fen."""
    rounded = reading.roundable
    doubts = {doubt.id_number: doubt for doubt in reading.doubts if doubt.id_number in rounded}
    return replace(
        reading,
        wages_fen={**reading.wages_fen, **rounded},
        rows={**reading.rows, **{i: doubt.rows[0] for i, doubt in doubts.items()}},
        doubts=tuple(doubt for doubt in reading.doubts if doubt.id_number not in rounded),
        notes=(f"其中 {len(rounded)} 人的工资超过两位小数，已四舍五入到分。", *reading.notes),
        roundable={},
    )


def _scope(sheet: PeopleSheet, wage: ColumnChoice) -> Scope:
    column = sheet.header.columns[wage.index]
    return scope_of(column, sheet.titles(), is_series=bool(wage.months))


def _best(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Return the sheets with most of the roster's people; more than one only if they differ."""
    certain = [c for c in candidates if not _is_uncertain(c[1])]
    pool = [c for c in certain if c[0].ids] or [c for c in candidates if c[0].ids]
    most = max((len(s.ids) for s, _ in pool), default=0)
    tied = [c for c in pool or candidates[:1] if len(c[0].ids) >= most]
    rank = min(wage.rank for _, wage in tied)
    tied = [c for c in tied if c[1].rank == rank]
    said = {frozenset((p.id_number, p.amount) for p in _people(c)) for c in tied}
    return tied if len(said) > 1 or any(w.chosen is None for _, w in tied) else tied[:1]


def _blank_as_full(
    chosen: PeopleSheet, listing: Sequence[PeopleSheet], candidates: Sequence[_Candidate]
) -> list[tuple[PeopleSheet, ColumnChoice]]:
    """Return the sheets that may be the payroll meant, were their wages calculated."""
    readable = {s.name for s, _ in candidates}
    rivals = [s for s in listing if s.name not in readable and len(s.ids) >= len(chosen.ids) > 0]
    return [(s, columns[0]) for s in rivals if (columns := blank_wage_columns(s))]


def _is_uncertain(wage: WageColumn) -> bool:
    return wage.question is QuestionKind.UNCERTAIN_COLUMN


def _people(candidate: _Candidate) -> list[PersonRow]:
    sheet, wage = candidate
    return sheet.people(wage.chosen.index) if wage.chosen else []


def _year_reading(
    year: Sequence[MonthSheet],
    listing: Sequence[PeopleSheet],
    roster: Mapping[str, str],
    unit: str | None,
) -> PayrollReading | PayrollQuestion:
    """Read twelve sheets, one a month, as one whose wage is the average; None asks nothing."""
    first, last = year[0], year[-1]
    scopes = [replace(_scope(m.sheet, m.wage), span="", months=0) for m in year]
    scope = next((s for s in scopes if s != Scope()), Scope())
    if unit is not None and len({s.unit for s in scopes}) > 1:
        return different_units([m.sheet for m in year], [s.unit or YUAN for s in scopes])
    question = None if unit is None else of_scope(last.sheet, last.wage, scope, unit, 0)
    if question:
        return question
    scale = Scale(TIMES[unit or YUAN])
    wage = replace(
        last.wage,
        reason=f"{len(year)} 张月份工作表的同名列，取有工资月份的平均数，四舍五入到分",
        is_dated=True,
    )
    sheets = [month.sheet for month in year]
    others = [s for s in listing if s.ids and s not in sheets]
    name = f"{first.sheet.name} 至 {last.sheet.name}"
    joined = replace(last.sheet, sheet=last.sheet.sheet._replace(name=name))
    people = join_months(year, roster, scale)
    reading = _sorted(joined, wage, people, others, roster, is_dated=True)
    notes = (*notes_of_scope(scope, scale), *reading.notes)
    return replace(reading, notes=notes, is_reserved=bool(scope.reserved))


def _sorted(
    sheet: PeopleSheet,
    wage: ColumnChoice,
    rows: Sequence[PersonRow],
    others: Sequence[PeopleSheet],
    roster: Mapping[str, str],
    *,
    is_dated: bool,
) -> PayrollReading:
    elsewhere = {i: other.name for other in others for i in other.ids}
    people = sort_people(sheet.name, rows, roster, elsewhere)
    columns = {"id_number": sheet.id_column.index}
    if sheet.name_column:
        columns["name"] = sheet.name_column.index
    if not is_dated:
        columns["wage"] = wage.index
    months = {i: p.months for p in rows if (i := p.id_number) in people.wages_fen and i}
    return PayrollReading(
        sheet=sheet.name,
        header_rows=(sheet.header.first_row + 1, sheet.header.last_row + 1),
        name_column=sheet.name_column,
        id_column=sheet.id_column,
        wage_column=wage,
        wages_fen=people.wages_fen,
        rows=people.rows,
        doubts=tuple(people.doubts),
        notes=(
            *notes_of_sheet(sheet, others, people.wages_fen),
            *notes_of_months(months, roster),
        ),
        shape=sheet.shape,
        columns=columns,
        is_dated=is_dated,
        roundable=people.roundable,
    )
