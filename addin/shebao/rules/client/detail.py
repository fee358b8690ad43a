"""A detail of premiums per employee that the client exports, long or wide, as lines to the fen.

Source: the layouts seen of such exports: one insurance a row with or without a row for each share,
shares side by side under merged heads, groups of people with 小计 and 合计 rows between them, and
one file for one share of one insurance, which only its name or title says.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from shebao.domain.money import yuan
from shebao.domain.period import Period
from shebao.rules.cell_text import amount_of, compact, shown
from shebao.rules.client import fields as f
from shebao.rules.client.insurance_words import Measure, Side, insurance_in, side_in
from shebao.rules.client.months import month_in, month_of, rate_of
from shebao.rules.client.people import Person, RowKind, doubt_about, rows_of
from shebao.rules.client.table import ClientTable
from shebao.rules.payroll.payroll_reading import Doubt, DoubtKind

_NAMES_A_UNIT = re.compile("公司|名称|医院|[:：]")  # 某某医疗器械公司 names no insurance
_ONE_SHARE = ("410", "510")  # nobody but the unit pays them
_SHARES = {Side.UNIT: "unit", Side.PERSON: "person"}


@dataclass(frozen=True, slots=True)
class DetailLine:
    """One person's premium for one insurance in one month; None where the file does not say.

    Amounts in fen, rates in ppm.
    """

    period: str
    unit_no: str
    insurance: str
    name: str
    id_type: str
    id_number: str
    person_no: str
    wage: int | None = None
    base: int | None = None
    unit_ppm: int | None = None
    person_ppm: int | None = None
    unit: int | None = None
    person: int | None = None
    reduction: int = 0  # with a row of the unit's share, or of both
    person_reduction: int = 0  # with a row of the person's share alone

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What tells a line from every other one."""
        return self.period, self.unit_no, self.insurance, self.id_number

    @property
    def amount(self) -> int:
        """Both shares together."""
        return (self.unit or 0) + (self.person or 0)

    @property
    def whole_reduction(self) -> int:
        """What is taken off both shares."""
        return self.reduction + self.person_reduction

    def as_json(self) -> dict[str, Any]:
        """Return the line as the store keeps it."""
        return asdict(self)


@dataclass(slots=True)
class ReadDetail:
    """The lines, what is in doubt, and a sentence when the file's own total is not theirs."""

    lines: list[DetailLine] = field(default_factory=list)
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


def told_of_all(table: ClientTable, stem: str) -> Told:
    """Return what the name and the title say."""
    above = [compact(cell) for row in table.above for cell in row if cell is not None]
    texts = [stem, table.sheet, *above]
    periods = [month for text in texts if (month := month_in(text)) is not None]
    named = [text for text in texts if insurance_in(text) and not _NAMES_A_UNIT.search(text)]
    of_all = named[0] if named else ""
    return Told(insurance_in(of_all), side_in(of_all), periods[0] if periods else None)


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
    no_unit_no: str,
) -> ReadDetail:
    """Return every line that the file is certain of; the shares of a person's insurance as one."""
    result = ReadDetail()
    lines: dict[tuple[str, str, str, str], DetailLine] = {}
    spoiled: dict[tuple[str, str, str, str], Doubt] = {}
    sums: dict[int, int] = {}
    for kind, person, _, row, doubt in rows_of(table, tax_id, own_ids):
        if doubt is not None:
            result.doubts.append(doubt)
        if kind is RowKind.GRAND and not result.fault:
            result.fault = _total_fault(table, row, sums)
        if kind is not RowKind.PERSON or person is None:
            continue
        _add_up(table, row, sums)
        found = _lines_of(table, person, row, told, names, no_unit_no)
        if isinstance(found, str):
            result.doubts.append(doubt_about(table, person, found, DoubtKind.UNREADABLE))
            continue
        for line in found:
            joined = _joined(lines.get(line.key), line)
            if joined is None:
                said = f"{names.get(line.insurance, line.insurance)}出现多次"
                spoiled[line.key] = doubt_about(table, person, said, DoubtKind.DUPLICATE)
            else:
                lines[line.key] = joined
    result.doubts += spoiled.values()
    result.doubts.sort(key=lambda each: each.rows)
    result.lines = [line for key, line in lines.items() if key not in spoiled]
    return result


def _lines_of(
    table: ClientTable,
    person: Person,
    row: Sequence[object],
    told: Told,
    names: Mapping[str, str],
    no_unit_no: str,
) -> list[DetailLine] | str:
    """Return a row's lines, one for each insurance with an amount, or what cannot be read."""
    kind = compact(table.cell(row, f.KIND.name))
    if kind and "正常" not in kind:
        return f"业务类型是“{kind}”，不是正常缴费，请另行核对"
    cell = table.cell(row, f.PERIOD.name)
    period = month_of(cell) if compact(cell) else told.period
    if period is None:
        return f"费款所属期“{shown(cell)}”不是年月" if compact(cell) else "没有写明费款所属期"
    amounts = _amounts(table, row)
    if isinstance(amounts, str):
        return amounts
    whole = DetailLine(
        str(period),
        person.unit_no or no_unit_no,
        "",
        person.name,
        person.id_type,
        person.id_number,
        person.person_no,
        wage=amounts.get(f.WAGE.name),
        base=amounts.get(f.BASE.name),
    )
    if any(h.measure in (Measure.DUE, Measure.PAYABLE) for h in table.insurances.values()):
        return _wide(table, row, whole)
    return _long(table, row, whole, amounts, told, names)


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
    table: ClientTable,
    row: Sequence[object],
    whole: DetailLine,
    amounts: Mapping[str, int],
    told: Told,
    names: Mapping[str, str],
) -> list[DetailLine] | str:
    said = [table.cell(row, each.name) for each in (f.SUBITEM, f.INSURANCE)]
    code = next((c for cell in said if (c := insurance_in(cell, names))), told.insurance)
    if not code:
        words = next((shown(cell) for cell in said if compact(cell)), "")
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


