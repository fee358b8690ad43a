"""Which columns of one payroll sheet hold name, id number and wage, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shebao.rules.cell_text import amount_of, compact, id_number_of
from shebao.rules.payroll.payroll_headers import (
    Column,
    Header,
    find_header,
    is_id_header,
    is_name_header,
    is_surely_name_header,
    layout_shape,
    letter_of,
)
from shebao.rules.payroll.payroll_months import (
    MONTHS,
    is_a_year,
    is_dated,
    is_wage_title,
    month_in,
    month_series,
)
from shebao.rules.payroll.payroll_reading import ColumnChoice, Grid, QuestionKind, Sheet
from shebao.rules.payroll.payroll_rows import PLAIN, Columns, PersonRow, Scale, cell, person_rows
from shebao.rules.payroll.payroll_scope import is_corner
from shebao.rules.payroll.payroll_wage_names import RANK_REASONS, WageRank, is_extra_pay, rank_of


@dataclass(frozen=True, slots=True)
class PeopleSheet:
    """A sheet that lists people by id number; ``ids`` are the roster's that stand in it."""

    sheet: Sheet
    header: Header
    name_column: ColumnChoice | None
    id_column: ColumnChoice
    ids: frozenset[str]
    keys: Mapping[str, str]
    _read: dict[tuple[tuple[int, ...], Scale], list[PersonRow]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def name(self) -> str:
        """The sheet's name."""
        return self.sheet.name

    @property
    def grid(self) -> Grid:
        """Its cells."""
        return self.sheet.rows

    @property
    def shape(self) -> str:
        """The digest by which a remembered layout is found again."""
        return layout_shape([column.title for column in self.header.columns])

    def titles(self) -> list[str]:
        """Return the sheet's name, every text above the header, and corners within it."""
        first, last = self.header.first_row, self.header.last_row
        above = [text for row in self.grid[:first] for text in row if isinstance(text, str)]
        within = [text for row in self.grid[first : last + 1] for text in row]
        corners = [text for text in within if isinstance(text, str) and is_corner(text)]
        return [self.name, *above, *corners]

    def people(self, *wages: int, scale: Scale = PLAIN) -> list[PersonRow]:
        """Return the people with what stands in one column as their wage, or in twelve."""
        if (wages, scale) in self._read:
            return self._read[wages, scale]
        name = self.name_column.index if self.name_column else None
        labels = tuple(self.header.columns[at].title for at in wages)
        columns = Columns(name, self.id_column.index, wages, labels, scale)
        rows = list(person_rows(self.sheet, self.header.last_row + 1, columns, self.keys))
        self._read[wages, scale] = rows
        return rows

    def has_pay(self, wage: int) -> bool:
        """Whether any cell of a column is an amount above zero."""
        return any(
            amount_of(cell(row, wage)).rounded_fen for row in self.grid[self.header.last_row + 1 :]
        )


@dataclass(frozen=True, slots=True)
class WageColumn:
    """The wage column of a sheet, or the columns among which the user has to choose."""

    chosen: ColumnChoice | None
    rank: WageRank
    candidates: tuple[ColumnChoice, ...] = ()
    question: QuestionKind | None = None


def people_sheet(
    sheet: Sheet, keys: Mapping[str, str], remembered: Mapping[str, Mapping[str, int]]
) -> PeopleSheet | None:
    """Return the sheet with its header and person columns, or None when it lists no people."""
    grid = sheet.rows
    header = find_header(grid, frozenset(keys))
    if header is None:
        return None
    layout = remembered.get(layout_shape([column.title for column in header.columns]), {})
    id_choice, ids = _id_column(grid, header, keys, layout.get("id_number"))
    if id_choice is None:
        return None
    name_choice = _name_column(header, layout.get("name"))
    return PeopleSheet(sheet, header, name_choice, id_choice, ids, keys)


def _choice(column: Column, reason: str, *, is_answered: bool = False) -> ColumnChoice:
    return ColumnChoice(
        column.index,
        letter_of(column.index),
        column.title,
        reason,
        is_dated=is_dated(column),
        is_answered=is_answered,
    )


def _remembered(header: Header, index: int | None) -> ColumnChoice | None:
    if index is None or not 0 <= index < len(header.columns):
        return None
    return _choice(header.columns[index], "与上次导入时相同", is_answered=True)


def _name_column(header: Header, index: int | None) -> ColumnChoice | None:
    named = sorted(
        (c for c in header.columns if is_name_header(c.header)),
        key=lambda column: not is_surely_name_header(column.header),
    )
    first = next((_choice(c, f"列名“{c.title}”表示姓名") for c in named), None)
    return _remembered(header, index) or first


def _id_column(
    grid: Grid, header: Header, keys: Mapping[str, str], index: int | None
) -> tuple[ColumnChoice | None, frozenset[str]]:
    """The remembered or named column, of several the one with most of the roster's ids."""
    rows = grid[header.last_row + 1 :]
    if choice := _remembered(header, index):
        return choice, _ids_in(rows, choice.index, keys)
    named = [c for c in header.columns if is_id_header(c.header)]
    held = {c.index: _ids_in(rows, c.index, keys) for c in named or header.columns}
    best = max(named or header.columns, key=lambda c: len(held[c.index]), default=None)
    if best is None or not (named or held[best.index]):
        return None, frozenset()
    reason = f"列名“{best.title}”表示证件号码" if named else "此列的内容是参保职工的证件号码"
    return _choice(best, reason), held[best.index]


def _ids_in(rows: Grid, index: int, keys: Mapping[str, str]) -> frozenset[str]:
    found = (id_number_of(cell(row, index)).id_number for row in rows)
    return frozenset(keys[i] for i in found if i is not None and i in keys)


def wage_column(
    sheet: PeopleSheet, wanted: str, remembered: Mapping[str, Mapping[str, int]]
) -> WageColumn | None:
    """Return the wage column, or None when the sheet has none that can stand for it.

    ``wanted`` is a header or a column letter that the user gave; it goes before what was
    remembered, and that before what the headers say.
    """
    if wanted:
        return _wanted(sheet, wanted)
    choice = _remembered(sheet.header, remembered.get(sheet.shape, {}).get("wage"))
    if choice and not choice.is_dated:
        return WageColumn(choice, WageRank.DECLARED)
    return _of_months(sheet, _by_name(sheet))


def _of_months(sheet: PeopleSheet, named: WageColumn | None) -> WageColumn | None:
    """Put the average of twelve months before a column that may be the year's total."""
    series = {
        shared: columns
        for shared, columns in month_series(sheet.header.columns).items()
        if _series_rank(sheet, shared) < WageRank.PART
    }
    chosen = named.chosen if named else None
    if not series or (chosen and not chosen.is_dated and _is_of_a_month(chosen)):
        return named
    years = [
        WageColumn(_year_choice(columns), _series_rank(sheet, shared))
        for shared, columns in series.items()
        if _is_paid_year(sheet, columns)
    ]
    best = min((year.rank for year in years), default=WageRank.PART)
    equals = [year for year in years if year.rank == best]
    if len(equals) == 1:
        return equals[0]
    if equals:
        choices = tuple(year.chosen for year in equals if year.chosen)
        return WageColumn(None, best, choices, QuestionKind.AMBIGUOUS_COLUMN)
    if named and chosen and not chosen.is_dated:  # beside some months it may be their total
        return WageColumn(None, WageRank.PART, (chosen,), QuestionKind.UNCERTAIN_COLUMN)
    return named


def _is_of_a_month(choice: ColumnChoice) -> bool:
    return "均" in choice.header or "缴费工资" in choice.header


def _series_rank(sheet: PeopleSheet, shared: Column) -> WageRank:
    if shared.header:
        rank = rank_of(shared) or WageRank.PART
    else:
        rank = WageRank.PLAIN if is_wage_title(sheet.titles()) else WageRank.PART
    return WageRank.PART if rank is WageRank.PLAIN and _has_extra_pay(sheet) else rank


def _is_paid_year(sheet: PeopleSheet, columns: Sequence[Column]) -> bool:
    """Whether these are twelve months in a row, each with pay for somebody."""
    months = [found[0] for c in columns if (found := month_in(c.header) or month_in(c.group))]
    return is_a_year(months) and all(sheet.has_pay(column.index) for column in columns)


def _year_choice(columns: Sequence[Column]) -> ColumnChoice:
    first, last = columns[0], columns[-1]
    return ColumnChoice(
        first.index,
        f"{letter_of(first.index)}–{letter_of(last.index)}",
        f"{first.title}…{last.title}",
        f"{MONTHS} 个月的工资列，取有工资月份的平均数，四舍五入到分",
        tuple(column.index for column in columns),
        is_dated=True,
    )


def _wanted(sheet: PeopleSheet, wanted: str) -> WageColumn | None:
    text = compact(wanted)
    columns = sheet.header.columns
    found = [c for c in columns if text in (compact(c.header), compact(c.title)) and c.header]
    found = found or [c for c in columns if letter_of(c.index) == text.upper()]
    choices = tuple(_choice(c, "由您指定", is_answered=True) for c in found)
    if len(choices) > 1:
        return WageColumn(None, WageRank.DECLARED, choices, QuestionKind.AMBIGUOUS_COLUMN)
    return WageColumn(choices[0], WageRank.DECLARED) if choices else None


def _by_name(sheet: PeopleSheet) -> WageColumn | None:
    """Return the best of the visible columns, of the hidden ones only when there is none."""
    hidden = sheet.sheet.hidden_columns
    visible = [c for c in sheet.header.columns if c.index not in hidden]
    unseen = [c for c in sheet.header.columns if c.index in hidden]
    return _best_of(sheet, visible) or _best_of(sheet, unseen)


def _best_of(sheet: PeopleSheet, columns: Sequence[Column]) -> WageColumn | None:
    ranked = [(rank, column) for column in columns if (rank := rank_of(column))]
    equals: list[Column] = []
    for best in WageRank:
        equals = [c for rank, c in ranked if rank == best and _has_amounts(sheet, c)]
        if equals:
            break
    if not equals:
        return None
    choices = tuple(_choice(c, f"列名“{c.title}”：{RANK_REASONS[best]}") for c in equals)
    if best is WageRank.PART or (best is WageRank.PLAIN and _has_extra_pay(sheet)):
        return WageColumn(None, WageRank.PART, choices, QuestionKind.UNCERTAIN_COLUMN)
    amounts = {tuple((p.number, p.amount) for p in sheet.people(c.index)) for c in equals}
    if len(amounts) > 1:
        return WageColumn(None, best, choices, QuestionKind.AMBIGUOUS_COLUMN)
    return WageColumn(choices[0], best)


def _has_amounts(sheet: PeopleSheet, column: Column) -> bool:
    return any(person.amount.rounded_fen is not None for person in sheet.people(column.index))


def blank_wage_columns(sheet: PeopleSheet) -> tuple[ColumnChoice, ...]:
    """Return the columns that are called a wage and in which no amount can be read.

    Blank cells, and formulas that no program has calculated; best name first.
    """
    ranked = [(rank, c) for c in sheet.header.columns if (rank := rank_of(c))]
    ranked = [(r, c) for r, c in ranked if r < WageRank.PART and not _has_amounts(sheet, c)]
    ranked.sort(key=lambda found: found[0])
    return tuple(_choice(c, RANK_REASONS[rank]) for rank, c in ranked)


def _has_extra_pay(sheet: PeopleSheet) -> bool:
    return any(map(is_extra_pay, sheet.header.columns))


def amount_columns(sheet: PeopleSheet) -> tuple[ColumnChoice, ...]:
    """Return the columns under which most filled cells are amounts, to choose from."""
    rows = sheet.grid[sheet.header.last_row + 1 :]
    found = []
    for column in sheet.header.columns:
        cells = [c for row in rows if compact(c := cell(row, column.index))]
        readable = sum(amount_of(c).rounded_fen is not None for c in cells)
        if column.header and readable * 2 > len(cells) and column.index != sheet.id_column.index:
            found.append(_choice(column, "此列的内容是金额"))
    return tuple(found)
