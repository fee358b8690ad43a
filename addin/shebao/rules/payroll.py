"""HR's own payroll becomes wages by id number; whatever is not certain is listed or asked."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from shebao.rules.cell_text import compact
from shebao.rules.payroll_columns import (
    PeopleSheet,
    WageColumn,
    amount_columns,
    people_sheet,
    wage_column,
)
from shebao.rules.payroll_doubts import sort_people
from shebao.rules.payroll_headers import HEADER_SEARCH_ROWS
from shebao.rules.payroll_months import MONTHS, month_in
from shebao.rules.payroll_reading import (
    ColumnChoice,
    Grid,
    PayrollQuestion,
    PayrollReading,
    QuestionKind,
    Sheet,
)
from shebao.rules.payroll_rows import PersonRow, roster_keys
from shebao.rules.payroll_year import MonthSheet, join_months, year_of_sheets

_Candidate = tuple[PeopleSheet, WageColumn]
_MOST_NAMED = 5


def read_payroll(
    sheets: Sequence[Sheet | tuple[str, Grid]],
    roster: Mapping[str, str],
    *,
    sheet: str = "",
    column: str = "",
    remembered: Mapping[str, Mapping[str, int]] | None = None,
) -> PayrollReading | PayrollQuestion:
    """Read one sheet of a payroll workbook; nothing is guessed, nothing is summed.

    ``roster`` gives each insured employee's name by id number. ``sheet`` and ``column`` (a
    header or a letter) are the user's answers to an earlier question. ``remembered`` maps the
    ``shape`` of earlier readings to their ``columns`` and counts where it fits.
    """
    layouts = remembered or {}
    all_sheets = [Sheet(*s) for s in sheets]
    named = [s for s in all_sheets if not sheet or compact(s.name) == compact(sheet)]
    if sheet and not named:
        return _no_sheet(sheet, all_sheets)
    keys = roster_keys(roster)
    listing = [found for s in named if (found := people_sheet(s, keys, layouts))]
    if not listing:
        return _no_id_column(named)
    candidates = [(s, wage) for s in listing if (wage := wage_column(s, column, layouts))]
    if not candidates:
        return _no_wage_column(max(listing, key=lambda s: len(s.ids)), column)
    if year := [] if sheet else year_of_sheets(candidates):
        return _year_reading(year, [s for s, _ in candidates], roster)
    best = _best(candidates)
    if len(best) > 1:
        return _ambiguous_sheet(best)
    chosen, wage = best[0]
    others = [s for s, w in candidates if s is not chosen and s.ids and not _is_uncertain(w)]
    if wage.chosen is None:
        return _which_column(chosen, wage)
    months = [s.name for s in all_sheets if month_in(s.name)]
    is_of_month = chosen.name in months and len(months) > 1
    if not sheet and len(months) > 1 and not is_of_month:  # beside months it may be their sum
        return _ambiguous_sheet([c for c in candidates if c[0].ids])
    return _reading(chosen, wage.chosen, others, roster, is_of_month=is_of_month)


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


def _is_uncertain(wage: WageColumn) -> bool:
    return wage.question is QuestionKind.UNCERTAIN_COLUMN


def _people(candidate: _Candidate) -> list[PersonRow]:
    sheet, wage = candidate
    return sheet.people(wage.chosen.index) if wage.chosen else []


def _reading(
    sheet: PeopleSheet,
    wage: ColumnChoice,
    others: Sequence[PeopleSheet],
    roster: Mapping[str, str],
    *,
    is_of_month: bool,
) -> PayrollReading:
    people = sheet.people(*(wage.months or (wage.index,)))
    return _sorted(sheet, wage, people, others, roster, is_dated=wage.is_dated or is_of_month)


def _year_reading(
    year: Sequence[MonthSheet], listing: Sequence[PeopleSheet], roster: Mapping[str, str]
) -> PayrollReading:
    """Read twelve sheets, one a month, as one whose wage is the average."""
    first, last = year[0], year[-1]
    wage = replace(
        last.wage,
        reason=f"{len(year)} 张月份工作表的同名列，取有工资月份的平均数，四舍五入到分",
        is_dated=True,
    )
    sheets = [month.sheet for month in year]
    others = [s for s in listing if s.ids and s not in sheets]
    name = f"{first.sheet.name} 至 {last.sheet.name}"
    joined = replace(last.sheet, sheet=last.sheet.sheet._replace(name=name))
    return _sorted(joined, wage, join_months(year, roster), others, roster, is_dated=True)


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
        notes=(*_notes(sheet, others, people.wages_fen), *_month_notes(months, roster)),
        shape=sheet.shape,
        columns=columns,
        is_dated=is_dated,
    )


def _notes(
    sheet: PeopleSheet, others: Sequence[PeopleSheet], wages_fen: Mapping[str, int]
) -> list[str]:
    notes = [
        f"工作表“{other.name}”中也有 {len(other.ids)} 名参保职工和工资列，没有读取，也没有与"
        f"“{sheet.name}”相加；如应以它为准，请填写“工作表={other.name}”后重新导入。"
        for other in others
    ]
    if sheet.name_column is None:
        notes.append(f"工作表“{sheet.name}”没有姓名列，只按证件号码核对，未核对姓名。")
    if zeros := sum(fen == 0 for fen in wages_fen.values()):
        notes.append(f"有 {zeros} 名职工的工资为 0.00 元，请核对。")
    return notes


def _month_notes(months: Mapping[str, int], roster: Mapping[str, str]) -> list[str]:
    """Say whose average is of fewer months than twelve."""
    few = [f"{roster[i]} {n} 个月" for i, n in months.items() if 0 < n < MONTHS]
    if not few:
        return []
    more = "等" if len(few) > _MOST_NAMED else ""
    named = "、".join(few[:_MOST_NAMED]) + more
    return [f"{len(few)} 人不足 {MONTHS} 个月，按有工资的月数平均（{named}），请核对。"]


def _question(
    kind: QuestionKind,
    sentence: str,
    *,
    sheet: str = "",
    columns: Sequence[ColumnChoice] = (),
    sheets: Sequence[str] = (),
) -> PayrollQuestion:
    return PayrollQuestion(kind, sheet, tuple(columns), tuple(sheets), sentence)


def _listed(columns: Sequence[ColumnChoice]) -> str:
    return "、".join(f"{c.letter} 列“{c.header}”" for c in columns)


def _no_sheet(wanted: str, sheets: Sequence[Sheet]) -> PayrollQuestion:
    names = [s.name for s in sheets]
    listed = "、".join(f"“{name}”" for name in names)
    return _question(
        QuestionKind.NO_SHEET,
        f"工资表文件中没有工作表“{wanted}”，未填写任何工资。现有：{listed}。请改正“工作表”后重试。",
        sheets=names,
    )


def _no_id_column(sheets: Sequence[Sheet]) -> PayrollQuestion:
    listed = "、".join(f"“{s.name}”" for s in sheets)
    return _question(
        QuestionKind.NO_ID_COLUMN,
        f"在工资表的工作表{listed}的前 {HEADER_SEARCH_ROWS} 行中没有找到证件号码列（如“身份证号”"
        "“证件号码”），未填写任何工资。请确认选对了文件，并给证件号码列加上列名。",
        sheets=[s.name for s in sheets],
    )


def _no_wage_column(sheet: PeopleSheet, wanted: str) -> PayrollQuestion:
    columns = amount_columns(sheet)
    listed = _listed(columns) or "无"
    if wanted:
        kind, what = QuestionKind.NO_SUCH_COLUMN, f"没有列“{wanted}”"
    else:
        kind, what = (
            QuestionKind.NO_WAGE_COLUMN,
            "没有能确定为缴费工资或应发工资的列（实发工资不能代替）",
        )
    return _question(
        kind,
        f"工资表的工作表“{sheet.name}”中{what}，未填写任何工资。可选的金额列：{listed}。"
        "请用“工资列=列名”（或列的字母）指定后重试。",
        sheet=sheet.name,
        columns=columns,
    )


def _which_column(sheet: PeopleSheet, wage: WageColumn) -> PayrollQuestion:
    listed = _listed(wage.candidates)
    if wage.question is QuestionKind.UNCERTAIN_COLUMN:
        what = f"只找到{listed}，可能只是工资的一部分，不能自动采用"
    else:
        what = f"有 {len(wage.candidates)} 个同样合适的工资列：{listed}，金额不同，不能自动选择"
    return _question(
        wage.question or QuestionKind.AMBIGUOUS_COLUMN,
        f"工资表的工作表“{sheet.name}”中{what}，未填写任何工资。"
        "请用“工资列=列名”（或列的字母）指定后重试。",
        sheet=sheet.name,
        columns=wage.candidates,
    )


def _ambiguous_sheet(tied: Sequence[_Candidate]) -> PayrollQuestion:
    names = [sheet.name for sheet, _ in tied]
    listed = "、".join(f"“{name}”" for name in names)
    return _question(
        QuestionKind.AMBIGUOUS_SHEET,
        f"工资表文件中的工作表{listed}都有参保职工的工资，金额不同，不能自动选择，未填写任何工资。"
        "请用“工作表=名称”指定后重试。",
        sheets=names,
    )
