"""A detail of premiums per employee that the client exports, long or wide, as lines to the fen.

Source: the layouts seen of such exports: one insurance a row with or without a row for each share,
shares side by side under merged heads, groups of people with 小计 and 合计 rows between them, and
one file for one share of one insurance, which only its name or title says.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from shebao.domain.money import yuan
from shebao.domain.period import Period
from shebao.rules.cell_text import amount_of, compact, shown
from shebao.rules.client import fields as f
from shebao.rules.client.detail_line import DetailLine, joined_lines
from shebao.rules.client.insurance_words import (
    InsuranceHead,
    Measure,
    Side,
    insurance_in,
    names_nothing_else,
    side_in,
)
from shebao.rules.client.months import month_in, month_of, rate_of, span_of
from shebao.rules.client.people import Person, RowKind, doubt_about, labelled, rows_of
from shebao.rules.client.table import ClientTable
from shebao.rules.client.totals import Sums
from shebao.rules.payroll.payroll_reading import Doubt, DoubtKind

# 某某医疗器械公司 and 某某医疗中心 name no insurance; 费款所属期 names no unit.
_NAMES_A_UNIT = re.compile("公司|名称|中心|院|厂|所(?!属)|店|[:：]")
_NO_MONTH = re.compile(r".*:.*|.*[0-9A-Z]{12,}.*")  # 制表日期：2026-12-03, a tax id
_LABEL = re.compile(".*(:|日期?|时间|编号|号码?|代码|人)")  # names what stands beside it
_NO_PERIOD = "没有写明费款所属期，或文件名与标题的属期不同；请填写“费款所属期”为其中之一"
_ONE_SHARE = ("410", "510")  # nobody but the unit pays them
_OF_BOTH = (Measure.DUE, Measure.PAYABLE, Measure.TICK)  # a head may be the insurance alone
_SHARES = {Side.UNIT: "unit", Side.PERSON: "person"}


@dataclass(slots=True)
class ReadDetail:
    """The lines, what is in doubt, and a sentence when the file's own total is not theirs.

    ``extra`` are the lines of another 业务类型 than 正常缴费, each in its own month.
    """

    lines: list[DetailLine] = field(default_factory=list)
    extra: list[DetailLine] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    fault: str = ""

    @property
    def periods(self) -> list[str]:
        """Return the months of the lines."""
        return sorted({line.period for line in self.lines})


@dataclass(frozen=True, slots=True)
class Told:
    """What the file says of all its rows: in its name, its sheet's name or above the table."""

    insurance: str
    side: Side
    period: Period | None


def told_of_all(table: ClientTable, stem: str, wanted: str = "") -> Told:
    """Return what the name and the title say; ``wanted`` is the month that the user typed.

    A labelled month stands above every other one. Of several the wanted one counts, or none.
    """
    above = [compact(cell) for row in table.above for cell in row if cell is not None]
    named = [
        text
        for text in (stem, table.sheet, *above)
        if insurance_in(text) and not _NAMES_A_UNIT.search(text)
    ]
    of_all = named[0] if named else ""
    months = _months(labelled(table.above, f.PERIOD))
    months = months or _months([stem, table.sheet, *_titles(table)])
    agreed = [month for month in months if len(months) == 1 or str(month) == wanted]
    return Told(insurance_in(of_all), side_in(of_all), agreed[0] if agreed else None)


def _months(texts: Iterable[str]) -> set[Period]:
    return {month for text in texts if (month := month_in(text)) is not None}


def _titles(table: ClientTable) -> Iterator[str]:
    """Yield the texts above the table that are neither a label nor what stands beside one."""
    for row in table.above:
        texts = [text for cell in row if (text := compact(cell))]
        for before, text in zip(["", *texts], texts, strict=False):
            if not (_NO_MONTH.fullmatch(text) or _LABEL.fullmatch(before)):
                yield text


def has_amounts(table: ClientTable) -> bool:
    """Whether any column is a share or the whole of a premium."""
    names = (f.DUE, f.UNIT_DUE, f.PERSON_DUE, f.PAYABLE)
    wide = any(head.measure in (Measure.DUE, Measure.PAYABLE) for head in table.insurances.values())
    return wide or any(each.name in table.choices for each in names)