def _wide(table: ClientTable, row: Sequence[object], whole: DetailLine) -> list[DetailLine] | str:
    found: dict[str, dict[str, int | None]] = {}
    for index, head in table.insurances.items():
        cell = row[index] if index < len(row) else None
        if not compact(cell):
            continue
        share = _SHARES.get(head.side) or ("unit" if head.code in _ONE_SHARE else "")
        values = found.setdefault(head.code, {})
        if head.measure is Measure.RATE:
            if share:
                values[f"{share}_ppm"] = rate_of(cell)
            continue
        amount = amount_of(cell)
        if amount.fen is None:
            return f"“{table.titles[index]}”的“{shown(cell)}”{amount.problem}"
        if head.measure in (Measure.WAGE, Measure.BASE, Measure.REDUCTION):
            values[str(head.measure)] = amount.fen
        elif share and (head.measure is Measure.DUE or share not in values):
            values[share] = amount.fen
    lines = []
    for code, values in found.items():
        if values.get("unit") or values.get("person"):
            told: dict[str, Any] = {k: v for k, v in values.items() if v is not None}
            lines.append(replace(whole, insurance=code, **told))
    return lines


def _joined(old: DetailLine | None, new: DetailLine) -> DetailLine | None:
    """Return both shares as one line; None when one share is there twice."""
    if old is None:
        return new
    if old.unit is not None and new.unit is not None:
        return None
    if old.person is not None and new.person is not None:
        return None
    return _with_share(old, new)


def with_insurance(
    old: Sequence[DetailLine], new: Sequence[DetailLine], side: Side, no_unit_no: str
) -> list[DetailLine]:
    """Return a month's lines with one insurance, or only ``side`` of it, as a newer file has it.

    What other insurances and other unit numbers have stays. A line whose unit number was not known
    is the newer file's too.
    """
    fresh = {line.key: line for line in new}
    numbers = {line.unit_no for line in new} | {no_unit_no}
    is_all = any(line.unit_no == no_unit_no for line in new)
    kept, merged = [], dict(fresh)
    for line in old:
        is_told = line.insurance == new[0].insurance and (is_all or line.unit_no in numbers)
        rest = _without(line, side) if is_told else line
        if rest is None:
            continue
        if is_told and line.key in fresh:
            merged[line.key] = _with_share(rest, fresh[line.key])
        else:
            kept.append(rest)
    return kept + list(merged.values())


def _without(line: DetailLine, side: Side) -> DetailLine | None:
    """Return what a line has besides a share; None when nothing is left."""
    if side is Side.UNIT and line.person is not None:
        return replace(line, unit=None, unit_ppm=None, reduction=0)
    if side is Side.PERSON and line.unit is not None:
        return replace(line, person=None, person_ppm=None, person_reduction=0)
    return None


def _with_share(old: DetailLine, new: DetailLine) -> DetailLine:
    """Return a line with the new share beside the old one; what only one says stays."""
    return replace(
        new,
        wage=old.wage if new.wage is None else new.wage,
        base=old.base if new.base is None else new.base,
        unit=old.unit if new.unit is None else new.unit,
        person=old.person if new.person is None else new.person,
        unit_ppm=old.unit_ppm if new.unit is None else new.unit_ppm,
        person_ppm=old.person_ppm if new.person is None else new.person_ppm,
        reduction=old.reduction + new.reduction,
        person_reduction=old.person_reduction + new.person_reduction,
    )


def _amount_columns(table: ClientTable) -> list[int]:
    wide = [i for i, h in table.insurances.items() if h.measure is Measure.DUE]
    named = (f.DUE, f.UNIT_DUE, f.PERSON_DUE)
    return wide + [table.choices[each.name].index for each in named if each.name in table.choices]


def _add_up(table: ClientTable, row: Sequence[object], sums: dict[int, int]) -> None:
    for index in _amount_columns(table):
        fen = amount_of(row[index]).fen if index < len(row) else None
        sums[index] = sums.get(index, 0) + (fen or 0)


def _total_fault(table: ClientTable, row: Sequence[object], sums: Mapping[int, int]) -> str:
    """Say which column's total in the file is not what its rows add up to; empty when all are."""
    for index, summed in sums.items():
        total = amount_of(row[index]).fen if index < len(row) else None
        if total is not None and total != summed:
            return (
                f"的工作表“{table.sheet}”合计行“{table.titles[index]}”是 {yuan(total)} 元，"
                f"各行相加是 {yuan(summed)} 元，文件不完整或被改动"
            )
    return ""
