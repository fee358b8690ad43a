"""Twelve months of pay become one monthly average; fewer months than given are never a guess.

Source: 国办发〔2019〕13号: the wage to be filed is last year's monthly average, of a joiner the
average of the months with pay.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from shebao.rules.cell_text import BLANK, TOO_PRECISE, Amount, compact, fen_rounded
from shebao.rules.payroll.payroll_headers import Column, bare

MONTHS = 12

_CHINESE = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_MONTH = re.compile(
    "((?P<year>20[0-9]{2})[年.\\-/]?)?"
    "(?<![0-9一二三四五六七八九十])(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(份)?"
)
_DIGITS_ONLY = re.compile("(?P<year>20[0-9]{2})[年.\\-/]?(?P<month>0[1-9]|1[0-2])")
_YEAR = re.compile("(20[0-9]{2})年?(度)?")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month as a header names it; year 0 when it names none."""

    year: int
    month: int


def month_in(text: str) -> tuple[Month, str] | None:
    """Return the month that a header or a sheet's name names, and the rest of the name."""
    name = compact(text)  # the month may stand in parentheses, which bare() drops
    found = _DIGITS_ONLY.fullmatch(name) or _MONTH.search(name)
    if found is None:
        return None
    number = number_of_month(found["month"])
    rest = bare(name[: found.start()] + name[found.end() :])
    return Month(int(found["year"] or 0), number), rest


def number_of_month(typed: str) -> int:
    """Return the month that digits or Chinese numerals mean."""
    return _CHINESE.index(typed) + 1 if typed in _CHINESE else int(typed)


def is_dated(column: Column) -> bool:
    """Whether a column is of one named month: next month's file has another one to take."""
    return bool(month_in(column.header) or month_in(column.group))


def month_series(columns: Sequence[Column]) -> dict[Column, list[Column]]:
    """Return columns that differ in their month only, by what they share, in the order of time.

    The key is the column as it would be called without its month. A name that stands twice for
    a month is left out.
    """
    found: dict[tuple[str, str], list[tuple[Month, Column]]] = {}
    for column in columns:
        own, above = month_in(column.header), month_in(column.group)
        if own and not above:
            year = _YEAR.fullmatch(bare(column.group))
            month = Month(int(year[1]), own[0].month) if year and not own[0].year else own[0]
            key = (own[1], "" if year else bare(column.group))
        elif above and not own:
            month, key = above[0], (bare(column.header), above[1])
        else:
            continue
        found.setdefault(key, []).append((month, column))
    series = {}
    for (header, group), members in found.items():
        months = [month for month, _ in members]
        if len(set(months)) == len(months) > 1:
            shared = Column(-1, header or group, group if header else "")
            series[shared] = [column for _, column in sorted(members, key=lambda m: m[0])]
    return series


def is_a_year(months: Sequence[Month]) -> bool:
    """Whether these are twelve months without a gap, in the order of time."""
    if len(months) != MONTHS:
        return False
    counts = [month.year * MONTHS + month.month for month in months]
    return counts == list(range(counts[0], counts[0] + MONTHS))


def average_of(labels: Sequence[str], amounts: Sequence[Amount]) -> tuple[Amount, int]:
    """Return the average of the months with pay, half a fen upwards, and how many they are.

    Months before the first filled one are a joiner's; zero is a month without pay. A blank after
    a filled month could be either a gap or a cell that was not calculated: a problem, like every
    cell that cannot be read.
    """
    filled = [at for at, amount in enumerate(amounts) if amount.problem != BLANK]
    if not filled:
        return Amount(None, BLANK), 0
    imprecise = ""
    for label, amount in list(zip(labels, amounts, strict=True))[filled[0] :]:
        if amount.problem == BLANK:
            return Amount(None, f"在“{label}”为空白，而之前的月份有工资，不能确定月平均"), 0
        if amount.rounded_fen is None:
            return Amount(None, f"在“{label}”{amount.problem}，不能确定月平均"), 0
        if amount.exact is not None:
            imprecise = imprecise or f"在“{label}”{TOO_PRECISE}"
    paid = [_yuan_of(amount) for amount in amounts if amount.fen or amount.exact]
    if not paid:
        return Amount(0), 0
    average = sum(paid) / len(paid)
    if imprecise:
        return Amount(None, imprecise, Decimal(average)), len(paid)
    return Amount(fen_rounded(Decimal(average))), len(paid)


def _yuan_of(amount: Amount) -> Decimal:
    return Decimal(amount.fen or 0) / 100 if amount.exact is None else amount.exact


def is_wage_title(texts: Sequence[str]) -> bool:
    """Whether what stands above bare month columns says that they are gross wages."""
    said = "".join(map(compact, texts))
    is_other = re.search("实发|到手|税后|净|考勤|出勤|工时|天数|补贴|奖金|社保|公积金|个税", said)
    return bool(re.search("工资|薪|应发", said)) and not is_other
