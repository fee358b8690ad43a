"""Where each person's share goes in HR's own payroll; whoever is not certain gets nothing."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shebao.rules.cell_text import compact, shown
from shebao.rules.payroll.payroll_columns import PeopleSheet, amount_columns, people_sheet
from shebao.rules.payroll.payroll_doubts import same_name
from shebao.rules.payroll.payroll_headers import HEADER_SEARCH_ROWS, bare, letter_of
from shebao.rules.payroll.payroll_reading import Grid, Sheet
from shebao.rules.payroll.payroll_rows import PersonRow, cell, roster_keys

NEW_HEAD = "社保个人合计"  # of the column that is added when the payroll has none
_USUAL_HEAD = re.compile(
    "(代扣|扣|应扣|扣款|代缴)?(个人|本人)?(社保|社会保险|五险|三险)(费)?"
    "(个人)?(部分|合计|小计|扣款|代扣|缴费|缴纳|承担|金额)*"
)
_OF_THE_PERSON = re.compile("个人|本人|代扣")
_OF_THE_UNIT = re.compile("单位|公司|企业|基数|工资")


class Match(StrEnum):
    """How certain a row is of being a person of the bills."""

    WRITTEN = "写入"
    UNKNOWN = "账单中没有"
    DUPLICATE = "重复"
    CONFLICT = "不一致"
    UNREADABLE = "无法识别"
    ABSENT = "工资表中没有"


@dataclass(frozen=True, slots=True)
class Share:
    """What one person bears."""

    id_number: str
    name: str
    fen: int


@dataclass(frozen=True, slots=True)
class Placed:
    """One person: ``row`` is the worksheet row from 1, ``before`` what stands in the cell."""

    match: Match
    id_number: str
    name: str
    row: int | None
    fen: int | None
    before: str
    sentence: str


@dataclass(frozen=True, slots=True)
class BackPlan:
    """What to write: ``column`` and ``head_row`` count from 1."""

    sheet: str
    head: str
    head_row: int
    column: int
    is_new: bool
    reason: str
    people: tuple[Placed, ...]
    note: str

    @property
    def letter(self) -> str:
        """The column's letters."""
        return letter_of(self.column - 1)

    def cells(self) -> dict[int, int]:
        """Return the fen to write by worksheet row."""
        return {p.row: p.fen or 0 for p in self.people if p.match is Match.WRITTEN and p.row}

    def of(self, match: Match) -> list[Placed]:
        """Return the people with one match."""
        return [person for person in self.people if person.match is match]


def plan_shares(
    sheets: Sequence[Sheet], shares: Sequence[Share], *, sheet: str = "", head: str = ""
) -> BackPlan | str:
    """Return where the shares go, or a sentence that says what only the user can answer.

    ``sheet`` and ``head`` (a column's head or letters) are the user's words; a head that the
    sheet has not is a new column at its right.
    """
    named = [s for s in sheets if not sheet or compact(s.name) == compact(sheet)]
    if not named:
        have = "、".join(f"“{s.name}”" for s in sheets)
        return f"没有工作表“{sheet}”，没有写入。现有：{have}。请改正“工作表”后重试。"
    keys = roster_keys({share.id_number: share.name for share in shares})
    listing = [found for s in named if (found := people_sheet(s, keys, {}))]
    if not listing:
        return (
            f"的前 {HEADER_SEARCH_ROWS} 行中没有找到证件号码列（如“身份证号”），没有写入。"
            "请确认选对了文件，并给证件号码列加上列名。"
        )
    most = max(len(s.ids) for s in listing)
    best = [s for s in listing if len(s.ids) == most]
    if not most:
        return "没有账单中的任何职工（按证件号码），没有写入。请确认选对了文件和费款所属期。"
    if len(best) > 1:
        tied = "、".join(f"“{s.name}”" for s in best)
        return f"的工作表{tied}都有同样多的职工，没有写入。请填写“工作表”后重试。"
    target = _target(best[0], head)
    if isinstance(target, str):
        return target
    others = [f"“{s.name}”" for s in listing if s is not best[0] and s.ids]
    note = f"另有工作表{'、'.join(others)}也列有这些职工，没有改动。" if others else ""
    return _planned(best[0], target, shares, note)


@dataclass(frozen=True, slots=True)
class _Target:
    index: int  # from 0
    head: str
    is_new: bool
    reason: str