def read_detail(
    table: ClientTable,
    told: Told,
    tax_id: str,
    names: Mapping[str, str],
    own_ids: Collection[str],
) -> ReadDetail:
    """Return every line that the file is certain of; the shares of a person's insurance as one."""
    result = ReadDetail()
    file = _File(table, told, names)
    lines: dict[tuple[str, ...], DetailLine] = {}
    spoiled: dict[tuple[str, ...], Doubt] = {}
    sums = Sums(table, _amount_columns(table))
    for kind, person, number, row, doubt in rows_of(table, tax_id, own_ids):
        if doubt is not None:
            result.doubts.append(doubt)
            sums.add(number, row, in_doubt=True)
        elif kind is RowKind.OTHER:
            sums.pass_over(number, row)
        if kind is RowKind.GRAND and not result.fault:
            result.fault = sums.fault(row)
        if kind is not RowKind.PERSON or person is None:
            continue
        sums.add(number, row)
        found = _lines_of(file, person, row)
        if isinstance(found, str):
            result.doubts.append(doubt_about(table, person, found, DoubtKind.UNREADABLE))
            continue
        for line in found:
            at = (*line.key, line.kind)
            joined = joined_lines(lines.get(at), line)
            if joined is None:
                said = f"{names.get(line.insurance, line.insurance)}{line.kind}出现多次"
                spoiled[at] = doubt_about(table, person, said, DoubtKind.DUPLICATE)
            else:
                lines[at] = joined
    result.doubts += spoiled.values()
    result.doubts.sort(key=lambda each: each.rows)
    sure = [line for key, line in lines.items() if key not in spoiled]
    result.lines = [line for line in sure if not line.kind]
    result.extra = [line for line in sure if line.kind]
    return result


@dataclass(frozen=True, slots=True)
class _File:
    """What is the same for every row; as ``read_detail`` was given it."""

    table: ClientTable
    told: Told
    names: Mapping[str, str]


def _lines_of(file: _File, person: Person, row: Sequence[object]) -> list[DetailLine] | str:
    """Return a row's lines, one for each insurance with an amount, or what cannot be read."""
    table = file.table
    kind = compact(table.cell(row, f.KIND.name))
    period = _period_of(table, row, file.told)
    if isinstance(period, str):
        return period
    amounts = _amounts(table, row)
    if isinstance(amounts, str):
        return amounts
    whole = DetailLine(
        str(period),
        person.unit_no,
        "",
        person.name,
        person.id_type,
        person.id_number,
        person.person_no,
        wage=amounts.get(f.WAGE.name),
        base=amounts.get(f.BASE.name),
        kind="" if "正常" in kind else kind,
    )
    if any(h.measure in (Measure.DUE, Measure.PAYABLE) for h in table.insurances.values()):
        return _wide(file, row, whole)
    return _long(file, row, whole, amounts)


def _period_of(table: ClientTable, row: Sequence[object], told: Told) -> Period | str:
    """Return the one month of a row, or why it has none: of several the first is no better."""
    cell = table.cell(row, f.PERIOD.name)
    period = month_of(cell) if compact(cell) else told.period
    if period is None:
        return f"费款所属期“{shown(cell)}”不是年月" if compact(cell) else _NO_PERIOD
    ends = [at for at, title in enumerate(table.titles) if f.PERIOD.is_head(title)]
    cells = [row[at] for at in ends if at < len(row)] + [cell]
    months = {month for each in cells for month in span_of(each)}
    if len(months) > 1:
        return f"费款所属期是 {min(months)} 至 {max(months)}，不是一个月"
    return period


def _amounts(table: ClientTable, row: Sequence[object]) -> dict[str, int] | str:
    found = {}
    wanted = (f.WAGE, f.BASE, f.UNIT_DUE, f.PERSON_DUE, f.DUE, f.REDUCTION, f.PAYABLE)
    for each in wanted:
        cell = table.cell(row, each.name)
        if not compact(cell):
            continue
        amount = amount_of(cell)
        if amount.fen is None:
            return f"{each.label}“{shown(cell)}”{amount.problem}"
        found[each.name] = amount.fen
    return found