def _target(sheet: PeopleSheet, wanted: str) -> _Target | str:
    columns = [c for c in sheet.header.columns if c.header]
    text = compact(wanted)
    if wanted:
        found = [c for c in columns if text in (compact(c.header), compact(c.title))]
        if not found and re.fullmatch("[A-Za-z]{1,3}", text):
            found = [c for c in columns if letter_of(c.index) == text.upper()]
            if not found:
                return f"的工作表“{sheet.name}”没有带列名的 {text.upper()} 列，没有写入。"
        reason = "由您指定"
    else:
        usual = [c for c in columns if _is_usual(c.header)]
        found = [c for c in usual if _OF_THE_PERSON.search(bare(c.title))]
        reason = "列名表示个人缴纳的社保"
        if usual and not found:
            listed = "、".join(f"{letter_of(c.index)} 列“{c.title}”" for c in usual)
            return (
                f"的工作表“{sheet.name}”的{listed}没有写明是个人部分（个人、本人、代扣），"
                f"没有写入。请在“写入列”填写这一列，或填写新列名“{NEW_HEAD}”。"
            )
    if len(found) > 1:
        listed = "、".join(f"{letter_of(c.index)} 列“{c.title}”" for c in found)
        return f"的工作表“{sheet.name}”有 {len(found)} 个可写入的列：{listed}，没有写入。"
    if not found:
        return _Target(_width(sheet), wanted or NEW_HEAD, is_new=True, reason="在最右侧新增")
    index = found[0].index
    if index in (sheet.id_column.index, sheet.name_column.index if sheet.name_column else -1):
        return f"的 {letter_of(index)} 列“{found[0].title}”是姓名或证件号码列，没有写入。"
    return _Target(index, found[0].title, is_new=False, reason=reason)


def _is_usual(head: str) -> bool:
    text = bare(head)
    return bool(_USUAL_HEAD.fullmatch(text)) and not _OF_THE_UNIT.search(text)


def _width(sheet: PeopleSheet) -> int:
    """Return the first column, from 0, right of everything on the sheet."""
    filled = (at for row in sheet.grid for at, c in enumerate(row, start=1) if shown(c).strip())
    merged = (area[3] + 1 for area in sheet.sheet.merged)
    return max([*filled, *merged], default=0)


def _planned(sheet: PeopleSheet, target: _Target, shares: Sequence[Share], note: str) -> BackPlan:
    rows = _people(sheet)
    grid = sheet.grid
    by_id = {share.id_number: share for share in shares}
    people = sorted(
        _placed(rows, by_id, grid, target.index), key=lambda p: (p.row is None, p.row or 0)
    )
    return BackPlan(
        sheet.name,
        target.head,
        sheet.header.last_row + 1,
        target.index + 1,
        target.is_new,
        target.reason,
        tuple(people),
        note,
    )


def _people(sheet: PeopleSheet) -> list[PersonRow]:
    """Return everyone's rows: whoever has no readable id is known by any amount beside it."""
    found: dict[int, PersonRow] = {}
    for choice in (sheet.id_column, *amount_columns(sheet)):
        found |= {person.number: person for person in sheet.people(choice.index)}
    return [found[number] for number in sorted(found)]


def _placed(
    rows: Sequence[PersonRow], shares: Mapping[str, Share], grid: Grid, target: int
) -> Iterator[Placed]:
    times = Counter(row.id_number for row in rows)
    for row in rows:
        before = shown(cell(grid[row.number - 1], target)).strip()
        match, words = _judged(row, shares, times[row.id_number])
        share = shares.get(row.id_number or "")
        is_sure = match is Match.WRITTEN and share is not None
        kept = f"原有“{before}”未改动。" if before and not is_sure else ""
        yield Placed(
            match,
            row.id_number or row.id_typed,
            row.name or (share.name if share else ""),
            row.number,
            share.fen if share else None,
            before,
            words + kept,
        )
    for share in shares.values():
        if not times[share.id_number]:
            words = "账单中有此人，工资表中没有其证件号码，请核对是否已离职或证件号码有误。"
            yield Placed(Match.ABSENT, share.id_number, share.name, None, share.fen, "", words)


def _judged(row: PersonRow, shares: Mapping[str, Share], times: int) -> tuple[Match, str]:
    if row.id_number is None:
        typed = f"证件号码“{row.id_typed}”" if row.id_typed else ""
        return Match.UNREADABLE, f"{typed}{row.id_problem}，不能确定是谁，未写入。"
    share = shares.get(row.id_number)
    if share is None:
        return Match.UNKNOWN, "本期账单明细中没有此人，未写入。"
    if times > 1:
        return Match.DUPLICATE, f"证件号码在工资表中出现 {times} 次，未写入任何一行。"
    if row.name and not same_name(row.name, share.name):
        return Match.CONFLICT, f"账单中的姓名是“{share.name}”，与工资表不一致，未写入。"
    return Match.WRITTEN, ""