def _long(
    file: _File, row: Sequence[object], whole: DetailLine, amounts: Mapping[str, int]
) -> list[DetailLine] | str:
    table, told, names = file.table, file.told, file.names
    said = [table.cell(row, each.name) for each in (f.SUBITEM, f.INSURANCE)]
    code = _code_of(said, told, names)
    if not code:
        unknown = [cell for cell in said if not names_nothing_else(cell)]
        words = next((shown(cell) for cell in unknown if not insurance_in(cell, names)), "")
        return f"险种“{words}”不能识别" if words else "没有写明险种"
    side = next((s for cell in said if (s := side_in(cell))), told.side)
    rates = {
        "unit": rate_of(table.cell(row, f.UNIT_RATE.name)),
        "person": rate_of(table.cell(row, f.PERSON_RATE.name)),
    }
    shares = {"unit": amounts.get(f.UNIT_DUE.name), "person": amounts.get(f.PERSON_DUE.name)}
    if shares["unit"] is None and shares["person"] is None:
        side = side or (Side.UNIT if code in _ONE_SHARE else Side.BOTH)
        if side is Side.BOTH:
            return f"{names.get(code, code)}没有写明是单位还是个人缴纳"
        due = amounts.get(f.DUE.name, amounts.get(f.PAYABLE.name))
        if due is None:
            return "没有应缴费额"
        shares[_SHARES[side]] = due
        rates[_SHARES[side]] = rate_of(table.cell(row, f.RATE.name))
    elif said_of_both := _unshared(shares, amounts.get(f.DUE.name, 0)):
        return f"{names.get(code, code)}{said_of_both}"
    is_persons = shares["unit"] is None
    reduction = amounts.get(f.REDUCTION.name, 0)
    line = replace(
        whole,
        insurance=code,
        unit=shares["unit"],
        person=shares["person"],
        unit_ppm=rates["unit"],
        person_ppm=rates["person"],
        reduction=0 if is_persons else reduction,
        person_reduction=reduction if is_persons else 0,
    )
    return [line]


def _code_of(said: Sequence[object], told: Told, names: Mapping[str, str]) -> str:
    """Return the insurance of a row's cells; the file's own only where they say nothing of any.

    An unknown insurance beside a known one, as 长期护理保险 under 医疗保险, is no known one.
    """
    unknown = [cell for cell in said if not names_nothing_else(cell)]
    unknown = [cell for cell in unknown if not insurance_in(cell, names)]
    if any("险" in compact(cell) for cell in unknown):
        return ""
    found = next((c for cell in said if (c := insurance_in(cell, names))), "")
    return found or ("" if unknown else told.insurance)


def _wide(file: _File, row: Sequence[object], whole: DetailLine) -> list[DetailLine] | str:
    table, names = file.table, file.names
    found: dict[str, dict[str, int | None]] = {}
    for index, head in table.insurances.items():
        cell = row[index] if index < len(row) else None
        if compact(cell) and (said := _put(found.setdefault(head.code, {}), head, cell)):
            return f"“{table.titles[index]}”的{said}"
    lines = []
    for code, values in found.items():
        told_of_both = [values.pop(each, None) for each in _OF_BOTH]
        both = next(filter(None, told_of_both), 0)
        if both and (said := _unshared(values, both)):
            return f"{names.get(code, code)}{said}"
        if values.get("unit") or values.get("person"):
            told: dict[str, Any] = {k: v for k, v in values.items() if v is not None}
            lines.append(replace(whole, insurance=code, **told))
    return lines


def _put(values: dict[str, int | None], head: InsuranceHead, cell: object) -> str:
    """Put a column's cell under its share and measure; return why it cannot be read."""
    share = _SHARES.get(head.side) or ("unit" if head.code in _ONE_SHARE else "")
    if head.measure is Measure.RATE:
        if share:
            values[f"{share}_ppm"] = rate_of(cell)
        return ""
    amount = amount_of(cell)
    if amount.fen is None:
        return f"“{shown(cell)}”{amount.problem}"
    is_due = head.measure in _OF_BOTH
    if share and is_due:
        if head.measure is Measure.DUE or share not in values:
            values[share] = amount.fen
    elif is_due or head.measure in (Measure.WAGE, Measure.BASE, Measure.REDUCTION):
        values[str(head.measure)] = amount.fen
    return ""


def _unshared(shares: Mapping[str, int | None], both: int) -> str:
    """Say why an amount of both shares leaves one of them unknown; empty when it does not."""
    unit, person = shares.get("unit"), shares.get("person")
    if unit is None and person is None:
        return "没有写明是单位还是个人缴纳"
    one = person if unit is None else unit if person is None else None
    if one is None or both in (0, one):
        return ""
    return (
        f"应缴费额 {yuan(both)} 元只写明了{'个人' if unit is None else '单位'}部分 {yuan(one)} 元"
    )


def _amount_columns(table: ClientTable) -> list[int]:
    wide = [i for i, h in table.insurances.items() if h.measure is Measure.DUE]
    named = (f.DUE, f.UNIT_DUE, f.PERSON_DUE)
    return wide + [table.choices[each.name].index for each in named if each.name in table.choices]
